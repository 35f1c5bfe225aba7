"""Pages of briefings and summaries."""

from django.urls import path

from tansiq.documents.views import briefings

urlpatterns = [
    path("briefings/<str:kind>/<str:code>/", briefings.briefing, name="briefing"),
    path("briefings/<str:kind>/<str:code>/summaries/new", briefings.add_summary, name="add-summary"),
    path("summaries/<str:code>/", briefings.summary, name="summary"),
    path("summaries/<str:code>/edit", briefings.change_summary, name="change-summary"),
    path("summaries/<str:code>/remove", briefings.remove_summary, name="remove-summary"),
]
