"""The node as a ASGI application."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tansiq.settings")
# WhiteNoise hands files over as plain iterators; the few it serves are small, and browsers keep them for a year.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
