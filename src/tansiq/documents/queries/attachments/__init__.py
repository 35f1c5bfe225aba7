"""Reads of attachments and tags."""

from tansiq.documents.queries.attachments.contributors import Contributor, contributors_of
from tansiq.documents.queries.attachments.reading import (
    Told,
    attachment_seen,
    attachment_told,
    attachments_listed,
    attachments_of,
    content_of,
    marking_told,
    owner_told,
    parties_besides,
    removed_attachments,
    subject_of_attachment,
    subject_told,
    subjects_told,
    thumbnail_of,
    with_owners,
)
from tansiq.documents.queries.attachments.tags import (
    records_tagged,
    tag_seen,
    tagged_told,
    tags_for_choice,
    tags_listed,
    tags_of,
)

__all__ = [
    "Contributor",
    "Told",
    "attachment_seen",
    "attachment_told",
    "attachments_listed",
    "attachments_of",
    "content_of",
    "contributors_of",
    "marking_told",
    "owner_told",
    "parties_besides",
    "records_tagged",
    "removed_attachments",
    "subject_of_attachment",
    "subject_told",
    "subjects_told",
    "tag_seen",
    "tagged_told",
    "tags_for_choice",
    "tags_listed",
    "tags_of",
    "thumbnail_of",
    "with_owners",
]
