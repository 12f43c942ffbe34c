"""`manage.py prepare`: the demonstration is loaded once, and never where it does not belong."""

import pytest
from django.core.management import call_command

from articles.demo import sign_ins
from articles.search import rebuild
from newsroom.management.commands import prepare
from tests.factories import StoryFactory, UserFactory, published


@pytest.fixture
def called(db, settings, monkeypatch, tmp_path):
    """The names of the commands that `prepare` calls; the one named demo makes a story."""
    settings.DEMONSTRATION = True
    settings.DATA_DIR = tmp_path
    names = []

    def call(name, **options):
        names.append(name)
        if name == "demo":
            StoryFactory()

    monkeypatch.setattr(prepare, "call_command", call)
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    return names


def test_an_empty_newsroom_is_filled_once(called):
    call_command("prepare")
    call_command("prepare")
    assert called == ["migrate", "collectstatic", "demo", "migrate", "collectstatic"]


def test_an_interrupted_demonstration_is_taken_up_again(called, tmp_path):
    call_command("prepare")
    (tmp_path / "demo_unfinished").touch()
    call_command("prepare")
    assert called.count("demo") == 2
    assert not (tmp_path / "demo_unfinished").exists()


def test_a_newsroom_with_stories_of_its_own_is_left_alone(called):
    StoryFactory()
    call_command("prepare")
    assert "demo" not in called


def test_production_gets_no_demonstration(called, settings):
    settings.DEMONSTRATION = False
    call_command("prepare")
    assert called == ["migrate", "collectstatic"]


def test_the_password_is_random_private_and_kept(called, tmp_path):
    call_command("prepare")
    path = tmp_path / "demo_password"
    password = path.read_text()
    assert len(password) >= 12
    assert path.stat().st_mode & 0o777 == 0o600
    call_command("prepare")
    assert path.read_text() == password


def test_a_password_given_later_is_taken_over(called, monkeypatch, tmp_path):
    user = UserFactory(email=sign_ins()[0][0])
    call_command("prepare")
    monkeypatch.setenv("DEMO_PASSWORD", "a password for today")
    call_command("prepare")
    user.refresh_from_db()
    assert user.check_password("a password for today")
    assert (tmp_path / "demo_password").read_text() == "a password for today"


def test_search_is_filled_where_it_has_read_nothing(called):
    published()
    call_command("prepare")
    assert called == ["migrate", "collectstatic", "reindex"]
    rebuild()
    call_command("prepare")
    assert called[3:] == ["migrate", "collectstatic"]
