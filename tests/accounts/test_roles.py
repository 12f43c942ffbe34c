"""What each role may do: the permissions, by hand, and that the database says the same."""

import itertools

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from newsroom.accounts.roles import ROLES, permissions_of, sync_after_migrate
from tests.factories import UserFactory

ORDER = ["contributor", "reporter", "producer", "editor", "administrator"]

# The least of the roles that holds each permission which decides something by itself.
LEAST = {
    "articles.add_story": "contributor",
    "articles.submit_story": "contributor",
    "articles.add_photo": "contributor",
    "articles.add_liveupdate": "reporter",
    "articles.change_photo": "reporter",
    "topics.add_topic": "reporter",
    "topics.change_person": "reporter",
    "articles.change_any_story": "producer",
    "articles.publish_story": "producer",
    "articles.delete_photo": "editor",
    "articles.change_front": "producer",
    "topics.change_topic": "producer",
    "articles.correct_story": "editor",
    "articles.withdraw_story": "editor",
    "articles.retract_liveupdate": "editor",
    "articles.add_section": "editor",
    "articles.change_author": "editor",
    "articles.backdate_story": "administrator",
    "accounts.add_user": "administrator",
    "accounts.change_user": "administrator",
    "accounts.view_auditentry": "administrator",
}


@pytest.mark.parametrize(("permission", "least"), LEAST.items())
def test_who_holds_what(permission, least):
    holders = [role for role in ORDER if permission in permissions_of(role)]
    assert holders == ORDER[ORDER.index(least) :]


def test_each_role_holds_all_of_the_one_before():
    assert list(ROLES) == ORDER
    for lower, higher in itertools.pairwise(ORDER):
        assert permissions_of(lower) < permissions_of(higher)


def test_nobody_deletes_what_readers_saw_or_who_did_it():
    kept = {"story", "edition", "revision", "correction", "liveupdate", "user", "auditentry"}
    for role in ORDER:
        for permission in permissions_of(role):
            action, _underscore, model = permission.split(".")[1].partition("_")
            assert not (action == "delete" and model in kept), permission
            assert permission not in ("accounts.change_auditentry", "accounts.add_auditentry")


def in_database(role):
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Group.objects.get(name=role).permissions.select_related("content_type")
    }


@pytest.mark.django_db
def test_the_database_says_the_same():
    assert set(Group.objects.values_list("name", flat=True)) == set(ORDER)
    for role in ORDER:
        assert in_database(role) == permissions_of(role)


@pytest.mark.django_db
def test_a_migration_puts_right_what_was_changed_by_hand():
    editors = Group.objects.get(name="editor")
    editors.permissions.clear()
    Group.objects.get(name="contributor").permissions.add(Permission.objects.get(codename="publish_story"))
    call_command("migrate", verbosity=0)
    for role in ORDER:
        assert in_database(role) == permissions_of(role)


@pytest.mark.django_db
def test_colleagues_keep_their_roles_through_a_migration():
    user = UserFactory(role="editor")
    sync_after_migrate(sender=apps.get_app_config("articles"), using="default")
    assert [group.name for group in user.groups.all()] == ["editor"]
