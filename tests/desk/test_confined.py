"""Programs of ours that read what anybody may have sent: what they are given, and what becomes of whoever asked."""

import subprocess
import sys

import pytest

from tansiq_desk.confined import BusyError, NoAnswerError, Reader, command, surroundings

TIDY = "json.tool"
"""Any program that reads what comes in, and breaks off where it cannot."""


def test_no_secret_goes_along(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("TANSIQ_MAIL_PASSWORD", "secret")

    given = subprocess.run(
        command("platform"), env=surroundings(), capture_output=True, check=True, text=True
    )

    assert given.returncode == 0
    assert [it for it in surroundings() if it.startswith(("TANSIQ", "DATABASE"))] == []
    assert "secret" not in " ".join(surroundings().values())


def test_answer_is_what_the_program_says():
    assert Reader(TIDY, 20).answer("--compact", content=b'{"a": [1, 2]}') == b'{"a":[1,2]}\n'


def test_file_lies_in_a_folder_that_is_gone_afterwards():
    with Reader(TIDY, 20).reading("a.json", b"[1]", "--compact") as (answer, folder):
        assert (answer, [it.name for it in folder.iterdir()]) == (b"[1]\n", ["a.json"])
    assert not folder.exists()


@pytest.mark.parametrize(("seconds", "content"), [(20, b"{"), (0.001, b"[1]")])
def test_program_that_breaks_off_or_takes_too_long_gives_no_answer(seconds, content):
    with pytest.raises(NoAnswerError) as refused:
        Reader(TIDY, seconds).answer(content=content)

    assert type(refused.value) is NoAnswerError


def test_whoever_waits_too_long_for_others_is_told_so_and_the_turn_is_given_back():
    reader = Reader(TIDY, 0.01)

    with reader.turn, pytest.raises(BusyError):
        reader.answer(content=b"[1]")
    with pytest.raises(NoAnswerError):
        reader.answer(content=b"[1]")

    assert reader.turn.acquire(timeout=0)


BIND = """
import resource, sys
from tansiq_desk.confined import bind
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
before = resource.setrlimit
def unprivileged(limit, both):
    if both[1] > resource.getrlimit(limit)[1] != resource.RLIM_INFINITY:
        raise ValueError("not allowed to raise maximum limit")
    before(limit, both)
resource.setrlimit = unprivileged
bind(2_000_000_000, 20, writes_files=False)
print([resource.getrlimit(it)[1] for it in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such ceilings")
def test_ceiling_that_is_lower_already_stays_and_the_others_are_set():
    ended = subprocess.run(
        [sys.executable, "-P", "-c", BIND], env=surroundings(), capture_output=True, check=True, text=True
    )
    assert ended.stdout == "[1500000000, 20, 0]\n"


def test_program_that_says_more_than_whoever_asked_can_hold_is_ended():
    with pytest.raises(NoAnswerError) as refused:
        Reader(TIDY, 20, most_bytes=3).answer(content=b"[1]" + b" " * 100_000)
    assert type(refused.value) is NoAnswerError
    assert Reader(TIDY, 20, most_bytes=4).answer("--compact", content=b"[1]") == b"[1]\n"


def test_program_that_ends_before_it_read_everything_has_said_its_answer():
    assert Reader("platform", 20).answer(content=b"x" * 1_000_000) != b""
