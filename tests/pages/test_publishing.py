"""Pages about the newsroom, through the services."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from newsroom.pages import publishing
from newsroom.pages.difference import difference
from newsroom.pages.models import Page, PageVersion
from tests.factories import UserFactory, draft_page, published_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="editor")


def act(action, page, by):
    """Do `action` to `page`, which readers see in version 1."""
    if action == "save":
        return publishing.save(page=page, by=by, version=page.version)
    if action == "publish":
        return publishing.publish(page=page, by=by, version=page.version, note="More.")
    if action == "restore":
        earlier = page.versions.get(number=1)
        return publishing.restore(page=page, by=by, version=page.version, earlier=earlier)
    return publishing.take_down(page=page, by=by)


ACTIONS = ["save", "publish", "restore", "take_down"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("make", "is_allowed"),
    [
        (lambda: UserFactory(role="contributor"), False),
        (lambda: UserFactory(role="reporter"), False),
        (lambda: UserFactory(role="producer"), False),
        (lambda: UserFactory(role="editor"), True),
        (lambda: UserFactory(role="administrator"), True),
        (lambda: UserFactory(role="editor", is_staff=False), False),
        (lambda: UserFactory(role="editor", is_active=False), False),
        (AnonymousUser, False),
    ],
)
def test_who_may_do_what(action, make, is_allowed):
    page, user = published_page(), make()
    if is_allowed:
        act(action, page, user)
        assert AuditEntry.objects.filter(actor=user, action__startswith="page.").exists() == (
            action != "publish"
        )
        return
    with pytest.raises(PermissionDenied):
        act(action, page, user)


def test_a_draft_changes_nothing_for_readers(by):
    page = published_page(title="About", by=by)
    draft_page(title="About us all", by=by)
    assert PageVersion.objects.public().get().title == "About"
    page.refresh_from_db()
    publishing.publish(page=page, by=by, version=page.version, note="A better title.")
    version = PageVersion.objects.public().get()
    assert (version.number, version.title, version.note) == (2, "About us all", "A better title.")
    assert version.published_by == by
    event = Event.objects.filter(kind="page.published").last()
    tags = ["navigation", f"page:{page.pk}", "pages"]
    assert event.payload == {"page": page.pk, "version": 2, "tags": tags}
    entry = AuditEntry.objects.filter(action="page.publish").first()
    assert entry.detail["note"] == "A better title."


def test_a_second_click_publishes_nothing_again(by):
    page = published_page(by=by)
    again = publishing.publish(page=page, by=by, version=page.version)
    assert again.number == 1
    assert PageVersion.objects.count() == 1
    assert Event.objects.filter(kind="page.published").count() == 1


def test_what_changed_has_to_be_said_and_a_page_says_something(by):
    published_page(by=by)
    page = draft_page(text="<p>We are more.</p>", by=by)
    with pytest.raises(ValidationError, match="what changed"):
        publishing.publish(page=page, by=by, version=page.version, note="  ")
    empty = draft_page("tips", text="<p> </p>", by=by)
    with pytest.raises(ValidationError, match="says nothing"):
        publishing.publish(page=empty, by=by, version=empty.version)


def test_what_was_saved_in_between_is_not_written_over(by):
    page = draft_page(by=by)
    mine, theirs = Page.objects.get(pk=page.pk), Page.objects.get(pk=page.pk)
    theirs.text = "<p>Theirs.</p>"
    publishing.save(page=theirs, by=by, version=theirs.version)
    mine.text = "<p>Mine.</p>"
    with pytest.raises(publishing.Conflict) as refused:
        publishing.save(page=mine, by=by, version=mine.version)
    assert refused.value.standing.text == "<p>Theirs.</p>"
    assert Page.objects.get().text == "<p>Theirs.</p>"
    for action in ("publish", "restore"):
        published_page("tips", by=by)
        stale = Page.objects.get(slug="tips")
        draft_page("tips", by=by, text=f"<p>{action}</p>")
        with pytest.raises(publishing.Conflict):
            act(action, stale, by)


def test_an_earlier_version_goes_into_the_draft_alone(by):
    published_page(text="<p>First.</p>", by=by)
    page = published_page(text="<p>Second.</p>", title="Another", by=by)
    publishing.restore(page=page, by=by, version=page.version, earlier=page.versions.get(number=1))
    assert (page.text, page.title) == ("<p>First.</p>", "About")
    assert PageVersion.objects.public().get().text == "<p>Second.</p>"
    with pytest.raises(ValueError, match="its own"):
        other = published_page("tips", by=by)
        publishing.restore(page=page, by=by, version=page.version, earlier=other.versions.get())


def test_taken_down_and_published_again(by):
    page = published_page(by=by)
    publishing.take_down(page=page, by=by)
    assert not PageVersion.objects.public().exists()
    assert not PageVersion.objects.seen_by_readers().exists()
    publishing.take_down(page=page, by=by)
    assert Event.objects.filter(kind="page.taken_down").count() == 1
    publishing.publish(page=page, by=by, version=page.version, note="It is back.")
    assert PageVersion.objects.public().get().number == 2


def test_text_is_cleaned_whatever_the_door(by):
    page = draft_page(text='<h2>Who</h2><script>x</script><p onclick="x">We</p><svg/>', by=by)
    assert page.text == "<h2>Who</h2><p>We</p>"


def test_addresses(by):
    assert publishing.own_slug("Our prize of 2017") == "our-prize-of-2017"
    for reserved in ("About", "corrections policy"):
        with pytest.raises(ValidationError, match="owes"):
            publishing.own_slug(reserved)
    with pytest.raises(ValidationError, match="letters"):
        publishing.own_slug("!!!")
    page = published_page("prize", by=by)
    with pytest.raises(ValidationError, match="address"):
        publishing.save(page=Page(slug="prize", title="x"), by=by, version=0)
    page.slug = "another"
    with pytest.raises(ValidationError, match="stays"):
        publishing.save(page=page, by=by, version=page.version)


def test_the_difference_is_that_of_a_story(by):
    published_page(text="<h2>Who</h2><p>We are two.</p><p>The same.</p>", by=by)
    page = published_page(text="<h2>Who</h2><p>We are three now.</p><p>The same.</p>", title="Us", by=by)
    newer, older = page.versions.all()
    rows = difference(older, newer)
    assert [(row["op"], row.get("label")) for row in rows] == [
        ("changed", "Title"),
        ("same", None),
        ("changed", "Paragraph"),
        ("same", None),
    ]
    assert difference(newer, newer) == []
    page.lists_authors = True
    assert [row["label"] for row in difference(newer, page) if "label" in row] == ["List of authors"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_the_same_page_at_once_one_is_told():
    from django.db import connection

    by, refused = UserFactory(role="editor"), []

    def begin():
        try:
            publishing.save(page=Page(slug="about", title="About"), by=by, version=0)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Page.objects.count(), len(refused)) == (1, 1)
