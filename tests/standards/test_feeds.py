"""Feeds against strict readers: ruby's parser of RSS and Atom, and the schema of JSON Feed."""

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource

from tests.standards import tools

SCHEMAS = Path(__file__).resolve().parent / "schemas"
# Each line of its input names a file; it says what is wrong with which.
RUBY = """
require "rss"
STDIN.each_line(chomp: true) do |path|
  begin
    feed = RSS::Parser.parse(File.read(path), true, true)
    puts "#{path}: not a feed" if feed.nil?
  rescue RSS::Error => error
    puts "#{path}: #{error.class} #{error.message}"
  end
end
"""


def feeds(site, *endings):
    """The Answers of a newsroom that are feeds of these formats."""
    return [answer for answer in site.answers if answer.path.endswith(endings) and answer.status == 200]


@pytest.mark.parametrize("site", ["demonstration", "states", "empty", "right_to_left"])
def test_rss_and_atom_are_read_by_a_strict_reader(site, request, tmp_path):
    names = {}
    for number, answer in enumerate(
        feeds(request.getfixturevalue(site), "feed.rss", "feed.summary.rss", "feed.atom")
    ):
        path = tmp_path / f"{number}.xml"
        path.write_text(answer.body)
        names[str(path)] = answer.path
    assert len(names) >= 3
    result = subprocess.run(
        [tools.program("ruby"), "-e", RUBY], input="\n".join(names), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    complaints = result.stdout.splitlines()
    assert [f"{names[line.split(': ')[0]]}: {line}" for line in complaints] == []


@pytest.mark.parametrize("site", ["demonstration", "states", "empty", "right_to_left"])
def test_json_feeds_keep_to_the_schema(site, request):
    schemas = [json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")]
    registry = Registry().with_resources((schema["id"], Resource.from_contents(schema)) for schema in schemas)
    schema = json.loads((SCHEMAS / "jsonfeed-1.1.schema.json").read_text())
    validator = Draft4Validator(schema, registry=registry)
    found = feeds(request.getfixturevalue(site), "feed.json")
    assert found
    complaints = [
        f"{answer}: {error.json_path} {error.message[:300]}"
        for answer in found
        for error in validator.iter_errors(json.loads(answer.body))
    ]
    assert complaints == []
