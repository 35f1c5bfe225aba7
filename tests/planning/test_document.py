"""The records of the areas give the programme that was loaded, to the last figure."""

import json
from datetime import date
from pathlib import Path

import pytest

from tansiq.home.rehearsal import EXAMPLE
from tansiq.planning.models import Programme
from tansiq.planning.queries import programme_document
from tansiq.training.models import Request
from tansiq_planner.files import read_problem, read_programme


@pytest.mark.django_db
def test_records_give_the_programme_that_was_loaded(tmp_path: Path) -> None:
    written = tmp_path / "programme.json"
    written.write_text(json.dumps(programme_document(Programme.objects.get()), ensure_ascii=False))

    assert read_programme([written]) == read_programme([EXAMPLE])
    assert read_problem([written]) == read_problem([EXAMPLE])


@pytest.mark.django_db
def test_rating_that_a_commander_gave_is_where_the_planner_starts(person, at) -> None:
    from tansiq.training.services import rate_task

    rate_task(
        unit="u-ly-bg-n", competency="c-brd", seen_rating=0, letter="P", points=61, reason="رأيت التمرين", evidence="",
        by=person("unit"), at=at,
    )  # fmt: skip

    units = {it["id"]: it for it in programme_document(Programme.objects.get())["units"]}

    assert units["u-ly-bg-n"]["metl"]["c-brd"]["start"] == 61


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "as_of"),
    [("2025-01-01", "2025-05-18"), ("2026-02-03", "2026-02-03"), ("2030-01-01", "2027-12-25")],
)
def test_programme_is_planned_as_of_the_day_within_its_horizon(on: str, as_of: str) -> None:
    document = programme_document(Programme.objects.get(), date.fromisoformat(on))

    assert document["meta"]["as_of"] == as_of


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by_on", "is_asked"),
    [("2025-01-04", False), ("2025-01-05", True), ("2027-12-25", True), ("2027-12-26", False)],
)
def test_request_of_another_year_is_no_part_of_the_programme(by_on: str, *, is_asked: bool) -> None:
    programme = Programme.objects.get()
    Request.objects.filter(code="rq-003").update(by_on=by_on)

    asked = {it["id"] for it in programme_document(programme)["requests"]}

    assert ("rq-003" in asked, len(asked)) == (is_asked, 59 + is_asked)
