"""The audit trail: written with the change, never changed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse

from newsroom.accounts import audit
from newsroom.accounts.models import AuditEntry
from tests.factories import StoryFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def test_a_line_says_who_did_what_to_which_thing(by):
    topic = TopicFactory(name="Budget")
    entry = audit.record("topic.change", topic, by=by, changes=["name"])
    entry.refresh_from_db()
    assert (entry.actor, entry.action, entry.detail) == (by, "topic.change", {"changes": ["name"]})
    assert (entry.target_type, entry.target_id, entry.target_label) == ("topic", topic.pk, "Budget")
    assert entry.address is None
    assert str(entry) == "topic.change Budget"


def test_a_long_name_is_cut(by):
    story = StoryFactory(headline="x" * 300)
    story.headline = "y" * 400
    assert len(audit.record("story.look", story, by=by).target_label) == 300


def test_a_line_falls_with_its_change(by):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("topic.change", TopicFactory(), by=by)
        raise RuntimeError
    assert not AuditEntry.objects.exists()


def test_no_line_is_changed_or_deleted(by):
    entry = audit.record("topic.change", TopicFactory(), by=by)
    for refused in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        AuditEntry.objects.filter(pk=entry.pk).delete,
        lambda: AuditEntry.objects.update(action="topic.nothing"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            refused()
    assert AuditEntry.objects.get().action == "topic.change"


def test_who_did_something_cannot_be_deleted(by):
    audit.record("topic.change", TopicFactory(), by=by)
    with pytest.raises(Exception, match="protected"):
        by.delete()


def test_what_cannot_be_stored_is_refused(by):
    with pytest.raises(ValidationError):
        audit.record("topic.change", TopicFactory(), by=by, note=["a\x00"])


def test_the_address_is_that_of_the_request(by, rf):
    def view(request):
        audit.record("topic.change", topic, by=by)
        return HttpResponse()

    topic = TopicFactory()
    middleware = audit.AuditAddressMiddleware(view)
    middleware(rf.get("/", REMOTE_ADDR="2001:db8::1"))
    middleware(rf.get("/", REMOTE_ADDR=""))
    audit.record("topic.change", topic, by=by)
    assert list(AuditEntry.objects.order_by("pk").values_list("address", flat=True)) == [
        "2001:db8::1",
        None,
        None,
    ]


def test_the_address_is_forgotten_after_a_request_that_failed(by, rf):
    def view(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        audit.AuditAddressMiddleware(view)(rf.get("/", REMOTE_ADDR="192.0.2.1"))
    assert audit.record("topic.change", TopicFactory(), by=by).address is None


def test_the_trail_of_the_admin_has_the_address(client):
    client.force_login(UserFactory(role="editor"), backend="django.contrib.auth.backends.ModelBackend")
    data = {"name": "Budget", "slug": "budget", "description": ""}
    data |= {"points-TOTAL_FORMS": 0, "points-INITIAL_FORMS": 0}
    response = client.post("/admin/topics/topic/add/", data, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 302
    assert AuditEntry.objects.get().address == "192.0.2.7"
