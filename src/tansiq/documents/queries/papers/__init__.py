"""What papers say, read as the person who asked may see it; and which papers there are."""

from tansiq.documents.queries.papers.asked import Asked, asked_as
from tansiq.documents.queries.papers.checking import Marked, papers_marked
from tansiq.documents.queries.papers.kept import my_paper, my_papers, subject_told, subjects_told
from tansiq.documents.queries.papers.writing import demand_paper, papers_for, texts_in

__all__ = [
    "Asked",
    "Marked",
    "asked_as",
    "demand_paper",
    "my_paper",
    "my_papers",
    "papers_for",
    "papers_marked",
    "subject_told",
    "subjects_told",
    "texts_in",
]
