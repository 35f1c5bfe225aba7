"""Attachments and tags put straight into the tables, for tests that walk all addresses."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from tansiq.documents.access.attachments import SUBJECTS
from tansiq.documents.models import Attachment, Blob, Tag, Tagging


def attachment(code: str, at: datetime, **fields: Any) -> Attachment:
    """Keep an attachment of the founding meeting, of a text that holds its code and its caption."""
    content = f"{code} {fields.get('caption_en', '')}".encode()
    blob, _ = Blob.objects.get_or_create(
        sha256=sha256(content).hexdigest(), defaults={"size": len(content), "content": content}
    )
    row = {
        "subject_kind": "meeting", "subject_code": "mtg-art-241229", "owner": "joint", "position": 1, "name": f"{code}.txt",
        "type": "txt", "blob": blob, "size": blob.size, "caption_en": code, "added_by": "director", "added_at": at, **fields,
    }  # fmt: skip
    kept = Attachment(code=code, **row)
    kept.save(force_insert=True)
    return kept


def tag(code: str) -> Tag:
    """Keep a word of the vocabulary."""
    kept = Tag(code=code, owner="joint", name_en=code)
    kept.save(force_insert=True)
    return kept


def tagged(word: Tag, end: str) -> None:
    """Give a tag to every record and attachment whose code ends so."""
    tables = {**{kind: held.model for kind, held in SUBJECTS.items()}, "attachment": Attachment}
    for kind, table in tables.items():
        for code in table.objects.filter(code__endswith=end).values_list("code", flat=True):
            Tagging.objects.create(subject_kind=kind, subject_code=code, tag=word)
