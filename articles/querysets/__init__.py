"""Visibility is decided here alone: pages, feeds, maps and search all begin with one of these."""

from articles.querysets.conditions import UNANNOUNCED
from articles.querysets.fronts import (
    BreakingQuerySet,
    FrontVersionQuerySet,
    SectionQuerySet,
    SeriesPartQuerySet,
    SeriesQuerySet,
)
from articles.querysets.live import LiveUpdateQuerySet, LiveUpdateVersionQuerySet, SayingQuerySet
from articles.querysets.search import SearchEntryQuerySet, SearchWordsQuerySet
from articles.querysets.stories import (
    LIVE_PART,
    CorrectionQuerySet,
    EditionQuerySet,
    PhotoQuerySet,
    PreviewLinkQuerySet,
    StoryQuerySet,
)

__all__ = [
    "LIVE_PART",
    "UNANNOUNCED",
    "BreakingQuerySet",
    "CorrectionQuerySet",
    "EditionQuerySet",
    "FrontVersionQuerySet",
    "LiveUpdateQuerySet",
    "LiveUpdateVersionQuerySet",
    "PhotoQuerySet",
    "PreviewLinkQuerySet",
    "SayingQuerySet",
    "SearchEntryQuerySet",
    "SearchWordsQuerySet",
    "SectionQuerySet",
    "SeriesPartQuerySet",
    "SeriesQuerySet",
    "StoryQuerySet",
]
