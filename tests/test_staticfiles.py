"""Names of static files: each carries its hash, also where a script imports another."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from newsroom.staticfiles import CompressedModuleStorage, ModuleStorage


@pytest.mark.parametrize("storage_class", [ModuleStorage, CompressedModuleStorage])
def test_imports_of_modules_are_renamed(tmp_path, storage_class):
    storage = storage_class(location=tmp_path, base_url="/static/")
    storage.save("js/clock.js", ContentFile("export const now = () => 1\n"))
    storage.save("icons.js", ContentFile("export {}\n"))
    script = (
        'import { now } from "./clock.js"\n'
        "import '../icons.js';\n"
        'import { qs } from "content-editor/utils"\n'
        'const later = () => import("./clock.js")\n'
        'export { now as then } from "./clock.js";\n'
    )
    storage.save("js/page.js", ContentFile(script))
    paths = {name: (storage, name) for name in ("js/clock.js", "icons.js", "js/page.js")}

    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)

    clock = storage.stored_name("js/clock.js").removeprefix("js/")
    icons = storage.stored_name("icons.js")
    assert clock != "clock.js"
    assert (tmp_path / storage.stored_name("js/page.js")).read_text() == (
        f'import {{ now }} from "./{clock}"\n'
        f'import "../{icons}";\n'
        'import { qs } from "content-editor/utils"\n'
        f'const later = () => import("./{clock}")\n'
        f'export {{ now as then }} from "./{clock}";\n'
    )


def test_every_file_that_one_of_ours_names_is_there(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.staticfiles.ModuleStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
