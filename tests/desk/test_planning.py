"""`tansiq plan` from file to papers, its progress, its summary, and what Ctrl-C does."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tansiq_desk.commands import main
from tansiq_desk.commands.arguments import WrongUsageError
from tansiq_desk.commands.desk import RIGHT_TO_LEFT_MARK, Desk
from tansiq_desk.commands.interrupting import Interruption
from tansiq_desk.commands.progress import ProgressLine
from tansiq_desk.commands.summary import Summary
from tansiq_desk.commands.writing import check_directory, write_directory
from tansiq_desk.words import Voice
from tansiq_desk.words.languages import CATALOGUES
from tansiq_planner.problem import Missing
from tansiq_planner.result import Progress, Reason, Relaxation, Unplanned
from tansiq_planner.rules import Rule
from tests.desk.sample_result import example_problem, sample_result

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "example-programme.yaml"
PAPERS = ["booklet.pdf", "plan-dz.ics", "plan-ly.ics", "plan.html", "plan.ics", "plan.json", "plan.xlsx"]
ENGLISH = re.compile(r"\b(the|of|is|are|and|with|for|by|which|would)\b")


@pytest.fixture(scope="module")
def problem():
    return example_problem()


@pytest.fixture(scope="module")
def result(problem):
    sample = sample_result(problem)
    held_back = Unplanned(
        "ex-26-ftx",
        0,
        (Reason(Rule.EXERCISE_ORDER, "before_not_held", {"exercise": "ex-26-ftx", "before": "ex-26-cpx"}),),
        (Relaxation(Rule.EXERCISE_DAYS, "window_too_narrow", {"exercise": "ex-26-ftx"}, 0, 2, 1),),
    )
    return replace(sample, unplanned=(*sample.unplanned, held_back))


def small_programme(path: Path) -> Path:
    """Write the example with one request and no exercise: planned in a moment."""
    programme = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    programme["requests"] = [row for row in programme["requests"] if row["id"] == "rq-020"]
    programme["exercises"], programme["lessons"] = [], []
    path.write_text(yaml.safe_dump(programme, allow_unicode=True), encoding="utf-8")
    return path


def test_papers_of_a_plan_are_made_again_as_they_were_and_in_another_language(capsys, tmp_path):
    path, out = small_programme(tmp_path / "small.yaml"), tmp_path / "out"
    planning = ["plan", str(path), "--option", "A", "--work", "1", "--out", str(out), "--lang", "ar"]
    again = ["papers", str(path), str(out / "plan.json"), "--out"]

    ends = [main(planning)]
    ends += [main([*again, str(tmp_path / lang), "--lang", lang]) for lang in ("ar", "fr")]

    capsys.readouterr()
    assert ends == [0, 0, 0]
    papers = [name for name in PAPERS if name != "plan.json"]
    assert sorted(entry.name for entry in (tmp_path / "fr").iterdir()) == papers
    assert (tmp_path / "ar" / "plan.html").read_bytes() == (out / "plan.html").read_bytes()
    assert 'lang="fr" dir="ltr"' in (tmp_path / "fr" / "plan.html").read_text("utf-8")


def test_no_papers_are_made_of_a_plan_that_breaks_a_rule(capsys, tmp_path):
    path, out = small_programme(tmp_path / "small.yaml"), tmp_path / "out"
    main(["plan", str(path), "--option", "A", "--work", "1", "--out", str(out), "--lang", "en"])
    capsys.readouterr()
    plan = [
        "papers",
        str(path),
        str(out / "plan.json"),
        "--as-of",
        "2027-11-01",
        "--out",
        str(tmp_path / "no"),
    ]

    end = main([*plan, "--lang", "en"])

    assert (end, (tmp_path / "no").exists()) == (1, False)
    assert "none of its papers was written" in capsys.readouterr().err


def test_a_plan_is_written_with_all_its_papers_and_is_lawful(capsys, tmp_path):
    path, out = small_programme(tmp_path / "small.yaml"), tmp_path / "out"
    lock = ["--lock", "rq-020=30", "--close", "2026-02-01/2026-02-07"]
    planning = ["plan", str(path), "--option", "A", "--work", "1", *lock, "--out", str(out), "--lang", "en"]

    ends = [main(planning), main(["verify", str(path), str(out / "plan.json"), "--lang", "en"])]
    answer = capsys.readouterr().out
    document = json.loads((out / "plan.json").read_text("utf-8"))

    assert ends == [0, 0]
    assert sorted(entry.name for entry in out.iterdir()) == PAPERS
    assert sum(seats for row in document["editions"] for seats in row["seats"].values()) == 60
    assert [(it["id"], it["request"], it["seats_at_least"], it["closed"]) for it in document["locks"]] == [
        ("asked-1", "rq-020", 30, None),
        ("asked-2", None, None, {"from": "2026-02-01", "to": "2026-02-07"}),
    ]
    assert "  Priority 1: 60 of 60 seats" in answer.splitlines()
    assert "Every request is planned in full, and every exercise is held." in answer.splitlines()
    assert f"Hash of the plan: {document['plan_sha256']}" in answer.splitlines()
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_locks_that_cannot_hold_are_told_with_the_rule_and_what_to_release(capsys, tmp_path, lang):
    path, out = small_programme(tmp_path / "small.yaml"), tmp_path / "out"
    lock = "crs-bg-mtt@v-ly-gdm@2025-06-01"

    end = main(["plan", str(path), "--lock", lock, "--out", str(out), "--lang", lang])
    answer, complaint = capsys.readouterr()

    voice = Voice(lang)
    lines = [line.strip() for line in complaint.splitlines()]
    assert (end, answer, out.exists()) == (2, "", False)
    assert lines.count(voice.say("plan.conflict.alone")) == 1
    assert len([line for line in lines if "asked-1" in line]) == 1
    assert {"R01", "R02"} & set(re.findall(r"R\d\d", complaint)) == {"R02"}
    assert lines[-1] == voice.say("plan.cannot.locks_conflict.remedy")
    assert bool(ENGLISH.search(complaint)) == (lang == "en")


@pytest.mark.parametrize("lang", CATALOGUES)
def test_the_summary_says_everything_in_its_language(capsys, problem, result, lang):
    Summary(Desk(Voice(lang)).about(problem), problem, result).show()
    answer = capsys.readouterr().out

    headings = (
        "seats",
        "exercises",
        "readiness",
        "money",
        "stages",
        "unplanned",
        "out_of_reach",
        "assumptions",
    )
    lines = answer.splitlines()
    assert [lines.count(Voice(lang).say(f"summary.heading.{key}")) for key in headings] == [1] * len(headings)
    assert [row.id for row in result.unplanned if row.id.startswith("rq") and row.id not in answer] == []
    assert bool(ENGLISH.search(answer)) == (lang == "en")


def test_a_line_of_arabic_never_begins_from_the_left(capsys, problem, result):
    Summary(Desk(Voice("ar")).about(problem), problem, result).show()
    outside = [
        re.sub("\u2068[^\u2068\u2069]*\u2069", "", line) for line in capsys.readouterr().out.splitlines()
    ]

    assert [line for line in outside if re.match(r"^\s*[A-Za-z]", line)] == []


def test_a_line_of_arabic_that_begins_with_a_foreign_word_is_marked():
    assert Desk(Voice("ar")).led("plan: خطة") == f"{RIGHT_TO_LEFT_MARK}plan: خطة"
    assert Desk(Voice("ar")).led("\u2068plan\u2069: خطة") == "\u2068plan\u2069: خطة"
    assert Desk(Voice("fr")).led("plan: خطة") == "plan: خطة"


@pytest.mark.parametrize("lang", CATALOGUES)
@pytest.mark.parametrize("kind", ["ratings", "ceilings", "budget", "moon"])
def test_what_was_not_released_is_said(capsys, problem, result, kind, lang):
    incomplete = replace(problem, missing=(Missing(kind, ("x-1", "x-2")),))
    Summary(Desk(Voice(lang)).about(incomplete), incomplete, result).show()

    assert "x-1" in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self):
        return True


SIGNS = [
    Progress("greedy", None, None, 0.4),
    Progress("seats_1", 600, None, 1.2),
    Progress("seats_1", 630, 640.0, 2.0),
    Progress("cost", 1000, 900.0, 61.0),
]


def test_without_a_terminal_each_phase_has_one_plain_line():
    stream = io.StringIO()
    line = ProgressLine(Voice("en"), stream)
    for sign in SIGNS:
        line.take(sign)
    line.end()

    assert stream.getvalue().replace("\u00a0", " ").splitlines() == [
        "first plan, 0 seconds",
        "seats of priority 1: best 630, bound 640, gap 1.6%, 2 seconds",
        "cost: best 1 000, bound 900, gap 11.1%, 61 seconds",
    ]


def test_on_a_terminal_one_line_is_redrawn():
    stream = Terminal()
    line = ProgressLine(Voice("ar"), stream)
    for sign in SIGNS:
        line.take(sign)
    line.end()

    assert (stream.getvalue().count("\r"), stream.getvalue().count("\n")) == (4, 1)


def test_nothing_is_shown_of_a_search_that_gave_no_sign():
    stream = io.StringIO()
    ProgressLine(Voice("fr"), stream).end()

    assert stream.getvalue() == ""


def test_the_first_interruption_asks_and_the_second_breaks_off():
    told = []
    before = signal.getsignal(signal.SIGINT)
    with Interruption(lambda: told.append("once")) as interruption:
        first = interruption.asked()
        signal.raise_signal(signal.SIGINT)
        second = interruption.asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    assert (first, second, told) == (False, True, ["once"])
    assert signal.getsignal(signal.SIGINT) is before


def test_files_replace_those_of_their_names_and_leave_others(tmp_path):
    out = tmp_path / "out"
    write_directory(out, {"a": b"1", "b": b"2"})
    (out / "mine").write_bytes(b"0")
    written = write_directory(out, {"a": b"3"})

    assert written == [out / "a"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"a": b"3", "b": b"2", "mine": b"0"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_fails_on_the_way_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        write_directory(tmp_path / "out", {"a": b"1", "nowhere/b": b"2"})

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_where_a_folder_has_the_name_of_a_file(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(WrongUsageError):
        write_directory(tmp_path, {"a": b"1", "b": b"2"})

    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_folder_that_cannot_be_made_is_refused_before_planning(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    for target in (tmp_path / "file", tmp_path / "no" / "such"):
        with pytest.raises(WrongUsageError):
            check_directory(target)


@pytest.mark.slow
def test_interrupting_keeps_the_best_plan_so_far(tmp_path):
    out = tmp_path / "out"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "LANG": "en"}
    command = [
        sys.executable,
        "-m",
        "tansiq_desk",
        "plan",
        "--option",
        "A",
        "--work",
        "3600",
        "--out",
        str(out),
    ]
    planning = subprocess.Popen(
        command, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert planning.stderr is not None
    first = planning.stderr.readline()
    time.sleep(1)
    planning.send_signal(signal.SIGINT)
    answer, complaint = planning.communicate(timeout=300)

    assert first.startswith("first plan")
    assert planning.returncode == 0
    assert "the best plan so far is kept" in complaint
    assert "The search was interrupted; this is the best plan until then." in answer
    assert main(["verify", str(out / "plan.json")]) == 0
