"""The screens of colleagues and of the audit trail, and the sign-in."""

import pytest
from django.contrib.auth.models import Group, Permission

from newsroom.accounts import audit
from newsroom.accounts.models import AuditEntry, User
from tests.articles.admin.test_desk import queries_of
from tests.factories import PASSWORD, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"
TRAIL = "/admin/accounts/auditentry/"
NEW_PASSWORD = "a long way to Moorhead"


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator", name="Grace Whitfield")
    client.force_login(user)
    return user


def group(name):
    """The number of a role's group."""
    return Group.objects.get(name=name).pk


def change(client, user, **fields):
    """Post the form of `user`, as it stands, with `fields`."""
    given = {"name": user.name, "email": user.email, "is_staff": "on", "is_active": "on"} | fields
    return client.post(f"{USERS}{user.pk}/change/", {name: value for name, value in given.items() if value})


def test_an_administrator_adds_a_colleague_who_can_sign_in(client, administrator):
    response = client.post(
        f"{USERS}add/",
        {
            "name": "Tove Lindqvist",
            "email": "Tove@Newsroom.test",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
            "groups": [group("reporter")],
        },
    )
    assert response.status_code == 302
    tove = User.objects.get(email="tove@newsroom.test")
    assert (tove.is_staff, tove.is_superuser) == (True, False)
    assert tove.has_perm("articles.add_liveupdate")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.target_id) == ("user.add", administrator, tove.pk)
    client.logout()
    response = client.post("/admin/login/", {"username": "TOVE@newsroom.test", "password": NEW_PASSWORD})
    assert response.status_code == 302


def test_a_weak_password_and_a_taken_address_are_field_errors(client, administrator):
    UserFactory(email="ana@newsroom.test")
    fields = {"name": "Ana", "email": "ANA@newsroom.test", "password1": "1234", "password2": "1234"}
    response = client.post(f"{USERS}add/", fields)
    found = response.context["adminform"].form.errors
    assert set(found) == {"email", "password2"}
    assert User.objects.filter(email__iexact="ana@newsroom.test").count() == 1


def test_roles_are_given_and_taken_by_name(client, administrator):
    user = UserFactory(role="contributor")
    assert change(client, user, groups=[group("editor")]).status_code == 302
    assert [role.name for role in user.groups.all()] == ["editor"]
    entry = AuditEntry.objects.get()
    assert entry.action == "user.change"
    assert entry.detail == {"changes": [{"changed": {"fields": ["Roles"]}}]}


def test_an_administrator_cannot_grant_everything(client, administrator):
    user = UserFactory(role="editor")
    forged = {"is_superuser": "on", "user_permissions": [Permission.objects.get(codename="delete_topic").pk]}
    assert change(client, user, groups=[group("editor")], **forged).status_code == 302
    assert change(client, administrator, groups=[group("administrator")], **forged).status_code == 302
    for row in User.objects.all():
        assert not row.is_superuser
        assert not row.user_permissions.exists()
    assert "is_superuser" not in client.get(f"{USERS}{user.pk}/change/").content.decode()


def test_an_administrator_cannot_take_over_who_has_every_permission(client, administrator):
    root = UserFactory(is_superuser=True, email="root@newsroom.test")
    assert change(client, root, email="mine@newsroom.test").status_code == 403
    fields = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert client.post(f"{USERS}{root.pk}/password/", fields).status_code == 403
    root.refresh_from_db()
    assert root.email == "root@newsroom.test"
    assert root.check_password(PASSWORD)


def test_who_has_every_permission_may_hand_it_on(client):
    client.force_login(UserFactory(is_superuser=True))
    user = UserFactory()
    assert change(client, user, is_superuser="on").status_code == 302
    user.refresh_from_db()
    assert user.is_superuser


def test_a_password_is_set_for_a_colleague_and_the_trail_says_so_without_it(client, administrator):
    user = UserFactory(role="reporter")
    fields = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert client.post(f"{USERS}{user.pk}/password/", fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    entry = AuditEntry.objects.get()
    assert entry.action == "user.change"
    assert NEW_PASSWORD not in str(entry.detail)


def test_accounts_are_switched_off_and_never_deleted(client, administrator):
    user = UserFactory(role="reporter")
    assert client.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert change(client, user, is_active="").status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer", "editor"])
def test_other_roles_reach_neither_colleagues_nor_the_trail(client, role):
    user = UserFactory(role=role)
    client.force_login(user)
    for url in (USERS, f"{USERS}add/", f"{USERS}{user.pk}/change/", f"{USERS}{user.pk}/password/", TRAIL):
        assert client.get(url).status_code == 403
    assert change(client, user, groups=[group("administrator")]).status_code == 403
    assert [row.name for row in user.groups.all()] == [role]


def test_roles_are_not_edited_as_groups(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/admin/auth/group/").status_code == 404


def test_queries_do_not_grow_with_the_lists(client, administrator):
    def add(count):
        for _ in range(count):
            audit.record("topic.add", TopicFactory(), by=UserFactory(role="editor"))

    for url in (USERS, TRAIL):
        add(2)
        few = queries_of(client, url)
        add(12)
        assert queries_of(client, url) == few <= 9


# --- the trail


def test_the_trail_is_read_searched_and_filtered(client, administrator):
    audit.record("topic.add", TopicFactory(name="Recusal"), by=administrator)
    audit.record("user.change", UserFactory(name="Somebody"), by=administrator, note="Left in May")
    assert len(client.get(TRAIL).context["cl"].result_list) == 2
    rows = client.get(TRAIL, {"target": "topic"}).context["cl"].result_list
    assert [row.target_label for row in rows] == ["Recusal"]
    rows = client.get(TRAIL, {"q": "grace user.change"}).context["cl"].result_list
    assert [row.target_label for row in rows] == ["Somebody"]
    html = client.get(f"{TRAIL}{rows[0].pk}/change/").content.decode()
    assert "Left in May" in html


def test_the_trail_is_not_written_by_hand(client):
    client.force_login(UserFactory(is_superuser=True))
    entry = audit.record("topic.add", TopicFactory(name="Recusal"), by=None)
    url = f"{TRAIL}{entry.pk}/"
    assert client.get(f"{TRAIL}add/").status_code == 403
    assert client.post(f"{url}change/", {"target_label": "Nothing"}).status_code == 403
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.get().target_label == "Recusal"


# --- signing in


def test_the_sign_in_keeps_the_address_and_says_what_is_wrong(client):
    user = UserFactory(role="editor")
    html = client.post("/admin/login/", {"username": user.email, "password": "wrong"}).content.decode()
    assert "This address and this password do not belong together" in html
    assert f'value="{user.email}"' in html
    assert 'type="email"' in html
    assert 'role="alert"' in html


def test_the_sign_in_leads_to_where_one_was_going(client):
    user = UserFactory(role="editor")
    response = client.get("/admin/topics/topic/")
    html = client.get(response["Location"]).content.decode()
    assert 'name="next" value="/admin/topics/topic/"' in html
    fields = {"username": user.email, "password": PASSWORD, "next": "/admin/topics/topic/"}
    assert client.post("/admin/login/", fields)["Location"] == "/admin/topics/topic/"


def test_who_may_not_use_the_desk_does_not_get_in(client):
    user = UserFactory(role="editor", is_staff=False)
    html = client.post("/admin/login/", {"username": user.email, "password": PASSWORD}).content.decode()
    assert "may not use the desk" in html


def test_the_lockout_is_a_page_that_says_how_long(client):
    for _ in range(10):
        response = client.post("/admin/login/", {"username": "ana@newsroom.test", "password": "wrong"})
    html = response.content.decode()
    assert response.status_code == 429
    assert "Wait 15 minutes, then try again." in html
    assert 'href="/admin/login/"' in html


def test_one_changes_ones_own_password(client):
    user = UserFactory(role="reporter")
    client.force_login(user)
    assert ">Desk</a>" in client.get("/admin/password_change/").content.decode()
    fields = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post("/admin/password_change/", fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
