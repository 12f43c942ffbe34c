from django.urls import path

from topics import views

urlpatterns = [
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("people/<str:slug>/", views.person, name="person"),
    path("people/<str:slug>/said/", views.said, name="said"),
    path("sources/<str:slug>/", views.source, name="source"),
]
