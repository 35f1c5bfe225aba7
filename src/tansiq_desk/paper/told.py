"""A plan as a paper tells of it: in one language, with what its reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from tansiq_desk.page.reasons import Speaker
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_desk.paper.blocks import Cell, Tone
from tansiq_desk.words import Voice
from tansiq_desk.words.hijri import hijri_text
from tansiq_planner.errors import Figure
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.scorecard import ScoreCard


class LetterTold(Protocol):
    """A letter of readiness."""

    @property
    def letter(self) -> str:
        """Its sign."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def points(self) -> int:
        """The fewest points that it stands for."""
        ...


@dataclass(frozen=True)
class PlanTold:
    """A plan and the language it is told in.

    Parameters
    ----------
    problem : Problem
    result : Result
    lang : str
        One of `tansiq_desk.words.LANGUAGES`.
    known : Problem, optional
        The problem without the ratings that the reader may not see.
    seen_score : ScoreCard, optional
        The figures that the reader may see, where those are not all.
    """

    problem: Problem
    result: Result
    lang: str
    known: Problem | None = None
    seen_score: ScoreCard | None = None

    @property
    def rated(self) -> Problem:
        """The problem with the ratings that the reader may see."""
        return self.known or self.problem

    @property
    def score(self) -> ScoreCard:
        """The figures that the reader may see."""
        return self.seen_score or self.result.score

    @cached_property
    def tongue(self) -> Tongue:
        """Names, days and numbers."""
        return Tongue(self.lang, self.problem.names)

    @cached_property
    def voice(self) -> Voice:
        """Whole sentences."""
        return Voice(self.lang, self.problem.names, self.problem.currency)

    @cached_property
    def speaker(self) -> Speaker:
        """Reasons and what would help."""
        return Speaker(self.problem, self.tongue)

    def say(self, key: str, **figures: Figure | None) -> str:
        """Give a sentence of the topic `paper`."""
        return self.voice.say(f"paper.{key}", **figures)

    def name(self, key: str) -> str:
        """Give what a thing is called, with the language where it has no name in this one."""
        return self.tongue.name(key).plain

    def party(self, key: str) -> str:
        """Give what a party is called; what belongs to none alone is both sides'."""
        return self.name(key) if key in self.problem.names else self.voice.say("terms.payer.joint")

    def day(self, day: date) -> str:
        """Write a civil day with the Hijri one beside it."""
        hijri = hijri_text(self.lang, day)
        return f"{self.tongue.day(day)} ({hijri})" if hijri else self.tongue.day(day)

    def listed(self, *texts: str) -> str:
        """Write texts one after the other, with the comma of the language."""
        return self.voice.say("terms.comma").join(texts)

    def with_colon(self, what: str, text: str) -> str:
        """Write a word and what is said of it, with the colon of the language between them."""
        return self.voice.say("terms.colon", before=what, after=text)

    def letters(self, letters: Sequence[LetterTold]) -> tuple[str, ...]:
        """Tell what each letter stands for, the best first: so many points or more; of the last, fewer than the one before."""
        label, told = self.tongue.label, []
        for place, it in enumerate(letters):
            is_last = place > 0 and not it.points
            points = (
                label("points_below", n=letters[place - 1].points)
                if is_last
                else label("points_or_more", n=it.points)
            )
            told.append(self.with_colon(self.tongue.code(it.letter), self.listed(it.name, points)))
        return tuple(told)

    def span(self, first: date, last: date) -> str:
        """Write the first and the last day of something."""
        if first == last:
            return self.tongue.day(first)
        return self.say("span", first=first, last=last)

    def dates(self, first: date, last: date) -> tuple[str, ...]:
        """Write a span of days, and under it the same in the other calendar."""
        hijri = hijri_text(self.lang, first), hijri_text(self.lang, last)
        between = (hijri[0],) if first == last else (f"{hijri[0]} – {hijri[1]}",)
        return (self.span(first, last), *(between if all(hijri) else ()))


def cell(*lines: str | Name, tone: Tone = Tone.PLAIN, strong: bool = False) -> Cell:
    """Give a field with these lines; empty ones are left out."""
    said = (it.plain if isinstance(it, Name) else it for it in lines)
    return Cell(tuple(it for it in said if it), tone, strong)


def lines(texts: Iterable[str]) -> Cell:
    """Give a field of texts one under the other; a stroke where there are none."""
    found = tuple(texts)
    return Cell(found or ("–",))
