"""The pages beside the story screen, one module each."""

from django.urls import path

from articles.admin.address import address
from articles.admin.embeds import fetch
from articles.admin.history import restore
from articles.admin.preview import draft, preview, revoke
from articles.admin.redact import redact
from articles.admin.schedule import embargo, withdraw


def story_pages(wrap):
    """Return their addresses below the list of stories; `wrap` asks for a signed-in colleague."""
    return [
        path("embed/", wrap(fetch), name="articles_story_fetch"),
        path("<int:pk>/draft/", wrap(draft, cacheable=True), name="articles_story_draft"),
        path("<int:pk>/preview/", wrap(preview, cacheable=True), name="articles_story_preview"),
        path("<int:pk>/preview/<int:link_pk>/revoke/", wrap(revoke), name="articles_story_revoke"),
        path("<int:pk>/restore/", wrap(restore), name="articles_story_restore"),
        path("<int:pk>/embargo/", wrap(embargo), name="articles_story_embargo"),
        path("<int:pk>/withdraw/", wrap(withdraw), name="articles_story_withdraw"),
        path("<int:pk>/address/", wrap(address), name="articles_story_address"),
        path("<int:pk>/redact/", wrap(redact), name="articles_story_redact"),
    ]
