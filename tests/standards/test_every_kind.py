"""That the checkers see every kind of page, feed and map that there is."""

from tests.test_doors import DOORS

NOT_FOUND = {"/nothing-here/", "/topics/"}


def test_each_public_address_has_an_example(newsrooms):
    seen = {answer.name for site in newsrooms for answer in site.answers if answer.status == 200}
    public = {name for name, door in DOORS.items() if door == "public"}
    # Asked by scripts alone, and no page: tests/articles/test_live_since.py looks at what they say.
    public -= {"live_head", "live_since"}
    assert public - seen == set(), "no example: nothing links it. tests/standards/states.py may make one"


def test_nothing_that_is_linked_fails(newsrooms):
    failed = {
        answer.path: answer.status
        for site in newsrooms
        for answer in site.answers
        if answer.status not in (200, 410) and answer.path not in NOT_FOUND
    }
    # Each newsroom was called once by a name that it does not answer to.
    assert failed == {"/": 400}
