"""Times as the desk reads them: short, and as near as they are."""

from datetime import timedelta

from django import template
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from articles.enums import State
from newsroom.lib.clock import today
from newsroom.lib.images import ENDINGS

register = template.Library()

# The class by which admin.css draws a state's mark.
MARKS = {State.DRAFT: "draft", State.SUBMITTED: "wait", State.CHANGES_REQUESTED: "back", State.APPROVED: ""}


@register.filter
def moment(value):
    """The time of something today, else its day; with both if it is to come: "6:00 a.m. Friday"."""
    local = timezone.localtime(value)
    days = (local.date() - today()).days
    clock = time_format(local, "TIME_FORMAT")
    if days == 0:
        return clock
    day = date_format(local, "l") if abs(days) < 7 else date_format(local, "MONTH_DAY_FORMAT")
    if local.year != today().year:
        day = date_format(local, "DATE_FORMAT")
    return _("%(time)s %(day)s") % {"time": clock, "day": day} if days > 0 else day


@register.filter
def waited(value):
    """How long ago `value` was, in one unit: "48 min", "3 h", "2 days"."""
    return span(timezone.now() - value)


@register.filter
def ahead(value):
    """How far ahead `value` is, in one unit."""
    return span(value - timezone.now())


def span(delta):
    """Return a length of time in one unit."""
    minutes = max(1, round(delta / timedelta(minutes=1)))
    if minutes < 60:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 36 * 60:
        return _("%(count)s h") % {"count": round(minutes / 60)}
    return _("%(count)s days") % {"count": round(minutes / 60 / 24)}


@register.filter
def mark(state):
    """The class of a state's mark."""
    return MARKS[state]


@register.simple_tag
def admin_url(row):
    """The address of a row's screen."""
    return reverse(admin_urlname(row._meta, "change"), args=[row.pk])


@register.simple_tag
def standing(story):
    """Whether readers see a story, and where its draft stands, as the list of stories says it."""
    return admin.site.get_model_admin(type(story)).standing(story)


@register.simple_tag
def rendition(photo, width=0):
    """The address of a photo's stored size for `width`, the smallest if not given."""
    return photo.url(width)


@register.simple_tag
def upload_limits():
    """What an uploaded photo may be, as the browser is told: the largest file, and the endings of names."""
    return {"most": settings.PHOTO_MAX_BYTES, "endings": ",".join(ENDINGS)}


@register.simple_tag
def tabs(changelist):
    """The filters of a list that stand above it, each with its choices."""
    return [list(spec.choices(changelist)) for spec in changelist.filter_specs if hasattr(spec, "is_tabs")]


@register.simple_tag
def side_filters(changelist):
    """The filters of a list that stand beside it."""
    return [spec for spec in changelist.filter_specs if not hasattr(spec, "is_tabs")]
