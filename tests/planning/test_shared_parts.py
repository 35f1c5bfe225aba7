"""What a party releases as its part: all of its own that is released and nothing else; the parts of all are one programme."""

import hashlib
import json
from datetime import date, timedelta
from itertools import permutations

import pytest

from tansiq.core.models import JournalLine
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.planning.models import Programme, SharedPart
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import normal, rows_of
from tansiq.planning.queries.shared import (
    RowsOfOthers,
    kept_back,
    merged_text,
    newest_parts,
    part_of,
    part_sha256,
    part_text,
    part_told,
    parts_compared,
    released_basis,
)
from tansiq.planning.rules import Basis
from tansiq.planning.services.runs import NotReleasedYet
from tansiq.planning.services.shared_parts import NotAPart, NotTheirs
from tansiq.training.models import Request, Task, Venue
from tests.planning.two_nodes import DAY, become, exchange_parts, keep, plan_made, released, written

pytestmark = pytest.mark.django_db


def without_ratings(rows: dict) -> dict:
    units = {
        code: {
            **unit,
            "metl": {
                competency: {name: it for name, it in task.items() if name != "start"}
                for competency, task in unit["metl"].items()
            },
        }
        for code, unit in rows["units"].items()
    }
    return {**rows, "units": units, "user_roles": {}}


def changed(text: str, change) -> str:
    """Give a part in which something was changed."""
    part = json.loads(text)
    change(part)
    return part_text(part)


# ------------------------------------------------------------------------------------------------------------ the laws
def test_parts_of_all_are_the_programme_without_ratings_and_roles(example) -> None:
    expected = without_ratings(rows_of(example))
    expected["meta"][""]["as_of"] = DAY.isoformat()

    assert rows_of(normal(json.loads(merged_text(released().values())))) == expected


def test_merged_text_is_the_same_in_whatever_order() -> None:
    assert len({merged_text(order) for order in permutations(released().values())}) == 1


def test_part_has_one_text_and_its_hash_is_of_its_bytes() -> None:
    text = released()["dz"]
    shuffled = dict(reversed(json.loads(text).items()))

    assert part_text(shuffled) == text
    assert part_sha256(text) == hashlib.sha256(text.encode()).hexdigest()


def test_every_row_stands_in_the_part_of_its_owner() -> None:
    texts = released()
    ly, dz, joint = (json.loads(texts[it]) for it in ("ly", "dz", JOINT))

    assert ({it["party"] for it in ly["units"]}, {it["party"] for it in dz["units"]}) == ({"ly"}, {"dz"})
    assert {it["provider"] for it in dz["courses"]} == {"dz"}
    assert {it["payer"] for it in dz["budget"]["lines"]} == {"dz"}
    assert [it["party"] for it in dz["calendars"]] == ["dz"]
    assert (dz["part"], set(dz) & {"parties", "organisations", "accords", "meta", "exercises"}) == (
        {"party": "dz", "programme": Programme.objects.get().code}, set(),
    )  # fmt: skip
    assert (joint["units"], joint["courses"], "user_roles" in joint, "part" in joint) == (
        [],
        [],
        False,
        False,
    )


# ------------------------------------------------------------------------------------------------ what does not cross
def test_rating_that_was_not_released_is_in_no_part() -> None:
    Task.objects.update(start_points=37)

    for text in released().values():
        assert '"start":37' not in text
    assert '"start":37' not in merged_text(released().values())


def test_released_rating_goes_along() -> None:
    Task.objects.update(released_to="")
    task = Task.objects.filter(unit__owner="ly").first()
    Task.objects.filter(pk=task.pk).update(start_points=37, released_to=" dz ")

    units = {it["id"]: it for it in json.loads(released()["ly"])["units"]}

    starts = {
        (code, competency): it["start"]
        for code, unit in units.items()
        for competency, it in unit["metl"].items()
        if "start" in it
    }
    assert starts == {(task.unit.code, task.competency.code): 37}


@pytest.mark.parametrize("released_to", ["", " tn "])
def test_record_that_was_not_released_to_the_partner_is_in_no_part(released_to) -> None:
    hidden = Unit.objects.get(code="u-ly-bg-s")
    Unit.objects.filter(pk=hidden.pk).update(name_ar="كناري", name_en="CANARY", released_to=released_to)
    Venue.objects.filter(code="v-ly-gdm").update(name_fr="CANARI", released_to=released_to)
    Request.objects.filter(unit__owner="ly").exclude(unit=hidden).update(released_to=" dz ")

    every = "".join([*released().values(), merged_text(released().values())])

    assert [it for it in ("u-ly-bg-s", "v-ly-gdm", "CANARY", "CANARI", "كناري") if it in every] == []
    kept = kept_back("ly")
    assert (kept["units"], kept["venues"], kept_back("dz")) == (["u-ly-bg-s"], ["v-ly-gdm"], {})


def test_nothing_of_the_unreleased_is_in_a_plan_on_released_parts(person, at) -> None:
    Task.objects.filter(unit__owner="ly").update(start_points=37)
    Unit.objects.filter(code="u-ly-bg-s").update(name_en="CANARY", released_to="")
    become("ly")
    exchange_parts("ly", at)

    plan = plan_made(person("planner"), at)

    for text in (plan.document, plan.programme_document):
        assert [it for it in ('"start":37', "CANARY", "u-ly-bg-s", "user_roles") if it in text] == []


# -------------------------------------------------------------------------------------------------- keep what is given
@pytest.fixture
def texts(at) -> dict[str, str]:
    """What each would release; this node is Algeria's."""
    become("dz")
    return released()


def test_part_is_kept_once_with_one_line(texts, at) -> None:
    kept = keep("ly", texts["ly"], at, is_own=False)
    before = written()

    assert (keep("ly", texts["ly"], at, is_own=False), written()) == (kept, before)
    assert (kept.sha256, kept.content, kept.is_own) == (part_sha256(texts["ly"]), texts["ly"], False)
    assert JournalLine.objects.filter(verb="planning.keep_shared_part").count() == 1


def test_part_that_was_released_again_counts_as_the_last(texts, at) -> None:
    other = changed(texts["ly"], lambda it: it["venues"][0].update(capacity=7))
    for minute, text in enumerate((texts["ly"], other, texts["ly"])):
        last = keep("ly", text, at + timedelta(minutes=minute), is_own=False)

    assert (newest_parts(last.programme), SharedPart.objects.count()) == ({"ly": last}, 2)
    assert last.sha256 == part_sha256(texts["ly"])


def test_joint_part_released_by_both_is_our_own_too(texts, at) -> None:
    keep(JOINT, texts[JOINT], at, is_own=False)

    assert keep(JOINT, texts[JOINT], at, is_own=True).is_own
    assert keep(JOINT, texts[JOINT], at, is_own=False).is_own


def add_unit_of_ours(part: dict) -> None:
    part["units"].append({**part["units"][0], "id": "u-new", "party": "dz"})


def claim_our_unit(part: dict) -> None:
    part["units"].append({**part["units"][0], "id": Unit.objects.filter(owner="dz").first().code})


def ask_for_our_unit(part: dict) -> None:
    part["requests"][0]["unit"] = Unit.objects.filter(owner="dz").first().code


@pytest.mark.parametrize(
    "change",
    [
        add_unit_of_ours,
        claim_our_unit,
        ask_for_our_unit,
        lambda it: it["budget"]["lines"][0].update(payer="dz"),
        lambda it: it["courses"][0].update(provider="dz") if it.get("courses") else add_unit_of_ours(it),
        lambda it: it["calendars"][0].update(party="dz"),
        lambda it: it.update(
            user_roles=[{"id": "r-x", "party": "ly", "org": "org-x", "may": ["approve_plan"]}]
        ),
        lambda it: it.update(locks=[{"id": "l-1", "closed": {"from": "2026-01-01", "to": "2026-02-01"}}]),
        lambda it: it.update(baseline={"editions": []}),
        lambda it: it["budget"].update(rules={"carry_over": 0.5}),
    ],
)
def test_part_with_rows_of_others_is_refused(texts, at, change) -> None:
    text = changed(texts["ly"], change)
    before = written()

    with pytest.raises(RowsOfOthers):
        keep("ly", text, at, is_own=False)
    assert written() == before


def test_joint_part_with_a_partys_row_is_refused(texts, at) -> None:
    unit = json.loads(texts["ly"])["units"][0]
    text = changed(texts[JOINT], lambda it: it["units"].append(unit))

    with pytest.raises(RowsOfOthers) as refused:
        keep(JOINT, text, at, is_own=False)
    assert refused.value.rows == (unit["id"],)


@pytest.mark.parametrize(
    ("party", "is_own", "spoil", "refusal"),
    [
        ("dz", False, None, NotTheirs),
        ("ly", True, None, NotTheirs),
        ("tn", False, None, NotTheirs),
        (
            "ly",
            False,
            lambda it: it.replace('"party":"ly","programme"', '"party":"dz","programme"'),
            NotAPart,
        ),
        ("ly", False, lambda it: it.replace('"programme":"prog-dz', '"programme":"prog-xx'), NotAPart),
        ("joint", False, lambda it: it.replace('"id":"prog-dz', '"id":"prog-xx'), NotAPart),
        ("ly", False, lambda it: it + " " * 5_000_000, NotAPart),
        ("ly", False, lambda it: it[:-1], ProgrammeFaulty),
        ("ly", False, lambda _: "", ProgrammeFaulty),
        ("ly", False, lambda _: "[]", ProgrammeFaulty),
        ("ly", False, lambda it: it.replace('"units":', '"units":[],"units":'), ProgrammeFaulty),
        ("ly", False, lambda it: it.replace('"capacity":', '"kapacity":', 1), ProgrammeFaulty),
        ("ly", False, lambda it: it.replace('"units":[', '"units":[7,'), ProgrammeFaulty),
    ],
)
def test_what_is_no_part_is_refused(texts, at, party, is_own, spoil, refusal) -> None:
    text = texts.get(party, texts["ly"])
    before = written()

    with pytest.raises(refusal):
        keep(party, spoil(text) if spoil else text, at, is_own=is_own)
    assert written() == before


def test_office_of_both_keeps_no_parts(at) -> None:
    with pytest.raises(NotTheirs):
        keep("ly", released()["ly"], at, is_own=True)


# ------------------------------------------------------------------------------------------------------- the basis
def test_basis_is_the_newest_of_each_what_both_share_first(texts, at) -> None:
    parts = exchange_parts("dz", at, texts)
    programme = Programme.objects.get()

    assert released_basis(programme).parts == (parts[JOINT], parts["dz"], parts["ly"])
    assert (released_basis(programme).is_whole, released_basis(programme).missing) == (True, ())


@pytest.mark.parametrize("missing", ["joint", "ly", "dz"])
def test_search_names_the_part_that_is_missing(texts, at, person, missing) -> None:
    exchange_parts("dz", at, {party: text for party, text in texts.items() if party != missing})
    before = written()

    with pytest.raises(NotReleasedYet) as refused:
        plan_made(person("planner"), at)
    assert (refused.value.missing, written()) == ((missing,), before)


def test_parts_that_do_not_fit_together_are_told_and_nothing_is_searched(texts, at, person) -> None:
    gone = changed(texts["ly"], lambda it: it["units"].pop())
    exchange_parts("dz", at, {**texts, "ly": gone})

    with pytest.raises(ProgrammeFaulty):
        plan_made(person("planner"), at)


def test_office_of_both_plans_on_its_records_whatever_is_asked(person, at) -> None:
    assert plan_made(person("planner"), at, Basis.RELEASED).parts is None


# ------------------------------------------------------------------------------------------------------------ in words
def test_part_is_told_by_its_sections(texts) -> None:
    rows = rows_of(json.loads(texts["ly"]))

    assert {it.name: it.rows for it in part_told(texts["ly"])} == {
        it: len(of) for it, of in rows.items() if of
    }
    assert next(it.title for it in part_told(texts["ly"]) if it.name == "units") != "units"


def test_difference_of_two_parts_is_told_by_row(texts) -> None:
    def change(part: dict) -> None:
        part["venues"][0]["capacity"] = 7
        part["requests"].pop(0)
        part["units"].append({**part["units"][0], "id": "u-new"})

    gone = json.loads(texts["ly"])["requests"][0]["id"]
    told = {it.of.name: it for it in parts_compared(texts["ly"], changed(texts["ly"], change))}

    assert {name: ([row.row.code for row in it.added], [row.row.code for row in it.gone]) for name, it in told.items()} == {
        "units": (["u-new"], []), "venues": ([], []), "requests": ([], [gone])
    }  # fmt: skip
    assert [it.row.keys for it in told["venues"].changed] == [("capacity",)]
    assert parts_compared(texts["ly"], texts["ly"]) == []
    assert {it.of.name for it in parts_compared(None, texts["ly"])} == {
        it.name for it in part_told(texts["ly"])
    }


def test_part_is_of_a_day(at) -> None:
    programme = Programme.objects.get()

    assert part_text(part_of(programme, "ly", DAY)) == part_text(part_of(programme, "ly", date(2025, 7, 1)))
