"""Puts the page together from its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tansiq_desk.page.assets import policy, script, style
from tansiq_desk.page.editions import edition_rows, exercise_cards
from tansiq_desk.page.money import money_lines
from tansiq_desk.page.readiness import readiness_matrix
from tansiq_desk.page.reasons import Speaker
from tansiq_desk.page.score import fairness, stage_rows, tiles
from tansiq_desk.page.shading import span_text
from tansiq_desk.page.timeline import timeline
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.check import check
from tansiq_planner.files.plan_file import plan_document
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.scorecard import ScoreCard

COLUMNS = ("dates", "course", "venue", "weeks_column", "class", "who", "instructors")
SECTIONS = ("score", "timeline", "readiness", "proof", "editions", "exercises", "unplanned", "money", "basis")


def plan_page(problem: Problem, result: Result, lang: str) -> str:
    """Give the plan as one HTML page that needs nothing else.

    The verdict is that of `tansiq_planner.check`, asked here anew.

    Parameters
    ----------
    problem : Problem
    result : Result
    lang : str
        One of `tansiq_desk.words.LANGUAGES`; Arabic runs from right to left, time included.

    Raises
    ------
    LookupError
        For a language that the desk does not speak.
    """
    tongue = Tongue(lang, problem.names)
    hashed = str(plan_document(problem, result)["plan_sha256"])
    marking = tongue.text(problem.marking)
    columns = [tongue.label(column) for column in COLUMNS]
    footer = Name(f"{tongue.label('plan')} {tongue.code(hashed)}", "").plain
    styled = style(footer, marking.text if marking else "", columns)
    return (
        _environment()
        .get_template("page.html")
        .render(
            **_head(problem, result, tongue),
            **_tables(problem, result, tongue),
            marking=marking,
            plan_hash=hashed,
            columns=COLUMNS,
            style=Markup(styled),  # noqa: S704 - ours; the texts in it went through css_text
            policy=policy(styled),
            script=Markup(script()),  # noqa: S704 - a file of this package
            link=_on_this_page,
            opens=False,
        )
    )


def plan_sections(
    problem: Problem,
    result: Result,
    lang: str,
    *,
    link: Callable[[str], str] | None = None,
    score: ScoreCard | None = None,
) -> dict[str, Markup]:
    """Give each section of the plan's page by its name, for a page of another program that has the same style.

    Parameters
    ----------
    problem : Problem
    result : Result
    lang : str
    link : callable, optional
        Gives the address for an anchor of `anchor_of`; without it, anchors stay on the page.
    score : ScoreCard, optional
        The figures that this reader may see; without it, all that the checker counts.

    Raises
    ------
    LookupError
        For a language that the desk does not speak.
    """
    tongue = Tongue(lang, problem.names)
    context = {
        **_head(problem, result, tongue, score),
        **_tables(problem, result, tongue),
        "plan_hash": str(plan_document(problem, result)["plan_sha256"]),
        "columns": COLUMNS,
        "link": link or _on_this_page,
        "opens": link is not None,
    }
    template = _environment().get_template("section.html")
    return {
        section: Markup(template.render(section=section, **context))  # noqa: S704 - the template escapes
        for section in ("head", *SECTIONS)
    }


def section_titles(lang: str) -> dict[str, str]:
    """Give what each section is called."""
    tongue = Tongue(lang, {})
    return {section: tongue.label(f"section_{section}") for section in SECTIONS}


def _on_this_page(anchor: str) -> str:
    return f"#{anchor}"


def _head(
    problem: Problem, result: Result, tongue: Tongue, shown: ScoreCard | None = None
) -> dict[str, object]:
    """Give what the head and the score card show."""
    speaker = Speaker(problem, tongue)
    report = check(problem, result.plan)
    score = shown or report.score
    return {
        "t": tongue,
        "problem": problem,
        "result": result,
        "sections": SECTIONS,
        "option": result.settings.option.replace("-", "_"),
        "title": tongue.name(problem.id),
        "horizon": span_text(tongue, problem.horizon.first, problem.horizon.last),
        "parties": [tongue.name(it.id) for it in problem.parties.values() if it.kind == "participant"],
        "violations": [speaker.violation(violation) for violation in report.violations],
        "tiles": tiles(problem, score, tongue),
        "money": money_lines(problem, score, tongue),
        "stages": stage_rows(result, tongue, speaker.voice),
        "stopped": tongue.label(f"stopped_{result.stopped_by}"),
        "fairness": [
            (tongue.label("command"), fairness(score.by_command, tongue)),
            (tongue.label("party"), fairness(score.by_party, tongue)),
        ],
    }


def _tables(problem: Problem, result: Result, tongue: Tongue) -> dict[str, object]:
    """Give what the other sections show."""
    speaker = Speaker(problem, tongue)
    return {
        "line": timeline(problem, result.plan, tongue),
        "editions": edition_rows(problem, result.plan, tongue),
        "exercises": exercise_cards(problem, result.plan, tongue),
        "matrix": readiness_matrix(problem, result.plan, tongue),
        "out_of_reach": [speaker.out_of_reach(it) for it in result.out_of_reach],
        "unplanned": [speaker.unplanned(it, result) for it in result.unplanned],
        "assumptions": [speaker.reason(reason) for reason in result.assumptions],
    }


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tansiq_desk.page"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
