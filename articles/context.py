from django.utils.functional import SimpleLazyObject

from articles.models import Section


def navigation(request):
    """Give templates `sections`, read once, and only by a page that shows them."""
    return {"sections": SimpleLazyObject(lambda: list(Section.objects.in_navigation()))}
