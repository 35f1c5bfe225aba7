"""Puts the page together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tansiq_desk.page.assets import policy, script, style
from tansiq_desk.page.editions import edition_rows, exercise_cards
from tansiq_desk.page.money import money_lines
from tansiq_desk.page.part import Part
from tansiq_desk.page.readiness import readiness_matrix
from tansiq_desk.page.reasons import Sentence, Speaker
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
OF_UNITS = ("timeline", "readiness", "editions", "exercises", "unplanned")
"""Sections that can show a part of the units; the others tell of the plan as a whole."""
OF_THE_WHOLE = tuple(name for name in SECTIONS if name not in OF_UNITS)


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


def figures(
    problem: Problem, result: Result, lang: str, *, score: ScoreCard | None = None
) -> dict[str, Markup]:
    """Give the sections that tell of the plan as a whole, for a page of another program that has the same style.

    Parameters
    ----------
    problem : Problem
    result : Result
    lang : str
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
        "plan_hash": str(plan_document(problem, result)["plan_sha256"]),
        "assumptions": _assumptions(problem, result, tongue),
    }
    return {name: _section(name, context) for name in ("head", *OF_THE_WHOLE)}


def table(name: str, part: Part, lang: str, *, link: Callable[[str], str] | None = None) -> Markup:
    """Give a section of `OF_UNITS` for a part of the plan, for a page of another program that has the same style.

    Parameters
    ----------
    name : str
    part : Part
    lang : str
    link : callable, optional
        Gives the address for an anchor of `anchor_of`; without it, anchors stay on the page.

    Raises
    ------
    LookupError
        For a language that the desk does not speak.
    """
    tongue = Tongue(lang, part.problem.names)
    context = {
        "t": tongue,
        "problem": part.problem,
        "columns": COLUMNS,
        "link": link or _on_this_page,
        "opens": link is not None,
        **_TABLES[name](part, tongue),
    }
    return _section(name, context)


def _section(name: str, context: Mapping[str, object]) -> Markup:
    template = _environment().get_template("section.html")
    return Markup(template.render(section=name, **context))  # noqa: S704 - the template escapes


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
    whole = Part(problem, result)
    tables = (_TABLES[name](whole, tongue) for name in OF_UNITS)
    shown = {key: value for each in tables for key, value in each.items()}
    return {**shown, "assumptions": _assumptions(problem, result, tongue)}


def _assumptions(problem: Problem, result: Result, tongue: Tongue) -> list[Sentence]:
    return [Speaker(problem, tongue).reason(reason) for reason in result.assumptions]


_TABLES: Mapping[str, Callable[[Part, Tongue], dict[str, object]]] = {
    "timeline": lambda part, tongue: {"line": timeline(part, tongue)},
    "readiness": lambda part, tongue: {
        "matrix": readiness_matrix(part.their_problem, part.plan, tongue),
        "out_of_reach": [Speaker(part.problem, tongue).out_of_reach(it) for it in part.out_of_reach],
    },
    "editions": lambda part, tongue: {"editions": edition_rows(part.problem, part.plan, tongue)},
    "exercises": lambda part, tongue: {"exercises": exercise_cards(part, tongue)},
    "unplanned": lambda part, tongue: {
        "unplanned": [Speaker(part.problem, tongue).unplanned(it, part.result) for it in part.unplanned]
    },
}


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tansiq_desk.page"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
