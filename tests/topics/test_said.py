"""All that somebody said."""

import datetime

import pytest
from django.utils import timezone

from articles import live, models, publishing, redaction
from articles.enums import SaidKind
from tests.articles.whole import add_block, save, text_of
from tests.factories import PersonFactory, SourceFactory, StoryFactory, UserFactory, posted
from topics import merging

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)


def said_in(person, by, *words, people=(), when=None, **fields):
    """Return a story in which `person` says all of `words`, each in a quote with `fields`."""
    story = StoryFactory(by=by, people=[person, *people])
    put(story, person, by, *words, **fields)
    publishing.publish(story=story, by=by, goes_live_at=when)
    return story


def put(story, person, by, *words, **fields):
    """Write a quote for each of `words` into the working copy of `story`."""

    def write():
        for place, text in enumerate(words):
            add_block(story, models.Quote, 20 + place, words=text, person=person, **fields)

    save(story, by, write)


def attached(person, words):
    """The fields of a live update in which `person` says `words`."""
    return {"said_kind": SaidKind.QUOTE, "said": f"<p>{words}</p>", "said_by": person}


def address(person):
    return f"{person.get_absolute_url()}said/"


def all_said(client, person):
    """Return what stands on all pages, in order."""
    found, after = [], ""
    while True:
        page = client.get(address(person), {"after": after} if after else {}).context["page"]
        found += [words.text for words in page]
        after = page.older
        if not after:
            return found


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def test_words_of_stories_and_of_updates_in_one_order_each_with_what_is_known(client, by):
    person, source = PersonFactory(name="Ada Holm"), SourceFactory(name="The Record")
    story = said_in(
        person,
        by,
        "We never met.",
        said_on=datetime.date(2017, 1, 10),
        role="nominee",
        occasion="to the committee",
        source=source,
    )
    update = posted(
        story,
        by=by,
        **attached(person, "We <em>met</em> twice."),
        said_role="attorney general",
        said_where="on the steps",
        source=source,
    )
    response = client.get(address(person))
    words, html = text_of(response), response.content.decode()
    assert words.index("We met twice.") < words.index("2017 We never met.")
    assert "nominee, to the committee, Jan. 10, 2017. Source: The Record. In" in words
    assert "attorney general, on the steps," in words
    quote = models.Quote.objects.get()
    assert f'href="{story.get_absolute_url()}#b-{quote.key}"' in html
    assert f'href="{update.get_absolute_url()}"' in html
    assert '"@type":"Quotation","text":"We met twice."' in html


def test_nobody_is_skipped_or_repeated_while_stories_are_published_anew(client, by):
    person = PersonFactory()
    day = {"said_on": datetime.date(2020, 5, 1)}
    stories = [
        said_in(person, by, *(f"{number}-{place}" for place in range(9)), **day) for number in range(5)
    ]
    first = client.get(address(person)).context["page"]
    for story in stories:
        story.dek = "Changed."
        save(story, by, story.save)
        publishing.publish(story=story, by=by)
    rest, after = [], first.older
    while after:
        page = client.get(address(person), {"after": after}).context["page"]
        rest += [words.text for words in page]
        after = page.older
    found = [words.text for words in first] + rest
    assert len(found) == len(set(found)) == 45


def test_the_same_words_of_a_day_stand_once_across_pages_with_all_that_carry_them(client, by):
    person = PersonFactory()
    day = {"said_on": datetime.date(2020, 5, 1)}
    for number in range(3):
        said_in(person, by, *(f"{number}-{place}" for place in range(12)), "The same.", **day)
    found = all_said(client, person)
    assert found.count("The same.") == 1 and len(found) == 37
    page = client.get(address(person)).content.decode()
    assert page.count("The same.</p>") <= 1
    said_in(person, by, "The same.", said_on=datetime.date(2020, 5, 2))
    assert all_said(client, person).count("The same.") == 2


def test_what_readers_may_not_see_is_not_there(client, by):
    person = PersonFactory()
    public = said_in(person, by, "Public.")
    draft = StoryFactory(by=by, people=[person])
    put(draft, person, by, "CANARY draft")
    put(public, person, by, "CANARY change")
    said_in(person, by, "CANARY scheduled", when=TOMORROW)
    posted(draft, by=by, **attached(person, "CANARY update of a draft"))
    posted(public, by=by, posted_at=TOMORROW, **attached(person, "CANARY update for later"))
    live.post(update=models.LiveUpdate(story=public, **attached(person, "CANARY kept")), by=by, draft=True)
    retracted = posted(public, by=by, **attached(person, "CANARY retracted"))
    assert "CANARY retracted" in all_said(client, person)
    live.retract(update=retracted, by=by, reason="Wrong.")
    withdrawn = said_in(person, by, "CANARY withdrawn")
    posted(withdrawn, by=by, **attached(person, "CANARY update withdrawn"))
    assert len(all_said(client, person)) == 3
    publishing.withdraw(story=withdrawn, by=by, note="Wrong.")
    assert all_said(client, person) == ["Public."]
    assert "CANARY" not in client.get(address(person)).content.decode()
    assert "CANARY" not in client.get(person.get_absolute_url()).content.decode()


def test_a_scheduled_edition_shows_its_words_when_it_is_due(client, by):
    person = PersonFactory()
    story = said_in(person, by, "Before.")
    save(story, by, lambda: models.Quote.objects.all().delete())
    put(story, person, by, "After.")
    publishing.publish(story=story, by=by, goes_live_at=TOMORROW)
    assert all_said(client, person) == ["Before."]
    assert [row.block for row in models.Saying.objects.by([person.pk], TOMORROW)] == [
        models.Quote.objects.get().key
    ]
    models.Edition.objects.filter(number=2).update(goes_live_at=timezone.now())
    assert all_said(client, person) == ["After."]


def test_words_that_are_taken_out_are_gone(client, by):
    person = PersonFactory()
    story = said_in(person, by, "My number is 555 0142.")
    update = posted(story, by=by, **attached(person, "Her number is 555 0199."))
    before = set(models.Saying.objects.values_list("digest", flat=True))
    redaction.redact(story=story, by=by, words="555 0142", reason="Private.")
    redaction.redact(story=story, by=by, words="555 0199", reason="Private.")
    assert "555" not in client.get(address(person)).content.decode()
    assert not before & set(models.Saying.objects.values_list("digest", flat=True))
    update.refresh_from_db()
    update.said_kind, update.said, update.said_by = "", "", None
    live.amend(update=update, by=by)
    assert len(all_said(client, person)) == 1


def test_words_that_change_hands_move(client, by):
    one, two = PersonFactory(), PersonFactory()
    story = said_in(one, by, "Mine.")
    quote = models.Quote.objects.get()

    def hand_over():
        quote.person = two
        quote.save()

    save(story, by, hand_over)
    publishing.publish(story=story, by=by)
    assert (all_said(client, one), all_said(client, two)) == ([], ["Mine."])


def test_whoever_was_merged_speaks_under_the_name_that_stays(client, by):
    one, two = PersonFactory(slug="one"), PersonFactory(slug="two")
    story = said_in(one, by, "One said.")
    update = posted(story, by=by, **attached(one, "One said live."))
    said_in(two, by, "Two said.")
    record = merging.merge(merged=one, kept=two, by=by)
    assert sorted(all_said(client, two)) == ["One said live.", "One said.", "Two said."]
    update.refresh_from_db()
    assert update.said_by == two
    assert client.get("/people/one/said/")["Location"] == "/people/two/said/"
    # What was frozen before names who was merged. It is shown anew meanwhile, and undoing knows it still.
    redaction.redact(story=story, by=by, words="live", reason="A test.")
    assert len(all_said(client, two)) == 3
    merging.undo(record=record, by=by)
    assert all_said(client, two) == ["Two said."]
    assert len(all_said(client, one)) == 2
    update.refresh_from_db()
    assert update.said_by == one


def test_nothing_was_said(client):
    person = PersonFactory()
    assert "No words of theirs are here yet." in text_of(client.get(address(person)))
    assert client.get(address(person), {"after": "junk"}).status_code == 404
    assert client.get("/people/nobody/said/").status_code == 404


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_the_first_and_the_last_day_there_is(client, by, day):
    person = PersonFactory()
    said_in(person, by, "Long ago.", said_on=day)
    assert all_said(client, person) == ["Long ago."]
