"""A template filled with an invented paper, to look at before it is taken in use."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from tansiq.core.models import Node
from tansiq.core.rules import Marking
from tansiq.ui.tongue import page_language, spoken
from tansiq_desk.paper.blocks import (
    Align,
    Cell,
    Column,
    Heading,
    Mark,
    Note,
    Pairs,
    Paper,
    Paragraph,
    Points,
    Signature,
    Signatures,
    Table,
    Tone,
)
from tansiq_desk.paper.booklet import page_words, signature
from tansiq_desk.words import Voice

CODE = "mtg-00-2025-001"


def sample_of(content: bytes, languages: str, node: Node, at: datetime) -> bytes:
    """Fill a template with an invented paper in one language or two."""
    from tansiq_desk.paper.word.writing import write_docx  # noqa: PLC0415 - only where it is asked for

    papers = []
    for language in languages.split():
        with override(language):
            papers.append(_paper(node, at))
    first, *second = papers
    return write_docx(first, content, beside=second[0] if second else None)


def _paper(node: Node, at: datetime) -> Paper:
    lang = page_language()
    return Paper(
        lang=lang, title=_("Sample of a paper"), subtitle=_("Nothing in it is true"),
        marking=str(Marking.TRAINING.label), made_at=at, page_words=page_words(Voice(lang)), blocks=_blocks(Voice(lang)),
        issuer=spoken(node.names).text, reference=CODE, day=at.date(), mark=Mark(_("Hash of what it says"), "0" * 64, ""),
    )  # fmt: skip


def _blocks(voice: Voice) -> tuple[Heading | Note | Pairs | Paragraph | Points | Signatures | Table, ...]:
    points = (_("First item"), _("Second item, with a code: %(code)s") % {"code": CODE})
    columns = (Column(_("Number"), 1.0), Column(_("Decision"), 3.0), Column(_("Seats"), 1.0, Align.END))
    rows = (
        (Cell((CODE,)), Cell((points[1],)), Cell(("24",), Tone.GOOD)),
        (Cell(("2",)), Cell((points[0],)), Cell(("8",))),
    )
    return (
        Pairs(((_("Place"), Cell((_("Place of the meeting"),))), (_("First day"), Cell(("2025-06-14",))))),
        Heading(_("Agenda"), 1), Points(points, is_numbered=True),
        Heading(_("What was said"), 2), Paragraph(_("Here stands the text.\nEach line of it stands on its own.")),
        Heading(_("Decisions"), 3), Note(_("A remark that stands out.")), Points(points),
        Table(columns, rows, _("A table")),
        Signatures((_place(voice, _("First party")), _place(voice, _("Second party")))),
    )  # fmt: skip


def _place(voice: Voice, party: str) -> Signature:
    return signature(voice, party, _("Post of whoever signs"))
