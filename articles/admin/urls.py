"""The pages beside the story screen, one module each."""

from django.urls import path

from articles.admin.address import address
from articles.admin.breaking import breaking
from articles.admin.embeds import fetch
from articles.admin.history import restore
from articles.admin.live_desk import live_act, live_board, live_desk, live_edit, live_names, live_top
from articles.admin.preview import draft, preview, revoke
from articles.admin.redact import redact
from articles.admin.schedule import embargo, withdraw
from articles.admin.series import series


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
        path("<int:pk>/breaking/", wrap(breaking), name="articles_story_breaking"),
        path("<int:pk>/series/", wrap(series), name="articles_story_series"),
        path("<int:pk>/redact/", wrap(redact), name="articles_story_redact"),
        path("<int:pk>/live/", wrap(live_desk), name="articles_story_live_desk"),
        path("<int:pk>/live/board/", wrap(live_board), name="articles_story_live_board"),
        path("<int:pk>/live/top/", wrap(live_top), name="articles_story_live_top"),
        path("<int:pk>/live/names/", wrap(live_names), name="articles_story_live_names"),
        path("<int:pk>/live/<int:update_pk>/", wrap(live_edit), name="articles_story_live_edit"),
        path("<int:pk>/live/<int:update_pk>/act/", wrap(live_act), name="articles_story_live_act"),
    ]
