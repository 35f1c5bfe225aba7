"""The power goes while the planner searches or the node starts: it is told, nothing stays for ever, and one plans again."""

import random
import re
import time
from collections.abc import Iterator
from html import unescape

import pytest
from django.utils.translation import gettext, override
from officer import Officer
from own_node import OwnNode, Started, gone

pytestmark = pytest.mark.slow
CHANCE = random.Random(1812)  # noqa: S311 - the same instants each time
STARTS_SECONDS, SOON_SECONDS = 6, 60
LANGUAGES = ("ar", "fr", "en")


BROKEN_OFF = "The worker that made this plan is gone, perhaps in a power cut. Nothing was lost but its work: start it again."


# ------------------------------------------------------------------------------------------------------------ a search
def until(state: str, node: OwnNode, run: int) -> float:
    """Wait until a search has come so far; give how long that took."""
    began = time.monotonic()
    while state_of(node, run) != state:
        assert time.monotonic() - began < SOON_SECONDS, (state_of(node, run), state)
        time.sleep(0.05)
    return time.monotonic() - began


def state_of(node: OwnNode, run: int) -> str:
    return node.asked("SELECT state FROM planning_planningrun WHERE id = ?", run)[0][0]


def has_found_one(node: OwnNode, run: int) -> None:
    """Wait until a search has a plan that it could keep."""
    began = time.monotonic()
    while not node.figure("SELECT best IS NOT NULL FROM planning_planningrun WHERE id = ?", run):
        assert time.monotonic() - began < SOON_SECONDS
        time.sleep(0.05)


def to_the_best_so_far(node: OwnNode, run: int) -> None:
    """Let a search end with the plan that it has, though nobody can press the button."""
    node.asked("UPDATE planning_planningrun SET cancel_is_asked = 1 WHERE id = ?", run)


def silent_for_a_while(node: OwnNode) -> None:
    """Let the last sign of life of every search lie more than half a minute back."""
    node.asked("UPDATE planning_planningrun SET beat_at = datetime(beat_at, '-31 seconds')")


def in_words(officer: Officer, run: int, language: str) -> bool:
    """Tell whether an officer reads in a language that a search was broken off."""
    officer.press("/language", language=language)
    with override(language):
        return gettext(BROKEN_OFF) in unescape(officer.page(f"/plan/runs/{run}"))


def search(officer: Officer) -> int:
    """Ask for a search; give its number."""
    page = officer.press("/plan/new", option="A", work=20)[1]
    return int(re.search(r"/plan/runs/(\d+)", page)[1])


@pytest.fixture
def planned(own_node) -> Iterator[tuple[OwnNode, Officer, Started]]:
    """Give a node at work, with a planner at it."""
    with own_node.started() as node:
        yield own_node, Officer(node.port, "planner"), node


@pytest.mark.parametrize("parts", [("worker",), ("launcher", "web", "worker")], ids="+".join)
def test_search_whose_worker_was_killed_is_told_and_asked_for_anew(planned, parts):
    folder, planner, node = planned
    lost = search(planner)
    until("running", folder, lost)
    time.sleep(CHANCE.uniform(0.5, 3))
    node.kill(*parts)
    assert (state_of(folder, lost), folder.figure("SELECT count(*) FROM planning_planversion")) == (
        "running",
        1,
    )
    silent_for_a_while(folder)

    with folder.started() as node:
        planner.goes_to(node.port)
        again = search(planner)
        told = [in_words(planner, lost, language) for language in LANGUAGES]
        until("running", folder, again)
        has_found_one(folder, again)
        planner.press(f"/plan/runs/{again}/cancel")
        until("done", folder, again)
        node.stop()

    assert state_of(folder, lost) == "broken_off"
    assert told == [True] * len(LANGUAGES)
    assert folder.figure("SELECT count(*) FROM planning_planversion") == 2
    assert folder.run("verify-journal")[0] == 0


ASKED = """
from datetime import UTC, datetime
from tansiq.people.models import Person
from tansiq.planning import tasks
from tansiq.planning.models import Programme
asked = tasks.ask(programme=Programme.objects.get(), option="A", work=1, title="", baseline=None,
    by=Person.objects.get(username="planner"), at=datetime(2025, 5, 18, 9, tzinfo=UTC))
print(asked.pk)
"""


@pytest.mark.parametrize("parts", [("web",), ("launcher", "web")], ids="+".join)
def test_search_whose_worker_lived_is_kept_though_the_web_was_killed(own_node, parts):
    with own_node.started() as node:
        run = search(Officer(node.port, "planner"))
        has_found_one(own_node, run)
        numbers = node.strike(*parts)
        to_the_best_so_far(own_node, run)
        node.ended()
        assert gone(*numbers, within=SOON_SECONDS)

    assert (state_of(own_node, run), own_node.figure("SELECT count(*) FROM planning_planversion")) == (
        "done",
        2,
    )


def test_search_that_waited_while_the_node_was_killed_is_taken_up(own_node):
    run = int(own_node.python(ASKED))
    own_node.python(  # killed when it had the search in its hands and had not begun it
        "from django_tasks_db.models import DBTaskResult", "DBTaskResult.objects.get().claim('lost')"
    )

    with own_node.started() as node:
        until("running", own_node, run)
        node.kill("launcher", "web", "worker")


# ------------------------------------------------------------------------------------------------------- the first start
def test_node_killed_in_its_first_start_starts_whole(tmp_path):
    fresh = OwnNode(tmp_path / "node")
    for _ in range(3):
        fresh.killed_while_starting(CHANCE.uniform(0.3, STARTS_SECONDS / 2))
    for path in (fresh.folder / "static").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")  # what the disk had not written yet

    with fresh.started() as node:
        assert node.page() == 200
        node.stop()

    assert fresh.figure("SELECT count(*) FROM core_node") == 1
    assert [
        path for path in (fresh.folder / "static").rglob("*") if path.is_file() and not path.stat().st_size
    ] == []
    assert fresh.run("verify-journal")[0] == 0
