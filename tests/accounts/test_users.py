import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from newsroom.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a horse of another colour"


def sign_in(email):
    return authenticate(RequestFactory().post("/"), username=email, password=PASSWORD)


def test_a_user_signs_in_by_address_whatever_its_case():
    user = User.objects.create_user("Al.Franken@Newsroom.test", PASSWORD, name="Al Franken")
    assert user.email == "al.franken@newsroom.test"
    for email in ("al.franken@newsroom.test", "AL.FRANKEN@NEWSROOM.TEST", " al.franken@newsroom.test "):
        assert sign_in(email) == user
    assert sign_in("other@newsroom.test") is None


def test_who_is_switched_off_does_not_sign_in():
    User.objects.create_user("al@newsroom.test", PASSWORD, name="Al", is_active=False)
    assert sign_in("al@newsroom.test") is None


def test_a_user_needs_an_address():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("", PASSWORD)


@pytest.mark.parametrize("other", ["al@newsroom.test", "AL@newsroom.test", "Al@Newsroom.Test"])
def test_an_address_belongs_to_one(other):
    User.objects.create_user("al@newsroom.test", PASSWORD, name="Al")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email=other, name="Another").save()
    with pytest.raises(ValidationError):
        User(email=other, name="Another", password="x").full_clean()


def test_a_form_keeps_the_address_in_lower_case():
    user = User(email="Al@Newsroom.Test", name="Al", password="x")
    user.full_clean()
    assert user.email == "al@newsroom.test"


def test_a_superuser():
    user = User.objects.create_superuser("root@newsroom.test", PASSWORD, name="Root")
    assert (user.is_staff, user.is_superuser) == (True, True)
    assert user.has_perm("articles.withdraw_story")


def test_what_a_user_is_called():
    user = UserFactory(name="Pa Houa Vang", email="vang@newsroom.test")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Pa Houa Vang", "Pa Houa Vang", "Pa")
    user.name = ""
    assert (str(user), user.get_short_name()) == ("vang@newsroom.test", "vang@newsroom.test")
