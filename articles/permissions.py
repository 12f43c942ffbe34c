"""Who may do what to which story. Services ask here; screens only so as not to offer what will fail."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

# Action: the permission it needs on any story, and the one that suffices on a story of one's own.
RULES = {
    "create": {"any": "articles.add_story", "own": "articles.add_story"},
    "view": {"any": "articles.change_any_story", "own": "articles.view_story"},
    "edit": {"any": "articles.change_any_story", "own": "articles.change_story"},
    "submit": {"any": "articles.change_any_story", "own": "articles.submit_story"},
    "review": {"any": "articles.publish_story", "own": None},
    "publish": {"any": "articles.publish_story", "own": None},
    "backdate": {"any": "articles.backdate_story", "own": None},
    "redact": {"any": "articles.redact_story", "own": None},
    "correct": {"any": "articles.correct_story", "own": None},
    "withdraw": {"any": "articles.withdraw_story", "own": None},
    "suggest update": {"any": "articles.change_any_story", "own": "articles.submit_story"},
    "post update": {"any": "articles.change_any_story", "own": "articles.add_liveupdate"},
    "arrange": {"any": "articles.change_series", "own": None},
    "retract update": {"any": "articles.retract_liveupdate", "own": "articles.add_liveupdate"},
}


def is_own(user, story):
    """True if `user` began `story` or is in its byline."""
    if story.pk is None or story.created_by_id == user.pk:
        return True
    return story.bylines.filter(author__user=user).exists()


def holds(user, permission):
    """True if `user` works here and holds `permission`, as "app.codename"."""
    return user.is_active and user.is_staff and user.has_perm(permission)


def may(user, action, story):
    """True if `user` may do `action` (a key of RULES) to `story`."""
    rule = RULES[action]
    if holds(user, rule["any"]):
        return True
    return bool(rule["own"]) and holds(user, rule["own"]) and is_own(user, story)


def check(user, action, story):
    """Raise PermissionDenied, with a sentence for the desk, unless `user` may do `action` to `story`."""
    if not may(user, action, story):
        raise PermissionDenied(
            _("You may not do this here: “%(action)s” on “%(story)s” needs another role.")
            % {"action": action, "story": story}
        )
