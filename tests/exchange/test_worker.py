"""The worker of the line: a look waits for each partner with an address, sooner or later as it answers, whatever is killed."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import AT
from django_tasks_db.models import DBTaskResult
from exchange.carrying import release_message
from exchange.nodes import NodeBox
from exchange.wires import Wire, address, received
from own_node import free_port

from tansiq.exchange import tasks
from tansiq.exchange.models import Partner
from tansiq.exchange.rules import FIRST_WAIT, HEARTBEAT, LONGEST_WAIT, PartnerState, wait_after
from tansiq.exchange.services import line
from tansiq.exchange.services.line import LineFault

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.fixture
def ly(offices, monkeypatch):
    """Give an office with a partner on the line, at one moment of the real clock."""
    address(offices[0], "dz", f"https://127.0.0.1:{free_port()}")
    monkeypatch.setattr(tasks, "moment", lambda _fixed_day: NOW)
    return offices[0]


@pytest.fixture
def answered(offices, ly, monkeypatch) -> Wire:
    """Let the partner answer."""
    wire = Wire(offices[1])
    monkeypatch.setattr(line, "Line", wire)
    return wire


def waiting() -> list[timedelta]:
    """Give in how long each look that waits is due, at the node at work."""
    looks = DBTaskResult.objects.filter(task_path=tasks.exchange.module_path, status="READY")
    return [it - NOW for it in looks.order_by("run_after").values_list("run_after", flat=True)]


def look(box: NodeBox) -> list[timedelta]:
    """Carry out the look that waits, as the worker does; give what waits then."""
    with box:
        claimed = DBTaskResult.objects.filter(task_path=tasks.exchange.module_path, status="READY").first()
        DBTaskResult.objects.filter(pk=claimed.pk).update(status="RUNNING")
        tasks.exchange.call("dz")
        DBTaskResult.objects.filter(pk=claimed.pk).update(status="SUCCESSFUL", finished_at=NOW)
        return waiting()


def failures(box: NodeBox) -> tuple[int, str]:
    with box:
        partner = Partner.objects.get()
        return partner.failures, partner.fault


def test_start_asks_for_one_look_at_each_partner_at_once(ly):
    with ly:
        for _ in range(3):
            tasks.ask_to_exchange()
        assert waiting() == [timedelta()]


def test_partner_that_answers_is_looked_at_again_after_the_heartbeat(ly, answered):
    with ly:
        tasks.ask_to_exchange()
    for _ in range(3):
        assert look(ly) == [HEARTBEAT]
    assert failures(ly) == (0, "")


def test_partner_that_is_down_is_tried_ever_more_seldom_and_at_once_when_it_is_back(ly, offices, monkeypatch):
    with ly:
        tasks.ask_to_exchange()
    for number in range(1, 9):
        assert look(ly) == [wait_after("dz", number)]
        assert failures(ly) == (number, "no_answer")
    monkeypatch.setattr(line, "Line", Wire(offices[1]))
    assert look(ly) == [HEARTBEAT]
    assert failures(ly) == (0, "")


def test_waits_double_up_to_an_hour_and_differ_between_partners():
    for number in range(1, 20):
        longest = min(FIRST_WAIT * 2 ** (number - 1), LONGEST_WAIT)
        assert longest * 0.75 <= wait_after("dz", number) <= longest
        assert wait_after("dz", number) == wait_after("dz", number) != wait_after("ly", number)
    assert wait_after("dz", 0) == HEARTBEAT


def test_partner_that_asks_for_time_gets_it(ly, answered):
    def busy(_path: str) -> None:
        raise LineFault("busy", timedelta(minutes=30))

    answered.before = busy
    with ly:
        tasks.ask_to_exchange()
    assert look(ly) == [timedelta(minutes=30)]


def test_release_wakes_the_worker_and_what_was_released_crosses(ly, offices, answered):
    with ly:
        tasks.ask_to_exchange()
    assert look(ly) == [HEARTBEAT]
    release_message(ly, "dz", "one")
    with ly:
        tasks.ask_to_exchange("dz")
        assert waiting() == [timedelta()]
    look(ly)
    assert received(offices[1]) == [1]


def test_release_during_an_exchange_is_looked_at_right_after_it(ly, offices, answered):
    def another(_path: str) -> None:
        tasks.ask_to_exchange()  # at the node at work
        answered.after = lambda _path: None

    with ly:
        tasks.ask_to_exchange()
    answered.after = another
    assert look(ly) == [timedelta()]


def test_worker_that_is_killed_during_an_exchange_is_followed(ly, answered):
    def killed(_path: str) -> None:
        raise SystemExit

    answered.before = killed
    with ly:
        tasks.ask_to_exchange()
        DBTaskResult.objects.update(status="RUNNING")
        with pytest.raises(SystemExit):
            tasks.exchange.call("dz")
        assert waiting() == [wait_after("dz", 1)]


def test_two_looks_come_down_to_one(ly, answered):
    with ly:
        tasks.ask_to_exchange()
        tasks.exchange.using(run_after=NOW).enqueue("dz")
        assert len(waiting()) == 2
    look(ly)
    assert look(ly) == [HEARTBEAT]


@pytest.mark.parametrize("without", ["address", "confirmation", "office of one party"])
def test_without_a_line_nothing_is_asked_for_and_what_was_asked_ends(ly, without):
    with ly:
        tasks.ask_to_exchange()
        match without:
            case "address":
                Partner.objects.update(address="")
            case "confirmation":
                Partner.objects.update(state=PartnerState.PAUSED)
            case _:
                from tansiq.core.models import Node
                from tansiq.core.rules import Mode

                Partner.objects.update(address="")
                Node.objects.update(mode=Mode.SHARED_OFFICE)
    assert look(ly) == []
    with ly:
        tasks.ask_to_exchange()
        assert waiting() == []


def test_looks_that_are_over_are_forgotten_after_a_day(ly, answered, monkeypatch):
    with ly:
        tasks.ask_to_exchange()
    for day in range(5):
        monkeypatch.setattr(tasks, "moment", lambda _fixed, day=day: NOW + timedelta(days=day))
        look(ly)
        with ly:
            DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at=NOW).update(
                finished_at=NOW + timedelta(days=day)
            )
    with ly:
        assert DBTaskResult.objects.filter(status="SUCCESSFUL").count() == 2
    assert AT < NOW
