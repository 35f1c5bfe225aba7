"""Taking a received part into the records here: the partner's own rows, all of them or nothing, and never ours."""

import json
from datetime import timedelta

import pytest

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.people.models import Role
from tansiq.planning import services
from tansiq.planning.models import Programme, SharedPart
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import rows_of
from tansiq.planning.queries.programme_file.seen import known_document
from tansiq.planning.queries.shared import RowsOfOthers, part_sha256, part_text, taking_in_of
from tansiq.planning.services.putting import PreviewOutOfDate
from tansiq.planning.services.shared_parts import NothingToTakeIn
from tansiq.training.models import Request, Task, Venue
from tests.planning.two_nodes import become, exchange_parts, keep, released, written

pytestmark = pytest.mark.django_db
RECEIVER = "cooperation"


@pytest.fixture
def algeria(at) -> Node:
    return become("dz")


@pytest.fixture
def received(algeria, at):
    """Receive Libya's part in which something was changed."""

    def given(change, party: str = "ly") -> SharedPart:
        part = json.loads(released()[party])
        change(part)
        return keep(party, part_text(part), at, is_own=False)

    return given


@pytest.fixture
def take_in(algeria, person, at):
    def taken(part: SharedPart, username: str = RECEIVER, digest: str | None = None) -> dict:
        said = taking_in_of(part.programme, part).digest if digest is None else digest
        return services.take_in_part(
            sha256=part.sha256, digest=said, node=algeria, by=person(username), at=at
        )

    return taken


def records() -> dict:
    return rows_of(known_document(Programme.objects.get()))


def change_much(part: dict) -> None:
    part["venues"][0]["capacity"] = 77
    part["units"].append({**part["units"][0], "id": "u-ly-new", "name": {"ar": "سرية جديدة"}})
    part["requests"].append({**part["requests"][0], "id": "rq-ly-new", "unit": "u-ly-new", "seats": 3})
    part["budget"]["lines"][0]["by_year"]["2026"] = 1_000


def test_partners_rows_are_added_and_changed_and_no_others(received, take_in) -> None:
    before, part = records(), received(change_much)
    venue = json.loads(part.content)["venues"][0]["id"]

    counts = take_in(part)

    after = records()
    assert counts == {
        "units": {"added": 1, "changed": 0}, "venues": {"added": 0, "changed": 1},
        "requests": {"added": 1, "changed": 0}, "budget.lines": {"added": 0, "changed": 1},
    }  # fmt: skip
    assert (Venue.objects.get(code=venue).capacity, Request.objects.get(code="rq-ly-new").state) == (
        77,
        "accepted",
    )
    assert {
        section: [code for code, row in after[section].items() if before[section].get(code) != row]
        for section in after
        if before[section] != after[section]
    } == {
        "units": ["u-ly-new"],
        "venues": [venue],
        "requests": ["rq-ly-new"],
        "budget.lines": [json.loads(part.content)["budget"]["lines"][0]["id"]],
    }


def test_new_records_of_the_partner_are_seen_by_this_office(received, take_in, person) -> None:
    take_in(received(change_much))

    unit = Unit.objects.get(code="u-ly-new")
    assert (unit.owner, unit.released_parties) == ("ly", ["dz"])
    assert Unit.objects.seen_by_parties(person(RECEIVER).parties).filter(code="u-ly-new").exists()


def test_line_in_the_journal_tells_what_was_taken_in(received, take_in) -> None:
    part = received(change_much)

    take_in(part)

    lines = JournalLine.objects.filter(verb="planning.take_in_part")
    assert [(it.by, json.loads(it.changes)["added"]) for it in lines] == [
        (RECEIVER, {"units": ["u-ly-new"], "requests": ["rq-ly-new"]})
    ]


def test_withheld_rating_stays_and_released_one_is_taken(received, take_in) -> None:
    first, second = Task.objects.filter(unit__owner="ly").order_by("pk")[:2]
    Task.objects.filter(pk=second.pk).update(start_points=37)

    def rate(part: dict) -> None:
        unit = next(it for it in part["units"] if it["id"] == first.unit.code)
        unit["metl"][first.competency.code]["start"] = 81

    take_in(received(rate))

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.start_points, first.released_to, second.start_points, second.released_to) == (
        81,
        " dz ",
        37,
        "",
    )


def test_joint_part_changes_what_both_share_and_not_the_day(received, take_in) -> None:
    day = Programme.objects.get().as_of

    def change(part: dict) -> None:
        part["meta"]["as_of"] = "2026-01-01"
        part["exercises"][0]["name"] = {"ar": "تمرين آخر"}
        part["accords"][0]["title"] = {"ar": "اتفاق آخر"}

    part = received(change, JOINT)
    left = [row.code for it in taking_in_of(part.programme, part).sections for row in it.left]

    assert take_in(part) == {"exercises": {"added": 0, "changed": 1}}
    assert (Programme.objects.get().as_of, left) == (day, [json.loads(part.content)["accords"][0]["id"]])


def test_roles_stay_as_they_are(received, take_in) -> None:
    before = list(Role.objects.order_by("pk").values())

    take_in(received(change_much))

    assert list(Role.objects.order_by("pk").values()) == before


def test_what_is_not_in_a_part_stays(received, take_in) -> None:
    gone = Request.objects.filter(unit__owner="ly").first().code

    def leave_out(part: dict) -> None:
        change_much(part)
        part["requests"] = [it for it in part["requests"] if it["id"] != gone]

    take_in(received(leave_out))

    assert Request.objects.filter(code=gone).exists()


def test_planned_request_of_the_partner_follows_the_partner(received, take_in) -> None:
    request = Request.objects.filter(unit__owner="ly").first()
    Request.objects.filter(pk=request.pk).update(state="planned", planned_seats=2)

    def ask_more(part: dict) -> None:
        next(it for it in part["requests"] if it["id"] == request.code)["seats"] = request.seats + 5

    take_in(received(ask_more))

    kept = Request.objects.get(pk=request.pk)
    assert (kept.seats, kept.state, kept.planned_seats) == (request.seats + 5, "planned", 2)


# ---------------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize("username", ["planner", "unit", "school", "auditor", "administrator"])
def test_only_who_receives_takes_in(received, take_in, username) -> None:
    part = received(change_much)
    before = written()

    with pytest.raises(NotAllowed):
        take_in(part, username)
    assert written() == before


def test_nothing_is_taken_in_that_was_not_shown(received, take_in) -> None:
    part = received(change_much)
    digest = taking_in_of(part.programme, part).digest
    Venue.objects.filter(owner="dz").update(capacity=9)
    before = (written(), records())

    for said in (digest, "", "0" * 64):
        with pytest.raises(PreviewOutOfDate):
            take_in(part, digest=said)
    assert (written(), records()) == before


def test_part_that_says_what_is_known_is_not_taken_in(received, take_in) -> None:
    part = received(lambda _: None)

    with pytest.raises(NothingToTakeIn):
        take_in(part)


def test_part_that_does_not_stand_with_the_records_is_refused(received, take_in) -> None:
    def ask_for_nothing(part: dict) -> None:
        part["requests"][0]["course"] = "crs-none"

    part = received(ask_for_nothing)
    before = (written(), records())

    with pytest.raises(ProgrammeFaulty):
        take_in(part)
    assert (written(), records()) == before


def test_row_of_ours_is_named_and_nothing_taken_in(received, take_in, at) -> None:
    said = json.loads(received(change_much).content)
    ours = next(it for it in json.loads(released()["dz"])["units"])
    said["units"].append({**ours, "training_headcount": 1})
    text = part_text(said)
    part = SharedPart.objects.create(  # as if it had been kept all the same
        programme=Programme.objects.get(), party="ly", sha256=part_sha256(text), content=text, is_own=False, by="x", at=at
    )  # fmt: skip
    before = (written(), records())

    with pytest.raises(RowsOfOthers) as refused:
        take_in(part)
    assert (refused.value.rows, written(), records()) == ((ours["id"],), *before)


def test_own_part_and_an_unknown_one_are_not_taken_in(algeria, take_in, at, person) -> None:
    own = exchange_parts("dz", at)["dz"]

    for sha256 in (own.sha256, "0" * 64):
        with pytest.raises(NotFound):
            services.take_in_part(
                sha256=sha256, digest="", node=algeria, by=person(RECEIVER), at=at + timedelta(1)
            )
