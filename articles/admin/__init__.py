# Django imports this package alone; each of these registers its screens when it is imported.
from articles.admin import fronts, photos, reference, rules, series, story, updates  # noqa: F401 (registers itself)
