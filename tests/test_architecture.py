"""The shape of the code: which module may know which, how long one may be, and what has one place only.

The order is the design's. A new module gets its line in LAYERS; a test says so if it has none.
"""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.urls import URLPattern

import articles.urls
import newsroom.pages.urls
import topics.urls

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("newsroom", "topics", "articles")
MAX_LINES = 500

# From the ground up. A module may import what stands on a line above its own, and its own package. A line of
# several is a layer of peers, which do not know each other unless the line begins with "=".
LAYERS = [
    ["newsroom.lib"],
    ["newsroom.theme"],
    ["newsroom.templatetags", "newsroom.csp", "newsroom.starting"],
    ["newsroom.accounts", "newsroom.outbox"],
    ["topics"],
    ["articles.enums"],
    ["articles.querysets"],
    ["articles.models"],
    [
        "=",
        "articles.alignment",
        "articles.arranging",
        "articles.content",
        "articles.rendering",
        "articles.diffing",
        "articles.editions",
        "articles.merging",
        "articles.sayings",
    ],
    [
        "=",
        "articles.permissions",
        "articles.addresses",
        "articles.archive",
        "articles.breaking",
        "articles.copies",
        "articles.delivery",
        "articles.desk",
        "articles.embeds",
        "articles.filling",
        "articles.fronts",
        "articles.hub",
        "articles.indexnow",
        "articles.live",
        "articles.offshoots",
        "articles.photos",
        "articles.preflight",
        "articles.publishing",
        "articles.rails",
        "articles.redaction",
        "articles.replacing",
        "articles.saving",
        "articles.search",
        "articles.series",
        "articles.shown",
        "articles.structured_data",
        "articles.suggestions",
        "articles.workflow",
    ],
    ["articles.templatetags"],
    ["=", "articles.views", "articles.feeds", "articles.sitemaps"],
    ["newsroom.pages"],
    ["articles.admin", "articles.demo"],
    ["articles.urls", "articles.apps", "articles.management"],
    # The wiring: what starts it all and puts it together. Nothing of the above knows it.
    [
        "=",
        "newsroom.apps",
        "newsroom.asgi",
        "newsroom.checks",
        "newsroom.context",
        "newsroom.desk",
        "newsroom.lockout",
        "newsroom.management",
        "newsroom.page_cache",
        "newsroom.proxy",
        "newsroom.purging",
        "newsroom.release",
        "newsroom.robots",
        "newsroom.settings",
        "newsroom.staticfiles",
        "newsroom.unavailable",
        "newsroom.urls",
        "newsroom.wsgi",
    ],
]
PLACES = {
    name: (height, layer[0] == "=") for height, layer in enumerate(LAYERS) for name in layer if name != "="
}


def modules():
    """Yield (dotted name, path) of every module of ours that is not a migration."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(parts).removesuffix(".__init__"), path


MODULES = dict(modules())


def trees():
    for name, path in MODULES.items():
        yield name, ast.parse(path.read_text())


def imports(tree):
    """Yield the names of our modules that a syntax tree imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out from the root"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module for name in full]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in PACKAGES)


def place(name):
    """Return (entry of LAYERS, height, whether its peers may know each other) of a module; None for none."""
    for entry, (height, knows_peers) in PLACES.items():
        if name == entry or name.startswith(f"{entry}."):
            return entry, height, knows_peers
    return None


def is_allowed(importer, imported):
    own, height, knows_peers = place(importer)
    other, other_height, _peers = place(imported)
    if own == other:
        return True
    return other_height < height or (other_height == height and knows_peers)


EMPTY = {"newsroom", "topics", "articles", "newsroom.pages"}  # the packages' own __init__


def test_every_module_has_a_layer():
    assert [name for name in MODULES if name not in EMPTY and place(name) is None] == []
    assert all(not MODULES[name].read_text() for name in EMPTY)


def test_imports_run_one_way():
    wrong = [
        f"{name} imports {imported}"
        for name, tree in trees()
        if name not in EMPTY
        for imported in imports(tree)
        if not is_allowed(name, imported)
    ]
    assert wrong == []


def test_no_two_modules_know_each_other():
    graph = {
        name: {other for other in imports(tree) if other != name and other in MODULES}
        for name, tree in trees()
    }
    # A package gathers its modules; that they import one another by its name is no cycle of its own.
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    graph = {name: others - packages for name, others in graph.items() if name not in packages}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("newsroom.lib.html", "newsroom.lib.text", True),
        ("newsroom.lib.html", "topics.models", False),
        ("newsroom.accounts.audit", "newsroom.outbox.events", False),
        ("topics.views", "articles.models", False),
        ("articles.models.story", "topics.models", True),
        ("articles.querysets", "articles.models", False),
        ("articles.models.story", "articles.querysets", True),
        ("articles.content", "articles.publishing", False),
        ("articles.publishing", "articles.content", True),
        ("articles.live", "articles.publishing", True),
        ("articles.views.story", "articles.admin.desk", False),
        ("articles.demo.loading", "articles.admin.desk", False),
        ("articles.publishing", "newsroom.urls", False),
        ("newsroom.desk", "articles.admin.desk", True),
    ],
)
def test_the_rule_itself(importer, imported, allowed):
    assert is_allowed(importer, imported) == allowed


def test_no_module_is_too_long():
    long = {
        name: lines for name, path in MODULES.items() if (lines := path.read_text().count("\n")) > MAX_LINES
    }
    assert long == {}


# --- one word a page -------------------------------------------------------------------------------

PAGES = [
    (app.__name__.removesuffix(".urls"), pattern)
    for app in (articles.urls, topics.urls, newsroom.pages.urls)
    for pattern in app.urlpatterns
]


FEEDS = [pattern for _app, pattern in PAGES if pattern.name.endswith("_feed")]
MAPS = [pattern for _app, pattern in PAGES if pattern.name.endswith("sitemap")]
# What scripts ask for: it has no template of its own.
DATA = {"live_head", "live_since", "indexnow_key"}
PAGES = [(app, pattern) for app, pattern in PAGES if pattern not in FEEDS + MAPS]


@pytest.mark.parametrize("pattern", FEEDS, ids=lambda pattern: pattern.name)
def test_a_feed_is_named_after_the_page_it_belongs_to(pattern):
    assert pattern.callback.__module__ == "articles.feeds"
    assert pattern.callback.__name__ == pattern.name
    assert pattern.name.removesuffix("_feed") in {page.name for _app, page in PAGES}


@pytest.mark.parametrize("pattern", MAPS, ids=lambda pattern: pattern.name)
def test_a_map_has_one_name(pattern):
    assert pattern.callback.__module__ in ("articles.sitemaps", "newsroom.pages.sitemaps")
    assert pattern.callback.__name__ == pattern.name


@pytest.mark.parametrize(("app", "pattern"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_a_pages_address_view_template_and_test_have_one_name(app, pattern):
    assert isinstance(pattern, URLPattern)
    assert pattern.callback.__name__ == pattern.name
    assert pattern.callback.__module__ in (f"{app}.views", f"{app}.views.{pattern.name}")
    folder = app.rpartition(".")[2]
    assert (ROOT / "templates" / folder / f"{pattern.name}.html").is_file() == (pattern.name not in DATA)
    assert (ROOT / "tests" / folder / f"test_{pattern.name}.py").is_file()


# --- one place a decision --------------------------------------------------------------------------

# Where what readers see is decided, or changed. The desk may ask how a story stands; readers' side may not.
DECIDE = (
    *("articles.querysets", "articles.models", "articles.publishing", "articles.live", "articles.admin"),
    *("newsroom.pages.querysets", "newsroom.pages.publishing"),
)
VISIBILITY = re.compile(
    r"(^|__)(live_edition|live_version|queued_edition|goes_live_at|posted_at|withdrawn_at|state)"
    r"(__(isnull|lt|lte|gt|gte|in|exact|range))?$"
)
ASKING = {"filter", "exclude", "get", "Q", "get_object_or_404", "get_list_or_404"}


def conditions(tree):
    """Yield every name by which something is filtered in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = (
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
            if function in ASKING:
                yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def test_visibility_is_decided_in_the_querysets():
    asked = [
        f"{name} asks for {condition}"
        for name, tree in trees()
        if not name.startswith(DECIDE)
        for condition in conditions(tree)
        if VISIBILITY.search(condition)
    ]
    assert asked == []


def test_the_search_for_conditions_finds_them():
    code = """
Story.objects.filter(live_edition__isnull=False)
Edition.objects.filter(Q(story__queued_edition__goes_live_at__lte=Now()))
get_object_or_404(LiveUpdate, state="posted", story__slug="x")
"""
    found = {condition for condition in conditions(ast.parse(code)) if VISIBILITY.search(condition)}
    assert found == {"live_edition__isnull", "story__queued_edition__goes_live_at__lte", "state"}


def names_in(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_html_is_called_safe_only_where_it_is_rendered():
    places = {name for name, tree in trees() if {"mark_safe", "SafeString"} & set(names_in(tree))}
    assert places <= {
        "articles.rendering",
        "articles.templatetags.articles_tags",
        "newsroom.templatetags.newsroom_tags",
    }


def test_templates_trust_only_what_the_services_cleaned():
    trusted = set()
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text()
        assert "autoescape off" not in source, path
        trusted |= set(re.findall(r"([\w.]+)\|safe\b", source))
        assert "|safeseq" not in source, path
    assert trusted <= {
        "edition.key_points_html",
        "edition.body_html",
        "update.text",
        "update.said",
        "version.content.text",
        "version.text",
        "version.content.said",
        "story.live_summary",
    }


MUTATIONS = {
    "save",
    "delete",
    "create",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def test_readers_pages_write_nothing():
    writing = [
        f"{name} calls {node.func.attr}()"
        for name, tree in trees()
        if name.startswith(("articles.views", "topics.views", "articles.templatetags"))
        or name in ("newsroom.context", "newsroom.pages.views", "newsroom.pages.navigation")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATIONS
    ]
    assert writing == []


def test_now_is_never_asked_at_import():
    """A class or a module that asks for the time once has it for ever."""
    asked = []
    for name, tree in trees():
        for node in asked_at_import(tree):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("now", "today", "utcnow", "localtime", "localdate"):
                asked.append(f"{name}:{node.lineno}")
    assert asked == []


def asked_at_import(node):
    """Yield the calls in a syntax tree that run when it is imported: all but those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from asked_at_import(child)
