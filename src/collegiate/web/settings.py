"""Settings, all from the environment, so that an installation needs no file of its own.

COLLEGIATE_STORE is the store's folder; COLLEGIATE_HOSTS the host names that may be asked for, with commas between;
COLLEGIATE_SECRET_KEY is optional, because nothing is signed that outlives the process.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

HERE = Path(__file__).parent

COLLEGIATE_STORE = Path(os.environ.get("COLLEGIATE_STORE", "store"))
SECRET_KEY = os.environ.get("COLLEGIATE_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = [
    h.strip() for h in os.environ.get("COLLEGIATE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()
]
DEBUG = False

INSTALLED_APPS = ["django.contrib.staticfiles", "collegiate.web"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "collegiate.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "collegiate.web.kept.kept_answers",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "collegiate.web.middleware.only_reading",
    "collegiate.web.middleware.picture_there",
]
ROOT_URLCONF = "collegiate.web.urls"
WSGI_APPLICATION = "collegiate.web.wsgi.application"
DATABASES: dict[str, object] = {}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": ["collegiate.web.context.page"],
            "builtins": ["collegiate.web.tags"],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
APPEND_SLASH = True
DEFAULT_CHARSET = "utf-8"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"plain": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["plain"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
