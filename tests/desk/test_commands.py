"""Every command with good and bad input, in three languages: what it says, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tansiq_desk.commands import main
from tansiq_desk.commands.arguments import parse
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import COMMANDS, OF_THE_LAUNCHER, OF_THE_NODE
from tansiq_desk.commands.why import show_neighbour
from tansiq_desk.words import Voice, language_of
from tansiq_desk.words.languages import CATALOGUES
from tansiq_desk.words.telling import stage_text
from tansiq_planner.compare import CostEffect
from tansiq_planner.files import read_problem, read_programme
from tansiq_planner.files.plan_file import plan_document, plan_of, read_plan
from tansiq_planner.neighbours import FigureChange, Neighbour
from tansiq_planner.problem import Problem, SeatsLock
from tansiq_planner.result import Result, Settings
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Edition, Plan

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "example-programme.yaml"
EDITION = "crs-ihl-101@v-ly-trip@2025-08-17"
ARABIC = re.compile("[\u0600-\u06ff]")
FAULTY = {"unknown": "meta: {id: p, colour: red}\n", "broken": "meta: [1, 2\n", "empty": "", "list": "- 1\n"}


@pytest.fixture(autouse=True)
def speaks_english(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def problem() -> Problem:
    return read_problem([EXAMPLE])


def edition(problem: Problem, seats: dict[str, int]) -> Edition:
    course, venue, _ = EDITION.split("@")
    start = problem.horizon.sunday(problem.horizon.week_of(problem.first_course_day) + 1)
    return Edition(course, venue, start, seats, dict(problem.courses[course].staffing[0]))


@pytest.fixture(scope="session")
def plans(problem, tmp_path_factory) -> dict[str, Path]:
    """A lawful plan of nothing, a lawful one of one class, and one whose class is too large for everything."""
    made = {
        "nothing": Plan(),
        "lawful": Plan((edition(problem, {"rq-001": 8, "rq-011": 8}),)),
        "unlawful": Plan((edition(problem, {"rq-001": 24}),)),
    }
    folder = tmp_path_factory.mktemp("plans")
    for name, plan in made.items():
        document = plan_document(problem, Result(plan, ScoreCard(), (), Settings(), "finished"))
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return {name: folder / f"{name}.json" for name in made}


def run(capsys, *words) -> tuple[int, str, str]:
    """Run a command; give its exit code, its answer and its complaints."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("lang", ["ar", "ar-DZ", "ar-LY", "fr", "en"])
def test_help_shows_every_command_with_an_example(capsys, lang):
    code, answer, complaint = run(capsys, "help", "--lang", lang)

    shown = re.findall(r"^ +\u2068?\./tansiq ?([\w-]*)", answer, re.MULTILINE)
    assert (code, complaint) == (0, "")
    assert shown == ["", *[name for name in OF_THE_NODE if name != "start"], *COMMANDS, *OF_THE_LAUNCHER]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"], ["help"]])
def test_without_a_command_help_is_shown(capsys, words):
    assert run(capsys, *words) == run(capsys, "help")


@pytest.mark.parametrize("name", OF_THE_NODE)
@pytest.mark.parametrize("lang", CATALOGUES)
def test_each_command_of_the_node_has_help_with_all_its_options(capsys, name, lang):
    code, answer, complaint = run(capsys, "help", name, "--lang", lang)
    shown = re.findall(r"^ +\u2068?--([\w-]+)", answer, re.MULTILINE)

    assert (code, complaint) == (0, "")
    assert shown == [*OF_THE_NODE[name].options, "lang", "help"]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", CATALOGUES)
def test_each_command_has_help_with_all_its_options(capsys, name, lang):
    code, answer, complaint = run(capsys, "help", name, "--lang", lang)
    shown = re.findall(r"^ +\u2068?--([\w-]+)", answer, re.MULTILINE)

    assert (code, complaint) == (0, "")
    assert shown == [*COMMANDS[name].options, "lang", "help"]
    assert run(capsys, name, "--help", "--lang", lang) == (0, answer, "")


def test_examples_of_help_are_understood(capsys):
    examples = re.findall(r"^  (\./tansiq .*)", run(capsys, "help")[1], re.MULTILINE)

    for example in examples:
        _, name, *words = example.split()
        if name in OF_THE_NODE:
            parse(OF_THE_NODE[name], words)
        if name in COMMANDS:
            assert "usage" not in run(capsys, name, *words, "--help")[2]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["dance"], "There is no command dance."),
        (["help", "dance"], "There is no command dance."),
        (["plan", "--lang", "de"], "The language de is not spoken here. Choose ar, ar-DZ, ar-LY, fr or en."),
        (["plan", "--lang"], "A value must follow --lang."),
        (["plan", "--wrok", "3"], "The command plan does not know --wrok."),
        (["plan", "--option", "D"], "--option cannot be D. Choose one of: A, B, C-cost, and C-date."),
        (["plan", "--option", "C"], "Option C comes in two forms: C-cost and C-date."),
        (["plan", "--option"], "A value must follow --option."),
        (["plan", "--option="], "A value must follow --option."),
        (["plan", "--option", "A", "--option", "B"], "The option --option was given twice."),
        (["plan", "--work", "many"], "--work needs a whole number of at least 1, not many."),
        (["plan", "--work", "0"], "--work needs a whole number of at least 1, not 0."),
        (["plan", "--work", "-5"], "--work needs a whole number of at least 1, not -5."),
        (["plan", "--seed", "1.5"], "--seed needs a whole number of at least 0, not 1.5."),
        (["plan", "--seconds", "nan"], "--seconds needs a number of seconds above zero, not nan."),
        (["plan", "--seconds", "0"], "--seconds needs a number of seconds above zero, not 0."),
        (["plan", "--as-of", "yesterday"], "--as-of needs a day such as 2025-09-07, not yesterday."),
        (["plan", "--as-of", "20250907"], "--as-of needs a day such as 2025-09-07, not 20250907."),
        (["plan", "--no-tacit-renewal=1"], "The option --no-tacit-renewal takes no value."),
        (
            ["plan", "--agreed-last"],
            "--agreed-last means nothing without an earlier plan: name it with --baseline.",
        ),
        (["papers"], "The command papers needs at least 1 file names or words; 0 given."),
        (["papers", "plan.json", "--out", str(EXAMPLE)], f"{EXAMPLE} is a file, not a folder to write into."),
        (["papers", "plan.json", "--option", "A"], "The command papers does not know --option."),
        (["plan", "--out", "no/such/folder"], "no/such/folder cannot be made: there is no folder no/such."),
        (["plan", "--out", str(EXAMPLE)], f"{EXAMPLE} is a file, not a folder to write into."),
        (["verify"], "The command verify needs at least 1 file names or words; 0 given."),
        (["compare", "a.json"], "The command compare needs at least 2 file names or words; 1 given."),
        (["compare", "a", "b", "c"], "The command compare takes at most 2 file names or words; 3 given."),
        (["why", "plan.json"], "The command why needs at least 2 file names or words; 1 given."),
        (["convert", "a.yaml", "--to", "xlsx"], "The command convert needs --out."),
        (
            ["convert", "a.yaml", "--to", "pdf", "--out", "b"],
            "--to cannot be pdf. Choose one of: xlsx, yaml, and json.",
        ),
        (["convert", str(EXAMPLE), "--to", "json", "--out", "."], ". is a folder, not a file to write."),
        (["split", "a.yaml"], "The command split needs --out."),
        (["schema", "moon"], "schema cannot be moon. Choose one of: programme and plan."),
        (["check", "a\0b"], "ab cannot be the name of a file."),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(capsys, words, complaint):
    code, answer, told = run(capsys, *words)

    assert (code, answer, told.splitlines()[0][: len(complaint)]) == (2, "", complaint)


@pytest.mark.parametrize("lang", CATALOGUES)
@pytest.mark.parametrize(
    "words",
    [["plan", "--wrok"], ["plan", "--work", "x"], ["plan", "--no-tacit-renewal=1"], ["verify"], ["dance"]],
)
def test_wrong_usage_is_told_in_the_language_alone(capsys, words, lang):
    told = run(capsys, *words, "--lang", lang)[2]

    assert bool(ARABIC.search(told)) == (lang == "ar")
    assert not re.search(r"error|usage:|argument|expected", told)


@pytest.mark.parametrize("lang", CATALOGUES)
def test_check_says_what_a_good_file_holds(capsys, lang):
    code, answer, complaint = run(capsys, "check", EXAMPLE, "--lang", lang)

    assert (code, complaint, len(answer.splitlines())) == (0, "", 2)
    assert bool(ARABIC.search(answer)) == (lang == "ar")


def test_check_without_a_file_takes_the_example(capsys):
    assert run(capsys, "check") == run(capsys, "check", EXAMPLE)


@pytest.mark.parametrize("kind", FAULTY)
@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_faulty_file_gives_its_faults_and_2(capsys, tmp_path, kind, lang):
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY[kind], encoding="utf-8")

    ends = [run(capsys, *words, "--lang", lang) for words in (
        ["check", path],
        ["plan", path, "--out", "out"],
        ["convert", path, "--to", "json", "--out", "out.json"],
        ["split", path, "--out", "parts"],
    )]  # fmt: skip

    assert [(code, answer) for code, answer, _ in ends] == [(2, "")] * 4
    assert len({told for *_, told in ends}) == 1
    assert ends[0][2].startswith(Voice(lang).isolate("faulty.yaml"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["faulty.yaml"]


@pytest.mark.parametrize("name", ["absent.yaml", "absent.xlsx", "notes.txt"])
def test_a_file_that_cannot_be_read_is_a_fault(capsys, tmp_path, name):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    code, answer, told = run(capsys, "check", tmp_path / name)

    assert (code, answer, told.splitlines()[-1]) == (2, "", "1 fault found; nothing was planned or written.")


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ("crs-bg-101", "crs-bg-101 is no lock."),
        ("crs-bg-99@v-dz-border@2025-09-07", "There is no crs-bg-99 in the courses."),
        ("crs-bg-101@v-dz-bordr@2025-09-07", "There is no v-dz-bordr in the venues."),
        ("crs-bg-101@v-dz-border@2025-09-08", "8 September 2025 is not a Sunday; weeks begin on Sunday."),
        ("crs-bg-101@v-dz-border@soon", "soon is no date."),
        ("crs-bg-101@v-dz-border@2035-09-02", "2 September 2035 lies outside the programme"),
        ("crs-bg-101@v-ly-trip@2025-09-07", "crs-bg-101 is not held at v-ly-trip."),
        ("ex-25-ttx=never", "never is no date."),
        ("ex-99=2025-11-09", "There is no ex-99 in the exercises and the requests."),
        ("rq-003=11", "11 seats are fixed; the request asks for 10."),
        ("rq-003=0", "0 is no lock."),
        ("rq-003=" + "9" * 50, "999 999 999 seats are fixed; the request asks for 10."),
    ],
)
def test_a_bad_lock_is_a_clear_fault(capsys, lock, told):
    code, answer, complaint = run(capsys, "plan", "--lock", lock)

    assert (code, answer) == (2, "")
    assert complaint.replace("\u00a0", " ").startswith(f"--lock {lock}: {told}")


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ("2026-02-18", "2026-02-18 is no closed span."),
        ("2026-02-18/soon", "soon is no date."),
        ("2026-03-18/2026-02-18", "The last day 18 February 2026 comes before the first day 18 March 2026."),
    ],
)
def test_a_bad_closed_span_is_a_clear_fault(capsys, span, told):
    assert run(capsys, "plan", "--close", span)[2].startswith(f"--close {span}: {told}")


def test_all_bad_locks_are_told_at_once(capsys):
    complaint = run(capsys, "plan", "--lock", "a", "--lock", "b=1", "--close", "c")[2]

    assert complaint.splitlines()[-1] == "3 faults found; nothing was planned or written."


@pytest.mark.parametrize("lang", CATALOGUES)
@pytest.mark.parametrize(("name", "end"), [("nothing", 0), ("lawful", 0), ("unlawful", 1)])
def test_verify_ends_with_1_where_a_rule_is_broken(capsys, plans, name, end, lang):
    code, answer, complaint = run(capsys, "verify", EXAMPLE, plans[name], "--lang", lang)

    assert (code, complaint) == (end, "")
    assert ("R06" in answer) == (end == 1)


def test_verify_takes_the_example_where_only_a_plan_is_named(capsys, plans):
    assert run(capsys, "verify", plans["lawful"]) == run(capsys, "verify", EXAMPLE, plans["lawful"])


def test_verify_obeys_the_locks_asked_for(capsys, plans):
    code, answer, _ = run(capsys, "verify", plans["lawful"], "--lock", "rq-001=9")

    assert code == 1
    assert "R20 Locks: The lock asked-1 gives rq-001 at least 9 seats; the plan has 8." in answer


def test_verify_judges_a_plan_under_the_locks_it_was_made_under(capsys, plans, problem, tmp_path):
    plan = plan_of(read_plan(plans["lawful"], problem))
    locked = replace(problem, locks=(SeatsLock("asked-1", "rq-001", 9),))
    document = plan_document(locked, Result(plan, ScoreCard(), (), Settings(), "finished"))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    code, answer, _ = run(capsys, "verify", path, "--lock", "rq-011=9")

    assert code == 1
    assert "R20 Locks: The lock asked-1 gives rq-001 at least 9 seats; the plan has 8." in answer
    assert "R20 Locks: The lock asked-2 gives rq-011 at least 9 seats; the plan has 8." in answer


def test_verify_refuses_a_plan_that_was_changed(capsys, plans, tmp_path):
    document = json.loads(plans["lawful"].read_text(encoding="utf-8"))
    document["editions"][0]["seats"]["rq-001"] = 7
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    code, answer, complaint = run(capsys, "verify", changed)

    assert (code, answer) == (2, "")
    assert "The plan was changed after it was made" in complaint


@pytest.mark.parametrize("command", ["verify", "papers"])
def test_a_plan_that_tells_a_figure_wrong_is_refused_and_nothing_written(capsys, tmp_path, command):
    document = json.loads((ROOT / "examples/example-plan-a.json").read_text(encoding="utf-8"))
    document["stages"][0]["value"] += 1  # outside the hash of the plan
    told = tmp_path / "told.json"
    told.write_text(json.dumps(document), encoding="utf-8")
    out = ["--out", tmp_path / "out"] if command == "papers" else []
    code, answer, complaint = run(capsys, command, EXAMPLE, told, *out)

    assert (code, answer) == (2, "")
    assert "638 stands here; 637 is right." in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["told.json"]


def test_compare_says_what_differs_and_what_it_does_to_units(capsys, plans):
    code, answer, _ = run(capsys, "compare", plans["nothing"], plans["lawful"], "--with", EXAMPLE)

    assert code == 0
    assert [line for line in answer.splitlines() if not line.startswith(" ")] == [
        f"From {plans['nothing']} to {plans['lawful']}",
        "Added editions",
        "Effect on requests",
        "Effect on units",
        "Effect on money",
    ]
    assert [line for line in answer.splitlines() if line.startswith("  rq-001")] == [
        "  rq-001, Training Directorate Instructor Cadre, Humanitarian law and border conduct: 8 seats instead of 0"
    ]
    assert "  seats of priority 1: 16 instead of 0" in answer.splitlines()


@pytest.mark.parametrize("lang", CATALOGUES)
def test_compare_of_a_plan_with_itself_is_one_line(capsys, plans, lang):
    code, answer, _ = run(capsys, "compare", plans["lawful"], plans["lawful"], "--lang", lang)

    assert (code, len(answer.splitlines())) == (0, 1)


@pytest.mark.parametrize("lang", CATALOGUES)
def test_why_tells_what_the_neighbouring_weeks_would_do(capsys, plans, problem, lang):
    name = edition(problem, {}).id
    code, answer, complaint = run(capsys, "why", plans["lawful"], name, "--lang", lang)

    assert (code, complaint) == (0, "")
    assert "R02" in answer


@pytest.mark.parametrize("lang", CATALOGUES)
def test_why_tells_what_a_lawful_neighbour_would_give_up_gain_and_cost(capsys, lang):
    week = Neighbour(
        date(2025, 9, 14),
        (),
        {"rq-001": 3},
        {"ip-stf": 1},
        (
            FigureChange("seats_1", 20, 17, is_gain=False),
            FigureChange("untrained", 9, 8, is_gain=True),
            FigureChange("cost", 500, 430, is_gain=True),
        ),
        (CostEffect(None, "ly", "travel", 2025, 100, 30),),
    )
    voice = Voice(lang)

    show_neighbour(Desk(voice), Edition("c", "v", date(2025, 9, 7), {"rq-001": 3}, {"ip-ly": 2}), week)

    lines = [line.strip().lstrip("\u200f") for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        voice.say("commands.why.lawful_without", start=week.start, seats=3),
        voice.say("commands.why.gives_up", request="rq-001", seats=3),
        voice.say("commands.why.taught_by", instructors=("ip-stf 1",)),
        voice.say("commands.why.lost", what=stage_text(voice, "seats_1"), before=20, after=17),
        voice.say("commands.why.gained", what=stage_text(voice, "untrained"), before=9, after=8),
        voice.say("commands.why.saves", amount=70),
        voice.say("commands.compare.cost", payer="ly", kind="travel", year="2025", before=100, after=30),
    ]


def test_why_of_something_unknown_is_wrong_usage(capsys, plans):
    code, answer, complaint = run(capsys, "why", plans["lawful"], "rq-999")

    assert (code, answer) == (2, "")
    assert complaint.startswith("Neither plan nor programme has rq-999.")


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx"])
def test_convert_there_and_back_loses_nothing(capsys, tmp_path, form):
    there, back = tmp_path / f"there.{form}", tmp_path / "back.json"
    direct = tmp_path / "direct.json"

    ends = [
        run(capsys, "convert", EXAMPLE, "--to", form, "--out", there)[0],
        run(capsys, "convert", there, "--to", "json", "--out", back)[0],
        run(capsys, "convert", EXAMPLE, "--to", "json", "--out", direct)[0],
    ]

    assert ends == [0, 0, 0]
    assert read_programme([back])[0].model_dump() == read_programme([direct])[0].model_dump()


def test_split_writes_parts_that_together_are_the_programme(capsys, tmp_path):
    code, *_ = run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")
    parts = sorted((tmp_path / "parts").iterdir())

    assert (code, [part.name for part in parts]) == (0, ["dz.yaml", "joint.yaml", "ly.yaml"])
    assert run(capsys, "check", *parts) == run(capsys, "check", EXAMPLE)
    assert list(tmp_path.glob(".*")) == []


def test_without_the_other_part_what_is_missing_is_said_and_b_is_refused(capsys, tmp_path):
    run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")
    parts = [tmp_path / "parts" / name for name in ("joint.yaml", "dz.yaml")]
    checked = run(capsys, "check", *parts)
    planned = run(capsys, "plan", *parts, "--option", "B", "--out", tmp_path / "out")

    assert checked[0] == 0
    assert "readiness cannot be scored, and option B cannot be used." in checked[1]
    assert (planned[0], planned[1]) == (2, "")
    assert planned[2].startswith("Option B needs every unit's ratings")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["programme", "plan"])
@pytest.mark.parametrize("lang", CATALOGUES)
def test_schema_is_json_in_every_language(capsys, kind, lang):
    code, answer, complaint = run(capsys, "schema", kind, "--lang", lang)

    assert (code, complaint) == (0, "")
    assert json.loads(answer)["$id"] == f"{kind}.schema.json"


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


def test_a_pipe_or_device_is_not_written_over(capsys, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    code, _, complaint = run(capsys, "convert", EXAMPLE, "--to", "yaml", "--out", tmp_path / "pipe.yaml")

    assert code == 2
    assert "is a device or a pipe" in complaint
    assert (tmp_path / "pipe.yaml").is_fifo()


def test_what_a_link_leads_to_is_written_and_the_link_stays(capsys, tmp_path):
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    code, _, _ = run(capsys, "convert", EXAMPLE, "--to", "yaml", "--out", tmp_path / "link.yaml")

    assert code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert len((tmp_path / "real.yaml").read_text(encoding="utf-8")) > 1000


def test_a_folder_that_cannot_be_written_is_said(capsys, tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "joint.yaml").mkdir()
    code, answer, complaint = run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")

    assert (code, answer) == (2, "")
    assert "is a folder, not a file to write" in complaint
    assert [entry.name for entry in tmp_path.iterdir()] == ["parts"]
