"""The first sheet of the plan: what it is worth, how far it can be from the best, who fares how."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words import Voice
from tansiq_desk.words.telling import reason_text, rule_text, stage_text
from tansiq_desk.workbook.tables import Table, Value, dress_page, fit_widths, write_table
from tansiq_desk.workbook.wording import choice_label, word
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result


def write_score(page: Worksheet, problem: Problem, result: Result, lang: str) -> None:
    """Write the score card, the stages, who fares how, and what the plan takes for granted."""
    dress_page(page, word(lang, "plan_sheets", "score"), lang)
    tables = [
        _table(lang, "figure value of note", _figures(problem, result, lang)),
        _table(lang, "stage value bound proven", _stages(result, lang)),
        _table(lang, "command_or_party given asked task_months", _shares(problem, result, lang)),
        _table(lang, "assumption", _assumptions(problem, result, lang)),
        _table(lang, "unit out_of_reach note", _out_of_reach(problem, result, lang)),
    ]
    top = 1
    for table in tables:
        if table.rows:
            top = write_table(page, top, table, lang) + 1
    fit_widths(page, tables)


def _table(lang: str, headings: str, rows: Iterator[list[Value]]) -> Table:
    titles = [word(lang, "plan_headings", key) for key in headings.split()]
    return Table(titles, list(rows), money=frozenset(range(1, len(titles))))


def _names(problem: Problem, lang: str) -> Voice:
    """Give a voice for names that stand alone in a cell."""
    return Voice(lang, problem.names, isolates=False)


def _figures(problem: Problem, result: Result, lang: str) -> Iterator[list[Value]]:
    score = result.score

    def called(key: str, n: int | None = None) -> str:
        return word(lang, "plan_headings", key).format(n=n)

    yield [called("option"), result.settings.option, None, None]
    yield [called("stopped_by"), word(lang, "plan_headings", result.stopped_by), None, None]
    for priority, asked in sorted(score.requested.items()):
        yield [called("seats_of_priority", priority), score.seats.get(priority, 0), asked, None]
    yield [called("late_seats"), score.late_seats, None, None]
    for level, wanted in sorted(score.exercises.items()):
        yield [called("exercises_of_level", level), score.held.get(level, 0), wanted, None]
    worst = max(score.untrained_by_unit.items(), key=lambda pair: pair[1], default=("", 0))
    note = f"{_names(problem, lang).name(worst[0])}: {worst[1]}" if worst[1] else None
    yield [called("untrained"), score.untrained, None, note]
    yield [called("task_months"), score.task_months, score.task_months_at_most, None]
    yield [called("national_weeks"), score.national_weeks, score.course_weeks, None]
    if score.changes is not None:
        yield [called("agreed_exercises"), score.agreed_exercises, None, None]
        yield [called("agreed_seats"), score.agreed_seats, None, None]
    yield [called("changes"), score.changes, None, None]
    yield [called("cost"), score.cost, None, problem.currency]


def _stages(result: Result, lang: str) -> Iterator[list[Value]]:
    for stage in result.stages:
        name = stage_text(Voice(lang, isolates=False), stage.name)
        yield [name, stage.value, round(stage.bound, 1), choice_label(lang, "yes" if stage.proven else "no")]


def _shares(problem: Problem, result: Result, lang: str) -> Iterator[list[Value]]:
    names = _names(problem, lang)
    for shares in (result.score.by_command, result.score.by_party):
        for key, share in shares.items():
            yield [names.name(key), share.seats, share.requested, share.task_months]


def _assumptions(problem: Problem, result: Result, lang: str) -> Iterator[list[Value]]:
    voice = Voice(lang, problem.names, problem.currency)
    for reason in result.assumptions:
        yield [f"{rule_text(voice, reason.rule)}: {reason_text(voice, reason)}"]


def _out_of_reach(problem: Problem, result: Result, lang: str) -> Iterator[list[Value]]:
    names = _names(problem, lang)
    for it in result.out_of_reach:
        text = word(lang, "plan_headings", it.when if it.taught else "untaught")
        note = text.format(target=it.target, best=it.best)
        yield [names.name(it.unit), names.name(it.competency), note]
