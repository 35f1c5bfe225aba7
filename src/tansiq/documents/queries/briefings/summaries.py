"""Reads of summaries, each claim held against the source by the checker of the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import ngettext

from tansiq.accords.queries.history import history_of
from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.documents.access.attachments import on_seen_subjects
from tansiq.documents.access.briefings import briefed
from tansiq.documents.models.attachments import Attachment, Blob
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.attachments import attachments_of
from tansiq.documents.rules.attachments import FileType
from tansiq.documents.rules.briefings import BRIEFED, EXTRACT, MOST_SOURCE, SIGNS, Support
from tansiq.people.models import Person
from tansiq.people.queries import Told
from tansiq.ui.tongue import language_of, number
from tansiq_desk.briefing import (
    Finding,
    Passage,
    Sentence,
    Source,
    extract,
    hold_against,
    passages_of,
    sentences_of,
)
from tansiq_desk.briefing.words import Word

KEPT, KEPT_READ = 32, 2
"""Summaries whose findings are kept in memory, and sources that are kept read: about 3 MB for the longest."""
MOST_BYTES_OF_A_SIGN = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a claim: its text, and what is wrong with it, if anything."""

    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a summary as it is shown: in pieces, how far it is supported, where, and what of it is not."""

    text: str
    pieces: tuple[Piece, ...]
    support: Support
    places: tuple[Sentence, ...] = ()
    missing: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    negated: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """A sign of how far it is supported."""
        return SIGNS[self.support]


@dataclass(frozen=True, slots=True)
class Checked:
    """A summary with its claims, held against as much of its source as is compared."""

    summary: Summary
    claims: tuple[Claim, ...]
    source: str
    source_language: str
    """Language of the source where it is not that of the summary, so that nothing could be compared."""

    @property
    def has_source(self) -> bool:
        """Whether there is a text to hold it against."""
        return bool(self.source.strip())

    @property
    def is_cut(self) -> bool:
        """Whether the source goes on beyond what is compared."""
        return len(self.source) >= MOST_SOURCE

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the source."""
        return passages_of(self.source)

    @property
    def extract(self) -> tuple[Sentence, ...]:
        """What the source says most, in its own sentences."""
        return extract(self.source, self.source_language or self.summary.language, EXTRACT)

    @property
    def supported(self) -> int:
        """How many claims are supported."""
        return sum(it.support == Support.SUPPORTED for it in self.claims)

    @property
    def told(self) -> str:
        """How many claims are supported, in words."""
        said = ngettext(
            "%(supported)s of %(n)s claim is supported",
            "%(supported)s of %(n)s claims are supported",
            len(self.claims),
        )
        return said % {"supported": number(self.supported), "n": number(len(self.claims))}

    @property
    def is_sound(self) -> bool:
        """Whether every claim is supported."""
        return self.supported == len(self.claims)


def summaries_of(person: Person, kind: str, code: str) -> list[Checked]:
    """Give the summaries of a record that someone sees, the latest first, each checked."""
    found = _of_subject(person, kind, code).filter(removed_at=None).select_related("attachment")
    summaries = list(found.order_by("-added_at", "-pk"))
    readable = texts_attached(person, kind, code) if any(it.attachment for it in summaries) else []
    texts = _texts_of(summaries, readable)
    return [_checked(it, texts) for it in summaries]


def summaries_matching(person: Person, text: str) -> QuerySet[Summary]:
    """Give the summaries that a text finds, of records that someone may read, the latest first."""
    seen: QuerySet[Summary] = Summary.objects.seen_by_parties(person.parties)
    found = seen.filter(on_seen_subjects(person), says(text), subject_kind__in=BRIEFED, removed_at=None)
    return found.order_by("-added_at", "-pk")


def summary_seen(person: Person, code: str) -> Summary:
    """Give a summary that someone may see, of a record that they may see.

    Raises
    ------
    NotFound, NotAllowed
    """
    seen: QuerySet[Summary] = Summary.objects.seen_by_parties(person.parties)
    found = seen.filter(code=code, removed_at=None).select_related("attachment").first()
    if found is None:
        raise NotFound
    briefed(person, found.subject_kind, found.subject_code)
    return found


def summary_history(person: Person, kind: str, code: str) -> list[Told]:
    """Give what was done to the summaries of a record, those that were removed too."""
    return history_of(_of_subject(person, kind, code))


def texts_attached(person: Person, kind: str, code: str) -> list[Attachment]:
    """Give the plain texts that are attached to a record."""
    return [it for it in attachments_of(person, kind, code) if it.type == FileType.TXT]


def checked(person: Person, summary: Summary) -> Checked:
    """Hold a summary against its source, as far as this person may see that source."""
    readable = texts_attached(person, summary.subject_kind, summary.subject_code)
    return _checked(summary, _texts_of([summary], readable))


def _checked(summary: Summary, texts: Mapping[str, str]) -> Checked:
    source = _source(summary, texts)
    written_in = language_of(source)
    is_other = written_in not in {"", summary.language}
    if not source.strip() or is_other:
        claims = tuple(_unchecked(it) for it in sentences_of(summary.text))
    else:
        claims = tuple(_claim(it) for it in _findings(source, summary.text, summary.language))
    return Checked(summary, claims, source, written_in if source.strip() and is_other else "")


def _source(summary: Summary, texts: Mapping[str, str]) -> str:
    """Give the text that a summary is of: that of its attachment where it can be read, else the pasted one."""
    attached = summary.attachment
    return summary.source_text if attached is None else texts.get(attached.code, "")


def _texts_of(summaries: Iterable[Summary], readable: Collection[Attachment]) -> dict[str, str]:
    """Give as much of each text that summaries are of as is compared, of those that can be read; the rest stays unread."""
    attached = [it.attachment for it in summaries if it.attachment is not None and it.attachment in readable]
    if not attached:
        return {}
    begin = Substr("content", 1, MOST_SOURCE * MOST_BYTES_OF_A_SIGN, output_field=BinaryField())
    begins = dict(Blob.objects.filter(pk__in={it.blob_id for it in attached}).values_list("pk", begin))
    return {
        it.code: bytes(begins[it.blob_id]).decode("utf-8", errors="replace")[:MOST_SOURCE] for it in attached
    }


def _of_subject(person: Person, kind: str, code: str) -> QuerySet[Summary]:
    seen: QuerySet[Summary] = Summary.objects.seen_by_parties(person.parties)
    return seen.filter(subject_kind=kind, subject_code=code)


@lru_cache(maxsize=KEPT)
def _findings(source: str, text: str, language: str) -> tuple[Finding, ...]:
    return hold_against(_read(source, language), text)


@lru_cache(maxsize=KEPT_READ)
def _read(source: str, language: str) -> Source:
    return Source(source, language)


def _unchecked(sentence: Sentence) -> Claim:
    return Claim(sentence.text, (Piece(sentence.text),), Support.UNCHECKED)


def _claim(found: Finding) -> Claim:
    faults = {"missing": found.missing, "figure": found.figures, "negated": found.negated}
    wrong = sorted(
        (word.start, word.end, fault) for fault, words in faults.items() for word in words
    )  # fmt: skip
    return Claim(
        found.claim.text,
        tuple(_pieces(found.claim.text, wrong)),
        Support(found.verdict.value),
        found.places,
        *(_texts(words) for words in (*faults.values(), found.apart)),
    )


def _texts(words: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it.text for it in words))


def _pieces(text: str, wrong: list[tuple[int, int, str]]) -> Iterator[Piece]:
    place = 0
    for start, end, fault in wrong:
        if start < place:  # a day is several figures in one place
            continue
        if start > place:
            yield Piece(text[place:start])
        yield Piece(text[start:end], fault)
        place = end
    if place < len(text):
        yield Piece(text[place:])
