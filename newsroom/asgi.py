"""The ASGI application. Believes the proxy, and nobody else, about who asks."""

import os

from django.core.asgi import get_asgi_application
from granian.utils.proxies import wrap_asgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.production")

application = wrap_asgi_with_proxy_headers(
    get_asgi_application(), trusted_hosts=os.environ.get("TRUSTED_PROXIES", "127.0.0.1")
)
