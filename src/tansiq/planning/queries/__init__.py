"""Reads of planning: the programme as a file, its versions, its runs."""

from tansiq.planning.queries.programme_file.document import programme_document, programme_text

__all__ = ["programme_document", "programme_text"]
