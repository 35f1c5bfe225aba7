"""The node as a ASGI application."""

import os
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tansiq.settings")
# WhiteNoise hands files over as plain iterators; the few it serves are small, and browsers keep them for a year.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def bounded(application: Application, most: int) -> Application:
    """Let nobody fill the disk: Django writes down all that is sent before it asks who sends it.

    What says that it is larger is answered unread, by the page of `RefusalMiddleware`; what does not say so is cut off.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        said = dict(scope.get("headers", ())).get(b"content-length", b"0")
        is_too_large = said.isdigit() and int(said) > most
        left, is_told = most, False

        async def received() -> Message:
            nonlocal left, is_told
            if is_too_large and not is_told:
                is_told = True
                return {"type": "http.request", "body": b"", "more_body": False}
            message = await receive()
            while is_too_large and message["type"] == "http.request":
                message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await application(scope, received, send)

    return answer


django = get_asgi_application()

from tansiq.ui.middleware import MOST_SENT  # noqa: E402 - its framework is set up only now

application = bounded(django, MOST_SENT)
