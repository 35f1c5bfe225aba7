"""Whether plans still keep the rules: each judged anew against the records as they are now, not as they were when it was made.

Writing the records down takes about 50 ms on the example, reading and judging 150 ms; both are kept until a record changes,
which the journal tells. So pages ask one row of it, and the same whatever the plans are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from tansiq.core.models import JournalLine
from tansiq.core.queries import this_node
from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.hiding import counts_qualified_of_others
from tansiq.planning.queries.plans.opened import as_made
from tansiq.planning.queries.plans.overtaking import with_overtaken
from tansiq.planning.queries.plans.versions import the_programme
from tansiq.planning.queries.programme_file.document import programme_text
from tansiq.planning.queries.programme_file.file_told import faults_told
from tansiq.planning.queries.programme_file.seen import faults_seen, hidden_codes
from tansiq.planning.queries.shared.basis import partners
from tansiq.planning.queries.shared.overlay import text_with_partners
from tansiq.planning.rules import STANDING, UNSEEN_FAULT
from tansiq.ui.tongue import page_language
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import rule_text, violation_remedy, violation_text
from tansiq_planner.check import check
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Violation

NOT_PLANNED_FROM = (
    "people.", "home.", "accords.meeting", "accords.decision", "accords.fact", "planning.planversion", "training.indicator",
)  # fmt: skip
"""Subjects in the journal whose changes are no part of the programme that is planned."""
TOLD = 60
"""Broken rules that a page tells; whoever mends these is told of the rest."""


@dataclass(frozen=True)
class Today:
    """How a plan stands with the records of today: rules it breaks, or what it names that is there no more."""

    problem: Problem | None
    violations: tuple[Violation, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def is_lawful(self) -> bool:
        """Whether it keeps every rule."""
        return not (self.violations or self.faults)


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken rule in words: its name, how it is broken, and what would mend it."""

    rule: str
    text: str = ""
    remedy: str = ""


def today(version: PlanVersion) -> Today | None:
    """Judge a plan anew; None where it is a draft, or stands no more."""
    if version.state not in STANDING:
        return None
    text = _text_on(_last_change(), version.programme_id)
    return _judged(text, version.plan_sha256, version.pk)


def plans_unlawful(programme: Programme) -> Iterator[PlanVersion]:
    """Give the standing plans that break a rule with the records of today, but those whose place another took."""
    standing = programme.versions.filter(state__in=STANDING).defer("document", "programme_document")
    told = with_overtaken(programme, standing.order_by("-number"))
    plans = [plan for plan in told if plan.overtaken_by is None]
    if plans:
        text = _text_on(_last_change(), programme.pk)
        yield from (it for it in plans if not _judged(text, it.plan_sha256, it.pk).is_lawful)


def broken_told(found: Today | None, person: Person) -> list[Broken]:
    """Say which rules are broken; what rests on a record that the reader does not see is told by its rule alone."""
    if found is None or found.is_lawful:
        return []
    if found.problem is None or found.faults:
        return _faults_told(found, person)
    voice = Voice(page_language(), found.problem.names, found.problem.currency)
    hidden = frozenset().union(*hidden_codes(person).values()) if JOINT not in person.parties else frozenset()
    told = (
        Broken(rule_text(voice, it.rule))
        if hidden & _named_in(it) or counts_qualified_of_others(it, found.problem, person)
        else Broken(rule_text(voice, it.rule), violation_text(voice, it), violation_remedy(voice, it))
        for it in found.violations[:TOLD]
    )
    return list(dict.fromkeys(told))


def _faults_told(found: Today, person: Person) -> list[Broken]:
    """Say what is wrong with a programme or plan; of a programme, as far as it is wrong in what a reader sees of it."""
    faults, programme = list(found.faults), the_programme()
    if found.problem is None and programme is not None:
        faults = faults_seen(programme, person, faults)
    told = faults_told(faults[:TOLD], is_merged=True)
    return [Broken(it.place, it.text, it.remedy) for it in told] or [Broken(str(UNSEEN_FAULT))]


def _named_in(violation: Violation) -> frozenset[str]:
    """Give all codes that a violation names, also within others: an edition's names its course and venue."""
    told = [*violation.place.values(), *violation.figures.values()]
    texts = [
        text for it in told for text in (it if isinstance(it, tuple) else (it,)) if isinstance(text, str)
    ]
    return frozenset(part for it in texts for part in (it, *it.replace(" ", "@").split("@")))


def _last_change() -> str:
    """Give the hash of the last line of the journal that could tell of a change to what is planned."""
    aside = Q()
    for subject in NOT_PLANNED_FROM:
        aside |= Q(subject__startswith=subject)
    lines = JournalLine.objects.exclude(aside).order_by("-number")
    return lines.values_list("hash", flat=True).first() or ""


@lru_cache(maxsize=2)
def _text_on(_last_change: str, programme: int) -> str:
    held = Programme.objects.get(pk=programme)
    return programme_text(held) if not partners(this_node()) else text_with_partners(held)


@lru_cache(maxsize=2)
def _problem(text: str) -> Problem:
    return read_problem_text(text)


@lru_cache(maxsize=2)
def _judgements(_text: str) -> dict[tuple[str, int], Today]:
    """Hold the plans judged with the records of a moment: they go with these, whose problem alone can take 100 MB."""
    return {}


def _judged(text: str, plan_sha256: str, plan: int) -> Today:
    known = _judgements(text)
    key = (plan_sha256, plan)
    if key not in known:
        known[key] = _judge(text, plan)
    return known[key]


def _judge(text: str, plan: int) -> Today:
    try:
        problem = _problem(text)
    except FaultyFileError as error:
        return Today(None, faults=tuple(error.faults))
    document = PlanVersion.objects.values_list("document", flat=True).get(pk=plan)
    try:
        written = read_plan_text(document, problem, allow_other_parts=True)
    except FaultyFileError as error:
        return Today(problem, faults=tuple(error.faults))
    return Today(problem, check(as_made(problem, written), plan_of(written)).violations)
