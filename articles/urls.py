from django.urls import path, re_path

from articles import feeds, sitemaps, views

DAY = r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<slug>[-\w]+)/"
FEED = r"feed\.(?P<kind>rss|summary\.rss|atom|json)$"

urlpatterns = [
    path("", views.front, name="front"),
    path("latest/", views.latest, name="latest"),
    path("archive/", views.archive, name="archive"),
    re_path(r"^(?P<year>\d{4})/(?P<month>\d{2})/$", views.archive_month, name="archive_month"),
    re_path(r"^(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/$", views.archive_day, name="archive_day"),
    path("search/", views.search, name="search"),
    re_path(r"^search/feed\.(?P<kind>rss|atom|json)$", feeds.search_feed, name="search_feed"),
    path("corrections/", views.corrections, name="corrections"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", views.indexnow_key, name="indexnow_key"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemaps/news.xml", sitemaps.news_sitemap, name="news_sitemap"),
    re_path(
        r"^sitemaps/(?P<year>\d{4})-(?P<month>\d{2})\.xml$", sitemaps.stories_sitemap, name="stories_sitemap"
    ),
    re_path(
        r"^sitemaps/(?P<subjects>sections|authors|series|topics|people|said|sources)\.xml$",
        sitemaps.subjects_sitemap,
        name="subjects_sitemap",
    ),
    path("sections/<str:slug>/", views.section, name="section"),
    path("series/<str:slug>/", views.series, name="series"),
    path("authors/<str:slug>/", views.author, name="author"),
    path("authors/<str:slug>/corrections/", views.author_corrections, name="author_corrections"),
    path("preview/<str:token>/", views.preview, name="preview"),
    re_path(r"^live/(?P<pk>[0-9]{1,18})/head\.json$", views.live_head, name="live_head"),
    re_path(
        r"^live/(?P<pk>[0-9]{1,18})/since/(?P<cursor>[^/]{0,40})\.json$",
        views.live_since,
        name="live_since",
    ),
    re_path("^" + FEED, feeds.front_feed, name="front_feed"),
    re_path(r"^sections/(?P<slug>[^/]+)/" + FEED, feeds.section_feed, name="section_feed"),
    re_path(r"^authors/(?P<slug>[^/]+)/" + FEED, feeds.author_feed, name="author_feed"),
    re_path(r"^series/(?P<slug>[^/]+)/" + FEED, feeds.series_feed, name="series_feed"),
    re_path(r"^topics/(?P<slug>[^/]+)/" + FEED, feeds.topic_feed, name="topic_feed"),
    re_path(r"^people/(?P<slug>[^/]+)/" + FEED, feeds.person_feed, name="person_feed"),
    re_path(r"^corrections/feed\.(?P<kind>rss|atom|json)$", feeds.corrections_feed, name="corrections_feed"),
    re_path(DAY + r"$", views.story, name="story"),
    re_path(DAY + r"v(?P<number>\d{1,6})/$", views.edition, name="edition"),
    re_path(DAY + r"history/$", views.history, name="history"),
    re_path(DAY + r"updates/$", views.updates, name="updates"),
    re_path(DAY + r"updates/feed\.(?P<kind>atom|json)$", feeds.updates_feed, name="updates_feed"),
    re_path(DAY + r"updates/(?P<pk>\d{1,18})/$", views.update, name="update"),
]
