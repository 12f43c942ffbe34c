"""The form of an embed: an address, what its provider tells of it, and the card that readers will see.

What is fetched comes back into the form, which is saved, kept and compared like anything else that is typed.
What nobody can type, the stored picture and the frame's height, travels in it signed, with the address it
belongs to. `static/js/admin/story-embed.js` is the other end.
"""

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import embeds
from articles.admin.forms import RowForm
from articles.content import freeze_block
from articles.models import Embed
from articles.rendering import render_card
from newsroom.lib.embeds import recognise
from newsroom.lib.text import validate_storable

SALT = "articles.embed"


def sealed(address, renditions, height):
    """Return what nobody types of the thing at `address`, so that only what we wrote is taken back."""
    if not (renditions or height):
        return ""
    return signing.Signer(salt=SALT).sign_object([address, renditions, height], compress=True)


def opened(seal, address):
    """Return (renditions, height) of a seal that was made for `address`; none of any other."""
    try:
        sealed_for, renditions, height = signing.Signer(salt=SALT).unsign_object(seal)
    except signing.BadSignature:
        return [], None
    return (renditions, height) if sealed_for == address else ([], None)


class EmbedForm(RowForm):
    """An embed. Its address is on the list, or stood before there was one."""

    kept = forms.CharField(required=False, widget=forms.HiddenInput, validators=[validate_storable])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kept" in self.fields and self.instance.pk:
            stands = self.instance
            self.initial["kept"] = sealed(stands.url, stands.renditions, stands.height)

    def clean_url(self):
        """The address as its provider writes it."""
        address = self.cleaned_data["url"]
        if self.instance.pk and address == self.initial["url"]:
            return address
        return embeds.embeddable(address).address

    def clean(self):
        """Take the picture that belongs to the address, and no other."""
        cleaned = super().clean()
        if "url" in cleaned and "kept" in self.fields:
            self.instance.renditions, self.instance.height = opened(cleaned.get("kept", ""), cleaned["url"])
            found = recognise(cleaned["url"])
            cleaned["provider"] = cleaned.get("provider") or (found.name if found else "")
        return cleaned


class UpdateEmbedForm(EmbedForm):
    """What a live update carries from elsewhere, if anything: the same fields, kept with the update."""

    def __init__(self, *args, update, **kwargs):
        initial = dict(update.embed)
        if initial:
            stored = initial.get("renditions", []), initial.get("height")
            initial["kept"] = sealed(initial["url"], *stored)
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["url"].required = False
        self.fields["text"].widget.attrs["rows"] = 2

    def clean_url(self):
        """The address as its provider writes it, "" for none."""
        return super().clean_url() if self.cleaned_data["url"] else ""

    def embed(self):
        """Return what was given as a live update keeps it, {} for nothing."""
        given = self.cleaned_data
        if not given["url"]:
            return {}
        day = given["posted_on"]
        stored = {"renditions": self.instance.renditions, "height": self.instance.height}
        words = {name: given[name] for name in ("url", "provider", "author", "text")}
        return embeds.kept(words | stored | {"posted_on": day and day.isoformat()})

    @property
    def card(self):
        """The card of what stands."""
        return embed_card(Embed(**{name: value for name, value in self.initial.items() if name != "kept"}))


def embed_card(row):
    """Return the card of an embed, which may be unsaved, as readers will see it; without an address, none."""
    html = render_card(freeze_block("embed", row)) if row.url else ""
    return render_to_string("admin/articles/story/embed_card.html", {"card": html})


def embed_button():
    """Return the button that asks the provider of what is embedded."""
    return render_to_string("admin/articles/story/embed_button.html")


@require_POST
def fetch(request):
    """Ask a provider, and answer with what is to be filled in where nothing is typed, and with the card."""
    try:
        found = embeds.fetch(address=request.POST.get("url", ""), by=request.user)
    except PermissionDenied as error:
        return JsonResponse({"error": str(error)}, status=403)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    if not found.renditions:
        found.renditions, height = opened(request.POST.get("kept", ""), found.address)
        found.height = found.height or height
    typed = {name: request.POST.get(name, "").strip() for name in ("provider", "author", "text", "posted_on")}
    fields = {
        "url": found.address,
        "provider": typed["provider"] or found.provider,
        "author": typed["author"] or found.author,
        "text": typed["text"] or found.text,
        "posted_on": typed["posted_on"] or (found.posted_on.isoformat() if found.posted_on else ""),
        "kept": sealed(found.address, found.renditions, found.height),
    }
    row = Embed(**{name: fields[name] for name in ("url", "provider", "author", "text")})
    row.posted_on = _day(fields["posted_on"])
    row.renditions, row.height = found.renditions, found.height
    said = found.notes or [_("Fetched. Look it over, and write what is missing.")]
    return JsonResponse({"fields": fields, "card": embed_card(row), "said": " ".join(said)})


def _day(text):
    try:
        return parse_date(text)
    except ValueError:
        return None
