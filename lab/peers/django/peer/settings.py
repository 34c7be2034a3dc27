"""Settings for production.

Environment: DATABASE_URL; COMPRESSION=1; ORIGIN and SECRET_KEY if the ones below do not fit. The rest is in
gunicorn.conf.py.
"""

import os
from pathlib import Path

import dj_database_url
from django.core.management.utils import get_random_secret_key

DEBUG = False
# Read before the workers start, so all of them have the same one.
SECRET_KEY = os.environ.get("SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", ".localhost"]
ORIGIN = os.environ.get("ORIGIN") or f"http://cfmall.localhost:{os.environ.get('PORT', '3000')}"

ROOT_URLCONF = "peer.urls"
WSGI_APPLICATION = "peer.wsgi.application"
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(["django.middleware.gzip.GZipMiddleware"] if os.environ.get("COMPRESSION") == "1" else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "peer.views.headers",
]

DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    options="-c search_path=peer_django",
    server_side_binding=True,
    prepare_threshold=1,
)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "templates"],
        "OPTIONS": {"context_processors": ["peer.views.frame"]},
    }
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "peer-django"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
APPEND_SLASH = False
USE_I18N = False
USE_TZ = True
LANGUAGE_CODE = "zh-hans"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Every page that does not exist would be a warning.
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
