"""Where the pages of documents lie."""

from __future__ import annotations

from tansiq.documents.urls import attachments, briefings, calendars, overview, papers, sheets, templates

app_name = "documents"
urlpatterns: list[object] = [
    *overview.urlpatterns,
    *attachments.urlpatterns,
    *briefings.urlpatterns,
    *calendars.urlpatterns,
    *papers.urlpatterns,
    *sheets.urlpatterns,
    *templates.urlpatterns,
]
