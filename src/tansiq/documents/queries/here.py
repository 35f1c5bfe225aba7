"""What documents put on the pages of other areas: the papers of a record, what is attached to it, its briefing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from tansiq.accords.models import Fact
from tansiq.core.errors import NotAllowed, NotFound
from tansiq.documents.access.attachments import may_attach, subject_seen
from tansiq.documents.access.papers import may_ask_for
from tansiq.documents.access.templates import may_attach_edited
from tansiq.documents.queries.attachments import attachments_listed, attachments_of, tags_of
from tansiq.documents.queries.briefings import Briefing, short_briefing_of
from tansiq.documents.rules.attachments import PAGES, SubjectKind
from tansiq.documents.rules.briefings import BRIEFED
from tansiq.documents.rules.papers import PAPERS
from tansiq.people.models import Person

SUBJECTS = {page: kind for kind, page in PAGES.items()}
"""What a page is about, by the name of its address."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a paper: what it is called, and where it is."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Here:
    """The documents of the record on whose page someone is."""

    papers: tuple[Way, ...]
    attached: tuple[Any, ...]
    attach_to: str
    tags_to: str
    may_attach: bool
    tags: tuple[Any, ...]
    briefing: Briefing | None


@dataclass(frozen=True)
class FactsHere:
    """The documents of facts, which stand on one page together: those in it have any, or may be given some."""

    person: Person

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether the documents of a fact are worth a link."""
        return may_attach(self.person, SubjectKind.FACT, fact) or fact.code in self.attached

    @cached_property
    def attached(self) -> frozenset[str]:
        """Codes of the facts that have documents which the person sees: asked once, and only where it matters."""
        found = attachments_listed(self.person, kind=SubjectKind.FACT).order_by()
        return frozenset(found.values_list("subject_code", flat=True))


def documents_here(
    match: ResolverMatch | None, person: Person | None, on: date | None
) -> Here | FactsHere | None:
    """Give the documents of the record whose page this is, as someone may see them; None where the page has none."""
    kind = SUBJECTS.get(match.view_name) if match else None
    if match is None or kind is None or person is None or on is None:
        return None
    if kind == SubjectKind.FACT:
        return FactsHere(person)
    code = str(match.kwargs.get("code", match.kwargs.get("number", "")))
    record = subject_seen(person, kind, code)
    if record is None:
        return None
    return Here(
        papers=tuple(_papers(kind, code, record, person)),
        attached=tuple(attachments_of(person, kind, code)),
        attach_to=reverse("documents:attachments-of", args=[kind, code]),
        tags_to=reverse("documents:tags-of", args=[kind, code]),
        may_attach=may_attach(person, kind, record),
        tags=tuple(tags_of(person, kind, code)),
        briefing=_briefing(kind, code, person, on) if kind in BRIEFED else None,
    )


def _papers(kind: SubjectKind, code: str, record: Any, person: Person) -> Iterator[Way]:
    for it in PAPERS.get(kind, ()):
        if may_ask_for(person, it):
            yield Way(str(it.label), reverse("documents:new-paper", args=[it, code]))
    if kind == SubjectKind.MEETING:
        word = _("Minutes as Word, and back") if may_attach_edited(person, record) else _("Minutes as Word")
        yield Way(word, reverse("documents:meeting-word", args=[code]))
        yield Way(_("For the calendar"), reverse("documents:meeting-calendar", args=[code]))
    if kind == SubjectKind.PLAN:
        yield Way(_("Quota letter as Word"), reverse("documents:letter-word", args=[code]))
        yield Way(_("As Excel"), reverse("documents:save-plan", args=[code]))
        yield Way(_("For the calendar"), reverse("documents:plan-calendar", args=[code]))


def _briefing(kind: SubjectKind, code: str, person: Person, on: date) -> Briefing | None:
    try:
        return short_briefing_of(person, kind, code, on)
    except (NotAllowed, NotFound):
        return None
