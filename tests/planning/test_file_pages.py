"""The pages of the programme file: save it, change it, give it, see what it would do, take it in; and who may."""

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tansiq.home.rehearsal import EXAMPLE
from tansiq.organisations.models import Unit
from tansiq.planning.models import GivenFile
from tansiq.planning.queries.programme_file.rows import faults_in
from tansiq.planning.rules import Why
from tansiq.training.models import Course, Indicator, Pool, Request, Venue
from tansiq.ui.middleware import MOST_SENT
from tests.planning.given_files import EVERYONE, PLAN_READERS, READERS, done, file_of, judged, left, row

pytestmark = pytest.mark.django_db


def upload(client: Client, name: str, content: bytes):
    return client.post("/plan/file", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_pages_speak_the_language(visit, example, language: str, direction: str) -> None:
    client = visit("director", language)
    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    upload(client, "p.json", file_of(example))

    for address in ("/plan/file", "/plan/file/preview"):
        page = client.get(address)
        assert (page.status_code, f'dir="{direction}"' in page.text[:200]) == (200, True), address


def in_workbook(saved: bytes, headcount: int) -> bytes:
    """Change the training headcount of a unit in its cell."""
    book = openpyxl.load_workbook(io.BytesIO(saved))
    sheet = book["Units"]
    line = next(it[0].row for it in sheet.iter_rows() if it[0].value == "u-ly-bg-n")
    heads = (it for heading in sheet.iter_rows(max_row=4) for it in heading)
    column = next(it.column for it in heads if str(it.value).startswith("Training headcount"))
    sheet.cell(line, column).value = headcount
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def in_text(saved: bytes, headcount: int) -> bytes:
    """Change the training headcount of a unit in its line, of YAML as of JSON."""
    before, found, after = saved.decode().partition("u-ly-bg-n")
    return (
        before + found + re.sub(r'(training_headcount"?: )\d+', rf"\g<1>{headcount}", after, count=1)
    ).encode()


@pytest.mark.parametrize("form", ["xlsx", "yaml", "json"])
def test_saved_changed_read_in_and_confirmed(visit, form: str) -> None:
    client = visit("director", "en")
    saved = client.get(f"/plan/file/programme.{form}").content
    changed = in_workbook(saved, 4321) if form == "xlsx" else in_text(saved, 4321)

    upload(client, f"programme.{form}", changed)
    page = client.get("/plan/file/preview")
    proposal = page.context["proposal"]
    answer = client.post("/plan/file/take-in", {"digest": proposal.digest}, follow=True)

    assert done(proposal) == {"units": ([], ["u-ly-bg-n"])}
    assert "The file is taken in: 0 records added, 1 changed." in answer.text
    assert Unit.objects.get(code="u-ly-bg-n").training_headcount == 4321


def test_every_fault_stands_on_the_page_with_its_place(visit) -> None:
    faulty = EXAMPLE.read_text().replace(
        "unit: u-ly-trg,  course: crs-ihl-101", "unit: u-nobody, course: crs-x"
    )

    page = upload(visit("planner", "en"), "faulty.yaml", faulty.encode())

    line = next(n for n, it in enumerate(faulty.splitlines(), 1) if "u-nobody" in it)
    faults = page.context["faults"]
    assert [f"line {line}" in it.place for it in faults] == [True, True]
    assert ["u-nobody" in it.text + it.place or "crs-x" in it.text for it in faults] == [True, True]
    assert all(it.remedy for it in faults)


def test_stale_preview_gets_a_message_and_the_page_again(visit, example) -> None:
    client = visit("director", "en")
    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    upload(client, "p.json", file_of(example))
    digest = client.get("/plan/file/preview").context["proposal"].digest
    Unit.objects.filter(code="u-ly-med").update(training_headcount=77)

    answer = client.post(
        "/plan/file/take-in",
        {"digest": digest},
        headers={"Referer": "http://testserver/plan/file/preview"},
        follow=True,
    )

    assert "Records were changed since you saw what the file would do." in answer.text
    assert Unit.objects.get(code="u-ly-bg-n").training_headcount != 4321


@pytest.mark.parametrize("username", sorted(EVERYONE))
def test_who_reads_in_and_who_saves(visit, username: str, example) -> None:
    client = visit(username)
    saves, reads = username in PLAN_READERS, username in READERS
    found = {
        "save": client.get("/plan/file/programme.json").status_code,
        "page": client.get("/plan/file").status_code,
        "preview": client.get("/plan/file/preview").status_code,
        "give": upload(client, "p.json", b"{}").status_code,
        "leave": client.post("/plan/file/leave").status_code,
        "take in": client.post("/plan/file/take-in", {"digest": "x"}).status_code,
    }

    assert found == {
        "save": 200 if saves else 403, "page": 200 if saves else 403, "preview": 302 if reads else 403,
        "give": 200 if reads else 403, "leave": 302 if reads else 403, "take in": 409 if reads else 403,
    }  # fmt: skip


def test_nobody_sees_or_takes_in_the_file_of_another(visit, example) -> None:
    director = visit("director")
    upload(director, "secret-name.json", file_of(example))
    unit = visit("unit")

    assert "secret-name" not in unit.get("/plan/file").text
    assert unit.get("/plan/file/preview").status_code == 302
    assert "secret-name" in director.get("/plan/file").text
    director.post("/plan/file/leave")
    assert GivenFile.objects.count() == 0


def rated_in(document: dict) -> set[str]:
    """Give the parties of whose units a file tells ratings."""
    return {it["party"] for it in document["units"] if any("start" in task for task in it["metl"].values())}


def test_saved_file_is_a_programme_without_what_is_hidden(visit, person, example) -> None:
    Venue.objects.filter(owner="dz").update(released_to="")
    saved = visit("director").get("/plan/file/programme.json").json()

    assert {it["party"] for it in saved["venues"]} == {"ly"}
    assert {it for course in saved["courses"] for it in course["venues"]} <= {
        it["id"] for it in saved["venues"]
    }
    assert {line["payer"] for line in saved["budget"]["lines"]} == {"ly", "joint"}
    assert {who: rated_in(file) for who, file in (("node", example), ("director", saved))} == {
        "node": {"ly", "dz"}, "director": {"ly"}
    }  # fmt: skip
    assert faults_in(saved) == []


@pytest.mark.parametrize(("username", "other"), [("director", "dz"), ("school", "ly"), ("cooperation", "ly")])
def test_saved_file_names_no_record_that_is_kept_back(visit, username: str, other: str) -> None:
    for kind in (Unit, Venue, Pool, Course, Request, Indicator):
        kind.objects.filter(owner=other).update(released_to="")
    codes = [
        it
        for kind in (Unit, Venue, Pool, Course, Request)
        for it in kind.objects.filter(owner=other).values_list("code", flat=True)
    ]

    text = visit(username).get("/plan/file/programme.json").text

    assert [it for it in codes if f'"{it}"' in text] == []
    assert [it for it in faults_in(json.loads(text)) if it.code in {"no_such_id", "missing_key"}] == []


def test_record_that_no_file_can_hold_is_left_out_of_it(visit, person, example) -> None:
    Course.objects.get(code="crs-ihl-101").staffings.all().delete()

    saved = visit("school").get("/plan/file/programme.json").json()

    assert "crs-ihl-101" not in {it["id"] for it in saved["courses"]}
    assert left(judged(person("school"), example))["crs-ihl-101"] == Why.ELSEWHERE


def test_unknown_form_is_not_found(visit) -> None:
    assert visit("director").get("/plan/file/programme.exe").status_code == 404


def test_request_beyond_all_size_is_refused_before_it_is_read(visit) -> None:
    answer = visit("director", "en").post(
        "/plan/file", b"x", content_type="application/octet-stream", CONTENT_LENGTH=str(MOST_SENT + 1)
    )

    assert answer.status_code == 413
