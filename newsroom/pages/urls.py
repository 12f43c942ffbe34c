from django.urls import path, re_path

from newsroom.pages import sitemaps, views
from newsroom.pages.owed import OWED, OWN

# Each page that is owed has a short address of its own; the newsroom's others can never be in the way of one.
ADDRESS = rf"^(?P<address>{'|'.join(OWED)}|{OWN}[-\w]{{1,80}})/"

urlpatterns = [
    re_path(ADDRESS + r"$", views.page, name="page"),
    re_path(ADDRESS + r"v(?P<number>\d{1,6})/$", views.page_version, name="page_version"),
    path("sitemaps/pages.xml", sitemaps.pages_sitemap, name="pages_sitemap"),
]
