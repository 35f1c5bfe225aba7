"""Whatever happens between two or three offices: nothing leaves that was not released, nothing is lost, nothing doubled."""

import pytest
from django.db import connection
from exchange.histories.driven import history
from exchange.histories.holding import has_converged, holds
from exchange.histories.offices import Beginning, beginning_of, keys_opened_once
from exchange.histories.world import DOES, World
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

TWO, THREE = ("dz", "ly"), ("dz", "ly", "tn")


pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the offices lie in memory, on SQLite")


@pytest.fixture
def begin(django_db_blocker):
    """Give what histories of some parties begin with."""
    with django_db_blocker.unblock(), keys_opened_once():
        yield beginning_of


class Drawn:
    """Chance as Hypothesis draws it, so that it can shrink what failed."""

    def __init__(self) -> None:
        self.data: st.DataObject

    def below(self, count: int) -> int:
        return self.data.draw(st.integers(0, count - 1))


def does(act):
    """Give the rule that lets one thing happen."""

    @rule(data=st.data())
    def happens(self, data: st.DataObject) -> None:
        self.chance.data = data
        self.world.tells(act(self.world))

    return happens


class Histories(RuleBasedStateMachine):
    """Offices to which anything happens that can; at the end faults stop."""

    beginning: Beginning

    def __init__(self) -> None:
        super().__init__()
        self.chance = Drawn()
        self.world = World(self.beginning, self.chance)

    @invariant()
    def nothing_leaks_and_nothing_is_doubled(self) -> None:
        holds(self.world)

    def teardown(self) -> None:
        try:
            self.world.end_faults()
            holds(self.world)
            has_converged(self.world)
        finally:
            self.world.close()

    for act in DOES:
        locals()[act.__name__] = does(act)


def run(beginning: Beginning, count: int, steps: int, *phases: Phase) -> None:
    machine = type("Histories", (Histories,), {"beginning": beginning})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            phases=phases or tuple(Phase),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.parametrize(("parties", "count"), [(TWO, 5), (THREE, 2)], ids=str)
def test_short_histories_lose_nothing_and_leak_nothing(begin, parties, count):
    run(begin(parties), count, 12, Phase.generate)


@pytest.mark.parametrize("seed", range(3))
def test_history_of_a_seed_loses_nothing_and_leaks_nothing(begin, seed):
    assert history(begin(TWO), seed, 20).fault == ""


@pytest.mark.slow
@pytest.mark.parametrize(("parties", "count"), [(TWO, 60), (THREE, 20)], ids=str)
def test_histories_lose_nothing_and_leak_nothing(begin, parties, count):
    run(begin(parties), count, 30)


# ------------------------------------------------------------------------------------------------- what would be found
def test_record_that_was_not_released_would_be_found(begin):
    world = World(begin(TWO), Never())
    try:
        world.release()
        world.book.hashes.clear()
        with pytest.raises(AssertionError, match="not released to them"):
            world.give()
    finally:
        world.close()


def test_record_that_is_lost_would_be_found(begin):
    from tansiq.exchange.models import Received

    world = World(begin(TWO), Never())
    try:
        world.release()
        world.end_faults()
        has_converged(world)
        with world.offices["ly"]:
            Received.objects.all().delete()
        with pytest.raises(AssertionError, match="lacks what"):
            has_converged(world)
    finally:
        world.close()


class Never:
    """Chance that never takes the first of several ways but where there is one alone."""

    def below(self, count: int) -> int:
        return min(1, count - 1) if count != 2 else 0
