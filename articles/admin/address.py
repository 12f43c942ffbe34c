"""Another address for a story that readers know: the old one leads to it for ever."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addresses
from articles.admin.forms import PlainForm, text_field
from articles.admin.pages import back_to, page, refuse, story_for


class AddressForm(PlainForm):
    """The part of the address after the day."""

    slug = text_field(label=gettext_lazy("New address"), max_length=120)


def address(request, pk):
    """Move a story whose address is given."""
    story = story_for(request, pk, "publish")
    form = AddressForm(request.POST or None, initial={"slug": story.slug})
    if form.is_valid():
        try:
            addresses.move(story=story, by=request.user, slug=form.cleaned_data["slug"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Moved. The old address leads here."))
            return back_to(story)
    former = story.former_addresses.order_by("-since", "-pk")
    return page(request, "address", _("Change the address"), story, form=form, former=former)
