"""Sitemaps against sitemaps.org's schema, and what searches for news and images ask of them."""

import datetime
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.standards import tools

SCHEMA = Path(__file__).resolve().parent / "schemas" / "sitemaps.xsd"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


@pytest.mark.parametrize("site", ["demonstration", "states", "empty", "right_to_left"])
def test_maps_keep_to_the_schema(site, request, tmp_path):
    site = request.getfixturevalue(site)
    maps = [answer for answer in site.answers if answer.name.endswith("sitemap") and answer.status == 200]
    read = {answer.address for answer in site.answers if answer.status == 200}
    assert {answer.name for answer in maps} >= {"sitemap", "news_sitemap"}
    for answer in maps:
        root = ElementTree.fromstring(answer.body)
        addresses = [entry.findtext(f"{MAP}loc") for entry in root]
        if answer.name == "sitemap":
            assert root.tag == f"{MAP}sitemapindex"
            assert set(addresses) <= read, answer
            continue
        path = tmp_path / "map.xml"
        path.write_text(answer.body)
        command = [tools.program("xmllint"), "--noout", "--nonet", "--schema", SCHEMA, path]
        result = subprocess.run(command, capture_output=True, text=True)
        # A map without an entry is not to the schema's liking, and is what an empty newsroom has.
        assert result.returncode == 0 or not addresses, f"{answer}: {result.stderr}"
        assert set(addresses) <= read, answer
        for image in root.iter(f"{IMAGE}image"):
            assert [part.tag for part in image] == [f"{IMAGE}loc"], answer
        for news in root.iter(f"{NEWS}news"):
            fields = [part.tag.removeprefix(NEWS) for part in news]
            assert fields == ["publication", "publication_date", "title"], answer
            assert [part.tag.removeprefix(NEWS) for part in news[0]] == ["name", "language"]
            when = datetime.datetime.fromisoformat(news.findtext(f"{NEWS}publication_date"))
            assert datetime.datetime.now(datetime.UTC) - when < datetime.timedelta(days=2)
