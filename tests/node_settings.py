"""The settings of a node for tests: as they are, in a folder that goes when the tests end, with passwords quickly hashed."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

FOLDER = tempfile.mkdtemp(prefix="tansiq-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["TANSIQ_HOME"] = FOLDER
(Path(FOLDER) / "static").mkdir()

from tansiq.settings import *  # noqa: E402, F403 - the folder must be named first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 without what makes it slow: the work that a thief would have, not what tests are about."""

    time_cost, memory_cost, parallelism = 1, 8, 1


PASSWORD_HASHERS = ["node_settings.QuickArgon2"]
