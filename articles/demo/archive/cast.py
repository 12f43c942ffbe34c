"""Who and what the archive's stories are about, and who wrote them. The sections are the demonstration's."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import slugify

from articles.demo.archive.words import THEMES, Theme, Voice, zipf
from articles.demo.staff import SECTIONS
from articles.models import Author, Photo, Section
from newsroom.accounts.models import User
from newsroom.outbox import events
from topics.models import Person, Source, Topic

EMAIL = "archive@newsroom.invalid"
PEOPLE = 40
AUTHORS = 40
PHOTOS = 40
SOURCE_NAMES = (
    ("Gazette", Source.Kind.OUTLET),
    ("County Recorder", Source.Kind.GOVERNMENT),
    ("Public Radio", Source.Kind.OUTLET),
    ("Record Office", Source.Kind.ARCHIVE),
    ("Wire", Source.Kind.OUTLET),
    ("Institute", Source.Kind.ORGANISATION),
)


@dataclass(frozen=True)
class Part:
    """One part of the paper: its theme, its section, and what it tells of, the most frequent first."""

    theme: Theme
    section: Section
    topics: tuple
    people: tuple
    sources: tuple


@dataclass(frozen=True)
class Cast:
    """Everybody and everything: `user` has entered it all, and cannot sign in."""

    user: User
    parts: list
    authors: tuple
    photos: list


def keeper():
    """Return the user who has entered the archive, made if need be."""
    user = User.objects.filter(email=EMAIL).first()
    if user is None:
        user = User.objects.create_user(EMAIL, name="Archive", is_staff=False, is_active=False)
    return user


def find_or_make():
    """Return the Cast, the same whenever it is asked for; what is not there is made."""
    voice = Voice("cast")
    sections = {entry["slug"]: (place, entry) for place, entry in enumerate(SECTIONS)}
    parts = []
    for theme in THEMES:
        place, entry = sections[theme.section]
        section = Section.objects.filter(Q(slug=entry["slug"]) | Q(name=entry["name"])).first()
        parts.append(
            Part(
                theme=theme,
                section=section or Section.objects.create(ordering=place, **entry),
                topics=zipf(
                    [
                        _made(Topic, name, description=f"Our stories on {name.lower()}.")
                        for name in theme.topics
                    ]
                ),
                people=zipf([_person(voice, theme) for _number in range(PEOPLE)]),
                sources=zipf([_source(voice, name, kind) for name, kind in SOURCE_NAMES]),
            )
        )
    authors = zipf([_made(Author, voice.name(), title="Staff writer") for _number in range(AUTHORS)])
    photos = Photo.objects.exclude(credit="").exclude(alt="").filter(rights_until=None)
    return Cast(keeper(), parts, authors, list(photos.order_by("pk")[:PHOTOS]))


def _person(voice, theme):
    name = voice.name()
    return _made(
        Person, name, role=voice.pick(theme.roles), summary=f"{name} appears in the archive of this newsroom."
    )


def _source(voice, kind_of, kind):
    town = voice.town()
    words = f"{town} {kind_of}"
    mark = "".join(word[0] for word in words.split()).upper()
    return _made(
        Source,
        words,
        mark=mark,
        kind=kind,
        website=f"https://{slugify(words)}.example/",
        description=f"It has told us much about {town}.",
    )


def _made(model, name, **fields):
    """Return the row of `model` with this name's address, made if there is none."""
    row, is_new = model.objects.get_or_create(slug=slugify(name), defaults={"name": name} | fields)
    merged = getattr(row, "merged_into", None)
    if is_new and model is not Author:
        events.emit("reference.saved", kind=model._meta.model_name, id=row.pk)
    return merged or row
