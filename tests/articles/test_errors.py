"""Pages for what went wrong."""

import pytest
from django.db import DatabaseError, connection
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import get_resolver

from tests.articles.whole import text_of
from tests.factories import published


@pytest.mark.django_db
def test_404_offers_search_and_what_is_recent(client):
    published(headline="A recent story")
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    words = text_of(response)
    assert "Error 404" in words
    assert "A recent story" in words
    assert 'role="search"' in response.content.decode()


@pytest.mark.django_db
def test_404_is_cheap(client, django_assert_max_num_queries):
    published()
    with django_assert_max_num_queries(2):  # one of them for the navigation
        client.get("/nothing-here/")


@pytest.mark.django_db
def test_404_at_an_address_of_stories_costs_four_queries(client, django_assert_max_num_queries):
    published()
    with django_assert_max_num_queries(4):  # one of them for the navigation
        assert client.get("/2017/03/02/nothing-here/").status_code == 404


def refuse(execute, sql, params, many, context):
    raise DatabaseError("the database is down")


@pytest.mark.django_db
def test_500_needs_no_database(client):
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in text_of(response)
    assert "North Star Bulletin" in text_of(response)


@pytest.mark.django_db
def test_500_and_what_is_shown_without_a_server_lean_on_nothing(client, settings):
    """Neither asks the navigation, which is read from the database, for anything."""
    for name in ("400.html", "500.html", "503.html"):
        with connection.execute_wrapper(refuse):
            html = get_template(name).render({}, RequestFactory().get("/"))
        assert "North Star Bulletin" in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_rendered_without_a_context(name):
    html = get_template(name).render()
    assert "North Star Bulletin" in html
    assert "style=" not in html
    assert "<style" not in html


def test_400(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "We could not read that request" in text_of(response)


@pytest.mark.django_db
def test_403_says_why():
    handler = get_resolver().resolve_error_handler(403)
    response = handler(RequestFactory().get("/"), PermissionError("You may not publish this."))
    assert response.status_code == 403
    assert "You may not publish this." in text_of(response)
