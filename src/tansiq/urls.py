"""Where every page of the node lies."""

from django.urls import include, path

urlpatterns = [
    path("", include("tansiq.home.urls")),
    path("", include("tansiq.people.urls")),
    path("", include("tansiq.ui.urls")),
]
