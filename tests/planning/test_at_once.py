"""Two officers at the same instant, on the database that the tests run on: who is kept, who is told, and what is left."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from own_node import ROOT, OwnNode

ON_POSTGRESQL = connection.vendor == "postgresql"
pytestmark = [] if ON_POSTGRESQL else [pytest.mark.slow]
ROUNDS = 2
BOTH = {"kept": 2}


def one_and(refusal: str) -> dict[str, int]:
    return {refusal: 1, "kept": 1}


APPROVED = ["approved", 2, 2, 1]
"""State, approvals, lines of approvals, lines of requests that were planned by it: in force once."""
MAY_COME: dict[str, list[list[object]]] = {
    "two_approve_for_one_party": [[one_and("ApprovedAlready"), ["agreed", 1, 1, 0]]],
    "both_parties_approve": [[BOTH, APPROVED]],
    "one_approves_and_one_reopens": [
        [one_and("ChangedMeanwhile"), ["agreed", 1, 1, 0]],
        [one_and("StepRefused"), ["draft", 0, 0, 0]],
    ],
    "last_approves_and_one_reopens": [
        [one_and("ChangedMeanwhile"), APPROVED],
        [one_and("StepRefused"), ["draft", 0, 1, 0]],
    ],
    "one_proposes_and_one_withdraws": [[one_and("ChangedMeanwhile"), [True, 2]]],
    "last_approves_while_a_request_is_released": [
        [BOTH, [*APPROVED, "planned", True]],
        [one_and("ChangedMeanwhile"), [*APPROVED, "planned", True]],
    ],
    "two_change_one_unit": [[one_and("ChangedMeanwhile"), [True]]],
    "one_files_while_one_changes_the_unit": [[{"kept": 3}, [2]]],
    "two_fix_the_same_edition": [[BOTH, [1, 1]]],
    "two_free_the_same_lock": [[one_and("NotFound"), [0]]],
    "two_start_a_search": [[one_and("AlreadyPlanning"), [1]]],
    "one_cancels_while_the_worker_begins": [[BOTH, [True]]],
    "one_breaks_off_while_the_worker_keeps": [[BOTH, [True]]],
    "a_part_is_asked_back_while_the_worker_keeps": [[BOTH, [True]]],
    "three_plans_are_kept": [[{"kept": 3}, [1, 2, 3]]],
    "two_draft_an_accord": [[BOTH, [2]]],
    "both_parties_agree_to_the_minutes": [[one_and("ChangedMeanwhile"), ["draft", 1]]],
    "two_lead_the_same_requests_on": [[one_and("Refused"), [6]]],
    "two_measure_on_one_day": [[one_and("MeasuredAlready"), [1]]],
    "two_holidays_come_to_one_day": [[one_and("DayKnown"), [1]]],
    "account_is_shut_while_its_owner_signs_out": [[BOTH, [0, False]], [one_and("NotFound"), [0, False]]],
    "two_attach_the_same_file": [[one_and("FileRefused"), [1, 1]]],
    "one_attaches_while_one_deletes_the_same_bytes": [[BOTH, [1, 1]]],
    "one_moves_up_past_what_another_changes": [[BOTH, [True]], [one_and("ChangedMeanwhile"), [True]]],
    "one_puts_back_what_another_sweeps": [[BOTH, [2]], [one_and("NotFound"), [1]]],
    "one_changes_a_summary_of_what_another_deletes": [[BOTH, [0, "y", None]]],
    "one_releases_while_one_takes_the_list_back": [
        [one_and("RecordGone"), [False, 0, False]],
        [one_and("CannotBeTakenBack"), [True, 1, True]],
    ],
    "one_takes_the_list_back_while_one_releases": [
        [one_and("CannotBeTakenBack"), [True, 1, True]],
        [one_and("RecordGone"), [False, 0, False]],
    ],
    "one_releases_while_one_takes_a_list_in": [[BOTH, [True, 1, True]]],
    "eight_write_in_the_journal": [[{"kept": 8}, [40]]],
}
"""What each race of `at_once.py` may come to: how often each thing was told, and what is left."""


@pytest.fixture
def node(tmp_path: Path, request: pytest.FixtureRequest, django_db_blocker) -> Iterator[OwnNode]:
    """Give a rehearsal in a database of its own, of the kind that the tests run on."""
    if not ON_POSTGRESQL:
        yield request.getfixturevalue("own_node")
        return
    name = f"{connection.settings_dict['NAME']}_at_once"
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    node = OwnNode(tmp_path / "node", DATABASE_URL=address)
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        node.python(
            "from tansiq.home import rehearsal", "call_command('migrate', verbosity=0)", "rehearsal.set_up()"
        )
        yield node
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_whoever_comes_second_is_told_and_nothing_is_lost_or_half_there(node):
    ended = subprocess.run(
        [sys.executable, "-P", str(ROOT / "tests/at_once.py"), str(ROUNDS)],
        env=node._env(), capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    found = {
        name: list(map(json.loads, every)) for name, every, _ in map(json.loads, ended.stdout.splitlines())
    }
    assert set(found) == set(MAY_COME)
    assert {
        name: it
        for name, every in found.items()
        for *it, holds in every
        if not holds or it not in MAY_COME[name]
    } == {}
