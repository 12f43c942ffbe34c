"""Static files under names that carry their hash, so that browsers may keep them for ever.

A stylesheet that imports others gets their rules in the place of its imports: the parts stay files that are
easy to read, and readers wait for one answer. Our scripts lose comments and indentation on the way, which are
for who reads the source and would be a third of what a phone fetches. Django renames what style sheets name.
Readers' pages have no import map, so the modules that a script imports by a relative path are renamed too;
Django's own switch for that overlooks lines without a semicolon.
"""

import posixpath
import re

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

RELATIVE_IMPORTS = (
    "*.js",
    (
        (r"""(?P<matched>\bfrom\s*["'](?P<url>\.\.?/[^"']+)["'])""", 'from "%(url)s"'),
        (r"""(?P<matched>\bimport\s*["'](?P<url>\.\.?/[^"']+)["'])""", 'import "%(url)s"'),
        (r"""(?P<matched>\bimport\(\s*["'](?P<url>\.\.?/[^"']+)["']\s*\))""", 'import("%(url)s")'),
    ),
)
# Only of a sheet in the same folder, where the addresses in it mean the same.
IMPORTED_SHEET = re.compile(r"""@import url\("([\w-]+\.css)"\);\n""")


# Ours; what libraries bring is served as it came.
OUR_SCRIPT = re.compile(r"js/.+\.js")


class PreparedMixin:
    """Puts into each stylesheet what it imports, and makes scripts small, before names are hashed."""

    def post_process(self, paths, dry_run=False, **options):
        """Write what was prepared over the files that were copied, and go on with it, as Django does."""
        if not dry_run:
            paths = paths | {name: (self, name) for name in self.write_prepared(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def write_prepared(self, paths):
        """Write each sheet that imports others, and each script of ours, anew, and yield its name."""
        for name in paths:
            if name.endswith(".css") and IMPORTED_SHEET.search(read(paths, name)):
                text = whole_sheet(paths, name)
            elif OUR_SCRIPT.fullmatch(name):
                text = jsmin(read(paths, name))
            else:
                continue
            self.delete(name)
            self._save(name, ContentFile(text.encode()))
            yield name


def whole_sheet(paths, name):
    """Return the text of a sheet with the sheets that it imports in their places."""

    def imported(match):
        return whole_sheet(paths, posixpath.join(posixpath.dirname(name), match[1]))

    return IMPORTED_SHEET.sub(imported, read(paths, name))


def read(paths, name):
    """Return the text of a file among `paths`, which are {name: (storage, path)}."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()


class ModuleStorage(PreparedMixin, ManifestStaticFilesStorage):
    """Hashes the names of files, and of the modules that they import."""

    patterns = (*ManifestStaticFilesStorage.patterns, RELATIVE_IMPORTS)


class CompressedModuleStorage(PreparedMixin, CompressedManifestStaticFilesStorage):
    """The same, each file compressed once: worth some seconds at a deployment, not at each local start."""

    patterns = ModuleStorage.patterns
