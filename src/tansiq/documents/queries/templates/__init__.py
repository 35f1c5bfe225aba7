"""Reads about templates, papers as Word texts, and minutes that came back edited."""

from tansiq.documents.queries.templates.edited import (
    EditedPage,
    edited_of,
    edited_page,
    edited_seen,
)
from tansiq.documents.queries.templates.kept import (
    InUse,
    bytes_in_use,
    template_kept,
    templates_in_use,
    templates_kept,
)
from tansiq.documents.queries.templates.papers import Text, docx_of, paragraphs_in, text_asked
from tansiq.documents.queries.templates.sample import sample_of

__all__ = [
    "EditedPage", "InUse", "Text", "bytes_in_use", "docx_of", "edited_of", "edited_page", "edited_seen", "paragraphs_in",
    "sample_of", "template_kept", "templates_in_use", "templates_kept", "text_asked",
]  # fmt: skip
