"""Where every page of the node lies."""

from django.urls import include, path

urlpatterns = [
    path("accords/", include("tansiq.accords.urls")),
    path("", include("tansiq.home.urls")),
    path("", include("tansiq.people.urls")),
    path("", include("tansiq.ui.urls")),
    path("training/", include("tansiq.training.urls")),
    path("", include("tansiq.planning.urls")),
    path("documents/", include("tansiq.documents.urls")),
    path("exchange/", include("tansiq.exchange.urls")),
]
