"""Roles are groups; what each may do is this table, written to the database after every migration.

A role holds everything that the roles it builds on hold. Which *object* a permission reaches (a contributor's
own story, any story) is decided in `articles.permissions`, by the services.
"""

CONTRIBUTOR = "contributor"
REPORTER = "reporter"
PRODUCER = "producer"
EDITOR = "editor"
ADMINISTRATOR = "administrator"

_LOOK = [
    "articles.view_story",
    "articles.view_section",
    "articles.view_author",
    "articles.view_photo",
    "articles.view_liveupdate",
    "topics.view_topic",
    "topics.view_person",
    "topics.view_source",
]

ROLES = {
    CONTRIBUTOR: {
        "on": None,
        "may": [
            *_LOOK,
            "articles.add_story",
            "articles.change_story",
            "articles.submit_story",
            "articles.add_photo",
        ],
    },
    REPORTER: {
        "on": CONTRIBUTOR,
        "may": [
            "articles.add_liveupdate",
            "articles.change_liveupdate",
            "articles.change_photo",
            "topics.add_topic",
            "topics.add_person",
            "topics.change_person",
            "topics.add_source",
            "topics.change_source",
        ],
    },
    PRODUCER: {
        "on": REPORTER,
        "may": [
            "articles.change_any_story",
            "articles.publish_story",
            "articles.view_front",
            "articles.change_front",
            "articles.add_series",
            "articles.change_series",
            "articles.view_series",
            "topics.change_topic",
        ],
    },
    EDITOR: {
        "on": PRODUCER,
        "may": [
            "articles.withdraw_story",
            "articles.correct_story",
            "articles.retract_liveupdate",
            "topics.merge_topic",
            "topics.merge_person",
            "topics.merge_source",
            "articles.add_author",
            "articles.change_author",
            "articles.delete_photo",
            "articles.add_section",
            "articles.change_section",
            "pages.view_page",
            "pages.add_page",
            "pages.change_page",
        ],
    },
    ADMINISTRATOR: {
        "on": EDITOR,
        "may": [
            "articles.backdate_story",
            "articles.redact_story",
            "articles.change_preflightrule",
            "articles.add_preflightrule",
            "articles.view_preflightrule",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_user",
            "accounts.view_auditentry",
        ],
    },
}


def permissions_of(role):
    """Return the set of "app.codename" permissions that `role` holds, its base roles' included."""
    entry = ROLES[role]
    inherited = permissions_of(entry["on"]) if entry["on"] else set()
    return inherited | set(entry["may"])


def sync_after_migrate(sender, using, **kwargs):
    """Write ROLES to the groups table, after each migration of an app whose permissions they name.

    Django makes an app's permissions after its migration too, but perhaps after this; so they are made here.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    if sender.label not in {"accounts", "topics", "articles", "pages"}:
        return
    create_permissions(sender, verbosity=0, using=using)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(known[name] for name in permissions_of(role) if name in known)
