from articles.models.author import AuthorSameAs, Beat
from articles.models.blocks import (
    Embed,
    FactBox,
    Gallery,
    GalleryPhoto,
    KeyPoints,
    Picture,
    Quote,
    RichText,
    Statement,
    StoryCard,
)
from articles.models.desk import Aside, Autosave, PreflightRule, Presence, PreviewLink, WorkflowStep
from articles.models.edition import AuthorTie, Correction, Edition, PersonTie, Revision, SourceTie, TopicTie
from articles.models.front import Breaking, Front, FrontVersion
from articles.models.live import LiveUpdate, LiveUpdateVersion
from articles.models.photo import Photo
from articles.models.records import FormerAddress, Redaction
from articles.models.references import Citation, Mention, RelatedLink
from articles.models.said import Saying
from articles.models.search import SearchEntry, SearchTerm, SearchWords
from articles.models.series import Series, SeriesPart
from articles.models.story import Author, Byline, Section, Story, StoryTopic

__all__ = [
    "Aside",
    "Author",
    "AuthorSameAs",
    "AuthorTie",
    "Autosave",
    "Beat",
    "Breaking",
    "Byline",
    "Citation",
    "Correction",
    "Edition",
    "Embed",
    "FactBox",
    "FormerAddress",
    "Front",
    "FrontVersion",
    "Gallery",
    "GalleryPhoto",
    "KeyPoints",
    "LiveUpdate",
    "LiveUpdateVersion",
    "Mention",
    "PersonTie",
    "Photo",
    "Picture",
    "PreflightRule",
    "Presence",
    "PreviewLink",
    "Quote",
    "Redaction",
    "RelatedLink",
    "Revision",
    "RichText",
    "Saying",
    "SearchEntry",
    "SearchTerm",
    "SearchWords",
    "Section",
    "Series",
    "SeriesPart",
    "SourceTie",
    "Statement",
    "Story",
    "StoryCard",
    "StoryTopic",
    "TopicTie",
    "WorkflowStep",
]
