"""Lists from officers' sheets: what they would do cell by cell, taken in whole or not, taken back whole or not."""

import itertools
import random
from datetime import date, timedelta

import pytest
from documents import attached_rows
from documents.sheet_files import NEED, NEEDS, read_here, workbook

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.core.models import JournalLine, Node
from tansiq.core.services import NodeItself, write_line
from tansiq.documents.models import GivenSheet, SheetImport, SheetMapping
from tansiq.documents.queries.sheets import imports, judging, lists
from tansiq.documents.queries.sheets.preview import Preview
from tansiq.documents.rules.sheets import LineKind
from tansiq.documents.services import sheets as services
from tansiq.documents.services.sheets import (
    HeadingsTooFarDown,
    NothingGiven,
    NotMapped,
    RowsFaulty,
    TakenBackAlready,
)
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import rows_of
from tansiq.planning.queries.programme_file.seen import known_document
from tansiq.planning.services.reading_in import NothingToTakeIn
from tansiq.planning.services.taking_back import CannotBeTakenBack
from tansiq.training.models import Course, Request
from tansiq.training.queries import free_codes
from tansiq.training.services import file_request, release_record
from tansiq_desk.sheets.fields import LISTS
from tansiq_desk.sheets.writing import list_csv, list_workbook

pytestmark = pytest.mark.django_db
NEW = (None, "u-ly-bg-n", "crs-ihl-101", 7, "15/11/2026", 2)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch, tmp_path):
    monkeypatch.setattr(
        services, "_answer_of_another_process", lambda name, content: read_here(name, content, tmp_path)
    )


@pytest.fixture
def node(db):
    return Node.objects.get()


@pytest.fixture
def give(person, node, at):
    """Give a sheet and go on to what it would do, as the director unless said otherwise."""

    def given(
        *rows,
        by="director",
        sender="Libyan staff",
        name="needs.xlsx",
        content=None,
        fields=None,
        fixed=None,
        order="",
        merged=(),
    ):
        content = content or workbook(*rows, merged=merged)
        found = services.give_sheet(name=name, content=content, sender=sender, by=person(by), at=at)
        said = {"fields": fields, "fixed": fixed, "order": order}
        head = {"fixed": {}, "order": "", **found.head}
        said = {key: it or head[key] for key, it in said.items()}
        services.map_columns(shown=found.shown_as, **said, node=node, by=person(by))
        return Preview(GivenSheet.objects.get(by=by))

    return given


@pytest.fixture
def take(person, node, at):
    """Take in what was given."""

    def taken(by="director", *, without_faulty=False, digest=None):
        digest = GivenSheet.objects.get(by=by).digest if digest is None else digest
        return services.take_in_sheet(
            digest=digest, without_faulty=without_faulty, node=node, by=person(by), at=at
        )

    return taken


def world() -> dict:
    return rows_of(known_document(Programme.objects.get()))


def happening(preview: Preview) -> dict[str, int]:
    return {kind: count for kind, count in preview.counts.items() if count}


def faults(preview: Preview) -> list[tuple]:
    return [
        (it["cell"], it["field"], it["code"]) for line in preview.lines("faulty", "") for it in line["faults"]
    ]


# --------------------------------------------------------------------------------------------------------- what it would do
def test_changed_cell_is_shown_with_what_it_was(give):
    preview = give(NEEDS, ("rq-001", "u-ly-bg-n", "crs-ihl-101", 25, None, 1))

    now = world()["requests"]["rq-001"]
    assert happening(preview) == {"changed": 1}
    told = preview.told(preview.lines("", "")[0])
    assert [(it.cell, it.before, it.after) for it in told.cells if it.cell == "D2"] == [
        ("D2", str(now["seats"]), "25")
    ]


def test_row_without_a_code_gets_the_next_one_and_is_known_again(give, take):
    preview = give(NEEDS, NEW)
    assert happening(preview) == {"added": 1}
    take()
    code = preview.lines("", "")[0]["code"]
    assert Request.objects.get(code=code).seats == 7

    again = give(NEEDS, NEW)
    assert happening(again) == {"same": 1}
    with pytest.raises(NothingToTakeIn):
        take()
    assert happening(give(NEEDS, (*NEW[:3], 9, *NEW[4:]))) == {"changed": 1}


def test_units_and_courses_by_name_in_any_language(give):
    unit, course = world()["units"]["u-ly-bg-n"], world()["courses"]["crs-ihl-101"]
    rows = [
        (None, unit["name"][tongue], course["name"][tongue].upper(), 3, "1er mars 2027", "١")
        for tongue in ("ar", "fr", "en")
    ]

    preview = give(NEEDS, *rows)

    assert happening(preview) == {"added": 3}


FAULTY = {
    "unknown": ((None, "u-ly-bg-nn", "crs-ihl-101", 3, "31/3/2027", 1), ("B2", "unit", "name_unknown")),
    "no number": (
        (None, "u-ly-bg-n", "crs-ihl-101", "many", "31/3/2027", 1),
        ("D2", "seats", "not_a_number"),
    ),
    "no day": ((None, "u-ly-bg-n", "crs-ihl-101", 3, "31 février 2027", 1), ("E2", "by", "not_a_day")),
    "priority": ((None, "u-ly-bg-n", "crs-ihl-101", 3, "31/3/2027", 7), ("F2", "priority", "programme")),
    "missing": ((None, "u-ly-bg-n", "crs-ihl-101", None, "31/3/2027", 1), ("D2", "seats", "missing_value")),
    "horizon": ((None, "u-ly-bg-n", "crs-ihl-101", 3, "31/3/2101", 1), ("E2", "by", "programme")),
}


def test_fault_is_told_by_its_cell_with_what_would_be_right(give, take):
    before = world()
    preview = give(NEEDS, *(row for row, _expected in FAULTY.values()))

    expected = [
        (f"{cell[0]}{number}", key, code)
        for number, (_row, (cell, key, code)) in enumerate(FAULTY.values(), 2)
    ]
    assert faults(preview) == expected
    told = [it for line in preview.lines("", "") for it in preview.told(line).faults]
    assert [(it.cell, bool(it.text), bool(it.remedy)) for it in told] == [
        (it[0], True, True) for it in expected
    ]
    with pytest.raises(RowsFaulty):
        take()
    assert world() == before


def test_good_rows_alone_where_that_is_said_and_the_others_as_a_sheet(give, take, person):
    preview = give(NEEDS, NEW, FAULTY["unknown"][0])
    content = lists.faulty_written(preview, "what is wrong")
    assert happening(preview) == {"added": 1, "faulty": 1}

    taken = take(without_faulty=True)

    assert (taken.added, taken.changed, taken.left) == (1, 0, 1)
    again = give(content=content)
    assert (faults(again), happening(again)) == ([("B2", "unit", "name_unknown")], {"faulty": 1})


def test_day_or_month_is_asked_once_where_no_cell_tells(give):
    either, telling = (None, "u-ly-bg-n", "crs-ihl-101", 3, "3/4/2027", 1), (*NEW[:4], "25/4/2027", 1)
    assert faults(give(NEEDS, either)) == [("E2", "by", "day_either_way")]
    assert happening(give(NEEDS, either, telling)) == {"added": 2}

    line = give(NEEDS, either, order="month").lines("", "")[0]

    assert ["E2", "by", None, "2027-03-04"] in line["cells"]


def test_missing_column_is_told_or_given_one_value(give):
    heads, row = (*NEEDS[1:5],), NEW[1:5]
    assert faults(give(heads, row)) == [("A2", "priority", "no_column")]

    line = give(heads, row, fixed={"priority": "٣"}).lines("", "")[0]

    assert ["", "priority", None, 3] in line["cells"]


def test_merged_heads_in_two_rows_and_a_total(give):
    rows = [
        ("قائمة الاحتياجات",), ("الوحدة", "الدورة", "المطلوب", None, "آخر أجل"), (None, None, "عدد المقاعد", "الأولوية", None),
        ("u-ly-bg-n", "crs-ihl-101", "١٢", 1, "31/12/2026"), (None, "crs-med-101", 4, 2, "31/12/2026"), ("المجموع", None, 16),
    ]  # fmt: skip
    preview = give(*rows, merged=("A1:E1", "C2:D2", "A2:A3", "B2:B3", "E2:E3", "A4:A5"))

    assert happening(preview) == {"added": 2}
    assert [it["row"] for it in preview.lines("", "")] == [4, 5]


@pytest.fixture
def falling(give, take):
    """Give a list of courses in a chain, of which the last is faulty and each rests on the one after it."""
    codes = [f"crs-chain-{number}" for number in range(7)]
    own = next(it for it in world()["courses"].values() if it["provider"] == "dz")
    plain = [{**own, "id": code, "name": {"en": code}, "prereq": []} for code in codes]
    give(content=list_workbook(lists.Listed("courses", plain), "en"), by="school")
    take("school")
    made = [Course.objects.get(code=code) for code in codes]
    for before, after in itertools.pairwise(made):
        after.prerequisites.add(before)
    turned = [{**it, "prereq": [code]} for it, code in zip(plain, codes[1:], strict=False)]
    last = {**plain[-1], "seats": {"min": 9, "max": 3}}
    return list_workbook(lists.Listed("courses", [*turned, last]), "en")


def test_chain_of_rows_that_fall_one_after_the_other_is_faulty_to_its_end(give, take, falling):
    whole = world()

    preview = give(content=falling, by="school")

    assert (happening(preview), preview.faults) == ({"faulty": 7}, [])
    with pytest.raises(NothingToTakeIn):
        take("school", without_faulty=True)
    assert world() == whole


def test_chain_longer_than_is_followed_stops_the_whole_list(give, take, falling, monkeypatch):
    monkeypatch.setattr(judging, "ROUNDS", 3)
    whole = world()

    preview = give(content=falling, by="school")

    assert len(preview.faults) > 0
    with pytest.raises(ProgrammeFaulty):
        take("school", without_faulty=True)
    assert world() == whole


def test_headings_stand_where_their_officer_says_as_far_as_rows_are_kept(give, person, at):
    above = [(f"note {number}", "x") for number in range(34)]
    content = workbook(*above, ("?", "??"), ("u-ly-bg-n", 30), *[("u-ly-bg-n", 31)] * 9)
    services.give_sheet(name="a.xlsx", content=content, sender="x", by=person("unit"), at=at)
    said = {"sheet": 0, "section": "units", "by": person("unit")}

    given = services.choose_sheet(shown=GivenSheet.objects.get().shown_as, heading=35, **said)

    assert given.head["headings"] == ["?", "??"]
    with pytest.raises(HeadingsTooFarDown, match="40"):
        services.choose_sheet(shown=given.shown_as, heading=41, **said)


# --------------------------------------------------------------------------------------------------------------- by whose right
def test_row_of_another_office_is_left_with_the_reason(give, take):
    before = world()["units"]
    own, theirs = before["u-ly-bg-n"], next(it for it in before.values() if it["party"] == "dz")
    heads = ("رمز الوحدة", "عدد المطلوب تدريبهم")
    preview = give(heads, (own["id"], 77), (theirs["id"], 77), by="unit")

    assert happening(preview) == {"changed": 1, "refused": 1}
    assert [it["why"] for it in preview.lines("refused", "")] == ["foreign"]
    assert take("unit").left == 1
    assert world()["units"] == {**before, own["id"]: {**own, "training_headcount": 77}}


@pytest.mark.parametrize("username", ["idfad", "auditor", "administrator"])
def test_who_changes_no_list_gives_none(person, at, username):
    with pytest.raises(NotAllowed):
        services.give_sheet(
            name="x.xlsx", content=workbook(NEEDS, NEED), sender="x", by=person(username), at=at
        )


def test_list_of_another_role_is_not_read_further(give):
    with pytest.raises(NotAllowed):
        give(("رمز الدورة", "المدة"), ("crs-ihl-101", 3), by="unit")


def test_hidden_record_is_named_by_no_fault(give, person):
    Course.objects.filter(code="crs-ihl-101").update(owner="dz", released_to="")
    name = Course.objects.get(code="crs-ihl-101").name_en

    preview = give(NEEDS, (None, "u-ly-bg-n", name[:-1], 3, "31/3/2027", 1))

    assert preview.lines("", "")[0]["faults"][0]["near"] == [
        it for it in preview.lines("", "")[0]["faults"][0]["near"] if "crs-ihl-101" not in it
    ]


# -------------------------------------------------------------------------------------------------------------------- taking in
def test_taking_in_writes_one_line_and_remembers_the_columns(give, take, person):
    count, content = JournalLine.objects.count(), workbook(("x", *NEEDS[1:]), ("?", *NEW[1:]))
    give(content=content, fields=["", "unit", "course", "seats", "by", "priority"])
    taken = take()

    line = JournalLine.objects.order_by("-number").first()
    assert (JournalLine.objects.count(), line.verb, line.subject) == (
        count + 1,
        "documents.take_in_sheet",
        f"documents.sheetimport/{taken.pk}",
    )
    said = {"name": "b.xlsx", "by": person("director"), "at": taken.at}
    again = services.give_sheet(content=content, sender=" libyan  STAFF", **said)
    assert (again.as_last_time, again.section, again.head["fields"][0]) == (True, "requests", "")
    assert imports.taken_in_before(person("director"), again) == taken
    other = services.give_sheet(content=content, sender="another", **said)
    assert not other.as_last_time


def test_remembered_columns_are_forgotten(give, take, person, at):
    give(NEEDS, NEW)
    take()
    number = SheetMapping.objects.get().pk
    with pytest.raises(NotFound):
        services.forget_mapping(number=number, by=person("school"), at=at)

    services.forget_mapping(number=number, by=person("director"), at=at)

    assert not services.give_sheet(
        name="b.xlsx", content=workbook(NEEDS, NEW), sender="Libyan staff", by=person("director"), at=at
    ).as_last_time


def test_what_changed_meanwhile_is_shown_anew_first(give, take):
    give(NEEDS, NEED)
    Request.objects.filter(code="rq-001").update(seats=99)
    before = world()

    with pytest.raises(ChangedMeanwhile):
        take()
    assert (world(), SheetImport.objects.count()) == (before, 0)


def test_nothing_given_or_not_mapped_takes_in_nothing(person, node, at, take):
    with pytest.raises(NothingGiven):
        services.take_in_sheet(digest="", without_faulty=False, node=node, by=person("director"), at=at)
    services.give_sheet(name="a.xlsx", content=workbook(NEEDS, NEW), sender="x", by=person("director"), at=at)
    with pytest.raises(NotMapped):
        take()


@pytest.mark.parametrize("verb", ["map_columns", "look_again", "choose_sheet"])
def test_sheet_that_was_taken_in_in_another_window_does_not_come_back(give, person, node, monkeypatch, verb):
    give(NEEDS, NEW)
    given = GivenSheet.objects.get()
    where = "_guess" if verb == "choose_sheet" else "judged"
    before = getattr(services, where)
    monkeypatch.setattr(services, where, lambda *a: (before(*a), GivenSheet.objects.all().delete())[0])
    said = {
        "map_columns": {
            "shown": given.shown_as,
            "fields": given.head["fields"],
            "fixed": {},
            "order": "",
            "node": node,
        },
        "look_again": {"node": node},
        "choose_sheet": {"shown": given.shown_as, "sheet": 0, "section": "requests", "heading": 1},
    }

    with pytest.raises(NothingGiven):
        getattr(services, verb)(**said[verb], by=person("director"))
    assert not GivenSheet.objects.exists()


def test_code_that_a_row_gives_itself_is_given_to_no_other(give, take):
    count, code = Request.objects.count(), next(free_codes("ly"))

    preview = give(NEEDS, (code, *NEW[1:]), (*NEW[:4], "20/11/2026", 2))
    take()

    assert (happening(preview), Request.objects.count() - count) == ({"added": 2}, 2)


@pytest.mark.parametrize("verb", ["map_columns", "choose_sheet"])
def test_form_about_one_file_says_nothing_of_another(give, person, node, verb):
    give(NEEDS, NEW)
    shown = GivenSheet.objects.get().shown_as
    give(*[row[::-1] for row in (NEEDS, NEW)])
    before = GivenSheet.objects.values().get()
    said = {
        "map_columns": {"fields": before["head"]["fields"][::-1], "fixed": {}, "order": "", "node": node},
        "choose_sheet": {"sheet": 0, "section": "requests", "heading": 1},
    }

    with pytest.raises(ChangedMeanwhile):
        getattr(services, verb)(shown=shown, **said[verb], by=person("director"))
    assert GivenSheet.objects.values().get() == before


def test_columns_of_another_sheet_than_was_looked_at_are_not_kept(give, person, node, monkeypatch):
    give(NEEDS, NEW)
    before = services.judged
    monkeypatch.setattr(
        services, "judged", lambda *a: (before(*a), GivenSheet.objects.update(section="units"))[0]
    )

    with pytest.raises(ChangedMeanwhile):
        services.look_again(node=node, by=person("director"))


# -------------------------------------------------------------------------------------------------------------------- taking back
@pytest.fixture
def back(person, node, at):
    def taken_back(taken, by="director"):
        return services.take_back_sheet(number=taken.pk, node=node, by=person(by), at=at + timedelta(hours=1))

    return taken_back


def test_whole_list_is_taken_back(give, take, back):
    before, requests = (
        world(),
        list(Request.objects.order_by("pk").values("code", "seats", "by_on", "source")),
    )
    give(NEEDS, NEED, NEW)
    taken = take()
    assert world() != before

    back(taken)

    assert (world(), list(Request.objects.order_by("pk").values("code", "seats", "by_on", "source"))) == (
        before,
        requests,
    )
    assert JournalLine.objects.order_by("-number").first().verb == "documents.take_back_sheet"
    with pytest.raises(TakenBackAlready):
        back(taken)


def test_nothing_is_attached_between_looking_for_it_and_taking_back(give, take, back, monkeypatch):
    give(NEEDS, NEW)
    taken, order = take(), []
    for name in ("hold_journal", "spoken_of"):
        verb = getattr(services, name)
        monkeypatch.setattr(services, name, lambda *a, of=verb, name=name: (order.append(name), of(*a))[1])

    back(taken)

    assert order == ["hold_journal", "spoken_of"]


@pytest.mark.parametrize("section", ["courses", "venues", "instructor_pools", "units"])
def test_list_of_any_kind_is_taken_back_whole(give, take, back, section, person, monkeypatch):
    by = "school" if section != "units" else "unit"
    party = "dz" if by == "school" else "ly"
    before = world()
    own = {"units": "u-ly-bg-n"}.get(section) or next(
        it["id"] for it in before[section].values() if it.get("party", it.get("provider")) == party
    )
    own = before[section][own]
    new = {**own, "id": "new-one", "name": {"en": "New one"}}
    changed = {**own, "name": {**own["name"], "fr": "Changé"}}
    content = list_workbook(lists.Listed(section, [new, changed]), "en")

    preview = give(content=content, by=by)
    assert happening(preview) == {"added": 1, "changed": 1}
    taken = take(by)
    assert world()[section]["new-one"]["name"] == {"en": "New one"}

    back(taken, by)

    assert world() == before


def changed(people, at):
    record = Request.objects.order_by("-pk").first()
    Request.objects.filter(pk=record.pk).update(seats=50)


def released(people, at):
    record = Request.objects.order_by("-pk").first()
    release_record(
        kind="requests", code=record.code, version=record.version, to=["dz"], by=people("director"), at=at
    )


def left_for_a_partner(people, at):
    write_line(
        verb="exchange.release", subject=f"training.request/{Request.objects.order_by('-pk').first().code}",
        changes={"audience": ["dz"]}, by=NodeItself(), at=at,
    )  # fmt: skip


def locked(people, at):
    from tansiq.planning.services.loading import put_locks

    content = {"id": "l-new", "request": Request.objects.order_by("-pk").first().code, "seats_at_least": 1}
    put_locks(Programme.objects.get(), [content], by=people("director"), at=at)


def planned(people, at):
    from tansiq.planning.models import PlanVersion
    from tansiq.planning.queries.programme_file.document import programme_text

    plan = PlanVersion.objects.get()
    plan.pk, plan.code, plan.number, plan.programme_document = (
        None,
        "other",
        2,
        programme_text(plan.programme),
    )
    plan.save(force_insert=True)


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (changed, "changed"),
        (released, "changed"),
        (left_for_a_partner, "released"),
        (locked, "used"),
        (planned, "planned"),
    ],
)
def test_what_was_changed_or_used_since_is_not_taken_back(give, take, back, person, at, then, why):
    give(NEEDS, NEW)
    taken = take()
    then(person, at + timedelta(minutes=5))
    before = world()

    with pytest.raises(CannotBeTakenBack) as refusal:
        back(taken)

    code = Request.objects.order_by("-pk").first().code
    assert {(it.section, it.code, it.why) for it in refusal.value.obstacles} == {("requests", code, why)}
    assert (world(), SheetImport.objects.get().taken_back_at) == (before, None)


def test_what_left_for_a_partner_before_the_list_does_not_hold_it(give, take, back, person, at):
    left_for_a_partner(person, at)
    code = Request.objects.order_by("-pk").first().code
    give(NEEDS, (code, *NEED[1:]))
    taken, brought = take(), {"requests": code}

    assert {it: next(iter(of)) for it, of in imports.brought_of(taken).items()} == brought
    assert back(taken).taken_back_at is not None


def test_code_of_a_need_that_was_taken_back_is_given_to_no_other(give, take, back, person, at):
    give(NEEDS, NEW)
    taken = take()
    code = Request.objects.order_by("-pk").first().code
    back(taken)
    give(NEEDS, NEW)
    take()
    again = Request.objects.order_by("-pk").first().code
    filed = file_request(
        unit="u-ly-bg-n", course="crs-ihl-101", seats=1, by_on=date(2026, 12, 1), priority=1, late_is_allowed=False,
        justification="", by=person("unit"), at=at,
    )  # fmt: skip

    assert [it[-3:] for it in (code, again, filed.code)] == ["001", "002", "003"]


def test_unit_that_something_stands_on_is_not_taken_back(give, take, back, person, at):
    own = world()["units"]["u-ly-bg-n"]
    give(
        content=list_workbook(
            lists.Listed("units", [{**own, "id": "u-ly-new", "name": {"en": "New"}}]), "en"
        ),
        by="unit",
    )
    taken = take("unit")
    Request.objects.create(
        code="rq-x", owner="ly", unit_id=Request._meta.get_field("unit").related_model.objects.get(code="u-ly-new").pk,
        course=Course.objects.first(), seats=1, by_on="2026-12-01", priority=1,
    )  # fmt: skip

    with pytest.raises(CannotBeTakenBack) as refusal:
        back(taken, "unit")
    assert [(it.code, it.why, it.by) for it in refusal.value.obstacles] == [("u-ly-new", "used", "rq-x")]


def test_venue_that_a_file_is_attached_to_is_not_taken_back(give, take, back, at):
    own = next(it for it in world()["venues"].values() if it["party"] == "dz")
    give(content=list_workbook(lists.Listed("venues", [{**own, "id": "v-new"}]), "en"), by="school")
    taken = take("school")
    attached_rows.attachment("att-x", at, subject_kind="venue", subject_code="v-new")

    with pytest.raises(CannotBeTakenBack) as refusal:
        back(taken, "school")
    assert [(it.code, it.why) for it in refusal.value.obstacles] == [("v-new", "used")]


def test_list_of_others_is_neither_seen_nor_taken_back(give, take, back, person):
    give(NEEDS, NEW)
    taken = take()

    assert list(imports.imports_seen(person("cooperation"))) == []
    with pytest.raises(NotFound):
        back(taken, "cooperation")
    with pytest.raises(NotAllowed):
        back(taken, "unit")


# ---------------------------------------------------------------------------------------------------------------- there and back
@pytest.mark.parametrize("section", LISTS)
def test_list_given_back_unchanged_does_nothing(give, person, section):
    by = {"requests": "director", "units": "unit"}.get(section, "school")
    listed = lists.listed(section, Programme.objects.get(), person(by), {})
    forms = [(list_workbook(listed, "ar"), "a.xlsx"), (list_csv(listed, "fr"), "a.csv")]
    for content, name in forms if section == "courses" else forms[:1]:
        preview = give(content=content, name=name, by=by)

        assert happening(preview) == {"same": len(listed.rows)}


def test_random_lists_come_back_with_exactly_what_was_changed(give, person):
    chance = random.Random(7)  # noqa: S311 - the same lists each time
    texts = ["=1+1", "+x", "-y", "@z", "\tt", "'=q", " a ", '"b"', "ا، ب; c\nd", "_x000D_", "نص"]
    for turn in range(4):
        section, by = chance.choice([("venues", "school"), ("courses", "school"), ("units", "unit")])
        listed = lists.listed(section, Programme.objects.get(), person(by), {})
        party, command = "dz" if by == "school" else "ly", world()["units"]["u-ly-bg-n"]["owner"]
        mine = [
            it
            for it in listed.rows
            if it.get("party", it.get("provider")) == party and it.get("owner") in (None, command)
        ]
        row, text = chance.choice(mine), chance.choice(texts)
        other = {**row, "name": {**row["name"], "en": text}}
        rows = [other if it is row else it for it in listed.rows]
        written = lists.Listed(section, rows, listed.beside, listed.labels)
        form = chance.choice([("a.xlsx", list_workbook), ("a.csv", list_csv)])
        preview = give(content=form[1](written, chance.choice(["ar", "fr", "en"])), name=form[0], by=by)

        lines = preview.lines("", "")
        if not lines:
            assert row["name"].get("en") == text
            continue
        assert [(it["kind"], it["code"]) for it in lines] == [(LineKind.CHANGED, row["id"])], (turn, lines)
        assert [(cell[1], cell[3]) for cell in lines[0]["cells"]] == [("name.en", text)]
