"""Summaries as rows, for tests that need one to be there."""

from tansiq.documents.models import Summary


def summary(code, at, **more):
    """Keep a summary of the meeting of the article."""
    fields = {
        "owner": "joint", "subject_kind": "meeting", "subject_code": "mtg-art-241229", "language": "en", "origin": "news",
        "text": "A claim.", "title": "A page", "source_text": "A source.", "added_by": "director", "added_at": at,
    }  # fmt: skip
    kept = Summary(code=code, **{**fields, **more})
    kept.save()
    return kept
