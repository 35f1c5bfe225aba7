"""A solver that dies costs a retry, never the plan."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from planner.small_world import small_problem

from tansiq_planner.methods.apart import apart
from tansiq_planner.methods.told import Outcome
from tansiq_planner.result import Settings
from tansiq_planner.solve import solve

SMALL = Settings(option="A", work=1)


def test_messages_come_in_order_and_the_result_last() -> None:
    with apart("tansiq_planner.methods.finding.search", "run", small_problem(), SMALL) as process:
        heard = [message for message in process.messages() if message is not None]

    assert isinstance(heard[-1], Outcome)
    assert [isinstance(message, Outcome) for message in heard].count(True) == 1


def test_killed_process_ends_the_messages() -> None:
    with apart("tansiq_planner.methods.finding.search", "run", small_problem(), SMALL) as process:
        os.kill(process.pid, signal.SIGKILL)

        heard = [message for message in process.messages() if isinstance(message, Outcome)]

    assert heard == []


def killer(times: int, diary: Path) -> Callable[[object], None]:
    """Kill the searching child at its first `times` signs of life."""

    def kill(_: object) -> None:
        killed = diary.read_text().split() if diary.exists() else []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            child = entry.parent.name
            if (
                fields[1] == str(os.getpid())
                and fields[0] != "Z"
                and child not in killed
                and len(killed) < times
            ):
                diary.write_text(" ".join([*killed, child]))
                os.kill(int(child), signal.SIGKILL)
                return

    return kill


def test_plan_survives_a_solver_that_dies_once(tmp_path: Path) -> None:
    diary = tmp_path / "killed"

    result = solve(small_problem(), SMALL, progress=killer(1, diary))

    assert len(diary.read_text().split()) == 1
    assert result.plan == solve(small_problem(), SMALL).plan or result.stopped_by in {"work", "finished"}
    assert result.score.seats


def test_search_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    tmp_path.joinpath("endless.py").write_text("import time\ndef search(tell):\n    time.sleep(600)\n")
    asking = (
        "import time; from tansiq_planner.methods.apart import Apart; "
        "print(Apart('endless', 'search', ()).pid, flush=True); time.sleep(600)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    with subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        searching = Path("/proc") / parent.stdout.readline().decode().strip()
        was_running = not not_running(searching)

        parent.kill()

    for _ in range(300):
        if not_running(searching):
            break
        time.sleep(0.1)
    assert (was_running, not_running(searching)) == (True, True)


def not_running(place: Path) -> bool:
    """Tell whether a process is gone, or waits as a zombie for nobody."""
    try:
        return place.joinpath("stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
