"""The programme booklet: the whole of a plan on paper, with the word of both parties on its cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tansiq_desk.paper import activities, findings
from tansiq_desk.paper.blocks import (
    Block,
    Column,
    Contents,
    Heading,
    Mark,
    PageBreak,
    Paper,
    Signature,
    Signatures,
    Table,
    Tone,
)
from tansiq_desk.paper.told import PlanTold, cell
from tansiq_desk.words import Voice
from tansiq_planner.files.plan_file import plan_document
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result


@dataclass(frozen=True, slots=True)
class Approval:
    """What a party said of a plan, in words, and the day; nothing where it has not decided."""

    party: str
    decision: str = ""
    on: date | None = None
    is_approved: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a paper says of itself beside the plan: when and by whom it was made, and how the plan is called there."""

    made_at: datetime
    plan_sha256: str
    reference: str = ""
    issuer: str = ""
    marking: str = ""
    approvals: tuple[Approval, ...] = ()
    state: str = ""


def booklet(told: PlanTold, occasion: Occasion) -> Paper:
    """Give the booklet of a plan in one language."""
    problem = told.problem
    blocks: list[Block] = [
        *_approvals(told, occasion),
        PageBreak(), Contents(told.say("contents")), PageBreak(),
        *findings.figures(told), *activities.calendar(told), *activities.editions(told), *activities.exercises(told),
        *findings.readiness(told), *findings.missing(told), *findings.money(told), *findings.basis(told),
        Heading(told.say("signatures")), signatures(told.voice, participants(problem)),
    ]  # fmt: skip
    return plan_paper(told, occasion, told.say("booklet"), tuple(blocks), has_cover=True)


def plan_paper(
    told: PlanTold, occasion: Occasion, title: str, blocks: tuple[Block, ...], *, has_cover: bool = False
) -> Paper:
    """Give a paper that was made from a plan and bears its hash."""
    horizon = told.problem.horizon
    marking = occasion.marking or _marking(told)
    return Paper(
        lang=told.lang, title=title, subtitle=f"{told.name(told.problem.id)}\n{told.span(horizon.first, horizon.last)}",
        marking=marking, made_at=occasion.made_at, page_words=page_words(told.voice), blocks=blocks,
        issuer=occasion.issuer, reference=" · ".join(filter(None, (occasion.reference, occasion.state))),
        day=occasion.made_at.date(), mark=Mark(told.say("plan_hash"), occasion.plan_sha256, occasion.plan_sha256),
        has_cover=has_cover,
    )  # fmt: skip


def booklet_of(problem: Problem, result: Result, lang: str) -> Paper:
    """Give the booklet of a plan that nobody keeps in a node: made on the programme's own day, approved by nobody."""
    made_at = datetime.combine(problem.as_of, time(), UTC)
    hashed = str(plan_document(problem, result)["plan_sha256"])
    told = PlanTold(problem, result, lang)
    return booklet(told, Occasion(made_at, hashed, approvals=tuple(map(Approval, participants(problem)))))


def participants(problem: Problem) -> tuple[str, ...]:
    """Give the parties that a plan binds."""
    return tuple(party.id for party in problem.parties.values() if party.kind == "participant")


def page_words(voice: Voice) -> str:
    """Give how pages are counted."""
    return voice.say("paper.page_of", page="{page}", pages="{pages}")


def signatures(voice: Voice, parties: Sequence[str]) -> Signatures:
    """Give the places where parties sign."""
    return Signatures(tuple(signature(voice, voice.name(party)) for party in parties))


def signature(voice: Voice, party: str, post: str = "") -> Signature:
    """Give the place where one party signs."""
    words = [voice.say(f"paper.{it}") for it in ("sign_post", "for_the_party", "sign_day", "sign_seal")]
    return Signature(party, post or words[0], words[1], words[2], words[3])


def _marking(told: PlanTold) -> str:
    text = told.tongue.text(told.problem.marking)
    return text.text if text else ""


def _approvals(told: PlanTold, occasion: Occasion) -> list[Block]:
    if not occasion.approvals:
        return []
    columns = (Column(told.say("party"), 1.4), Column(told.say("word"), 1.2), Column(told.say("day"), 1.6))
    rows = tuple(
        (
            cell(told.name(it.party), strong=True),
            cell(it.decision or told.say("not_yet"), tone=Tone.GOOD if it.is_approved else Tone.QUIET),
            cell(told.day(it.on) if it.on else "–"),
        )
        for it in occasion.approvals
    )
    return [Table(columns, rows, told.say("approvals"))]
