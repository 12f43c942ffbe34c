"""Feeds: what is new, for programs that readers chose themselves."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Correction
from articles.views.corrections import with_editions
from newsroom.templatetags.newsroom_tags import absolute

CORRECTIONS = 30


class CorrectionsFeed(Feed):
    """The newest corrections, as Atom."""

    feed_type = Atom1Feed
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
