"""That all pages are looked at, and say what they depend on."""

from tests.exact.case import ExactCase
from tests.test_doors import DOORS


class PagesTest(ExactCase):
    """What every other test here takes for granted."""

    def test_all_kinds_of_pages_are_looked_at(self):
        looked_at = {name.split()[0] for name in self.newsroom.pages}
        public = {name for name, door in DOORS.items() if door == "public"}
        # A preview is kept by nobody.
        assert public - looked_at == {"preview"}

    def test_pages_look_the_same_twice(self):
        with self.changing(nothing=True):
            pass
        by_status = {}
        for name, look in self.before.items():
            by_status.setdefault(look.status, set()).add(name)
        assert by_status.pop(200)
        assert by_status == {
            301: {"series former", "story moved away", "topic education"},
            410: {"story gone", "history gone", "edition gone 1"},
        }

    def test_every_row_knows_its_word(self):
        words = {tag for look in self.before.values() for tag in look.tags}
        assert {tag for tag in words if "?" in tag or "None" in tag} == set()
        assert [name for name, look in self.before.items() if not look.tags] == ["robots"]
