"""What is done to pages: each function checks who asks, changes in one transaction, and leaves its trace."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.permissions import holds
from newsroom.accounts import audit
from newsroom.lib.html import clean_body, plain
from newsroom.outbox import events
from newsroom.pages.models import Page, PageVersion
from newsroom.pages.owed import OWED


class Conflict(Exception):
    """Somebody else saved the page since it was opened; `standing` is the page as it stands now."""

    def __init__(self, standing):
        super().__init__(standing)
        self.standing = standing


def check(by):
    """Raise PermissionDenied unless user `by` may write and publish pages."""
    if not holds(by, "pages.change_page"):
        raise PermissionDenied(_("You may not do this here: pages need another role."))


def own_slug(words):
    """Return the slug that `words`, typed or a title, make for a page of the newsroom's own.

    Raises ValidationError if they make none, or one that belongs to a page that is owed.
    """
    slug = slugify(words, allow_unicode=True)[:80].strip("-_")
    if not slug:
        raise ValidationError({"slug": _("An address needs letters or digits.")})
    if slug in OWED:
        raise ValidationError(
            {
                "slug": _("“%(slug)s” belongs to a page that every newsroom owes: write that one instead.")
                % {"slug": slug}
            }
        )
    return slug


@transaction.atomic
def save(*, page, by, version):
    """Keep what the row `page`, new or changed, says as its draft, and return it; readers see nothing of it.

    `version` is the save that it was opened at, 0 for a new one. Raises PermissionDenied; Conflict if another
    save came first; ValidationError for words that cannot be kept, an address that is taken, or another one
    than readers know already.
    """
    check(by)
    if page.pk:
        standing = _lock(page, version)
        if page.slug != standing.slug and standing.versions.exists():
            raise ValidationError({"slug": _("Readers know this address: it stays.")})
    page.version, page.saved_by = version + 1, by
    page.text = clean_body(page.text)
    page.full_clean(exclude=["live_version", "saved_by"])
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError as error:
        raise ValidationError({"slug": _("Another page has this address.")}) from error
    audit.record("page.save", page, by=by)
    return page


@transaction.atomic
def publish(*, page, by, version, note=""):
    """Show the draft of `page`, as it was at save `version`, to readers, and return the PageVersion.

    `note` tells them what changed. If they see just that already, nothing is done, and that version returned.
    Raises PermissionDenied; Conflict; ValidationError if the page says nothing, or the note does not.
    """
    check(by)
    locked = _lock(page, version)
    last = locked.versions.first()
    if last and last.pk == locked.live_version_id and last.words == locked.words:
        return last
    if not plain(locked.text) and not locked.lists_authors:
        raise ValidationError({"text": _("This page says nothing yet.")})
    if last and not note.strip():
        raise ValidationError({"note": _("Tell readers what changed.")})
    published = PageVersion(
        page=locked,
        number=last.number + 1 if last else 1,
        note=note.strip(),
        published_by=by,
        published_at=timezone.now(),
        **locked.words,
    )
    published.full_clean(exclude=["page", "published_by"])
    published.save()
    before = locked.live_version
    Page.objects.filter(pk=locked.pk).update(live_version=published)
    tags = {f"page:{locked.pk}", "pages"}
    if before is None or before.title != published.title:
        tags.add("navigation")
    events.emit("page.published", page=locked.pk, version=published.number, tags=tags)
    audit.record("page.publish", locked, by=by, version=published.number, note=published.note)
    page.refresh_from_db()
    return published


@transaction.atomic
def restore(*, page, by, version, earlier):
    """Put what the PageVersion `earlier` says into the draft of `page`, opened at save `version`; return it.

    Readers see nothing of it until it is published. Raises PermissionDenied; Conflict.
    """
    check(by)
    locked = _lock(page, version)
    if earlier.page_id != locked.pk:
        raise ValueError("A page takes back its own versions only.")
    for name, value in earlier.words.items():
        setattr(locked, name, value)
    locked.version, locked.saved_by = version + 1, by
    locked.save()
    audit.record("page.restore", locked, by=by, version=earlier.number)
    page.refresh_from_db()
    return page


@transaction.atomic
def take_down(*, page, by):
    """Take `page` and all its versions from readers, and return it; the draft stays.

    Raises PermissionDenied.
    """
    check(by)
    if Page.objects.filter(pk=page.pk, live_version__isnull=False).update(live_version=None):
        tags = {f"page:{page.pk}", "pages", "navigation"}
        events.emit("page.taken_down", page=page.pk, tags=tags)
        audit.record("page.take_down", page, by=by)
    page.refresh_from_db()
    return page


def _lock(page, version):
    """Return the standing row of `page`, held until the transaction ends, if `version` is its last save."""
    standing = Page.objects.select_for_update().get(pk=page.pk)
    if standing.version != version:
        raise Conflict(standing)
    return standing
