"""What readers see of the pages is decided here alone."""

from django.db import models
from django.db.models import F

from newsroom.lib.json_rows import JSONRows


class PageVersionQuerySet(models.QuerySet):
    """Versions of pages; what is written and not published is no version."""

    def public(self):
        """The version of each page that readers see."""
        return self.filter(page__live_version=F("pk"))

    def seen_by_readers(self):
        """Every version that readers see or once saw, of pages that still stand."""
        return self.filter(page__live_version__isnull=False)

    def with_line(self, most):
        """Each with `line`, so many of the newest versions of its page, without what they say."""
        same = self.model.objects.filter(page=models.OuterRef("page"))
        return self.annotate(line=JSONRows(same[:most], "pk", "number", "note", "published_at"))
