"""Feeds: what is new, for programs that readers chose themselves."""

import hashlib
import json
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Stylesheet, get_tag_uri
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.delivery import due_count
from articles.enums import CorrectionKind
from articles.models import Author, Correction, Edition, LiveUpdate, Section, Series
from articles.search import Query, search
from articles.structured_data import title_of
from articles.views.search import SearchForm
from articles.views.series import at_public_address
from articles.views.story import date_or_404, elsewhere
from newsroom.lib.feeds import AtomFeed, JSONFeed, RSSFeed
from newsroom.lib.html import plain, plainer, with_whole_addresses
from newsroom.lib.memo import digest, packed
from newsroom.lib.prepared import prepared, rounded
from newsroom.lib.tags import depends_on
from newsroom.templatetags.newsroom_tags import absolute, largest
from topics.models import Person, Topic
from topics.views import at_its_address

STORIES = 30
CORRECTIONS = 30
UPDATES = 50
SUMMARY = "summary.rss"
KINDS = {"rss": RSSFeed, SUMMARY: RSSFeed, "atom": AtomFeed, "json": JSONFeed}
# What is withdrawn is gone from every cache within a minute, what is retracted within seconds.
CACHE = "public, max-age=60"
UPDATES_CACHE = "public, max-age=10"


@require_safe
def front_feed(request, kind):
    """The newest stories of all."""
    ours = settings.NEWSROOM
    depends_on("news")
    return _stories(request, kind, {}, ours["name"], ours["tagline"], reverse("front"))


@require_safe
def section_feed(request, slug, kind):
    """The newest stories of a section."""
    section = _found_or_404(Section, slug)
    return _stories_of(request, kind, section, section.description)


@require_safe
def author_feed(request, slug, kind):
    """The newest stories that an author had a part in."""
    author = _found_or_404(Author, slug)
    return _stories_of(request, kind, author, author.title)


@require_safe
@at_its_address(Topic)
def topic_feed(request, topic, kind):
    """The newest stories on a topic."""
    return _stories_of(request, kind, topic, topic.description)


@require_safe
@at_its_address(Person)
def person_feed(request, person, kind):
    """The newest stories that mention a person."""
    return _stories_of(request, kind, person, person.summary or person.role)


@require_safe
@at_public_address
def series_feed(request, series, kind):
    """The newest parts of a series or a package."""
    return _stories_of(request, kind, series, series.dek)


@prepared(slug=models.TextField())
def _at(slug, model):
    return model.objects.filter(slug=slug)


def _found_or_404(model, slug):
    found = _at.first(slug=slug, model=model)
    if found is None:
        raise Http404("Nothing is here.")
    return found


def _stories_of(request, kind, subject, description):
    """Return the answer with the feed of `subject`."""
    depends_on(f"{subject._meta.model_name}:{subject.pk}:news")
    title = f"{subject.name} | {settings.NEWSROOM['name']}"
    these = {"model": type(subject), "subject": subject.pk}
    return _stories(request, kind, these, title, description, subject.get_absolute_url())


@prepared(subject=models.BigIntegerField())
def _newest(is_whole, model=None, subject=None):
    """The newest editions of all, or of a subject; what feeds say of each, in full or in a few words."""
    stories = Edition.objects.public().for_feeds(is_whole=is_whole)
    if model is Section:
        stories = stories.filter(section=subject).newest_first()
    elif model is Series:
        stories = stories.in_series(subject).newest_first()
    else:
        stories = stories.of(model, key=subject) if model else stories.newest_first()
    return stories[:STORIES]


def _stories(request, kind, these, title, description, page):
    """Return the answer with the feed of the newest of `these`, stories of `page`, in one query."""
    is_whole = kind != SUMMARY
    stories = _newest.all(is_whole=is_whole, **these)

    def make():
        feed = _new_feed(request, kind, title=title, description=description, link=absolute(page))
        for edition in stories:
            feed.add_kept((edition.stamp, is_whole), partial(_story_of_feed, edition, is_whole))
        return feed

    return _answer(request, [kind, title, description, page, _stamp_of(stories)], make)


def _story_of_feed(edition, is_whole):
    return _story(edition, edition.topics_told, edition.corrections_of_story, is_whole=is_whole)


@prepared(stories=models.BigIntegerField())
def _corrections_in(stories):
    return Correction.objects.public().filter(story__pk__in=stories)


def _corrections_of(editions):
    """Return the corrections of the stories that `editions` are of, in lists by the story's id."""
    corrections = {}
    stories = rounded({edition.story_id for edition in editions})
    for correction in _corrections_in.all(stories=stories) if stories else ():
        corrections.setdefault(correction.story_id, []).append(correction)
    return corrections


def _story(edition, topics, corrections, *, is_whole):
    """Return what a feed says of a story that readers see: all of it, or in a few words."""
    story, card = edition.story, edition.card
    address = absolute(edition.get_absolute_url())
    image = largest(card["photo"])
    shown = {
        "edition": edition,
        "notes": [note for note in corrections if note.kind == CorrectionKind.NOTE],
        "corrections": [note for note in corrections if note.kind != CorrectionKind.NOTE],
    }
    content = is_whole and render_to_string("partials/story_in_feed.html", shown | {"is_whole": True})
    return {
        "title": card["headline"],
        "link": address,
        # Text alone: a browser that shows the feed by its stylesheet shows markup as it is written.
        "description": escape(plain(plainer(render_to_string("partials/story_in_feed.html", shown)))),
        "content": content and with_whole_addresses(plainer(content), address),
        # A name that stays when the story moves.
        "unique_id": get_tag_uri(absolute(f"/stories#{story.pk}"), story.first_published_at),
        "unique_id_is_permalink": False,
        "pubdate": story.first_published_at,
        "updateddate": edition.goes_live_at,
        "authors": [{"name": name} for name in card["byline"]],
        "categories": [card["section"]["name"], *(topic["name"] for topic in topics)],
        "language": card.get("language"),
        "photo": image and image | {name: card["photo"][name] for name in ("caption", "credit")},
    }


@require_safe
def search_feed(request, kind):
    """The newest stories and updates that a search finds, as on its first page by date, in a few words.

    Raises Http404 for what the page would not look for.
    """
    form = SearchForm(request.GET)
    query = Query.parse(form.cleaned_data["q"]) if form.is_valid() else None
    if not query:
        raise Http404("There is nothing to look for.")
    depends_on("search")
    entries = search(query, filters=form.filters(), order="date").items
    corrections = _corrections_of([entry.edition for entry in entries if entry.edition])
    says = [_says(entry, corrections.get(entry.story_id, [])) for entry in entries]
    asked = form.address(order="")

    def make():
        title = _("%(query)s | Search | %(name)s") % {"query": query, "name": settings.NEWSROOM["name"]}
        feed = _new_feed(
            request,
            kind,
            title=title,
            description=_("The newest that is found."),
            link=absolute(f"{reverse('search')}{form.address(order='date')}"),
            feed_url=absolute(f"{request.path}{asked}"),
            hub="",  # it is not told which searches a story is found by
        )
        for entry, said in zip(entries, says, strict=True):
            owned = corrections.get(entry.story_id, [])
            feed.add_kept(digest(packed(said)), partial(_found, entry, owned))
        return feed

    response = _answer(request, [kind, asked, says], make)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.pop("Link", None)
    return response


def _says(entry, corrections):
    """Return all that a feed says of what a search found."""
    if update := entry.update:
        moments = [update.posted_at, update.created_at, update.amended_at]
        return [update.get_absolute_url(), title_of(update), update.text, update.said, *moments]
    edition = entry.edition
    return [
        [edition.get_absolute_url(), edition.goes_live_at, edition.story.first_published_at, edition.card],
        [topic["name"] for topic in edition.facets["topics"]],
        [[note.pk, note.kind, note.text, note.created_at] for note in corrections],
    ]


def _found(entry, corrections):
    if update := entry.update:
        words = plain(update.text) or plain(update.said)
        return _update(update) | {"description": escape(words), "content": ""}
    return _story(entry.edition, entry.edition.facets["topics"], corrections, is_whole=False)


@prepared()
def _newest_corrections():
    return Correction.objects.public().for_lists()[:CORRECTIONS]


@require_safe
def corrections_feed(request, kind):
    """The newest corrections, each with what its story says that readers see."""
    depends_on("corrections")
    corrections = _newest_corrections.all()

    def make():
        feed = _new_feed(
            request,
            kind,
            title=_("Corrections: %(name)s") % {"name": settings.NEWSROOM["name"]},
            description=_("Every correction, clarification and editor’s note."),
            link=absolute(reverse("corrections")),
        )
        for correction in corrections:
            feed.add_kept(correction.stamp, partial(_correction, correction))
        return feed

    return _answer(request, [kind, _stamp_of(corrections)], make)


def _correction(correction):
    return {
        "title": f"{correction.get_kind_display()}: {correction.headline}",
        "link": f"{absolute(correction.story.get_absolute_url())}#correction-{correction.pk}",
        "description": escape(correction.text),
        "content": linebreaks(correction.text, autoescape=True),
        # A name that stays when the story moves.
        "unique_id": f"{absolute(reverse('corrections'))}#correction-{correction.pk}",
        "unique_id_is_permalink": False,
        "pubdate": correction.created_at,
        "updateddate": correction.created_at,
        "authors": [],
        "language": correction.language,
    }


def _new_feed(request, kind, **fields):
    """Return a feed of a class of KINDS with `fields`: where it is, and who tells of its changes."""
    ours = {
        "language": settings.LANGUAGE_CODE,
        "author_name": settings.NEWSROOM["name"],
        "author_link": absolute(reverse("front")),
        "feed_url": absolute(request.path),
        "hub": settings.NEWSROOM["hub"],
        "stylesheets": [Stylesheet(static("css/feed.css"), mimetype="text/css", media=None)],
    }
    return KINDS[kind](**ours | fields)


def _stamp_of(rows):
    """Return what stands for all that `rows`, of a prepared query, hold."""
    return b"".join(row.stamp for row in rows).hex()


def _answer(request, says, make):
    """Return the feed that `make()` makes, or a 304 for who has it: its validator is made of all it `says`.

    So nothing is rendered in vain, and there is no change, a redaction say, that the validator overlooks.
    There is no time of the last change to compare: what is withdrawn leaves none behind.
    """
    state = json.dumps([settings.NEWSROOM, says], cls=DjangoJSONEncoder)
    etag = f'"{hashlib.blake2b(state.encode(), digest_size=16).hexdigest()}"'
    return _conditional(request, etag, CACHE, make)


def _conditional(request, etag, cache_control, make):
    response = get_conditional_response(request, etag=etag)
    if response is None:
        feed = make()
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache_control
    if hub := settings.NEWSROOM["hub"]:
        response.headers["Link"] = f'<{hub}>; rel="hub", <{iri_to_uri(absolute(request.path))}>; rel="self"'
    return response


@prepared(day=models.DateField(), slug=models.TextField())
def _covered_at(day, slug):
    standing = Edition.objects.public().for_cards("story__live_revision")
    standing = standing.annotate(due_count=due_count(OuterRef("story")))
    return standing.filter(story__published_on=day, story__slug=slug)


@prepared(story=models.BigIntegerField())
def _newest_updates(story):
    return LiveUpdate.objects.public().filter(story=story).for_page()[:UPDATES]


@require_safe
def updates_feed(request, year, month, day, slug, kind):
    """The newest updates of a story, as Atom or as JSON Feed: what its live page shows, for other programs.

    Its validator is the story's revision, which every change raises, so that nothing is rendered for who has
    it. There is no time of the last change to compare: a retraction leaves none behind.
    """
    published_on = date_or_404(year, month, day)
    edition = _covered_at.first(day=published_on, slug=slug)
    if edition is None:
        return elsewhere(request, published_on, slug)
    depends_on(f"story:{edition.story_id}:live")
    etag = f'"{kind}-{edition.pk}-{edition.story.live_revision + edition.due_count}"'
    return _conditional(request, etag, UPDATES_CACHE, lambda: _updates(request, edition, kind))


def _updates(request, edition, kind):
    """Return the feed, a class of KINDS, of the newest updates of the story that `edition` is of."""
    story = edition.story
    updates = _newest_updates.all(story=story.pk)
    changed = [update.amended_at or update.posted_at for update in updates]
    feed = _new_feed(
        request,
        kind,
        title=_("Updates: %(headline)s") % {"headline": edition.card["headline"]},
        link=absolute(story.get_updates_url()),
        description=edition.card["dek"],
        language=edition.card.get("language") or settings.LANGUAGE_CODE,
        feed_guid=get_tag_uri(absolute(f"/updates#of-{story.pk}"), story.first_published_at),
        updated=max([edition.goes_live_at, *changed]),
    )
    for update in updates:
        feed.add_kept(update.stamp, partial(_whole_update, update))
    return feed


def _whole_update(update):
    content = render_to_string("partials/update_in_feed.html", {"update": update}).strip()
    return _update(update) | {
        "description": None,
        "content": with_whole_addresses(content, absolute(update.get_absolute_url())),
        "author_name": update.author and update.author.name,
        "author_link": update.author and absolute(update.author.get_absolute_url()),
    }


def _update(update):
    """Return what every feed says of an update."""
    return {
        "title": title_of(update),
        "link": absolute(update.get_absolute_url()),
        # A name that stays when the story moves, as the feed's own does, or the time shown is put right.
        "unique_id": get_tag_uri(absolute(f"/updates#{update.pk}"), update.created_at),
        "pubdate": update.posted_at,
        "updateddate": update.amended_at or update.posted_at,
    }
