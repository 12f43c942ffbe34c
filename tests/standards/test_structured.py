"""JSON-LD against schema.org's types, as `schema-dts` writes them down for TypeScript."""

import json
import re
import subprocess
from collections import Counter

import pytest

from tests.standards import tools

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MOST = 12  # of one type and one kind of page in one newsroom


def type_of(thing):
    """Return what TypeScript calls the type of a thing, or of several in one."""
    return "Graph" if "@graph" in thing else f"WithContext<{thing['@type']}>"


@pytest.mark.parametrize("site", ["demonstration", "states", "empty", "right_to_left"])
def test_what_machines_are_told_is_in_words_of_schema_org(site, request, tmp_path):
    told, seen = [], Counter()
    for page in request.getfixturevalue(site).pages:
        for text in SCRIPT.findall(page.body):
            thing = json.loads(text)
            kind = page.name, type_of(thing)
            seen[kind] += 1
            if seen[kind] <= MOST:
                told.append((page, thing))
    assert told
    types = sorted({type_of(thing).removeprefix("WithContext<").rstrip(">") for _page, thing in told})
    lines = [f'import type {{ WithContext, {", ".join(types)} }} from "schema-dts";']
    for number, (page, thing) in enumerate(told):
        value = json.dumps(thing, ensure_ascii=False)
        lines.append(f"export const told{number}: {type_of(thing)} = {value}; // {page}")
    (tmp_path / "told.ts").write_text("\n".join(lines))
    (tmp_path / "node_modules").symlink_to(tools.MODULES)
    compiler = tools.module("typescript/bin/tsc")
    options = [
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--moduleResolution",
        "bundler",
        "--module",
        "esnext",
    ]
    tools.module("schema-dts/package.json")
    result = subprocess.run(
        [tools.program("node"), compiler, *options, "told.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, f"{result.stdout[:6000]}{result.stderr[:2000]}"
