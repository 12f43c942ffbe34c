from articles.admin import photos, reference  # noqa: F401
