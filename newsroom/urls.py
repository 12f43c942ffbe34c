from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from newsroom.robots import robots

handler500 = "newsroom.unavailable.server_error"

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("admin/", admin.site.urls),
    path("", include("topics.urls")),
    path("", include("articles.urls")),
    path("", include("newsroom.pages.urls")),
]
if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
