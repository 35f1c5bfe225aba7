"""Where the pages of papers lie."""

from django.urls import path

from tansiq.documents.views import papers

urlpatterns = [
    path("papers", papers.papers, name="papers"),
    path("papers/check", papers.check_paper, name="check-paper"),
    path("papers/new/<str:kind>/<str:subject>", papers.new_paper, name="new-paper"),
    path("papers/<int:paper_id>", papers.paper, name="paper"),
    path("papers/<int:paper_id>/progress", papers.paper_progress, name="paper-progress"),
    path("papers/<int:paper_id>/cancel", papers.cancel, name="cancel-paper"),
    path("papers/<int:paper_id>/retry", papers.retry, name="retry-paper"),
    path("papers/<int:paper_id>/file", papers.paper_file, name="paper-file"),
]
