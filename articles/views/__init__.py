from articles.views.author import author
from articles.views.edition import edition
from articles.views.front import front
from articles.views.latest import latest
from articles.views.search import search
from articles.views.section import section
from articles.views.story import story
from articles.views.update import update
from articles.views.updates import updates

__all__ = ["author", "edition", "front", "latest", "search", "section", "story", "update", "updates"]
