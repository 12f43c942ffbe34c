"""Signing in, as an editor does it."""

from tests.factories import PASSWORD, UserFactory


def test_an_editor_signs_in_by_e_mail(page):
    user = UserFactory(role="editor", email="ana@newsroom.test")
    page.goto("/admin/")
    page.fill("[name=username]", user.email.upper())
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def test_a_session_is_enough(page, sign_in):
    sign_in(page, UserFactory(role="editor"))
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
