"""Settings as a deployment meets them: each run in a process of its own, with an environment of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "newsroom.settings.production",
    "SECRET_KEY": "r7Kq2vXw9ZbN4mLcT6yHsPdF8gJaEu3RfVxWtQkBnMhYzC5oGi",
    "DATABASE_URL": "sqlite://",
    "ALLOWED_HOSTS": "news.example",
    "NEWSROOM_BASE_URL": "https://news.example",
}


def manage(*command, **environment):
    """Run one of our commands with the machine's PATH and the variables given, and nothing else."""
    return subprocess.run(
        [sys.executable, "-W", "error", settings.BASE_DIR / "manage.py", *command],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_production_passes_the_deployment_checks():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing, too short or a default"),
        ({"SECRET_KEY": "correct horse"}, "SECRET_KEY is missing, too short or a default"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is missing, too short or a default"),
        (
            {"SECRET_KEY": "django-insecure-" + "7Kq2vXw9" * 8},
            "SECRET_KEY is missing, too short or a default",
        ),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"NEWSROOM_BASE_URL": ""}, "NEWSROOM_BASE_URL is not set"),
    ],
)
def test_production_refuses_to_start(change, complaint):
    result = manage("check", **(PRODUCTION | change))
    assert result.returncode != 0
    assert complaint in result.stderr


def test_local_settings_make_a_secret_key_once_and_keep_it_private(tmp_path):
    for _ in range(2):
        assert manage("check", NEWSROOM_DATA=str(tmp_path / "data")).returncode == 0
        path = tmp_path / "data" / "secret_key"
        assert path.stat().st_mode & 0o777 == 0o600
        assert len(path.read_text()) == 50


@pytest.mark.parametrize(
    ("key", "value", "id"),
    [
        ("name", " ", "E001"),
        ("accent", "red; }", "E002"),
        ("accent_dark", "#12345", "E003"),
        ("time_zone", "America/Minneapolis", "E004"),
        ("language", "tlh", "E005"),
        ("base_url", "https://news.example/", "E006"),
        ("base_url", "news.example", "E006"),
        ("policies", {"Standards and ethics": "//elsewhere.example"}, "E007"),
        ("policies", ["/about/"], "E007"),
        ("mark", "img/missing.svg", "E008"),
        ("trust", {"ethics": "/about/"}, "E013"),
        ("trust", {"ethicsPolicy": "about"}, "E013"),
        ("hub", "hub.example", "E012"),
        ("indexnow", "short", "E014"),
        ("indexnow", "not a key, but words", "E014"),
        ("indexnow", "x" * 129, "E014"),
        ("indexnow_address", "api.example", "E014"),
    ],
)
def test_a_value_that_pages_could_not_use_is_an_error_with_a_hint(settings, key, value, id):
    settings.NEWSROOM = settings.NEWSROOM | {key: value}
    (error,) = [error for error in run_checks() if error.id.startswith("newsroom.")]
    assert error.id == f"newsroom.{id}"
    assert repr(value) in error.msg
    assert f"NEWSROOM_{key.upper()}" in error.hint


@pytest.mark.parametrize("accent", ["", "#a4123f", "#a41"])
def test_an_accent_is_a_colour_or_nothing(settings, accent):
    settings.NEWSROOM = settings.NEWSROOM | {"accent": accent}
    assert not [error for error in run_checks() if error.id.startswith("newsroom.")]


def test_the_newsroom_is_set_from_the_environment(tmp_path):
    script = "from django.conf import settings; print(settings.NEWSROOM['name'], settings.TIME_ZONE)"
    result = manage(
        "shell",
        "--command",
        script,
        NEWSROOM_DATA=str(tmp_path),
        NEWSROOM_NAME="Harbor Light",
        NEWSROOM_TIME_ZONE="Europe/Lisbon",
    )
    assert "Harbor Light Europe/Lisbon" in result.stdout, result.stderr


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10_000), ("synchronous", 1)],
)
def test_sqlite_is_set_for_several_processes(db, pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_sqlite_takes_the_write_lock_when_a_transaction_begins(db):
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize(
    ("key", "value", "id"),
    [
        ("providers", "yuotube", "newsroom.E009"),
        ("mastodon_hosts", "https://mastodon.social", "newsroom.E010"),
        ("mastodon_hosts", "Mastodon.Social", "newsroom.E010"),
        ("mastodon_hosts", "mastodon.social/; script-src *", "newsroom.E010"),
        ("private_networks", "10.0.0.1/8", "newsroom.E011"),
        ("private_networks", "the house", "newsroom.E011"),
    ],
)
def test_what_cannot_be_embedded_is_an_error_with_a_hint(settings, key, value, id):
    settings.EMBEDS = settings.EMBEDS | {key: [*settings.EMBEDS[key], value]}
    (error,) = [error for error in run_checks() if error.id.startswith("newsroom.")]
    assert error.id == id
    assert value in error.msg
    assert "Set EMBED_" in error.hint


def test_embeds_as_they_come_are_in_order(settings):
    own = {"mastodon_hosts": ["a-b.example:8443"], "private_networks": ["::1/128"]}
    settings.EMBEDS = settings.EMBEDS | own
    assert not [error for error in run_checks() if error.id.startswith("newsroom.")]
