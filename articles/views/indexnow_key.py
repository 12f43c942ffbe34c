from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def indexnow_key(request, key):
    """The key by which search engines know that IndexNow's word about this site is the site's own."""
    if key != settings.NEWSROOM["indexnow"]:
        raise Http404("There is no such file.")
    return HttpResponse(f"{key}\n", content_type="text/plain; charset=utf-8")
