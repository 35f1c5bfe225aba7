"""Templates and edited minutes put straight into the tables, for tests that walk all addresses."""

from datetime import datetime

from tansiq.documents.models import Attachment, EditedMinutes, PaperTemplate
from tansiq_desk.paper.word.shipped import shipped_template


def template(name: str, at: datetime, *, is_in_use: bool = False) -> PaperTemplate:
    """Keep a template of letters, the one that ships under another name."""
    content = shipped_template("letter")
    return PaperTemplate.objects.create(
        kind="letter", language="all", name=name, content=content, size=len(content), sha256=name, is_in_use=is_in_use,
        was_in_use=is_in_use, by="director", at=at,
    )  # fmt: skip


def edited(attachment: Attachment, text: str) -> EditedMinutes:
    """Say that an attachment is minutes that were edited, with this text in English."""
    return EditedMinutes.objects.create(
        attachment=attachment,
        standing="says_so",
        paragraphs=[text],
        own={"en": text},
        says_code="mtg-art-241229",
    )
