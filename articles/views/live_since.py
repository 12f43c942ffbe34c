import re

from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from articles.delivery import SIZE, changes_since, story_for_changes
from articles.querysets import UNANNOUNCED
from articles.views.live_head import answer, refused
from newsroom.lib.tags import depends_on

# No copy outlives these three seconds, not even while Newsroom is away: what it says may have been retracted.
SINCE_CACHE = "public, max-age=1, stale-while-revalidate=2"
# A revision, and how many of the changes since then to skip. One has one spelling: another would be a second
# copy in every cache.
CURSOR = re.compile(r"(0|[1-9][0-9]{0,9})(?:-([1-9][0-9]{0,3}))?", re.ASCII)


@require_safe
def live_since(request, pk, cursor):
    """What has changed in a live story since a revision: the html of each update, as the page has it."""
    known = CURSOR.fullmatch(cursor)
    since, skip = (int(part or 0) for part in known.groups()) if known else (UNANNOUNCED, 0)
    if since >= UNANNOUNCED or skip % SIZE:
        return refused(400)
    story = story_for_changes(int(pk))
    depends_on(f"story:{pk}", f"story:{pk}:live")
    if story is None:
        return refused(404)
    if since > story.live_revision:
        # Kept in a cache, this would refuse every open page once the revision has come.
        return refused(400, "no-store")
    changes = changes_since(story, since, skip)
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
