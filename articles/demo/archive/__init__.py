"""An archive: stories of many years, by the thousand, for trying out a newsroom that has been there for long.

words.py what they are told in cast.py who and what they are about pieces.py blocks that many stories share,
rendered once telling.py one story after another rows.py what that is in the database tables.py how it gets
there quickly loading.py all of it
"""

from articles.demo.archive.loading import YEARS, fill, stories_of_people

__all__ = ["YEARS", "fill", "stories_of_people"]
