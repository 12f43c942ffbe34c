"""Fills an empty newsroom with one of each state that the demonstration does not show.

`PREVIEW` is the token of the preview, `WITHDRAWN` the slug of the withdrawn story: nothing links them.
"""

import datetime
import zoneinfo

import django

PREVIEW = "standards-preview"
WITHDRAWN = "wrong"


def unlinked():
    """Return the addresses that nothing links, in the newsroom's zone and of this day."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo("America/Chicago"))
    return [f"/preview/{PREVIEW}/", f"/{today:%Y/%m/%d}/{WITHDRAWN}/"]


def fill():
    """Make the stories, through the services."""
    from django.utils import timezone

    from articles import breaking, desk, live, models, publishing
    from articles.enums import Coverage, Label, SeriesKind
    from tests.articles.whole import whole_story
    from tests.factories import (
        SectionFactory,
        SeriesFactory,
        StoryFactory,
        TopicFactory,
        UserFactory,
        posted,
        published,
        published_page,
    )

    by = UserFactory(role="administrator")
    tonight = timezone.now() + datetime.timedelta(hours=6)

    whole = whole_story()
    breaking.raise_banner(story=whole, text="He <steps> aside & says why", until=tonight, by=by)
    publishing.publish(story=whole, by=by, correction=("correction", "It was <b>September</b> & July."))
    amended = whole.updates.first()
    amended.text = "<p>Two letters, not one.</p>"
    live.correct(update=amended, by=by, note="It was two.")
    live.pin(update=amended, by=by)

    bare = published(by=by, headline="Nothing but words", dek="", text="<p>One.</p>")
    TopicFactory(name="Nothing yet")
    SectionFactory(name="Nothing yet", slug="nothing-yet")
    published(
        by=by, headline="مجلس المدينة يصوت على الميزانية", dek="تأخر التصويت.", text="<p>صوت المجلس.</p>"
    )
    published(by=by, headline="An opinion", label=Label.OPINION, topics=[TopicFactory()])
    publishing.withdraw(story=published(by=by, headline=WITHDRAWN.title()), by=by, note="It was <wrong>.")

    silent = published(by=by, headline="Live, and nothing said yet")
    live.set_coverage(story=silent, by=by, coverage=Coverage.OPEN)
    closed = published(by=by, headline="Live, and over")
    for number in range(45):
        posted(closed, by=by, headline=f"Update {number}", is_key=number % 10 == 0)
    live.retract(update=closed.updates.first(), by=by, reason="It was not so.")
    live.set_coverage(story=closed, by=by, coverage=Coverage.CLOSED)

    SeriesFactory(name="A <series>", dek="It goes on & on.", planned=3, parts=[silent, closed])
    SeriesFactory(name="A package", kind=SeriesKind.PACKAGE, parts=[closed, whole])
    published_page("about", by=by)
    published_page("about", by=by, text="<h2>Who</h2><p>We <b>still</b> are.</p>")
    published_page("house-rules", by=by)

    link = desk.make_preview_link(story=StoryFactory(by=by, headline="A draft"), by=by, expires_at=tonight)
    models.PreviewLink.objects.filter(pk=link.pk).update(token=PREVIEW)
    assert bare.live_edition


if __name__ == "__main__":
    django.setup()
    fill()
