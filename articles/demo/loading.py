"""Puts the demonstration newsroom into the database: through the services, and only what is not there yet."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from articles import fronts, live, photos, publishing, saving, workflow
from articles.demo import desk, paper
from articles.demo.builders import Library, content_of
from articles.demo.photos import CREDIT, PHOTOS
from articles.demo.references import DESCRIPTIONS, PEOPLE, SOURCES, TOPICS
from articles.demo.staff import AUTHORS, SECTIONS, USERS
from articles.enums import Coverage, State
from articles.models import Author, LiveUpdate, Photo, Section, Story
from newsroom.accounts.models import User
from newsroom.accounts.roles import ADMINISTRATOR, EDITOR, PRODUCER
from newsroom.lib.clock import today
from newsroom.lib.images import read_picture
from topics.models import Person, PersonFact, Source, Topic

FRONT_NOTE = "The recusal leads; what it means stands beside it."
FOLDER = Path(__file__).parent / "photos"


def load(password, tell=lambda done, total, what: None):
    """Fill the newsroom, leaving alone whatever stands already; people who sign in get `password`.

    `tell` is called before each thing is made, with how many are done, how many there are, and what is next.
    An interrupted load is finished by the next: each story is made whole or not at all.
    """
    loading = _Loading(password)
    steps = loading.steps()
    for done, (what, step, *given) in enumerate(steps):
        tell(done, len(steps), what)
        with transaction.atomic():
            step(*given)
    tell(len(steps), len(steps), "done")


class _Loading:
    """One run: who acts, and what has been found or made so far."""

    def __init__(self, password):
        self.password = password
        self.users = {}
        self.library = Library()
        self.now = timezone.now().replace(second=0, microsecond=0)

    def steps(self):
        """Return the whole load as a list of (what it makes, function, *arguments), in order."""
        return [
            *(("people who sign in", self.user, entry) for entry in USERS),
            *(("photos", self.photo, name, words) for name, words in PHOTOS.items()),
            ("sections, topics and sources", self.shelves),
            *(("authors", self.author, entry) for entry in AUTHORS),
            *(("people in the news", self.person, slug, entry) for slug, entry in PEOPLE.items()),
            *(("stories", self.publish, piece) for piece in paper.STORIES),
            *(("fronts", self.front, *given) for given in paper.FRONTS.items()),
            *(("the desk", self.in_work, *given) for given in desk.IN_WORK),
            *(("the desk", self.scheduled, piece) for piece in desk.SCHEDULED),
            *(("the desk", self.revised, piece) for piece in desk.REVISED),
            *(("today’s live stories", self.publish, piece) for piece in desk.live_stories(self.now)),
        ]

    # --- rows that no service makes ---

    def user(self, entry):
        """Somebody who signs in, in their role."""
        user = User.objects.filter(email=entry["email"]).first()
        if user is None:
            user = User.objects.create_user(entry["email"], self.password, name=entry["name"])
            user.groups.add(Group.objects.get(name=entry["role"]))
        self.users[entry["role"]] = self.users[entry["email"]] = user

    def shelves(self):
        """What is a row and nothing more."""
        for place, entry in enumerate(SECTIONS):
            self.library.sections[entry["slug"]] = _find_or_make(Section, ordering=place, **entry)
        for slug, (name, description) in TOPICS.items():
            self.library.topics[slug] = _find_or_make(Topic, slug=slug, name=name, description=description)
        for slug, (name, mark, kind, website) in SOURCES.items():
            self.library.sources[slug] = _find_or_make(
                Source,
                slug=slug,
                name=name,
                mark=mark,
                kind=kind,
                website=website,
                description=DESCRIPTIONS[slug],
            )

    def author(self, entry):
        """A name in the byline."""
        entry = dict(entry)
        user, portrait = (
            self.users.get(entry.pop("user", "")),
            self.library.photos.get(entry.pop("portrait", "")),
        )
        author = _find_or_make(Author, user=user, portrait=portrait, **entry)
        self.library.authors[author.slug] = author

    def person(self, slug, entry):
        """Somebody in the news, with their facts."""
        entry = dict(entry)
        facts, portrait = entry.pop("facts", []), self.library.photos.get(entry.pop("portrait", ""))
        person = _find_or_make(Person, slug=slug, portrait=portrait, **entry)
        for place, (label, value) in enumerate(facts):
            PersonFact.objects.get_or_create(
                person=person, label=label, defaults={"value": value, "ordering": place}
            )
        self.library.people[slug] = person

    def front(self, section, wells):
        """A front as the desk has arranged it, unless somebody has already."""
        front = fronts.front_of(section and self.library.sections[section])
        if front.pk:
            return
        by, arrangement = self.users[PRODUCER], paper.arrangement_of(wells, self.library)
        front = fronts.save(front=front, by=by, arrangement=arrangement, version=front.version)
        fronts.publish(front=front, by=by, version=front.version, note=FRONT_NOTE)

    # --- what the services make ---

    def photo(self, name, words):
        """A picture, known again by its title."""
        photo = Photo.objects.filter(title=words["title"]).first()
        if photo is None:
            with (FOLDER / f"{name}.webp").open("rb") as file:
                days = words.get("rights_for_days")
                known = {key: value for key, value in words.items() if key != "rights_for_days"}
                rights_until = days and today() + timedelta(days=days)
                photo = photos.add(
                    photo=Photo(credit=CREDIT, rights_until=rights_until, **known),
                    picture=read_picture(File(file)),
                    by=self.users[EDITOR],
                )
        self.library.photos[name] = photo

    def publish(self, piece):
        """A story in all its editions, with its live updates."""
        story = Story.objects.filter(slug=piece.slug).first()
        if story is None:
            story = Story()
            for edition in (piece, *piece.later):
                self.write(story, edition)
                publishing.publish(
                    story=story,
                    by=self.users[ADMINISTRATOR],
                    kind=edition.kind,
                    note=edition.note,
                    goes_live_at=edition.at,
                    correction=edition.correction,
                )
            for update in piece.updates:
                self.post(story, update)
            for update in piece.waits:
                self.suggest(story, update)
            if piece.points:
                points = "\n".join(piece.points)
                live.set_summary(story=story, by=self.writer(piece), summary="", points=points)
            if piece.has_ended:
                live.set_coverage(story=story, by=self.writer(piece), coverage=Coverage.CLOSED)
        self.library.stories[piece.slug] = story

    def write(self, story, piece):
        """Save `piece` as the working copy of `story`, as whoever wrote it."""
        content = content_of(piece, self.library)
        saving.write_content(story=story, by=self.writer(piece), content=content, note=piece.note)

    def writer(self, piece):
        """The first in the byline who signs in, else the editor, who entered it for them."""
        authors = (self.library.authors[line["author"]] for line in piece.byline)
        return next((author.user for author in authors if author.user), self.users[EDITOR])

    def post(self, story, update):
        """A live update."""
        update = dict(update)
        author = self.library.authors[update.pop("author")]
        update["said_by"] = self.library.people.get(update.pop("said_by", ""))
        update["source"] = self.library.sources.get(update.pop("source", ""))
        is_pinned = update.pop("is_pinned", False)
        posted = live.post(update=LiveUpdate(story=story, author=author, **update), by=author.user)
        if is_pinned:
            live.pin(update=posted, by=author.user)

    def suggest(self, story, update):
        """A live update that waits for an editor."""
        author = self.library.authors[update["author"]]
        live.submit(update=LiveUpdate(**update | {"story": story, "author": author}), by=author.user)

    # --- what is in work ---

    def in_work(self, piece, state=State.DRAFT, note=""):
        """A story that readers have not seen, with the word that went with it to or from the editors."""
        if Story.objects.filter(slug=piece.slug).exists():
            return
        story = Story()
        self.write(story, piece)
        if state == State.SUBMITTED:
            workflow.take("submit", story=story, by=self.writer(piece), note=note)
        elif state == State.CHANGES_REQUESTED:
            workflow.take("submit", story=story, by=self.writer(piece))
            workflow.take("request_changes", story=story, by=self.users[EDITOR], note=note)

    def scheduled(self, piece):
        """A story that goes live tomorrow at six in the morning."""
        if Story.objects.filter(slug=piece.slug).exists():
            return
        story = Story()
        self.write(story, piece)
        tomorrow = timezone.localtime(self.now) + timedelta(days=1)
        publishing.publish(
            story=story,
            by=self.users[EDITOR],
            goes_live_at=tomorrow.replace(hour=6, minute=0),
            note=piece.note,
        )

    def revised(self, piece):
        """A published story with changes that readers do not see yet."""
        story = self.library.stories[piece.slug]
        if story.revisions.count() == 1:
            self.write(story, piece)


def _find_or_make(model, *, slug, **fields):
    """Return the row with this slug, made with `fields` if there is none."""
    return model.objects.get_or_create(slug=slug, defaults=fields)[0]
