"""Help of every command, and what is said of a command line that is wrong."""

from __future__ import annotations

import re

import pytest

from tansiq_desk.commands.arguments import language_asked, parse
from tansiq_desk.commands.table import COMMANDS, OF_THE_LAUNCHER, OF_THE_NODE
from tansiq_desk.words.languages import CATALOGUES
from tests.desk.command_line import ARABIC, EXAMPLE, run

pytestmark = pytest.mark.usefixtures("speaks_english")


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
    known = {**OF_THE_NODE, **COMMANDS}
    examples = re.findall(r"^  \./tansiq (\S+) ?(.*)", run(capsys, "help")[1], re.MULTILINE)

    for name, words in examples:
        if name not in OF_THE_LAUNCHER:
            parse(known[name], language_asked(words.split())[1])  # raises where one is not


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
