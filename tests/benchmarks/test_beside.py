"""What papers and sheets are measured with beside others: a fault of ours ends the command, and whoever measures stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import papers, sheets
from benchmarks.measured.peers import of_ours, run, versions, waited

HEAVY = {"tansiq_desk", "tansiq_planner", "tansiq", "django", "numpy", "pypdfium2", "yaml", "typst", "venv"}
SET = {"wall": 1.0, "pages": 50, "writing": 1.0}


@pytest.mark.parametrize("module", ["papers", "sheets", "measured.running", "measured.peers"])
def test_whoever_measures_holds_nothing_large(module):
    held = f"import sys, benchmarks.{module}; print(sorted({HEAVY!r} & sys.modules.keys()))"

    assert run([sys.executable, "-P", "-c", held], env=of_ours())["said"].decode().strip() == "[]"


def test_a_process_is_measured_with_how_it_ended_and_its_last_word():
    found = run(
        [sys.executable, "-c", "import sys; print(input()); sys.exit('first\\nlast')"], Path(__file__)
    )

    assert (found["code"], found["complaint"], found["said"].decode().strip()) == (
        1, "last", f'"""{__doc__}"""',
    )  # fmt: skip
    assert not found["ended"]
    assert all(found[it] > 0 for it in ("wall", "cpu", "mib"))


def test_a_process_that_takes_too_long_is_ended():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)

    assert (waited(child, 0.1)["ended"], child.returncode) == (True, -9)


def test_versions_are_those_of_the_environment():
    assert versions(sys.executable, ["pytest", "segno[x]"]).startswith(f"pytest {pytest.__version__}, segno ")


def test_a_booklet_is_written_set_and_judged_each_in_a_process_of_its_own(tmp_path):
    (found,) = papers.measured(("fr",), None, 1, tmp_path)

    assert (found["by"], found["archived"], found["letters"]) == ("tansiq", True, 1.0)
    assert (found["pages"] > 30, found["writing"] > 0) == (True, True)


@pytest.mark.parametrize(("found", "told"), [
    ([{"by": "tansiq", "langs": ("ar",), **SET}], ""),
    ([{"by": "tansiq", "langs": ("ar",), **SET}, {"by": "reportlab", "langs": ("ar",), "fault": "x"}], ""),
    ([{"by": "tansiq", "langs": ("ar", "fr"), "fault": "ended with 1: x"}], "The booklet was not set: ar + fr: ended with 1: x."),
    ([{"by": "reportlab", "langs": ("ar",), **SET}], "The booklet was not set: nothing was measured."),
    ([{"by": "tansiq", "langs": ("ar",), **SET, "wall": 5.0}], "50 pages took 6.0 s; at most 5 s is the target."),
])  # fmt: skip
def test_a_fault_of_ours_is_told(found, told):
    assert papers.fault_of_ours(found) == told


def test_a_setter_that_breaks_off_is_a_fault(tmp_path):
    (tmp_path / "told.json").write_text("{}")

    found = papers.best_of([*papers.WITH_OURS, "tansiq_desk.paper.setting"], of_ours(), tmp_path, 1)

    assert found == {"fault": "ended with 1: KeyError: 'paper'"}


def test_a_fault_of_ours_ends_the_command(monkeypatch):
    faulty = [{"by": "tansiq", "langs": ("ar",), "writing": 1.0, "fault": "ended with 1: x"}]
    monkeypatch.setattr(sys, "argv", ["papers"])
    monkeypatch.setattr(papers, "installed", lambda *_: (None, "no peers"))
    monkeypatch.setattr(papers, "LANGUAGES", [("ar",)])
    monkeypatch.setattr(papers, "measured", lambda *_: faulty)

    with pytest.raises(SystemExit, match=r"ar: ended with 1: x"):
        papers.main()


@pytest.mark.parametrize(("name", "told"), [("none.xlsx", "ended with 1"), ("faulty.xlsx", "refused")])
def test_a_sheet_that_is_not_read_ends_the_command(tmp_path, name, told):
    (tmp_path / "faulty.xlsx").write_bytes(b"no sheet")

    with pytest.raises(SystemExit, match=told):
        sheets.read_apart(tmp_path / name)
