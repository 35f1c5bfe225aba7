"""Reads of briefings: what records say of a plan, a meeting or an accord, and the summaries that were given of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.urls import reverse

from tansiq.documents.access.briefings import briefed
from tansiq.documents.queries.attachments import contributors_of, tags_of
from tansiq.documents.queries.briefings.accords import accord_told
from tansiq.documents.queries.briefings.meetings import meeting_told
from tansiq.documents.queries.briefings.plans import plan_told
from tansiq.documents.queries.briefings.summaries import Checked, summaries_of, summary_history
from tansiq.documents.queries.briefings.telling import Said
from tansiq.documents.rules.attachments import PAGES, SubjectKind
from tansiq.documents.rules.briefings import SHORT
from tansiq.people.models import Person
from tansiq.people.queries import Told


@dataclass(frozen=True, slots=True)
class Briefed:
    """A record that has a briefing: its kind, its code or a plan's number, and where it is shown."""

    kind: str
    code: str
    record: Any

    @property
    def address(self) -> str:
        """Where the record itself is shown."""
        return reverse(PAGES[SubjectKind(self.kind)], args=[self.code])


@dataclass(frozen=True, slots=True)
class Briefing(Briefed):
    """A record in a few sentences: `record_said` from its own rows, `facts` what others said of it."""

    sentences: tuple[Said, ...]

    @property
    def record_said(self) -> list[Said]:
        """What its own rows say."""
        return [it for it in self.sentences if not it.certainty]

    @property
    def facts(self) -> list[Said]:
        """What was said of it, each by a source."""
        return [it for it in self.sentences if it.certainty]

    @property
    def short(self) -> list[Said]:
        """The sentences that matter most."""
        return [it for it in self.sentences if it.is_notable][:SHORT]

    @property
    def page(self) -> str:
        """Where the whole briefing is shown."""
        return reverse("documents:briefing", args=[self.kind, self.code])


@dataclass(frozen=True, slots=True)
class BriefingPage:
    """A briefing with the summaries that were given of its record, its tags, and who worked on it."""

    briefing: Briefing
    summaries: list[Checked]
    history: list[Told]
    tags: list[Any]
    contributors: list[Any]


def briefed_record(person: Person, kind: str, code: str) -> Briefed:
    """Give a record that has a briefing, to whoever may read it.

    Raises
    ------
    NotFound, NotAllowed
    """
    return Briefed(kind, code, briefed(person, kind, code))


def briefing_of(person: Person, kind: str, code: str, on: date) -> Briefing:
    """Give the briefing of a plan, by its number, or of a meeting or an accord, by its code, as someone may see it.

    Raises
    ------
    NotFound, NotAllowed
    """
    return Briefing(kind, code, briefed(person, kind, code), tuple(_told(person, kind, code, on)))


def short_briefing_of(person: Person, kind: str, code: str, on: date) -> Briefing:
    """Give of a briefing only the sentences that stand on the page of its record; no other is worked out.

    Raises
    ------
    NotFound, NotAllowed
    """
    record = briefed(person, kind, code)
    notable = (it for it in _told(person, kind, code, on, is_short=True) if it.is_notable)
    return Briefing(kind, code, record, tuple(islice(notable, SHORT)))


def _told(person: Person, kind: str, code: str, on: date, *, is_short: bool = False) -> Iterator[Said]:
    if kind == "plan":
        return plan_told(person, int(code), is_short=is_short)
    return (meeting_told if kind == "meeting" else accord_told)(person, code, on, is_short=is_short)


def briefing_page(person: Person, kind: str, code: str, on: date) -> BriefingPage:
    """Give a briefing with all that its page shows.

    Raises
    ------
    NotFound, NotAllowed
    """
    return BriefingPage(
        briefing_of(person, kind, code, on),
        summaries_of(person, kind, code),
        summary_history(person, kind, code),
        tags_of(person, kind, code),
        contributors_of(person, kind, code),
    )
