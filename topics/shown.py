"""Where topics, people and sources are shown: the words (`newsroom.lib.tags`) of all that a change reaches.

What editions say of them is frozen there, and does not change with them.
"""

from topics.models import FormerSlug, Topic


def changes(entry, former):
    """Return the words of what changes for readers with `entry`, saved just now.

    `former` has what its changed columns held before, by name; None for a new entry.
    """
    kind = entry._meta.model_name
    tags = {f"{kind}:{entry.pk}", "search"}
    if former is None or "slug" in former:
        tags |= {f"sitemap:{kind}", *owners_of(entry)} | ({"sitemap:said"} if kind == "person" else set())
    if isinstance(entry, Topic) and (former is None or {"parent", "name"} & former.keys()):
        tags |= _places({entry.parent_id, (former or {}).get("parent")})
    return tags


def owners_of(entry):
    """Return the words of whatever had the address of `entry` before it, and was led from it."""
    left = FormerSlug.objects.filter(kind=entry._meta.model_name, slug=entry.slug)
    return {f"{row.kind}:{row.target_id}" for row in left}


def merged(gone, kept, taken):
    """Return the words of what changes when `gone` becomes `kept`, or is parted from it again.

    `taken` are the columns that `kept` took over, with what they held before and since. Ask before rows move,
    and after they have moved back.
    """
    kind = gone._meta.model_name
    tags = {"search", f"sitemap:{kind}", *(["sitemap:said"] if kind == "person" else [])}
    for entry in (gone, kept):
        name = f"{kind}:{entry.pk}"
        tags |= {name, f"{name}:news", f"{name}:news:older", f"{name}:ties", f"{name}:said", f"{name}:parts"}
    if isinstance(gone, Topic):
        tags |= _places({gone.parent_id, kept.parent_id, *taken.get("parent_id", ())})
    # Topics say with whom, and with what else, their stories are.
    beside = Topic.objects.filter(editions__in=gone.editions.order_by().values("pk")).order_by()
    return tags | {f"topic:{pk}:ties" for pk in beside.values_list("pk", flat=True).distinct()}


def _places(parents):
    return {f"topic:{pk}:parts" for pk in parents if pk}
