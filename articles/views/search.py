from django import forms
from django.db.models import Q
from django.shortcuts import render

from articles.models import Edition
from newsroom.lib.pagination import keyset_page


class SearchForm(forms.Form):
    """What a reader may ask; anything else is an error in the form, not in the server."""

    q = forms.CharField(max_length=200, required=False, strip=True)


def search(request):
    """Stories whose headline or dek holds every word asked for, newest first."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"].split()[:8] if form.is_valid() else []
    page = None
    if words:
        stories = Edition.objects.public().for_cards()
        for word in words:
            stories = stories.filter(Q(card__headline__icontains=word) | Q(card__dek__icontains=word))
        page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    return render(request, "articles/search.html", {"form": form, "query": " ".join(words), "page": page})
