"""Programs of ours that read what anybody may have sent: what they are given, and what becomes of whoever asked."""

import subprocess

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
