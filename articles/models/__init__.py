from articles.models.blocks import Embed, FactBox, KeyPoints, Picture, Quote, RichText, Statement, StoryCard
from articles.models.edition import Correction, Edition, Revision
from articles.models.front import FrontSlot
from articles.models.live import LiveUpdate, LiveUpdateVersion
from articles.models.photo import Photo
from articles.models.references import Citation, Mention, RelatedLink
from articles.models.story import Author, Byline, Section, Story, StoryTopic

__all__ = [
    "Author",
    "Byline",
    "Citation",
    "Correction",
    "Edition",
    "Embed",
    "FactBox",
    "FrontSlot",
    "KeyPoints",
    "LiveUpdate",
    "LiveUpdateVersion",
    "Mention",
    "Photo",
    "Picture",
    "Quote",
    "RelatedLink",
    "Revision",
    "RichText",
    "Section",
    "Statement",
    "Story",
    "StoryCard",
    "StoryTopic",
]
