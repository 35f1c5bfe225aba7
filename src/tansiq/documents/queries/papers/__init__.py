"""What papers say, read as the person who asked may see it; and which papers there are."""

from tansiq.documents.queries.papers.asked import Asked, asked_as
from tansiq.documents.queries.papers.checking import Marked, papers_marked
from tansiq.documents.queries.papers.kept import (
    my_paper,
    my_papers,
    over,
    papers_open,
    silent,
    subject_told,
    subjects_told,
)
from tansiq.documents.queries.papers.writing import demand_paper, papers_at_once, papers_for

__all__ = [
    "Asked",
    "Marked",
    "asked_as",
    "demand_paper",
    "my_paper",
    "my_papers",
    "over",
    "papers_at_once",
    "papers_for",
    "papers_marked",
    "papers_open",
    "silent",
    "subject_told",
    "subjects_told",
]
