"""Papers that tell of a plan version: booklet, quota letter, yearly report, readiness matrix; each without what is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from tansiq.core.errors import NotFound, Refused
from tansiq.documents.queries.papers.asked import Asked
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import (
    hidden_from,
    out_of_reach_without,
    score_without,
    without,
)
from tansiq.planning.queries.plans.matrix import Matrix, Square, matrix_on
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.versions import the_programme, version_numbered
from tansiq.planning.rules import Decision
from tansiq.ui.tongue import page_language, spoken
from tansiq_desk.paper import booklet as pure
from tansiq_desk.paper.blocks import (
    Align,
    Block,
    Cell,
    Column,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    Tone,
)
from tansiq_desk.paper.findings import MOST_COLUMNS
from tansiq_desk.paper.quotas import providers, quota_letter, years
from tansiq_desk.paper.told import PlanTold, cell
from tansiq_desk.paper.yearly import yearly_report

MOST_DIGITS = 6


def version_asked(asked: Asked) -> PlanVersion:
    """Give the plan version that a paper tells of.

    Raises
    ------
    NotFound
    """
    programme = the_programme()
    number = asked.subject
    if programme is None or not number.isdecimal() or len(number) > MOST_DIGITS or str(int(number)) != number:
        raise NotFound
    return version_numbered(programme, int(number))


def booklet(asked: Asked) -> Paper:
    """Write the booklet of a plan."""
    version = version_asked(asked)
    return pure.booklet(_told(asked, version), _occasion(asked, version))


def quotas(asked: Asked) -> Paper:
    """Write the quota letter of a provider for a year."""
    version = version_asked(asked)
    told = _told(asked, version)
    if asked.party not in providers(told) or asked.year not in years(told):
        raise Refused(_("This plan has no courses of that provider, or does not reach that year."))
    return quota_letter(told, _occasion(asked, version), asked.party, asked.year or 0)


def report(asked: Asked) -> Paper:
    """Write the yearly report of a plan."""
    version = version_asked(asked)
    told = _told(asked, version)
    if asked.year not in years(told):
        raise Refused(_("This plan does not reach that year."))
    return yearly_report(told, _occasion(asked, version), asked.year or 0)


def readiness(asked: Asked) -> Paper:
    """Write the readiness matrix on the day on which it is made, as the page of readiness has it."""
    version = version_asked(asked)
    told = _told(asked, version)
    horizon = told.problem.horizon
    day = min(max(asked.day, horizon.first), horizon.last)
    matrix = matrix_on(version, day, with_plan=True, hidden=hidden_from(asked.person, version.programme))
    blocks = (PageBreak(is_wide=True), *_matrix(told, matrix, day))
    return pure.plan_paper(told, _occasion(asked, version), _("Readiness matrix"), blocks)


def quota_choices(version: PlanVersion) -> tuple[list[str], list[int]]:
    """Give the providers and the years that a plan has quotas for."""
    whole = opened(version)
    told = PlanTold(whole.problem, whole.result, page_language())
    return providers(told), years(told)


def _told(asked: Asked, version: PlanVersion) -> PlanTold:
    whole, hidden = opened(version), hidden_from(asked.person, version.programme)
    if not hidden:
        return PlanTold(whole.problem, whole.result, page_language())
    known, score = without(whole.problem, hidden), score_without(whole, hidden)
    result = replace(whole.result, out_of_reach=out_of_reach_without(whole, hidden))
    return PlanTold(whole.problem, result, page_language(), known, score)


def _occasion(asked: Asked, version: PlanVersion) -> pure.Occasion:
    said = {it.party: it for it in version.approvals.all() if it.plan_sha256 == version.plan_sha256}
    approvals = tuple(
        pure.Approval(party, str(Decision(said[party].decision).label), said[party].at.date(), said[party].decision == Decision.APPROVE)
        if party in said else pure.Approval(party)
        for party in pure.participants(opened(version).problem)
    )  # fmt: skip
    return pure.Occasion(
        made_at=asked.at, plan_sha256=version.plan_sha256, reference=spoken(version.names).text,
        issuer=spoken(asked.node.names).text, marking=str(version.get_marking_display()), approvals=approvals,
        state=str(version.get_state_display()),
    )  # fmt: skip


def _matrix(told: PlanTold, matrix: Matrix, day: date) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(_("With the plan, on %(day)s") % {"day": told.day(day)}),
        Paragraph(
            _("%(at)s of %(all)s ratings at target.")
            % {"at": told.tongue.number(matrix.at_target), "all": told.tongue.number(matrix.cells)}, Tone.QUIET,
        ),
    ]  # fmt: skip
    if matrix.hides_some:
        blocks.append(Paragraph(_("Ratings that were not released to you are left out."), Tone.QUIET))
    blocks.append(Paragraph(" · ".join(told.letters(matrix.letters)), Tone.QUIET))
    for first in range(0, len(matrix.columns), MOST_COLUMNS):
        chosen = slice(first, first + MOST_COLUMNS)
        columns = (
            Column(_("Unit"), 2.0),
            *(Column(it.plain, 1.0, Align.CENTRE) for it in matrix.columns[chosen]),
        )
        rows = tuple((cell(line.unit), *map(_square, line.squares[chosen])) for line in matrix.lines)
        blocks.append(Table(columns, rows))
    return blocks


def _square(it: Square | None) -> Cell:
    if it is None:
        return Cell(())
    tone = Tone.GOOD if it.at_target else Tone.NOTICE
    return Cell((it.letter, f"{it.points} / {it.target}"), tone)
