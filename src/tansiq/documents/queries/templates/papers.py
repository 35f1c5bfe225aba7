"""A paper as a Word text: what it says, from which record it is, and its bytes from the template in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import override

from tansiq.accords.models import Meeting
from tansiq.accords.queries import meeting_seen
from tansiq.core.rules import canonical, party_list
from tansiq.documents.queries.papers import Asked, papers_for
from tansiq.documents.queries.papers.asked import written
from tansiq.documents.queries.papers.of_plans import version_asked
from tansiq.documents.queries.templates.kept import bytes_in_use
from tansiq.documents.rules.papers import PaperKind
from tansiq.documents.rules.templates import TemplateKind
from tansiq_desk.paper.blocks import Paper, texts_of

KINDS = {PaperKind.MINUTES: TemplateKind.MINUTES, PaperKind.QUOTA_LETTER: TemplateKind.LETTER}
"""The papers that are given as Word texts, and the template of each."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a Word text says; `own` is what stands in the place of the record's own text by language, `version` which state of it.

    `parties` are those whose records its reader sees.
    """

    kind: TemplateKind
    code: str
    version: str
    languages: str
    papers: Sequence[Paper]
    own: Mapping[str, str]
    template: bytes
    parties: str

    @property
    def key(self) -> str:
        """What stands in the file, and by which it is known again."""
        said = [
            self.kind,
            self.code,
            self.version,
            self.languages,
            self.parties,
            *(list(texts_of(it)) for it in self.papers),
        ]
        return sha256(canonical([*said, sha256(self.template).hexdigest()]).encode()).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """Name of its file."""
        return "-".join([self.kind, self.code.replace("/", "-"), *self.languages.split()]) + ".docx"


def text_asked(asked: Asked) -> Text:
    """Write what a paper says, as whoever asked may see it.

    Raises
    ------
    NotAllowed, NotFound, Refused
    """
    kind, languages = KINDS[asked.kind], " ".join(asked.languages)
    papers = list(papers_for(asked))
    template, parties = bytes_in_use(kind, languages), party_list(list(asked.person.parties))
    if kind == TemplateKind.MINUTES:
        meeting = meeting_seen(asked.person, asked.subject)
        is_double = len(asked.languages) > 1
        own = {language: _own(meeting, language, is_double=is_double) for language in asked.languages}
        return Text(kind, meeting.code, str(meeting.version), languages, papers, own, template, parties)
    code = f"{asked.subject}/{asked.party}/{asked.year}"
    return Text(kind, code, version_asked(asked).plan_sha256, languages, papers, {}, template, parties)


def _own(meeting: Meeting, language: str, *, is_double: bool) -> str:
    """Give what stands in the place of the minutes' text, also where nothing is written in this language yet."""
    with override(language):
        return (
            written(meeting.minutes, is_double=is_double) if meeting.minutes else _("Nothing is written yet.")
        )


def is_blank(text: str, language: str) -> bool:
    """Tell whether in the place of the minutes' text there is still only that nothing is written, or not translated."""
    with override(language):
        nothing, untranslated = _("Nothing is written yet."), written({"x": "x"}, is_double=True)
    return not text.strip() or text.strip() == nothing or text.strip().startswith(untranslated)


def docx_of(text: Text) -> bytes:
    """Give a paper as DOCX."""
    from tansiq_desk.paper.word.identity import Identity  # noqa: PLC0415 - only where it is asked for
    from tansiq_desk.paper.word.writing import write_docx  # noqa: PLC0415

    first, *second = text.papers
    return write_docx(
        first, text.template, beside=second[0] if second else None, own=text.own,
        identity=Identity(text.kind, text.code, text.version, text.key),
    )  # fmt: skip


def paragraphs_in(content: bytes) -> tuple[str, ...]:
    """Give what a DOCX of our own says, paragraph by paragraph, as it will be read when it comes back."""
    from tansiq_desk.paper.word.checking import parts_of  # noqa: PLC0415 - only where it is asked for
    from tansiq_desk.paper.word.reading import read_text  # noqa: PLC0415

    return read_text(parts_of(content)).paragraphs
