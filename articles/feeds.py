"""Feeds: what is new, for programs that readers chose themselves."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import get_tag_uri
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.delivery import due_count
from articles.models import Correction, Edition, LiveUpdate
from articles.structured_data import title_of
from articles.views.corrections import with_editions
from articles.views.story import date_or_404, elsewhere
from newsroom.lib.feeds import AtomFeed, JSONFeed
from newsroom.lib.html import with_whole_addresses
from newsroom.templatetags.newsroom_tags import absolute

CORRECTIONS = 30
UPDATES = 50
KINDS = {"atom": AtomFeed, "json": JSONFeed}
# What is retracted is gone from every cache within seconds.
UPDATES_CACHE = "public, max-age=10"


class CorrectionsFeed(Feed):
    """The newest corrections, as Atom."""

    feed_type = AtomFeed
    subtitle = gettext_lazy("Every correction, clarification and editor’s note.")

    def title(self):
        """The newsroom's name with what it is."""
        return _("Corrections: %(name)s") % {"name": settings.NEWSROOM["name"]}

    def link(self):
        """The page of the same."""
        return absolute(reverse("corrections"))

    def feed_url(self):
        """Its own address."""
        return absolute(reverse("corrections_feed"))

    feed_guid = feed_url

    def items(self):
        """The newest corrections, each with the edition that readers see."""
        return with_editions(Correction.objects.public().select_related("edition")[:CORRECTIONS])

    def item_title(self, item):
        """What it is, and of which story."""
        correction, edition = item
        return f"{correction.get_kind_display()}: {edition.card['headline']}"

    def item_description(self, item):
        """Its words, as html."""
        return linebreaks(item[0].text, autoescape=True)

    def item_link(self, item):
        """Its place on the story's page."""
        correction, edition = item
        return f"{absolute(edition.get_absolute_url())}#correction-{correction.pk}"

    def item_guid(self, item):
        """A name that stays when the story moves."""
        return f"{absolute(reverse('corrections'))}#correction-{item[0].pk}"

    def item_pubdate(self, item):
        """When readers were told."""
        return item[0].created_at

    item_updateddate = item_pubdate


def corrections_feed(request):
    """The feed of corrections."""
    return _corrections(request)


_corrections = CorrectionsFeed()


@require_safe
def updates_feed(request, year, month, day, slug, kind):
    """The newest updates of a story, as Atom or as JSON Feed: what its live page shows, for other programs.

    Its validator is the story's revision, which every change raises, so that nothing is rendered for who has
    it. There is no time of the last change to compare: a retraction leaves none behind.
    """
    published_on = date_or_404(year, month, day)
    standing = Edition.objects.public().for_cards("story__live_revision")
    standing = standing.annotate(due_count=due_count(OuterRef("story")))
    edition = standing.filter(story__published_on=published_on, story__slug=slug).first()
    if edition is None:
        return elsewhere(request, published_on, slug)
    etag = f'"{kind}-{edition.pk}-{edition.story.live_revision + edition.due_count}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        feed = _updates(edition, kind)
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, UPDATES_CACHE
    return response


def _updates(edition, kind):
    """Return the feed, a class of KINDS, of the newest updates of the story that `edition` is of."""
    story = edition.story
    updates = list(LiveUpdate.objects.public().filter(story=story).for_page()[:UPDATES])
    changed = [update.amended_at or update.posted_at for update in updates]
    feed = KINDS[kind](
        title=_("Updates: %(headline)s") % {"headline": edition.card["headline"]},
        link=absolute(story.get_updates_url()),
        description=edition.card["dek"],
        language=edition.card.get("language") or settings.LANGUAGE_CODE,
        author_name=settings.NEWSROOM["name"],
        author_link=absolute(reverse("front")),
        feed_url=f"{absolute(story.get_updates_url())}feed.{kind}",
        feed_guid=get_tag_uri(absolute(f"/updates#of-{story.pk}"), story.first_published_at),
        updated=max([edition.goes_live_at, *changed]),
    )
    for update in updates:
        update.story = story
        address = absolute(update.get_absolute_url())
        content = render_to_string("partials/update_in_feed.html", {"update": update}).strip()
        feed.add_item(
            title=title_of(update),
            link=address,
            description=None,
            content=with_whole_addresses(content, address),
            # A name that stays when the story moves, as the feed's own does, or the time shown is put right.
            unique_id=get_tag_uri(absolute(f"/updates#{update.pk}"), update.created_at),
            pubdate=update.posted_at,
            updateddate=update.amended_at or update.posted_at,
            author_name=update.author and update.author.name,
            author_link=update.author and absolute(update.author.get_absolute_url()),
        )
    return feed
