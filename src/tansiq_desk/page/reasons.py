"""Reasons, violations, relaxations and assumptions in words, with the rule that each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tansiq_desk.page.tongue import Name, Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import reason_text, relaxation_text, violation_text
from tansiq_planner.problem import Problem, Request
from tansiq_planner.reasons import NOT_HINDERED
from tansiq_planner.result import OutOfReach, Reason, Result, Unplanned
from tansiq_planner.rules import Rule, Violation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule by its number and name, and what there is to say about it."""

    rule: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A request, by its unit and course, or an exercise that has what another would need."""

    id: str
    names: tuple[Name, ...]
    priority: int | None = None


@dataclass(frozen=True)
class UnplannedCard:
    """A request short of seats, or an exercise not held."""

    id: str
    what: Name
    missing: str
    alone: str
    reasons: tuple[Sentence, ...]
    relaxations: tuple[str, ...]
    lost_to: tuple[Rival, ...]
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

    def _reason(self, reason: Reason) -> Sentence:
        """Say a reason; where no rule stands in the way, without one."""
        said = self.reason(reason)
        return replace(said, rule="", name="") if reason.code in NOT_HINDERED else said

    def unplanned(self, it: Unplanned, result: Result) -> UnplannedCard:
        """Say what is missing, why, and what would help."""
        request = self.problem.requests.get(it.id)
        card = UnplannedCard(
            id=it.id,
            what=self.tongue.name(it.id if request is None else request.course),
            missing=self.tongue.label("not_held"),
            alone=self._held_alone(it),
            reasons=(*(self._reason(reason) for reason in it.reasons), *self._otherwise(it, request, result)),
            relaxations=tuple(
                relaxation_text(self.voice, change, of_exercise=request is None) for change in it.relaxations
            ),
            lost_to=tuple(self._rival(other) for other in it.lost_to),
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
            alone=self.tongue.label("possible_alone", n=it.possible_alone or 0) if it.is_explained else "",
        )

    def _held_alone(self, it: Unplanned) -> str:
        if it.possible_alone is None:
            return ""
        return self.tongue.label("could_be_held" if it.possible_alone else "no_plan_holds")

    def _otherwise(self, it: Unplanned, request: Request | None, result: Result) -> Iterator[Sentence]:
        """Say why something is missing where no rule says it, and why a lower priority went first."""
        if not it.is_explained:
            yield Sentence("", "", self.tongue.label("not_asked"))
        elif not it.reasons:
            yield Sentence("", "", self.tongue.label("no_room_beside" if it.lost_to else "no_room_found"))
        rivals = (self.problem.requests.get(other) for other in it.lost_to)
        if request and any(rival and rival.priority > request.priority for rival in rivals):
            option = self.voice.say(f"plan.option.{result.settings.option}")
            yield Sentence("", "", self.tongue.label("lower_priority", option=option))

    def _rival(self, other: str) -> Rival:
        request = self.problem.requests.get(other)
        named = [other] if request is None else [request.course, request.unit]
        names = tuple(self.tongue.name(it) for it in named)
        return Rival(other, names, request.priority if request else None)

    def out_of_reach(self, it: OutOfReach) -> Unreachable:
        """Say how far a target stays out of reach."""
        key = "reach_untaught" if not it.taught else f"reach_{it.when}"
        text = self.tongue.label(key, target=str(it.target), best=str(it.best))
        return Unreachable(self.tongue.name(it.unit), self.tongue.name(it.competency), text)
