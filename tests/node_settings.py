"""The settings of a node for tests: as they are, in a folder that goes when the tests end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="tansiq-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["TANSIQ_HOME"] = FOLDER
(Path(FOLDER) / "static").mkdir()

from tansiq.settings import *  # noqa: E402, F403 - the folder must be named first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
