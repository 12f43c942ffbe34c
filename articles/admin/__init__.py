from articles.admin import photos, reference, rules, story, updates  # noqa: F401
