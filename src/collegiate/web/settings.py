"""Settings, all from the environment, so that an installation needs no file of its own.

docs/reference/settings.md says what each is for. Any may be given as a file: NAME_FILE in place of NAME.
"""

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from collegiate.store.layout import kept_secret
from collegiate.web.accounts.installation import signing_in
from collegiate.web.databases import database
from collegiate.web.environment import setting, switched_on

HERE = Path(__file__).parent

COLLEGIATE_STORE = Path(setting("COLLEGIATE_STORE", "store"))
COLLEGIATE_BEHIND_PROXY = switched_on("COLLEGIATE_HTTPS")


def _secret_key() -> str:
    """A key of a store outlives the process, so that nobody is signed out by a restart; without a store there is nobody to sign in."""
    named = setting("COLLEGIATE_SECRET_KEY")
    if named or not COLLEGIATE_STORE.is_dir():
        return named or get_random_secret_key()
    return kept_secret(COLLEGIATE_STORE / "application.secret").hex()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [h.strip() for h in setting("COLLEGIATE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()]
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "collegiate.web",
    *(f"collegiate.web.{p.parent.name}" for p in sorted(HERE.glob("*/apps.py"))),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "collegiate.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "collegiate.web.kept.kept_answers",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collegiate.web.speaking.speaking",
    "collegiate.web.doors.doors",
    "collegiate.web.accounts.requirement.second_factor",
    "django.middleware.csrf.CsrfViewMiddleware",
    "collegiate.web.middleware.picture_there",
    "collegiate.web.taking.middleware.taking",
]
ROOT_URLCONF = "collegiate.web.urls"
WSGI_APPLICATION = "collegiate.web.wsgi.application"
DATABASES = {"default": database(setting("COLLEGIATE_DATABASE"), COLLEGIATE_STORE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "collegiate.web.accounts.passwords.NotTooLong"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "collegiate.web.accounts.passwords.HardToGuess"},
    {"NAME": "collegiate.web.accounts.passwords.NotBreached"},
]
globals().update(signing_in(behind_proxy=COLLEGIATE_BEHIND_PROXY))
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COLLEGIATE_BEHIND_PROXY
SESSION_COOKIE_NAME = "__Host-session" if COLLEGIATE_BEHIND_PROXY else "session"
CSRF_COOKIE_NAME = "__Host-form" if COLLEGIATE_BEHIND_PROXY else "form"
CSRF_FAILURE_VIEW = "collegiate.web.accounts.views.forged"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if COLLEGIATE_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if COLLEGIATE_BEHIND_PROXY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = COLLEGIATE_BEHIND_PROXY
SECURE_SSL_REDIRECT = COLLEGIATE_BEHIND_PROXY
SECURE_REDIRECT_EXEMPT = [r"^health$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": ["collegiate.web.context.page"],
            "builtins": ["collegiate.web.tags", "collegiate.web.components.tags"],
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
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["reading", "publishing", "papers"]},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {"()": "collegiate.web.logs.Discreet", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"plain": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["plain"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["plain"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
