"""What machines are told about pages, in the words of schema.org, from what a page has at hand anyway."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.enums import Coverage
from newsroom.lib.html import plain
from newsroom.lib.jsonld import filled
from newsroom.templatetags.newsroom_tags import absolute, largest

WORDS = 12


def title_of(update):
    """Return the headline of `update`, else the first words of what it says or shows."""
    words = plain(update.text) or plain(update.said) or (update.photo and update.photo.caption)
    return update.headline or Truncator(words or _("Photo")).words(WORDS)


def live_blog(edition, updates):
    """Return the LiveBlogPosting of the coverage of the story that `edition` is of, None if it has none.

    `updates` are those on the page, newest first. The live page is the one that carries it. When it was
    published never changes: in the moment in which readers could first see both the story and its coverage.
    """
    story, card = edition.story, edition.card
    if story.coverage == Coverage.NONE or not story.coverage_opened_at:
        return None
    address = absolute(story.get_updates_url())
    began = max(story.first_published_at, story.coverage_opened_at)
    changed = [edition.goes_live_at, story.coverage_closed_at, *map(_changed_at, updates)]
    return filled(
        {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "@id": address,
            "url": address,
            "mainEntityOfPage": address,
            "headline": card["headline"],
            "description": card["dek"],
            "inLanguage": card.get("language") or settings.LANGUAGE_CODE,
            "image": _image(card["photo"]),
            "datePublished": _time(began),
            "dateModified": _time(max([began, *filter(None, changed)])),
            "coverageStartTime": _time(story.coverage_opened_at),
            "coverageEndTime": _time(story.coverage_closed_at) if story.coverage == Coverage.CLOSED else None,
            "about": [_about(topic) for topic in edition.facets["topics"]],
            "author": [{"@type": "Person", "name": name} for name in card["byline"]] or _publisher(),
            "publisher": _publisher(),
            "liveBlogUpdate": [_posting(update) for update in updates],
        }
    )


def _posting(update):
    """Return the BlogPosting of `update`, at its own address: there it is found whatever page shows it."""
    address = f"{absolute(update.get_absolute_url())}#{update.anchor}"
    author = update.author and {
        "@type": "Person",
        "name": update.author.name,
        "url": absolute(update.author.get_absolute_url()),
    }
    return filled(
        {
            "@type": "BlogPosting",
            "@id": address,
            "url": address,
            "headline": title_of(update),
            "datePublished": _time(update.posted_at),
            "dateModified": _time(_changed_at(update)),
            "author": author or _publisher(),
            "image": _image(update.photo),
            "articleBody": " ".join(filter(None, [plain(update.text), _said(update)])),
            "correction": [_correction(version) for version in update.corrections],
        }
    )


def _correction(version):
    return {"@type": "CorrectionComment", "text": version.note, "datePublished": _time(version.created_at)}


def _about(topic):
    address = reverse("topic", args=[topic["slug"]])
    return {"@type": "Thing", "name": topic["name"], "url": absolute(address)}


def _said(update):
    return f"{plain(update.said)} ({update.said_by.name})" if update.said else ""


def _changed_at(update):
    return max(update.posted_at, update.amended_at or update.posted_at)


def _publisher():
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.NEWSROOM["name"],
        "url": absolute(reverse("front")),
        "logo": {"@type": "ImageObject", "url": absolute(static(settings.NEWSROOM["mark"]))},
    }


def _image(photo):
    image = largest(photo)
    return image and image["url"]


def _time(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")
