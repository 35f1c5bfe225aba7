"""Reads of planning: the programme as a file, its versions, its runs."""

from tansiq.planning.queries.document import programme_document

__all__ = ["programme_document"]
