"""Reading in a programme file from the browser: what it changes, for whom, and what hostile files do not do."""

import copy
import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tansiq.core.errors import NotAllowed
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import Mode
from tansiq.home.rehearsal import EXAMPLE
from tansiq.organisations.models import Unit
from tansiq.people.models import Role
from tansiq.planning import services
from tansiq.planning.models import GivenFile, Programme
from tansiq.planning.queries.proposal import Proposal, proposal_of
from tansiq.planning.queries.rows import rows_of
from tansiq.planning.queries.seen import known_document, seen_document
from tansiq.planning.rules import ONLY_ADDED, TAKES, Why
from tansiq.planning.services import reading_in
from tansiq.planning.services.loading import ProgrammeFaulty
from tansiq.planning.services.reading_in import (
    CannotBeRead,
    NothingGiven,
    NothingToTakeIn,
    OtherProgramme,
    PreviewOutOfDate,
    TooLarge,
)
from tansiq.training.models import Course, Indicator, Pool, Request, Task, Venue

pytestmark = pytest.mark.django_db
READERS = {"director", "unit", "school", "cooperation", "planner", "exdirector"}
PLAN_READERS = READERS | {"idfad", "attache", "auditor"}
EVERYONE = PLAN_READERS | {"border", "administrator"}


@pytest.fixture
def example(db) -> dict:
    return known_document(Programme.objects.get())


@pytest.fixture
def node(db) -> Node:
    return Node.objects.get()


def row(document: dict, section: str, code: str) -> dict:
    return next(it for it in document[section] if it["id"] == code)


def file_of(document: dict) -> bytes:
    return json.dumps(document).encode()


def give(person, document: dict, at) -> GivenFile:
    return services.give_file(name="programme.json", content=file_of(document), by=person, at=at)


def judged(person, document: dict) -> Proposal:
    return proposal_of(Programme.objects.get(), document, person, Node.objects.get())


def done(proposal: Proposal) -> dict:
    """Give what a proposal adds and changes, by section."""
    return {
        it.name: ([row.code for row in it.added], [row.code for row in it.changed])
        for it in proposal.sections
        if it.added or it.changed
    }


def left(proposal: Proposal) -> dict:
    return {row.code: row.why for it in proposal.sections for row in it.left}


def test_every_section_says_whose_work_it_is() -> None:
    from tansiq.planning.queries.rows import SECTIONS

    assert set(TAKES) | {"user_roles"} == set(SECTIONS)
    assert set(ONLY_ADDED) <= set(SECTIONS)


def test_what_was_saved_and_not_changed_does_nothing(person, example) -> None:
    for username in sorted(PLAN_READERS):
        saved = seen_document(Programme.objects.get(), person(username), example)

        assert done(judged(person(username), saved)) == {}, username


def test_each_office_takes_in_its_own_and_leaves_the_rest(person, example) -> None:
    row(example, "courses", "crs-ihl-101")["weeks"] = 5
    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    row(example, "units", "u-dz-brd")["training_headcount"] = 4321
    row(example, "competencies", "c-brd")["standard"] = "other"
    row(example, "requests", "rq-001")["seats"] += 1
    course = row(example, "courses", "crs-ihl-101")["provider"]
    school = {"courses": ([], ["crs-ihl-101"])} if course == "dz" else {}

    assert done(judged(person("school"), example)) == school
    assert done(judged(person("unit"), example)) == {"units": ([], ["u-ly-bg-n"])}
    assert done(judged(person("director"), example)) == {
        "units": ([], ["u-ly-bg-n"]), "requests": ([], ["rq-001"])
    }  # fmt: skip
    assert done(judged(person("planner"), example)) == {"competencies": ([], ["c-brd"])}
    reasons = left(judged(person("unit"), example))
    assert [reasons[it] for it in ("u-dz-brd", "c-brd", "rq-001")] == [Why.FOREIGN, Why.ROLE, Why.ROLE]


def test_office_of_one_party_leaves_the_records_of_the_other(person, example, node) -> None:
    row(example, "units", "u-dz-brd")["training_headcount"] = 4321
    Role.objects.create(code="role-all", owner="joint", may="file_need")
    planner = person("planner")
    planner.roles.add(Role.objects.get(code="role-all"))

    assert done(judged(planner, example)) == {"units": ([], ["u-dz-brd"])}
    Node.objects.update(mode=Mode.ONE_PARTY, party="ly")
    assert done(judged(person("planner"), example)) == {}
    assert left(judged(person("planner"), example))["u-dz-brd"] == Why.FOREIGN


def test_file_gives_nobody_a_role_and_signs_no_accord(person, example) -> None:
    row(example, "user_roles", "role-director")["may"].append("keep_people")
    example["user_roles"].append(
        {"id": "role-new", "party": "ly", "org": "org-ly-td", "may": ["keep_people"]}
    )
    accord = example["accords"][-1]
    accord["valid_until"] = "2039-01-01"
    proposal = judged(person("director"), example)

    assert done(proposal) == {}
    assert {code: left(proposal)[code] for code in ("role-director", "role-new", accord["id"])} == {
        "role-director": Why.STEPS, "role-new": Why.STEPS, accord["id"]: Why.STEPS
    }  # fmt: skip


def test_taken_in_it_is_what_was_shown_in_one_line_of_the_journal(person, example, at, node) -> None:
    unit = row(example, "units", "u-ly-bg-n")
    unit["training_headcount"] = 4321
    new = {**copy.deepcopy(row(example, "requests", "rq-001")), "id": "rq-new", "seats": 3}
    example["requests"].append(new)
    director = person("director")
    give(director, example, at)
    before, version = JournalLine.objects.count(), Unit.objects.get(code="u-ly-bg-n").version

    proposal = judged(director, example)
    services.take_in_file(digest=proposal.digest, node=node, by=director, at=at)

    assert rows_of(known_document(Programme.objects.get())) == rows_of(proposal.document)
    kept, request = Unit.objects.get(code="u-ly-bg-n"), Request.objects.get(code="rq-new")
    assert (kept.training_headcount, kept.version, kept.released_to) == (4321, version + 1, " dz ")
    assert (request.state, request.released_to, request.owner) == ("accepted", "", "ly")
    (line,) = JournalLine.objects.filter(number__gt=before)
    assert (line.verb, json.loads(line.changes)) == (
        "planning.read_in_file",
        {"file": "programme.json", "added": {"requests": ["rq-new"]}, "changed": {"units": ["u-ly-bg-n"]}},
    )
    assert GivenFile.objects.count() == 0


def test_ratings_stay_those_of_the_commander(person, example, at, node) -> None:
    from tansiq.training.services import rate_task

    rate_task(
        unit="u-ly-bg-n", competency="c-brd", seen_rating=0, letter="P", points=61, reason="x", evidence="",
        by=person("unit"), at=at,
    )  # fmt: skip
    unit = row(example, "units", "u-ly-bg-n")
    unit["metl"]["c-brd"] = {**unit["metl"]["c-brd"], "start": 99, "weight": 1}
    give(person("unit"), example, at)

    proposal = judged(person("unit"), example)
    services.take_in_file(digest=proposal.digest, node=node, by=person("unit"), at=at)

    task = Task.objects.get(unit__code="u-ly-bg-n", competency__code="c-brd")
    assert (task.weight, task.start_points == 99, task.ratings.count()) == (1, False, 1)


def test_stale_preview_is_refused(person, example, at, node) -> None:
    director = person("director")
    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    give(director, example, at)
    digest = judged(director, example).digest
    Unit.objects.filter(code="u-ly-med").update(training_headcount=77)

    with pytest.raises(PreviewOutOfDate):
        services.take_in_file(digest=digest, node=node, by=director, at=at)
    assert Unit.objects.get(code="u-ly-bg-n").training_headcount != 4321


def test_what_rests_on_a_record_that_is_left_is_refused(person, example, at, node) -> None:
    course = {**copy.deepcopy(row(example, "courses", "crs-ihl-101")), "id": "crs-new"}
    example["courses"].append(course)
    example["requests"].append({**row(example, "requests", "rq-001"), "id": "rq-new", "course": "crs-new"})
    director = person("director")
    give(director, example, at)
    proposal = judged(director, example)

    assert [(it.code, it.path[:2]) for it in proposal.faults] == [("no_such_id", ("requests", "rq-new"))]
    with pytest.raises(ProgrammeFaulty):
        services.take_in_file(digest=proposal.digest, node=node, by=director, at=at)
    assert not Request.objects.filter(code="rq-new").exists()


def test_request_for_a_unit_of_the_other_party_is_left_whatever_the_file_says_of_the_unit(
    person, example
) -> None:
    row(example, "units", "u-dz-brd")["party"] = "ly"
    example["requests"].append({**row(example, "requests", "rq-001"), "id": "rq-forged", "unit": "u-dz-brd"})

    proposal = judged(person("director"), example)

    assert done(proposal) == {}
    assert [left(proposal)[it] for it in ("u-dz-brd", "rq-forged")] == [Why.FOREIGN, Why.FOREIGN]


def test_request_that_a_plan_has_met_goes_on_by_its_steps(person, example) -> None:
    row(example, "requests", "rq-001")["seats"] += 1
    Request.objects.filter(code="rq-001").update(state="planned")

    assert left(judged(person("director"), example))["rq-001"] == Why.STEPS


def test_record_that_is_not_seen_is_named_as_little_as_one_that_is_not_there(person, example) -> None:
    Course.objects.filter(code="crs-ihl-101").update(released_to="", owner="dz")
    director, course = person("director"), {"id": "rq-new", "course": "crs-ihl-101"}
    saved = seen_document(Programme.objects.get(), director, known_document(Programme.objects.get()))
    mine = next(it for it in saved["requests"] if it["id"].startswith("rq-"))
    hidden = {**saved, "requests": [*saved["requests"], {**mine, **course}]}
    absent = {**saved, "requests": [*saved["requests"], {**mine, **course, "course": "crs-none"}]}

    faults = [
        [(it.code, it.path, it.figures.keys()) for it in judged(director, given).faults]
        for given in (hidden, absent)
    ]

    assert faults[0] == faults[1] == [("no_such_id", ("requests", "rq-new", "course"), faults[0][0][2])]


def test_nothing_to_take_in_and_nothing_given_are_refused(person, example, at, node) -> None:
    director = person("director")
    with pytest.raises(NothingGiven):
        services.take_in_file(digest="", node=node, by=director, at=at)
    give(director, example, at)
    with pytest.raises(NothingToTakeIn):
        services.take_in_file(digest=judged(director, example).digest, node=node, by=director, at=at)


def test_only_whoever_changes_a_section_gives_a_file(person, example, at, node) -> None:
    for username in sorted(EVERYONE - READERS):
        with pytest.raises(NotAllowed):
            give(person(username), example, at)
        with pytest.raises(NotAllowed):
            services.take_in_file(digest="", node=node, by=person(username), at=at)


def test_withdrawn_offer_is_left(person, example) -> None:
    code = row(example, "courses", "crs-ihl-101")["id"]
    Course.objects.filter(code=code).update(is_offered=False)

    assert left(judged(person("school"), example))[code] == Why.ELSEWHERE


def zipped(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return held.getvalue()


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (it, it, b",".join([b"*%c" % (it - 1)] * 9)) for it in range(ord("b"), ord("j"))
)
HOSTILE = {
    "yaml bomb": ("x.yaml", BOMB, "anchor"),
    "zip bomb": ("x.xlsx", zipped(xl__a=b"0" * 301_000_000), "workbook_unpacks_too_large"),
    "deep yaml": ("x.yaml", b"[" * 100_000, "too_deep"),
    "deep json": ("x.json", b'{"a":' * 100_000, "too_deep"),
    "pdf": ("x.pdf", b"%PDF-1.7", "unknown_suffix"),
    "pdf called xlsx": ("x.xlsx", b"%PDF-1.7", "workbook_damaged"),
    "empty": ("x.yaml", b"", "empty_file"),
    "empty workbook": ("x.xlsx", b"", "workbook_damaged"),
    "latin-1": ("x.yaml", "meta: é".encode("latin-1"), "bad_encoding"),
    "no ending": ("x", b"meta: 1", "unknown_suffix"),
    "strange name": ("../../\u202e\x00a.yaml", b"meta: 1", "wrong_type"),
    "list": ("x.json", b"[]", "wrong_type"),
    "python": ("x.yaml", b"!!python/object/apply:os.system [ls]", "tag"),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_hostile_file_is_told_in_words_and_changes_nothing(which: str, person, at) -> None:
    name, content, code = HOSTILE[which]
    before = JournalLine.objects.count()

    with pytest.raises(ProgrammeFaulty) as refused:
        services.give_file(name=name, content=content, by=person("planner"), at=at)

    assert code in {it.code for it in refused.value.faults}
    assert (JournalLine.objects.count(), GivenFile.objects.count()) == (before, 0)


def test_file_that_is_too_large_or_takes_too_long_or_is_of_another_programme(
    person, example, at, monkeypatch
) -> None:
    planner = person("planner")
    with pytest.raises(TooLarge):
        services.give_file(name="x.yaml", content=b" " * (services.MOST_BYTES + 1), by=planner, at=at)
    other = {**example, "meta": {**example["meta"], "id": "prog-other"}}
    with pytest.raises(OtherProgramme):
        give(planner, other, at)
    monkeypatch.setattr(reading_in, "MOST_SECONDS", 0.01)
    with pytest.raises(CannotBeRead):
        give(planner, example, at)
    with reading_in._ONE_AT_A_TIME, pytest.raises(CannotBeRead):
        give(planner, example, at)
    assert GivenFile.objects.count() == 0


# ---------------------------------------------------------------------------------------------------------------- pages
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


def test_saved_file_is_a_programme_without_what_is_hidden(visit, person, example) -> None:
    Venue.objects.filter(owner="dz").update(released_to="")
    saved = visit("director").get("/plan/file/programme.json").json()

    assert {it["party"] for it in saved["venues"]} <= {"ly"}
    assert {it for course in saved["courses"] for it in course["venues"]} <= {
        it["id"] for it in saved["venues"]
    }
    assert {line["payer"] for line in saved["budget"]["lines"]} <= {"ly", "joint"}
    assert all(
        "start" not in task
        for unit in saved["units"]
        if unit["party"] == "dz"
        for task in unit["metl"].values()
    )
    from tansiq.planning.queries.rows import faults_in

    assert faults_in(saved) == []


@pytest.mark.parametrize(("username", "other"), [("director", "dz"), ("school", "ly"), ("cooperation", "ly")])
def test_saved_file_names_no_record_that_is_kept_back(visit, username: str, other: str) -> None:
    from tansiq.planning.queries.rows import faults_in

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
    from tansiq.ui.middleware import MOST_SENT

    answer = visit("director", "en").post(
        "/plan/file", b"x", content_type="application/octet-stream", CONTENT_LENGTH=str(MOST_SENT + 1)
    )

    assert answer.status_code == 413
