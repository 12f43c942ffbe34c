from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from articles.delivery import changes_since, story_for_changes
from articles.querysets import UNANNOUNCED
from articles.views.live_head import answer, refused

# No copy outlives these three seconds, not even while Newsroom is away: what it says may have been retracted.
SINCE_CACHE = "public, max-age=1, stale-while-revalidate=2"


@require_safe
def live_since(request, pk, revision):
    """What has changed in a live story since `revision`: the html of each update, as the page has it."""
    # One revision has one spelling: another would be a second copy in every cache.
    if not (revision.isascii() and revision.isdigit() and len(revision) <= 10):
        return refused(400)
    since = int(revision)
    if str(since) != revision or since >= UNANNOUNCED:
        return refused(400)
    story = story_for_changes(int(pk))
    if story is None:
        return refused(404)
    if since > story.live_revision:
        # Kept in a cache, this would refuse every open page once the revision has come.
        return refused(400, "no-store")
    changes = changes_since(story, since)
    data = {
        "revision": changes.revision,
        "upserts": [
            {
                "id": update.pk,
                "html": render_to_string("partials/update.html", {"update": update, "level": 3}),
            }
            for update in changes.upserts
        ],
        "removals": changes.removals,
        "pinned": story.pinned
        and {
            "id": story.pinned["id"],
            "html": render_to_string("partials/pinned.html", {"story": story, "pinned": story.pinned}),
        },
        "key_points_html": render_to_string("partials/live_top.html", {"story": story}),
        "more": changes.more,
    }
    return answer(request, data, SINCE_CACHE)
