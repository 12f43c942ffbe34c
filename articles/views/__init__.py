from articles.views.archive import archive
from articles.views.archive_day import archive_day
from articles.views.archive_month import archive_month
from articles.views.author import author
from articles.views.author_corrections import author_corrections
from articles.views.corrections import corrections
from articles.views.edition import edition
from articles.views.front import front
from articles.views.history import history
from articles.views.indexnow_key import indexnow_key
from articles.views.latest import latest
from articles.views.live_head import live_head
from articles.views.live_since import live_since
from articles.views.preview import preview
from articles.views.search import search
from articles.views.section import section
from articles.views.series import series
from articles.views.story import story
from articles.views.update import update
from articles.views.updates import updates

__all__ = [
    "archive",
    "archive_day",
    "archive_month",
    "author",
    "author_corrections",
    "corrections",
    "edition",
    "front",
    "history",
    "indexnow_key",
    "latest",
    "live_head",
    "live_since",
    "preview",
    "search",
    "section",
    "series",
    "story",
    "update",
    "updates",
]
