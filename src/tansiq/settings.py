"""The settings of a node. All that differs between nodes comes from the environment or from the node's own folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from tansiq.keeping import folder_of_node, secret_of_node

APPLICATION = Path(__file__).parent
DESK = APPLICATION.parent / "tansiq_desk"
FOLDER = folder_of_node(os.environ)

SECRET_KEY = secret_of_node(FOLDER)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TANSIQ_HOSTS", "127.0.0.1 localhost [::1]").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("TANSIQ_ORIGINS", "").split()
BEHIND_TLS = bool(os.environ.get("TANSIQ_TLS"))
"""A proxy ends TLS before this node: cookies travel nowhere else, and browsers are told so."""

INSTALLED_APPS = [
    "tansiq.core",
    "tansiq.ui",
    "tansiq.organisations",
    "tansiq.people",
    "tansiq.accords",
    "tansiq.training",
    "tansiq.planning",
    "tansiq.documents",
    "tansiq.exchange",
    "tansiq.home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # adds random bytes, so that sizes tell nothing of tokens
    "csp.middleware.CSPMiddleware",
    "tansiq.core.middleware.MomentMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tansiq.people.middleware.SignedInMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tansiq.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tansiq.urls"
WSGI_APPLICATION = "tansiq.wsgi.application"
ASGI_APPLICATION = "tansiq.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tansiq.home.surroundings.surroundings",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tansiq.ui.templatetags.tansiq",
            ],
        },
    }
]

# ------------------------------------------------------------------------------------------------------------- storage
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;PRAGMA secure_delete=FAST;",
}
"""FULL, not NORMAL: what a person was told is kept must be kept when the power goes. What is deleted, such as a record
that was recalled, leaves no bytes behind."""


def _database() -> dict[str, Any]:
    if address := os.environ.get("DATABASE_URL"):
        return {**dj_database_url.parse(address), "CONN_MAX_AGE": 0}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "node.sqlite3", "OPTIONS": SQLITE}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ------------------------------------------------------------------------------------------------- people and sessions
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home:first-page"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "tansiq_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tansiq.ui.views.form_out_of_date"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "tansiq.people.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the journal has it

# ------------------------------------------------------------------------------------------------------------- browser
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its form marks from its own style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if BEHIND_TLS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

STATICFILES_DIRS = [
    ("desk", DESK / "page/style"),
    ("fonts", DESK / "page/fonts"),
    ("desk-page", DESK / "page/script"),
]
STATIC_URL = "static/"
STATIC_ROOT = FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tansiq.ui.storage.Static"},
}
MEDIA_ROOT = FOLDER / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ------------------------------------------------------------------------------------------------------------ language
LANGUAGE_CODE = "ar"
LANGUAGES = [
    ("ar-ly", "العربية (ليبيا)"),
    ("ar-dz", "العربية (الجزائر)"),
    ("ar", "العربية"),
    ("fr", "français"),
    ("en", "English"),
]
LANGUAGE_COOKIE_NAME = "tansiq_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------------------------------------------------------- mail
EMAIL_HOST = os.environ.get("TANSIQ_MAIL_HOST", "")
"""Without a mail server the node sends no reminders."""
MAIL_TLS = os.environ.get("TANSIQ_MAIL_TLS", "").lower()
EMAIL_USE_SSL = MAIL_TLS == "tls"
# Any other word is STARTTLS: a slip must not mean less safety.
EMAIL_USE_TLS = bool(MAIL_TLS) and not EMAIL_USE_SSL
EMAIL_PORT = int(
    os.environ.get("TANSIQ_MAIL_PORT") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
)
EMAIL_HOST_USER = os.environ.get("TANSIQ_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TANSIQ_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20  # seconds; a mail server that says nothing must not hold the worker
DEFAULT_FROM_EMAIL = os.environ.get("TANSIQ_MAIL_FROM", "tansiq@localhost")
NODE_ADDRESS = os.environ.get("TANSIQ_ADDRESS", "")
"""Where people open this node, for the link in a reminder; without it there is none."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # TLS ends at the proxy in front of the node; see BEHIND_TLS
]
