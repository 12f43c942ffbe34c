from django.shortcuts import render

from articles.archive import years
from newsroom.lib.tags import depends_on


def archive(request):
    """The archive: every month that has stories."""
    depends_on("archive")
    return render(request, "articles/archive.html", {"years": years()})
