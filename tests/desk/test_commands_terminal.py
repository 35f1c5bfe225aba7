"""The program and its surroundings: its language, poor terminals, readers that go away, full disks, and any words at all."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import COMMANDS
from tansiq_desk.words import Voice, language_of
from tests.desk.command_line import EXAMPLE, ROOT, run

pytestmark = pytest.mark.usefixtures("speaks_english")


def test_no_command_line_ends_in_a_defect_or_a_traceback(capsys, plans):
    """Random words out of what people could type; `plan` never gets past its faults."""
    dice = random.Random(20250518)  # noqa: S311 - a fuzz, not a secret
    options = [f"--{name}" for command in COMMANDS.values() for name in command.options]
    values = [
        "",
        "-",
        "--",
        "-1",
        "1e999",
        "\u0661\u0662",
        "قرار",
        "@@",
        "=",
        "/",
        "a@b@c",
        "2025-02-30",
        "no.yaml",
        "\udcff",
        "--lang=fr",
    ]
    words = [*COMMANDS, *options, *values, str(plans["lawful"]), "rq-003"]
    ends = set()
    for _ in range(150):
        line = [dice.choice([*COMMANDS]), *dice.choices(words, k=dice.randrange(6))]
        if line[0] == "plan":
            line.append("no.yaml")
        ends.add(run(capsys, *line)[0])

    assert ends == {0, 2}


def started(*words, **environment) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environment}
    command = [sys.executable, "-m", "tansiq_desk", *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, timeout=60, check=False)


@pytest.mark.parametrize(
    "environment", [{}, {"LANG": "C"}, {"LC_ALL": "fr_FR.UTF-8"}, {"LANG": "en_US.UTF-8"}]
)
def test_the_environment_chooses_the_language_of_the_program(environment):
    ended = started("dance", **environment)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(
        Voice(language_of(environment)).say("commands.usage.unknown_command", given="dance")
    )


def test_a_terminal_without_arabic_letters_gets_question_marks_and_no_traceback():
    ended = started("help", PYTHONIOENCODING="ascii", LANG="C")

    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert "./tansiq plan" in ended.stdout


def test_a_reader_that_goes_away_is_no_fault_and_no_success():
    reading, writing = os.pipe()
    os.close(reading)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "tansiq_desk", "schema"]
    ended = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", env=env, check=False
    )
    os.close(writing)

    assert (ended.returncode, ended.stderr) == (141, "")


def test_control_characters_of_a_file_are_shown_and_not_obeyed(capsys):
    desk = Desk(Voice("en"))
    desk.write("a\x1b]0;obeyed\x07b")
    desk.complain("usage.unknown_command", given="\x9b2J")

    shown = capsys.readouterr()
    assert shown.out == "a<U+001B>]0;obeyed<U+0007>b\n"
    assert "<U+009B>2J" in shown.err


def test_work_done_stays_done_where_its_answer_cannot_be_shown(tmp_path):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "LANG": "en"}
    told = []
    for place, shown in (("closed", ">&-"), ("full", ">/dev/full")):
        command = f"{sys.executable} -m tansiq_desk split {EXAMPLE} --out {tmp_path / place} {shown}"
        ended = subprocess.run(
            ["bash", "-c", command], capture_output=True, encoding="utf-8", env=env, check=False
        )
        told.append((ended.returncode, ended.stderr, len(list((tmp_path / place).iterdir()))))

    count = told[0][2]
    complaint = (
        "The command did its work, but its answer could not be shown: the disk is full; make room or name"
        " another place with --out.\n"
    )
    assert told == [(0, "", count), (0, complaint, count)]
    assert count > 1
