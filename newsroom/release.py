"""Which release of which newsroom this is, so that no copy of a page outlives what it was made with."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("newsroom", "articles", "topics", "templates")
# Settings that readers' pages show, or that say whose they are.
SHOWN = (
    *("NEWSROOM", "EMBEDS", "CONTENT_SECURITY_POLICY", "LANGUAGE_CODE", "TIME_ZONE"),
    *("MEDIA_URL", "STATIC_URL", "MIDDLEWARE", "SECURE_HSTS_SECONDS", "SECRET_KEY"),
)


@cache
def release():
    """Return a word for all that decides what a page looks like, apart from what editors write."""
    digest = hashlib.blake2b(digest_size=12)
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".mo"):
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        digest.update(manifest.read_bytes())
    database = settings.DATABASES["default"]
    shown = [getattr(settings, name) for name in SHOWN]
    digest.update(repr([shown, *(str(database.get(name)) for name in ("HOST", "PORT", "NAME"))]).encode())
    return digest.hexdigest()
