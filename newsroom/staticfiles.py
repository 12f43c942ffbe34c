"""Static files under names that carry their hash, so that browsers may keep them for ever.

Django renames what style sheets name. Readers' pages have no import map, so the modules that a script imports
by a relative path are renamed too; Django's own switch for that overlooks lines without a semicolon.
"""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

RELATIVE_IMPORTS = (
    "*.js",
    (
        (r"""(?P<matched>\bfrom\s*["'](?P<url>\.\.?/[^"']+)["'])""", 'from "%(url)s"'),
        (r"""(?P<matched>\bimport\s*["'](?P<url>\.\.?/[^"']+)["'])""", 'import "%(url)s"'),
        (r"""(?P<matched>\bimport\(\s*["'](?P<url>\.\.?/[^"']+)["']\s*\))""", 'import("%(url)s")'),
    ),
)


class ModuleStorage(ManifestStaticFilesStorage):
    """Hashes the names of files, and of the modules that they import."""

    patterns = (*ManifestStaticFilesStorage.patterns, RELATIVE_IMPORTS)


class CompressedModuleStorage(CompressedManifestStaticFilesStorage):
    """The same, each file compressed once: worth some seconds at a deployment, not at each local start."""

    patterns = ModuleStorage.patterns
