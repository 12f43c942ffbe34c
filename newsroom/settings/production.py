"""A server behind a proxy that ends TLS. All comes from the environment; docs/operators.md lists it."""

import os

from django.core.exceptions import ImproperlyConfigured


def required(name):
    """The value of an environment variable that has no sensible default in production."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. docs/operators.md says what it holds.")
    return value


def strong_secret_key():
    """The secret key, which must be long and not one that Django made up."""
    key = os.environ.get("SECRET_KEY", "")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing, too short or a default. Set it to at least 50 random characters, as "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' prints them."
        )
    return key


# Refused before anything else is read.
SECRET_KEY = strong_secret_key()
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
required("DATABASE_URL")
required("NEWSROOM_BASE_URL")

from newsroom.settings.base import *  # noqa: E402, F403 (settings build on it)
from newsroom.settings.base import DEBUG, MIDDLEWARE, STORAGES, env  # noqa: E402 (after the environment is set)

if DEBUG:
    raise ImproperlyConfigured("DEBUG is on. It shows code and settings to readers: unset it in production.")

STORAGES["staticfiles"] = {"BACKEND": "newsroom.staticfiles.CompressedModuleStorage"}

# The proxy must set these headers on every request and drop what a client sends: see deploy/nginx.conf.
MIDDLEWARE.insert(1, "newsroom.proxy.ReaderAddressMiddleware")
MIDDLEWARE.insert(0, "newsroom.proxy.ProxyCopiesMiddleware")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
