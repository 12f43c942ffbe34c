"""Guessing passwords is stopped, for the one who guesses."""

import pytest

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def attempt(client, email, password, ip="192.0.2.1"):
    """Try to sign in, and return the answer's status."""
    return client.post("/admin/login/", {"username": email, "password": password}, REMOTE_ADDR=ip).status_code


def test_ten_failures_lock_an_account_for_one_address_whatever_its_case(client):
    user = UserFactory(role="editor", email="ana@newsroom.test")
    for number in range(9):
        email = user.email.upper() if number % 2 else user.email
        assert attempt(client, email, "wrong") == 200
    assert attempt(client, user.email, "wrong") == 429
    assert attempt(client, user.email, PASSWORD) == 429
    assert attempt(client, user.email, PASSWORD, ip="192.0.2.2") == 302


def test_the_page_says_what_to_do(client):
    for _ in range(10):
        response = client.post("/admin/login/", {"username": "ana@newsroom.test", "password": "wrong"})
    assert b"Wait 15 minutes, then try again." in response.content


def test_signing_in_forgets_earlier_failures(client):
    user = UserFactory(role="editor")
    for _ in range(2):
        for _ in range(9):
            assert attempt(client, user.email, "wrong") == 200
        assert attempt(client, user.email, PASSWORD) == 302
