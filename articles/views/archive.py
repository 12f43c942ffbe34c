from django.shortcuts import render

from articles.archive import years


def archive(request):
    """The archive: every month that has stories."""
    return render(request, "articles/archive.html", {"years": years()})
