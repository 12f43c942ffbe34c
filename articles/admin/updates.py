"""Live updates of all stories, as a list; each is written on the live desk of its story."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.blocks import ChooserAdmin, story_right
from articles.enums import UpdateState
from articles.live import UNSEEN_STATES
from articles.models import LiveUpdate, Story
from newsroom.lib.admin import ListAdmin, Tabs

LISTED_STORIES = 20
# So many stories of those with a word in their headline are looked at for updates.
MOST_STORIES = 500
# Who has these sees the stories of all (see StoryQuerySet.visible_to).
SEES_ALL = ["articles.view_story", "articles.change_any_story"]
STATE_MARKS = {
    UpdateState.DRAFT: "draft",
    UpdateState.SUBMITTED: "wait",
    UpdateState.POSTED: "pub",
    UpdateState.RETRACTED: "gone",
}


class States(Tabs):
    """Drafts, posted, retracted."""

    def lookups(self, request, model_admin):
        """What may be asked."""
        return UpdateState.choices

    def queryset(self, request, queryset):
        """The updates of the chosen tab."""
        return queryset.filter(state=self.value()) if self.value() in UpdateState.values else queryset


class OfStory(admin.SimpleListFilter):
    """The stories whose coverage is or was live, the newest first."""

    title = gettext_lazy("story")
    parameter_name = "story"

    def lookups(self, request, model_admin):
        """What may be asked."""
        stories = Story.objects.visible_to(request.user).exclude(coverage_opened_at=None)
        stories = stories.order_by("-coverage_opened_at", "-pk").only("headline")[:LISTED_STORIES]
        return [(str(story.pk), Truncator(story.headline).chars(60)) for story in stories]

    def queryset(self, request, queryset):
        """The updates of the chosen story."""
        value = self.value() or ""
        if not value:
            return queryset
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            return queryset.none()
        return queryset.filter(story=int(value))


@admin.register(LiveUpdate)
class LiveUpdateAdmin(ChooserAdmin, ListAdmin):
    """Live updates of the stories that the user may open."""

    choosers = ("author", "photo", "said_by", "source")
    view_on_site = False

    list_display = ["words", "story", "time_shown", "standing", "author"]
    list_filter = [States, OfStory, "is_key"]
    list_select_related = ["story", "author"]
    search_fields = ["headline", "text"]

    @admin.display(description=gettext_lazy("update"))
    def words(self, update):
        """The headline, or the first words."""
        return str(update)

    @admin.display(description=gettext_lazy("time shown"), ordering="posted_at")
    def time_shown(self, update):
        """The time that readers see."""
        return date_format(timezone.localtime(update.posted_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, update):
        """Draft, posted or retracted; a key event; pinned."""
        marks = [("st " + STATE_MARKS[update.state], update.get_state_display())]
        marks += [("lbl", _("Key"))] if update.is_key else []
        marks += [("lbl", _("Pinned"))] if update.is_pinned else []
        return format_html_join(" ", '<span class="{}">{}</span>', marks)

    # --- who may ------------------------------------------------------------------------------------

    def get_queryset(self, request):
        """Updates of the stories that the user may open."""
        user = request.user
        if user.is_active and user.is_staff and user.has_perms(SEES_ALL):
            return LiveUpdate.objects.all()  # in their order, without asking for each story
        return LiveUpdate.objects.filter(story__in=Story.objects.visible_to(user))

    def get_search_results(self, request, queryset, search_term):
        """Updates with each word in themselves or in the headline of their story."""
        covered = Story.objects.filter(Exists(LiveUpdate.objects.filter(story=OuterRef("pk"))))
        newest = covered.order_by("-pk").values_list("pk", flat=True)
        for word in search_term.split():
            stories = list(newest.filter(headline__icontains=word)[:MOST_STORIES])
            own = Q(headline__icontains=word) | Q(text__icontains=word)
            queryset = queryset.filter(own | Q(story__in=stories))
        return queryset, False

    def has_view_permission(self, request, obj=None):
        """As the story."""
        if obj is None:
            return request.user.has_perm("articles.view_liveupdate")
        return story_right(request, "view", obj.story)

    def has_change_permission(self, request, obj=None):
        """As the service decides for this story; what was retracted stays as it was."""
        if obj is None:
            return request.user.has_perm("articles.view_liveupdate")
        is_own_draft = obj.state in UNSEEN_STATES and obj.created_by_id == request.user.pk
        right = "suggest update" if is_own_draft else "post update"
        return obj.state != UpdateState.RETRACTED and story_right(request, right, obj.story)

    def has_add_permission(self, request):
        """Not here: an update begins on the live desk of its story."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody: an update that was wrong is retracted, and leaves its mark."""
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """An update is written on the live desk of its story."""
        update = self.get_object(request, unquote(object_id)) if object_id else None
        if update is None:
            raise Http404
        address = "live_edit" if self.has_change_permission(request, update) else "live_desk"
        args = [update.story_id, update.pk] if address == "live_edit" else [update.story_id]
        return HttpResponseRedirect(reverse(f"admin:articles_story_{address}", args=args))
