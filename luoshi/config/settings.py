"""How is this instance set up? One file; everything that differs between instances is read from the environment.

Readers fail loudly: a value that makes no sense stops the start, with the variable's name.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """A text from the environment."""
    return os.environ.get(f"LUOSHI_{name}", default).strip()


def env_int(name: str, default: int) -> int:
    """A whole number from the environment."""
    text = env(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise ImproperlyConfigured(f"LUOSHI_{name}={text!r} is not a whole number") from None


def env_flag(name: str, default: bool) -> bool:
    """Yes or no from the environment: 1/0."""
    text = env(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ImproperlyConfigured(f"LUOSHI_{name}={text!r} is neither 0 nor 1")
    return text == "1"


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks from the environment, parted by commas."""
    try:
        return [ip_network(part.strip()) for part in env(name, default).split(",") if part.strip()]
    except ValueError as fault:
        raise ImproperlyConfigured(f"LUOSHI_{name}: {fault}") from None


VAR = Path(env("VAR") or Path.cwd() / "var").resolve()
"""Where the instance keeps what it writes: database, files, keys."""


def secret(name: str) -> str:
    """A secret of this instance: from the environment, else made once and kept in VAR, readable by the owner only."""
    given = env(name.upper())
    if given:
        return given
    kept = VAR / "secrets" / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text()


DEBUG = env_flag("DEBUG", False)
SECRET_KEY = secret("secret_key")
VOICE_KEY = secret("voice_key")
"""What workers' receipts are hashed with and their names sealed with: whoever has the database alone can do neither."""
HTTPS = env_flag("HTTPS", False)
PROXIES = networks("PROXIES", "127.0.0.1,::1" if HTTPS else "")
"""Whose X-Forwarded-* headers are believed: addresses or networks of TLS proxies."""
ALLOWED_HOSTS = env("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "luoshi.kernel",
    "luoshi.org",
    "luoshi.ledger",
    "luoshi.reporting",
    "luoshi.voice",
    "luoshi.policy",
    "luoshi.problems",
    "luoshi.inspection",
    "luoshi.signals",
    "luoshi.desk",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "luoshi.config.proxy.proxy_middleware",
    "luoshi.config.unnamed.unnamed_middleware",
    "luoshi.config.logs.access_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luoshi.config.middleware.actor_middleware",
    "luoshi.config.middleware.initial_password_middleware",
    "luoshi.config.intake.intake_middleware",
    "luoshi.kernel.web.RefusalsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "luoshi.config.urls"
WSGI_APPLICATION = "luoshi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "luoshi.kernel.web.chrome",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


SAFE_WAL = (3, 51, 3)
"""SQLite releases before this one can corrupt a WAL file when two connections write or checkpoint at once."""


def sqlite_options() -> dict[str, Any]:
    """One writer at a time, full durability; WAL only where SQLite is safe with it."""
    journal = "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "TRUNCATE"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=201326592;",
    }


def database() -> Any:
    """DATABASE_URL, or an SQLite file in VAR."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url and not url.startswith("sqlite"):
        return dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    VAR.mkdir(parents=True, exist_ok=True)
    found: Any = (
        dj_database_url.parse(url) if url else {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "luoshi.sqlite3"}
    )
    return {**found, "OPTIONS": sqlite_options(), "CONN_MAX_AGE": None}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "luoshi.org.services.passwords.Rules"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
INVITATION_HOURS = env_int("INVITATION_HOURS", 72)
"""How long a one-time code may be used."""

# Failed log-ins: see config/shut_out.py.
AXES_FAILURE_LIMIT = env_int("LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("LOGIN_PAUSE_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "luoshi.config.shut_out.username"
AXES_CLIENT_IP_CALLABLE = "luoshi.config.shut_out.address"
AXES_HANDLER = "luoshi.config.shut_out.Sparing"
AXES_LOCKOUT_CALLABLE = "luoshi.config.shut_out.answer"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# W006 asks for the address, lest one rotates browsers or cookies: neither is part of what is counted here.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31536000) if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86400

JOB_LEASE = env_int("JOB_LEASE", 60)
"""Seconds without a sign of life after which a job is taken out of a worker's hands."""
JOB_BACKOFF = 1.0
"""Scale of the waits between the tries of a job; tests make it small."""

BASE_URL = (env("URL") or next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")).rstrip("/")
"""Where people reach this instance: links in mails begin with it."""
EMAIL_HOST, EMAIL_PORT = env("MAIL_HOST"), env_int("MAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("MAIL_USER"), env("MAIL_PASSWORD")
MAIL = bool(EMAIL_HOST)
"""Whether mail is sent at all; off until a server is named."""
MAIL_SECURITY = env("MAIL_SECURITY", "none")
if MAIL_SECURITY not in {"none", "starttls", "tls"}:
    raise ImproperlyConfigured(f"LUOSHI_MAIL_SECURITY={MAIL_SECURITY!r} is none of none, starttls, tls")
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL_SECURITY == "starttls", MAIL_SECURITY == "tls", 20
MAIL_FROM = env("MAIL_FROM", "luoshi@localhost")

FILE_LIMIT = env_int("FILE_LIMIT_MB", 20) * 1024 * 1024
"""Largest file that is taken, in bytes."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOG_FORM = env("LOG", "text")
if LOG_FORM not in {"text", "json"}:
    raise ImproperlyConfigured(f"LUOSHI_LOG={LOG_FORM!r} is neither text nor json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"numbered": {"()": "luoshi.config.logs.Numbered"}},
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"},
        "json": {"()": "luoshi.config.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORM, "filters": ["numbered"]}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {
        "luoshi.access": {"level": "INFO" if env_flag("ACCESS_LOG", LOG_FORM == "json") else "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
