"""Reasons, violations, relaxations and assumptions in words, with the rule that each rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tansiq_desk.page.tongue import Name, Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import reason_text, relaxation_text, violation_text
from tansiq_planner.problem import Problem, Request
from tansiq_planner.result import OutOfReach, Reason, Result, Unplanned
from tansiq_planner.rules import Rule, Violation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule by its number and name, and what there is to say about it."""

    rule: str
    name: str
    text: str


@dataclass(frozen=True)
class UnplannedCard:
    """A request short of seats, or an exercise not held."""

    id: str
    what: Name
    missing: str
    alone: str
    reasons: tuple[Sentence, ...]
    relaxations: tuple[str, ...]
    lost_to: tuple[str, ...]
    unit: Name | None = None
    priority: int | None = None
    given: int = 0
    asked: int = 0
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A target that even full seats cannot reach."""

    unit: Name
    competency: Name
    text: str


@dataclass(frozen=True)
class Speaker:
    """Says what the planner found about one problem, in one language."""

    problem: Problem
    tongue: Tongue

    @property
    def voice(self) -> Voice:
        """The voice of the desk's words."""
        return Voice(self.tongue.lang, self.problem.names, self.problem.currency)

    def violation(self, violation: Violation) -> Sentence:
        """Say where a rule is broken."""
        return self._sentence(violation.rule, violation_text(self.voice, violation))

    def reason(self, reason: Reason) -> Sentence:
        """Say why something is not planned, or what is taken for granted."""
        return self._sentence(reason.rule, reason_text(self.voice, reason))

    def _sentence(self, rule: Rule, text: str) -> Sentence:
        return Sentence(rule.value, self.voice.say(f"rules.{rule.value}.name"), text)

    def unplanned(self, it: Unplanned, result: Result) -> UnplannedCard:
        """Say what is missing, why, and what would help."""
        request = self.problem.requests.get(it.id)
        card = UnplannedCard(
            id=it.id,
            what=self.tongue.name(it.id if request is None else request.course),
            missing=self.tongue.label("not_held"),
            alone=self.tongue.label("could_be_held" if it.possible_alone else "no_plan_holds"),
            reasons=tuple(self.reason(reason) for reason in it.reasons),
            relaxations=tuple(
                relaxation_text(self.voice, change, of_exercise=request is None) for change in it.relaxations
            ),
            lost_to=it.lost_to,
        )
        return card if request is None else self._of_request(card, it, request, result)

    def _of_request(
        self, card: UnplannedCard, it: Unplanned, request: Request, result: Result
    ) -> UnplannedCard:
        return replace(
            card,
            unit=self.tongue.name(request.unit),
            priority=request.priority,
            given=result.plan.seats_of(it.id),
            asked=request.seats,
            by=request.by,
            missing=self.tongue.label("missing_seats", n=it.seats),
            alone=self.tongue.label("possible_alone", n=it.possible_alone),
        )

    def out_of_reach(self, it: OutOfReach) -> Unreachable:
        """Say how far a target stays out of reach."""
        key = "reach_untaught" if not it.taught else f"reach_{it.when}"
        text = self.tongue.label(key, target=str(it.target), best=str(it.best))
        return Unreachable(self.tongue.name(it.unit), self.tongue.name(it.competency), text)
