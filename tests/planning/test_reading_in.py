"""Reading in a programme file from the browser: what it changes, for whom, and what hostile files do not do."""

import copy
import io
import json
import zipfile
from datetime import timedelta

import pytest

from tansiq.core.errors import NotAllowed
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import Mode
from tansiq.organisations.models import Unit
from tansiq.people.models import Role
from tansiq.planning import services
from tansiq.planning.models import GivenFile, Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import rows_of
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.rules import ONLY_ADDED, TAKES, Why
from tansiq.planning.services import putting, reading_in
from tansiq.planning.services.reading_in import (
    CannotBeRead,
    NothingGiven,
    NothingToTakeIn,
    OtherProgramme,
    PreviewOutOfDate,
    TooLarge,
)
from tansiq.training.models import Course, Request, Task
from tests.planning.given_files import EVERYONE, PLAN_READERS, READERS, done, file_of, judged, left, row

pytestmark = pytest.mark.django_db


def give(person, document: dict, at) -> GivenFile:
    return services.give_file(name="programme.json", content=file_of(document), by=person, at=at)


def test_every_section_says_whose_work_it_is() -> None:
    from tansiq.planning.queries.programme_file.rows import SECTIONS

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


def test_command_takes_in_its_own_units_alone(person, example) -> None:
    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    row(example, "units", "u-ly-ct-1")["training_headcount"] = 4321
    row(example, "units", "u-ly-bg-s")["owner"] = "org-ly-ctf"

    assert done(judged(person("unit"), example)) == {"units": ([], ["u-ly-bg-n"])}
    reasons = left(judged(person("unit"), example))
    assert [reasons[it] for it in ("u-ly-ct-1", "u-ly-bg-s")] == [Why.ROLE, Why.ROLE]


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
    monkeypatch.setattr(reading_in.READER, "most_seconds", 0.01)
    with pytest.raises(CannotBeRead):
        give(planner, example, at)
    with reading_in.READER.turn, pytest.raises(reading_in.OthersAreRead):
        give(planner, example, at)
    assert GivenFile.objects.count() == 0


# ------------------------------------------------------------------------------------------------- what an attack found
@pytest.mark.parametrize(
    "name", ["😀" * 150 + ".json", "ب" * 180 + ".json", "..", "a\ud800.json", "x." + "😀" * 60]
)
def test_file_of_any_name_is_read_or_told_in_words(name: str, person, example, at) -> None:
    if name.endswith(".json"):
        given = services.give_file(name=name, content=file_of(example), by=person("planner"), at=at)
        assert (len(given.name.encode()) <= 255, given.name.endswith("json")) == (True, True)
    else:
        with pytest.raises(ProgrammeFaulty, match="yaml"):
            services.give_file(name=name, content=file_of(example), by=person("planner"), at=at)


@pytest.mark.parametrize(
    ("section", "code", "changes"),
    [
        ("units", "u-ly-bg-n", {"max_absent_share": 0.123456789, "yearly_turnover": 0.3333333}),
        ("competencies", "c-brd", {"half_life_months": 11.00049, "standard": ""}),
        ("courses", "crs-ihl-101", {"name": {"ar": "دورة", "fr": "", "en": "Course"}}),
    ],
)
def test_what_records_keep_otherwise_than_the_file_has_it_is_taken_in_all_the_same(
    person, example, at, node, section: str, code: str, changes: dict
) -> None:
    Role.objects.create(code="role-all", owner="joint", may="file_need publish_offer edit_draft")
    planner = person("planner")
    planner.roles.add(Role.objects.get(code="role-all"))
    row(example, section, code).update(changes)
    give(planner, example, at)
    planner = person("planner")

    proposal = judged(planner, GivenFile.objects.get().content)
    services.take_in_file(digest=proposal.digest, node=node, by=planner, at=at)

    assert rows_of(known_document(Programme.objects.get())) == rows_of(proposal.document)


def test_what_the_database_cannot_hold_is_refused_in_words(person, example, at, node, monkeypatch) -> None:
    from django.db import DataError

    def too_long(**_rows: object) -> None:
        raise DataError("value too long for type character varying(300)")

    row(example, "units", "u-ly-bg-n")["training_headcount"] = 4321
    director = person("director")
    give(director, example, at)
    monkeypatch.setattr(putting, "put_units", too_long)

    with pytest.raises(reading_in.CannotBeKept):
        services.take_in_file(digest=judged(director, example).digest, node=node, by=director, at=at)
    assert GivenFile.objects.count() == 1


def test_guess_at_what_is_hidden_is_not_confirmed(person, example) -> None:
    director, unit = person("director"), Unit.objects.get(code="u-dz-brd")
    course = Course.objects.get(code="crs-ihl-101")
    unit.qualified.create(course=course, people=7)
    unit.tasks.update(released_to="")
    known = known_document(Programme.objects.get())
    right, wrong = copy.deepcopy(known), copy.deepcopy(known)
    row(wrong, "units", "u-dz-brd")["already_qualified"][course.code] = 8

    assert [left(judged(director, it)).get("u-dz-brd") for it in (right, wrong)] == [Why.FOREIGN, Why.FOREIGN]


def test_fault_in_a_record_that_is_not_seen_stops_the_file_and_is_not_told(person, visit, at, node) -> None:
    held = Programme.objects.get()
    Request.objects.create(
        code="rq-secret", owner="dz", unit=Unit.objects.get(code="u-dz-brd"), seats=1, by_on=held.last_on, priority=1,
        course=Course.objects.get(code="crs-ihl-101"), state="accepted",
    )  # fmt: skip
    Role.objects.create(code="role-edits", owner="ly", may="edit_draft")
    person("director").roles.add(Role.objects.get(code="role-edits"))
    director = person("director")
    saved = seen_document(held, director, known_document(held))
    saved["meta"]["horizon"]["end"] = (held.last_on - timedelta(days=1)).isoformat()
    give(director, saved, at)

    proposal = judged(director, saved)
    page = visit("director", "en").get("/plan/file/preview").text

    assert proposal.has_unseen_faults
    assert ("rq-secret" in repr(proposal.faults), "rq-secret" in page) == (False, False)
    with pytest.raises(ProgrammeFaulty if proposal.faults else reading_in.FaultyUnseen):
        services.take_in_file(digest=proposal.digest, node=node, by=director, at=at)
