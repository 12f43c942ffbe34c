"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(ManifestStaticFilesStorage):
    """Hashes names inside JavaScript's `import` lines too: modules need no import map on readers' pages."""

    support_js_module_import_aggregation = True


class CompressedModuleStorage(CompressedManifestStaticFilesStorage):
    """The same, each file compressed once: worth some seconds at a deployment, not at each local start."""

    support_js_module_import_aggregation = True
