from articles.admin import photos, reference, story, updates  # noqa: F401
