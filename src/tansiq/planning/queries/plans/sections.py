"""The sections of a plan's page, as the desk writes them, kept in memory for those who read them next."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import Hidden, out_of_reach_without, score_without, without
from tansiq.planning.queries.plans.opened import KEPT, Opened, opened
from tansiq_desk.page import OF_UNITS, Part, anchor_of, figures, table


def sections(
    version: PlanVersion, lang: str, hidden: Hidden = frozenset(), units: tuple[str, ...] | None = None
) -> dict[str, Markup]:
    """Give the sections of a plan's page in a language, without the ratings that the reader may not see.

    With units, the tables show what concerns them; the figures are those of the whole plan all the same.
    """
    whole = opened(version)
    return {**_figures(whole, lang, hidden), **_tables(whole, version.number, lang, hidden, units)}


@lru_cache(maxsize=2 * KEPT)
def _figures(whole: Opened, lang: str, hidden: Hidden) -> dict[str, Markup]:
    return figures(whole.problem, whole.result, lang, score=score_without(whole, hidden))


@lru_cache(maxsize=4 * KEPT)
def _tables(
    whole: Opened, number: int, lang: str, hidden: Hidden, units: tuple[str, ...] | None
) -> dict[str, Markup]:
    pages = {anchor_of(it): f"/plan/{number}/editions/{it.id}" for it in whole.plan.editions}
    part = Part(whole.problem, whole.result, None if units is None else frozenset(units))
    seen = part if not hidden else replace(
        part,
        problem=without(whole.problem, hidden),
        result=replace(whole.result, out_of_reach=out_of_reach_without(whole, hidden)),
    )  # fmt: skip
    return {
        name: table(
            name, seen if name == "readiness" else part, lang, link=lambda anchor: pages.get(anchor, f"#{anchor}")
        )
        for name in OF_UNITS
    }  # fmt: skip
