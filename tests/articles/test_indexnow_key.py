"""The file by which search engines know the site's key."""

import pytest

KEY = "a1b2-c3d4-e5f6"


@pytest.fixture
def key(settings):
    settings.NEWSROOM = settings.NEWSROOM | {"indexnow": KEY}


def test_holds_the_key(client, key):
    response = client.get(f"/{KEY}.txt")
    assert response.status_code == 200
    assert response.content.decode().strip() == KEY
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_no_other_file_is_there(client, key):
    assert client.get("/a1b2-c3d4-e5f7.txt").status_code == 404
    assert client.get("/short.txt").status_code == 404
    assert client.get(f"/{'x' * 5000}.txt").status_code == 404


@pytest.mark.django_db
def test_without_a_key_there_is_none(client, settings):
    assert settings.NEWSROOM["indexnow"] == ""
    assert client.get(f"/{KEY}.txt").status_code == 404
