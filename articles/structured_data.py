"""What machines are told about pages, in the words of schema.org, from what a page has at hand anyway."""

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.enums import LEADING_ROLES, BylineRole, CitationKind, Coverage, Label
from newsroom.lib.html import plain
from newsroom.lib.jsonld import filled
from newsroom.lib.paths import path_to
from newsroom.templatetags.newsroom_tags import absolute, largest, web
from topics.models import Person

CONTEXT = "https://schema.org"
WORDS = 12
# What a label says of the kind of work. Of a story without one nothing is known but that it is news.
ARTICLES = {
    Label.NONE: "NewsArticle",
    Label.BREAKING: "ReportageNewsArticle",
    Label.LIVE: "ReportageNewsArticle",
    Label.UPDATED: "ReportageNewsArticle",
    Label.ANALYSIS: "AnalysisNewsArticle",
    Label.OPINION: "OpinionNewsArticle",
    Label.EXPLAINER: "BackgroundNewsArticle",
}
PARTS = {BylineRole.EDITED: "editor", BylineRole.TRANSLATED: "translator"}


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
            "@context": CONTEXT,
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
    address = path_to("topic", topic["slug"])
    return {"@type": "Thing", "name": topic["name"], "url": absolute(address)}


def _said(update):
    return f"{plain(update.said)} ({update.said_by.name})" if update.said else ""


def _changed_at(update):
    return max(update.posted_at, update.amended_at or update.posted_at)


def newsroom(trust):
    """Return the NewsMediaOrganization that publishes the site, and the WebSite.

    `trust` has the addresses of its policies by what schema.org calls them.
    """
    ours = settings.NEWSROOM
    policies = {name: absolute(address) for name, address in trust.items()}
    organisation = filled(_publisher() | {"description": ours["tagline"]} | policies)
    site = {"@type": "WebSite", "name": ours["name"], "url": absolute(path_to("front"))}
    return {"@context": CONTEXT, "@graph": [organisation, site]}


def article(edition, published_at, updated_at, corrections, places=()):
    """Return the NewsArticle, of the kind that its label says, of the story that `edition` is of.

    `updated_at` is when it last changed in a way that readers should know of, None for not at all; `places`
    are where it stands in its series.
    """
    content = edition.content
    address = absolute(edition.get_absolute_url())
    parts = {name: [] for name in ("author", "contributor", "editor", "translator")}
    for entry in content["byline"]:
        role = entry["role"]
        part = "author" if role in LEADING_ROLES else PARTS.get(role, "contributor")
        parts[part].append(_somebody(entry["author"], "author"))
    return filled(
        {
            "@context": CONTEXT,
            "@type": ARTICLES[content["label"]],
            "@id": address,
            "url": address,
            "mainEntityOfPage": address,
            "headline": content["headline"],
            "description": content["dek"],
            "inLanguage": content.get("language") or settings.LANGUAGE_CODE,
            "image": _image(content["lead_photo"]),
            "datePublished": _time(published_at),
            "dateModified": _time(updated_at or published_at),
            **parts,
            "author": parts["author"] or _publisher(),
            "publisher": _publisher(),
            "isAccessibleForFree": True,
            "articleSection": content["section"]["name"],
            "keywords": [topic["name"] for topic in content["topics"]],
            "about": [_about(topic) for topic in content["topics"]],
            "mentions": [_somebody(entry["person"], "person") for entry in content["people"]],
            "citation": list(filter(None, map(_citation, content["citations"]))),
            "correction": [
                {"@type": "CorrectionComment", "text": note.text, "datePublished": _time(note.created_at)}
                for note in corrections
            ],
            "isPartOf": [_series(place.series) for place in places],
            # There is one position to tell, so it is told of a story in one series alone.
            "position": places[0].part.number if len(places) == 1 and places[0].series.is_numbered else None,
            # Headline and dek: what can be read aloud by itself.
            "speakable": {
                "@type": "SpeakableSpecification",
                "cssSelector": [".story-head h1", *[".story-head .standfirst"] * bool(content["dek"])],
            },
        }
    )


def _citation(entry):
    """Return the CreativeWork that a line of the ledger names, None for one that names none."""
    source, address = entry["source"], web(entry["url"])
    if entry["kind"] == CitationKind.ANONYMOUS or not (source or address):
        return None
    return filled(
        {
            "@type": "CreativeWork",
            "name": entry["supports"] or (source and source["name"]),
            "url": address,
            "publisher": source
            and {
                "@type": "Organization",
                "name": source["name"],
                "url": absolute(path_to("source", source["slug"])),
            },
        }
    )


def person_profile(person, role, facts, same_as):
    """Return the ProfilePage of a person or an organisation in the news, whose role today is `role`.

    Pages elsewhere that are about the same are `same_as`, and those among the facts that are an address.
    """
    elsewhere = [*(other.url for other in same_as), *(fact.value for fact in facts)]
    about = {
        "@type": _type_of(person.kind),
        "name": person.name,
        "description": person.summary,
        "image": _image(person.portrait),
        "sameAs": list(dict.fromkeys(filter(web, elsewhere))),
    }
    if about["@type"] == "Person":
        about["jobTitle"] = role
    return _profile(person, about)


def words(name, path, person, said):
    """Return the CollectionPage `name`, at `path`, of what `person` said: those on the page, in its order."""
    speaker = {
        "@type": _type_of(person.kind),
        "name": person.name,
        "url": absolute(person.get_absolute_url()),
    }
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "item": filled(
                {
                    "@type": "Quotation",
                    "text": one.text,
                    "creator": speaker,
                    "dateCreated": one.on if isinstance(one.on, str) else _time(one.on),
                    "isPartOf": {
                        "@type": "CreativeWork",
                        "name": one.places[0][0],
                        "url": absolute(one.places[0][1]),
                    },
                }
            ),
        }
        for position, one in enumerate(said, start=1)
    ]
    return _collection(name, path, "", items)


def author_profile(author, beats, same_as):
    """Return the ProfilePage of an author; who has left works for us no more."""
    about = {
        "@type": "Person",
        "name": author.name,
        "jobTitle": "" if author.has_left else author.title,
        "description": author.bio,
        "image": _image(author.portrait),
        "email": author.contact if author.may_be_reached else "",
        "sameAs": [other.url for other in same_as if web(other.url)],
        "knowsAbout": [
            {
                "@type": "Thing",
                "name": beat.subject.name,
                "url": absolute(beat.subject.get_absolute_url()),
            }
            for beat in beats
        ],
        "worksFor": _publisher() if author.user_id and not author.has_left else None,
    }
    return _profile(author, about)


def _profile(subject, about):
    address = absolute(subject.get_absolute_url())
    about = filled(about | {"url": address})
    return {"@context": CONTEXT, "@type": "ProfilePage", "@id": address, "url": address, "mainEntity": about}


def collection(name, description, path, editions, **more):
    """Return the CollectionPage of a list of stories, those that the page shows, in its order.

    `more` says what else it is, in the words of schema.org.
    """
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "url": absolute(edition.get_absolute_url()),
            "name": edition.card["headline"],
        }
        for position, edition in enumerate(editions, start=1)
    ]
    return _collection(name, path, description, items, **more)


def _collection(name, path, description, items, **more):
    return filled(
        {
            "@context": CONTEXT,
            "@type": "CollectionPage",
            "@id": absolute(path),
            "url": absolute(path),
            "name": name,
            "description": description,
            "publisher": _publisher(),
            **more,
            "mainEntity": {"@type": "ItemList", "itemListElement": items} if items else None,
        }
    )


def page(kind, name, description, path, changed_at):
    """Return what is told of a page about the newsroom: a WebPage, or the `kind` of one that it is."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": kind,
            "@id": absolute(path),
            "url": absolute(path),
            "name": name,
            "description": description,
            "inLanguage": settings.LANGUAGE_CODE,
            "dateModified": _time(changed_at),
            "publisher": _publisher(),
        }
    )


def series_page(series, editions):
    """Return the CreativeWorkSeries, or for a package the Collection, with the parts that readers see."""
    parts = [
        filled(
            {
                "@type": ARTICLES[edition.card["label"]],
                "@id": absolute(edition.get_absolute_url()),
                "url": absolute(edition.get_absolute_url()),
                "headline": edition.card["headline"],
                "datePublished": _time(edition.story.first_published_at),
                "position": position if series.is_numbered else None,
            }
        )
        for position, edition in enumerate(editions, start=1)
    ]
    about = {"description": series.dek, "image": _image(series.photo), "publisher": _publisher()}
    return filled({"@context": CONTEXT} | _series(series) | about | {"hasPart": parts})


def _series(series):
    address = absolute(series.get_absolute_url())
    kind = "CreativeWorkSeries" if series.is_numbered else "Collection"
    return {"@type": kind, "@id": address, "url": address, "name": series.name}


def topic_page(topic, editions, parts):
    """Return the CollectionPage of a topic: its matter, its stories, what it is part of, and its parts."""
    return collection(
        topic.name,
        topic.description,
        topic.get_absolute_url(),
        editions,
        about=filled({"@type": "Thing", "name": topic.name, "description": topic.description}),
        isPartOf=topic.parent and _page_of(topic.parent),
        hasPart=[_page_of(part) for part in parts],
    )


def source_page(source, editions):
    """Return the CollectionPage of a source: who it is, and the stories that cite it."""
    organisation = {
        "@type": "Organization",
        "name": source.name,
        "description": source.description,
        "sameAs": web(source.website),
    }
    return collection(
        source.name, source.description, source.get_absolute_url(), editions, about=filled(organisation)
    )


def _page_of(topic):
    address = absolute(topic.get_absolute_url())
    return {"@type": "CollectionPage", "@id": address, "url": address, "name": topic.name}


def breadcrumbs(pages):
    """Return the BreadcrumbList that leads from the front to the last of `pages`, (name, path) each."""
    pages = [(settings.NEWSROOM["name"], path_to("front")), *pages]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(pages, start=1)
        ],
    }


def _somebody(entry, page):
    """Return the Person, or Organization, that content has as `entry`, with their page here."""
    return {
        "@type": _type_of(entry.get("kind")),
        "name": entry["name"],
        "url": absolute(path_to(page, entry["slug"])),
    }


def _type_of(kind):
    return "Organization" if kind == Person.Kind.ORGANISATION else "Person"


def _publisher():
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.NEWSROOM["name"],
        "url": absolute(path_to("front")),
        "logo": {"@type": "ImageObject", "url": absolute(static(settings.NEWSROOM["mark"]))},
    }


def _image(photo):
    image = largest(photo)
    return image and image["url"]


def _time(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")
