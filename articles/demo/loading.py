"""Puts the demonstration newsroom into the database: through the services, and only what is not there yet."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from articles import fronts, live, photos, publishing, saving, series, workflow
from articles.demo import desk, paper
from articles.demo.about import PAGES
from articles.demo.builders import Library, content_of
from articles.demo.photos import CREDIT, PHOTOS
from articles.demo.references import DESCRIPTIONS, PEOPLE, SOURCES, TOPICS
from articles.demo.series import SERIES
from articles.demo.staff import AUTHORS, SECTIONS, USERS
from articles.demo.topic_pages import PARENTS, TOPIC_PAGES
from articles.enums import Coverage, State
from articles.models import Author, Beat, LiveUpdate, Photo, Section, Series, Story
from newsroom.accounts.models import User
from newsroom.accounts.roles import ADMINISTRATOR, EDITOR, PRODUCER
from newsroom.lib.clock import today
from newsroom.lib.images import read_picture
from newsroom.pages import publishing as pages
from newsroom.pages.models import Page
from topics.models import Person, PersonFact, PersonRole, Source, Topic

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
            *(("pages about the newsroom", self.about, entry) for entry in PAGES),
            ("topic pages", self.topic_pages),
            *(("the desk", self.in_work, *given) for given in desk.IN_WORK),
            *(("the desk", self.scheduled, piece) for piece in desk.SCHEDULED),
            *(("the desk", self.revised, piece) for piece in desk.REVISED),
            *(("series", self.in_order, entry) for entry in SERIES),
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
        beats, same_as = entry.pop("beats", []), entry.pop("same_as", [])
        author = _find_or_make(Author, user=user, portrait=portrait, **entry)
        for place, (kind, slug) in enumerate(beats):
            subject = getattr(self.library, f"{kind}s")[slug]
            Beat.objects.get_or_create(author=author, **{kind: subject}, defaults={"ordering": place})
        _elsewhere(author, same_as)
        self.library.authors[author.slug] = author

    def person(self, slug, entry):
        """Somebody in the news, with their roles, their facts and where else they are found."""
        entry = dict(entry)
        facts, portrait = entry.pop("facts", []), self.library.photos.get(entry.pop("portrait", ""))
        roles, same_as = entry.pop("roles", []), entry.pop("same_as", [])
        person = _find_or_make(Person, slug=slug, portrait=portrait, **entry)
        for place, (title, where, since, until) in enumerate(roles):
            PersonRole.objects.get_or_create(
                person=person,
                title=title,
                since=since,
                defaults={"where": where, "until": until, "ordering": place},
            )
        _elsewhere(person, same_as)
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

    def topic_pages(self):
        """What topics are part of, begin with, and say first; what the desk made of them stays."""
        for slug, parent in PARENTS.items():
            topics = self.library.topics
            Topic.objects.filter(pk=topics[slug].pk, parent=None).update(parent=topics[parent])
        for slug, page in TOPIC_PAGES.items():
            topic = self.library.topics[slug]
            if topic.points.exists():
                continue
            explainer = self.library.stories[page["explainer"]]
            Topic.objects.filter(pk=topic.pk).update(explainer=explainer, points_checked_on=page["checked"])
            for place, text in enumerate(page["points"], start=1):
                topic.points.create(text=text, ordering=place)

    # --- what the services make ---

    def in_order(self, entry):
        """A series or a package, with its parts in order; some of them may be in work."""
        words = {name: value for name, value in entry.items() if name not in ("parts", "photo")}
        if not Series.objects.filter(slug=entry["slug"]).exists():
            found = {story.slug: story for story in Story.objects.filter(slug__in=entry["parts"])}
            series.save(
                series=Series(photo=self.library.photos.get(entry.get("photo")), **words),
                parts=[found[slug] for slug in entry["parts"]],
                by=self.users[EDITOR],
            )

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

    def about(self, entry):
        """A page about the newsroom, in all its versions."""
        entry = dict(entry)
        versions = entry.pop("versions")
        if Page.objects.filter(slug=entry["slug"]).exists():
            return
        page, by = Page(**entry), self.users[EDITOR]
        for note, text in versions:
            page.text = text
            pages.save(page=page, by=by, version=page.version)
            pages.publish(page=page, by=by, version=page.version, note=note)

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


def _elsewhere(somebody, same_as):
    """Write down the addresses elsewhere, (address, what it is called) each, of somebody."""
    for place, (url, label) in enumerate(same_as):
        somebody.same_as.get_or_create(url=url, defaults={"label": label, "ordering": place})


def _find_or_make(model, *, slug, **fields):
    """Return the row with this slug, made with `fields` if there is none."""
    return model.objects.get_or_create(slug=slug, defaults=fields)[0]
