"""Topics, people and sources as their pages read them."""

from django.db import models
from django.db.models import Exists, F, OuterRef

from newsroom.lib.json_rows import JSONRows


class ReferenceQuerySet(models.QuerySet):
    """Topics, people or sources."""

    def standing(self):
        """Those that have not been merged into another."""
        return self.filter(merged_into__isnull=True)

    def at(self, slug, **newest):
        """The one with this address, and what its page says of it.

        As `merged_ids` it has [{pk}] of those that were merged into it, as `own_<name>` the columns of its
        rows of the name. `newest` is handed to `with_newest`, if it is given.
        """
        model = self.model
        merged = JSONRows(model.objects.filter(merged_into=OuterRef("pk")), "pk")
        own = {f"own_{name}": model.rows_of(name) for name in model.shown_rows}
        found = self.filter(slug=slug).select_related("merged_into", *model.shown_with)
        found = found.annotate(merged_ids=merged, **own)
        return found.with_newest(**newest) if newest else found

    def with_newest(self, *, most):
        """Each with `newest`, the newest stories that readers see, and whether it `has_more` of them.

        So `most` ties to editions are looked at, of which a story has one for each of its editions. Of a
        story there are the edition's pk, when it was `first` published, and what `of_newest` says.
        """
        model = self.model
        ties = model.ties_of(OuterRef(OuterRef("pk"))).values("edition_id")[:most]
        says = {"first": F("story__first_published_at")} | model.of_newest
        newest = model.its_editions().public().filter(pk__in=ties).annotate(**says)
        further = model.ties_of(OuterRef("pk")).values("pk")[most : most + 1]
        return self.annotate(newest=JSONRows(newest, "pk", *says), has_more=Exists(further))
