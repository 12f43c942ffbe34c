"""Pages about the newsroom itself: a draft that editors write, and the versions that readers saw."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.blocks import rich_text
from newsroom.lib.json_rows import moment
from newsroom.lib.paths import path_to
from newsroom.lib.text import StorableTextModel
from newsroom.pages.owed import address_of
from newsroom.pages.querysets import PageVersionQuerySet


class Words(StorableTextModel):
    """What a page says: its draft as well as each version."""

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One sentence below the title. Search engines and shared links show it."),
    )
    text = rich_text(_("text"), blank=True)
    lists_authors = models.BooleanField(
        _("list the authors below the text"),
        default=False,
        help_text=_("Everybody with a page as an author who signs in here, with their title."),
    )

    class Meta:
        abstract = True

    @property
    def words(self):
        """What a reader could see a difference in, as a dict."""
        return {name: getattr(self, name) for name in ("title", "summary", "text", "lists_authors")}


class Page(Words):
    """The draft of a page. Readers never see it: they see its versions."""

    tagged = ["page:{id}"]

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        error_messages={"unique": _("Another page has this address.")},
    )
    version = models.PositiveIntegerField(_("save"), default=0, editable=False)
    live_version = models.ForeignKey(
        "pages.PageVersion", models.SET_NULL, null=True, editable=False, related_name="live_of"
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(name="page_title", condition=~Q(title=""))]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where readers find it, once it is published."""
        return path_to("page", address_of(self.slug))


class PageVersion(Words):
    """A page as readers saw it: numbered, dated, with what changed. Nobody edits it."""

    tagged = ["page:{page_id}"]

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"))

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="page_version_number", fields=["page", "number"])]

    def __str__(self):
        return f"v{self.number}"

    def line_of_versions(self, most):
        """Return so many of the newest versions of its page, none of one that readers do not see.

        That is without a query for a version that was read `with_line()`.
        """
        if not self.page.live_version_id:
            return []
        if not hasattr(self, "line"):
            return list(self.page.versions.defer("text")[:most])
        return [
            PageVersion(**row | {"page": self.page, "published_at": moment(row["published_at"])})
            for row in self.line
        ]

    def get_absolute_url(self):
        """This version's own address."""
        return path_to("page_version", address_of(self.page.slug), self.number)
