"""Names of static files: each carries its hash, also where a script imports another."""

import gzip
import re
from collections import defaultdict

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.management import call_command

from newsroom.staticfiles import CompressedModuleStorage, ModuleStorage


@pytest.mark.parametrize("storage_class", [ModuleStorage, CompressedModuleStorage])
def test_imports_of_modules_are_renamed(tmp_path, storage_class):
    storage = storage_class(location=tmp_path, base_url="/static/")
    storage.save("modules/clock.js", ContentFile("export const now = () => 1\n"))
    storage.save("icons.js", ContentFile("export {}\n"))
    script = (
        'import { now } from "./clock.js"\n'
        "import '../icons.js';\n"
        'import { qs } from "content-editor/utils"\n'
        'const later = () => import("./clock.js")\n'
        'export { now as then } from "./clock.js";\n'
    )
    storage.save("modules/page.js", ContentFile(script))
    paths = {name: (storage, name) for name in ("modules/clock.js", "icons.js", "modules/page.js")}

    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)

    clock = storage.stored_name("modules/clock.js").removeprefix("modules/")
    icons = storage.stored_name("icons.js")
    assert clock != "clock.js"
    assert (tmp_path / storage.stored_name("modules/page.js")).read_text() == (
        f'import {{ now }} from "./{clock}"\n'
        f'import "../{icons}";\n'
        'import { qs } from "content-editor/utils"\n'
        f'const later = () => import("./{clock}")\n'
        f'export {{ now as then }} from "./{clock}";\n'
    )


@pytest.mark.parametrize("storage_class", [ModuleStorage, CompressedModuleStorage])
def test_scripts_of_ours_lose_what_only_their_authors_read(tmp_path, storage_class):
    script = "// Why.\nexport function greet(name) {\n    // politely\n    return `Hello  // ${name}`\n}\n"
    source = StaticFilesStorage(location=tmp_path / "source", base_url="/static/")
    storage = storage_class(location=tmp_path / "collected", base_url="/static/")
    for name in ("js/greet.js", "library/greet.js"):
        source.save(name, ContentFile(script))
        storage.save(name, ContentFile(script))
    paths = {name: (source, name) for name in ("js/greet.js", "library/greet.js")}

    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)

    small = "export function greet(name){return`Hello  // ${name}`}"
    for name, text in (("js/greet.js", small), ("library/greet.js", script)):
        assert (tmp_path / "collected" / storage.stored_name(name)).read_text() == text


def test_what_is_collected_for_production_is_compressed_once_in_brotli_and_gzip(tmp_path):
    text = "a { color: red }\n" * 100
    source = StaticFilesStorage(location=tmp_path / "source", base_url="/static/")
    source.save("css/a.css", ContentFile(text))
    storage = CompressedModuleStorage(location=tmp_path / "collected", base_url="/static/")
    storage.save("css/a.css", ContentFile(text))
    list(storage.post_process({"css/a.css": (source, "css/a.css")}))

    collected = tmp_path / "collected" / storage.stored_name("css/a.css")
    assert (
        brotli.decompress(collected.with_name(f"{collected.name}.br").read_bytes()) == collected.read_bytes()
    )
    assert gzip.decompress(collected.with_name(f"{collected.name}.gz").read_bytes()) == collected.read_bytes()


def test_brotli_is_there_wherever_newsroom_runs():
    assert re.search(r"^brotli==", (ROOT / "requirements.lock").read_text(), re.M)


def test_every_file_that_one_of_ours_names_is_there(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.staticfiles.ModuleStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.mark.parametrize("storage_class", [ModuleStorage, CompressedModuleStorage])
def test_a_stylesheet_holds_what_it_imports(tmp_path, storage_class):
    source = StaticFilesStorage(location=tmp_path / "source", base_url="/static/")
    source.save("css/whole.css", ContentFile('/* all */\n@import url("a.css");\n@import url("b.css");\n'))
    source.save("css/a.css", ContentFile('@import url("c.css");\na{background:url(../star.svg)}\n'))
    source.save("css/b.css", ContentFile("b{}\n"))
    source.save("css/c.css", ContentFile("c{}\n"))
    source.save("star.svg", ContentFile("<svg/>"))
    storage = storage_class(location=tmp_path / "collected", base_url="/static/")
    paths = {f"css/{name}.css": (source, f"css/{name}.css") for name in ("a", "b", "c", "whole")}
    paths["star.svg"] = (source, "star.svg")
    for name in paths:
        with source.open(name) as file:
            storage.save(name, file)

    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)

    def collected(name):
        return (tmp_path / "collected" / name).read_text()

    star = storage.stored_name("star.svg")
    assert collected(storage.stored_name("css/whole.css")) == (
        f'/* all */\nc{{}}\na{{background:url("../{star}")}}\nb{{}}\n'
    )
    assert collected("css/whole.css") == "/* all */\nc{}\na{background:url(../star.svg)}\nb{}\n"
    assert collected("css/b.css") == "b{}\n"


# --- the one sheet of readers' pages ------------------------------------------------------------------------

ROOT = settings.BASE_DIR
APART = {"reader.css", "feed.css"}  # itself, and what a feed alone links


def test_every_sheet_for_readers_is_part_of_the_one():
    parts = re.findall(r'@import url\("(.*?)"\);', (ROOT / "static/css/reader.css").read_text())
    sheets = {path.name for path in (ROOT / "static/css").glob("*.css") if not path.name.startswith("admin")}
    assert sorted(parts) == sorted(sheets - APART), "a new sheet joins by a line in static/css/reader.css"
    assert parts[:2] == ["tokens.css", "site.css"]


def test_readers_templates_link_no_other_sheet():
    links = {
        path.relative_to(ROOT / "templates").as_posix(): re.findall(
            r"<link[^>]*stylesheet.*", path.read_text()
        )
        for path in (ROOT / "templates").rglob("*.html")
        if path.relative_to(ROOT / "templates").parts[0] not in ("admin", "registration")
    }
    assert {name: found for name, found in links.items() if found} == {
        "base.html": ['<link rel="stylesheet" href="{% static "css/reader.css" %}">'],
        "error.html": ['<link rel="stylesheet" href="{{ static_prefix }}css/reader.css">'],
    }, "a sheet of its own joins by a line in static/css/reader.css, and is linked nowhere"


def test_names_of_different_parts_do_not_meet():
    """What two parts lay out means two things: on all pages, one of them undoes the other."""
    owners = defaultdict(set)
    for name in re.findall(r'@import url\("(.*?)"\);', (ROOT / "static/css/reader.css").read_text()):
        sheet = re.sub(
            r"/\*.*?\*/|\{[^{}]*\}", "{}", (ROOT / "static/css" / name).read_text(), flags=re.DOTALL
        )
        for selector in re.findall(r"(?:^|[{},\n])([^{}@]+)(?=\{\})", sheet):
            for part in selector.split(","):
                if "." in part:
                    owners[part.strip()].add(name)
    assert {selector: names for selector, names in owners.items() if len(names) > 1} == {}
