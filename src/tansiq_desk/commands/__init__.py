"""The `tansiq` command: it speaks Arabic first, then French and English, and never ends in a traceback.

Exit codes: 0 all is well; 1 a plan breaks a rule; 2 a file or the usage is wrong, and nothing was written;
3 the program itself is at fault; 130 broken off by the user; 141 nobody reads the answer to its end.
TANSIQ_TRACEBACK=1 lets developers see where.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from tansiq_desk.commands.arguments import WrongUsageError, language_asked, parse
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import COMMANDS, OF_THE_NODE
from tansiq_desk.words import UnknownLanguageError, Voice, language_of
from tansiq_planner.errors import CannotPlanError, FaultyFileError

UNLAWFUL, WRONG, DEFECT, BROKEN_OFF, NOBODY_READS = 1, 2, 3, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str or None
        Words after the program's name; None for those of the process.

    Returns
    -------
    int
        The exit code.
    """
    return guarded(argv, _run)


def guarded(argv: Sequence[str] | None, run: Callable[[Desk, list[str]], int]) -> int:
    """Run what a command line asks for in the language that it asks for; whatever goes wrong becomes a sentence."""
    words = list(sys.argv[1:] if argv is None else argv)
    _survive_any_terminal()
    desk = Desk(Voice(language_of(os.environ)))
    try:
        asked, words = language_asked(words)
        desk = Desk(Voice(asked)) if asked else desk
        return run(desk, words)
    except UnknownLanguageError as error:
        desk.complain("usage.unknown_language", given=str(error))
    except WrongUsageError as error:
        desk.complain(f"usage.{error.code}", **error.figures)
        desk.complain("usage.see_help", example=_help_for(words))
    except KeyboardInterrupt:
        desk.complain("broken_off")
        return BROKEN_OFF
    except BrokenPipeError:
        _close_quietly()
        return NOBODY_READS
    except Exception as error:  # an officer gets a sentence and not a traceback
        if os.environ.get("TANSIQ_TRACEBACK"):
            raise
        desk.complain("defect", what=f"{type(error).__name__}: {error}")
        return DEFECT
    return WRONG


def _run(desk: Desk, words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help"}:
        words = ["help", *words[1:]]
    name, rest = words[0], words[1:]
    command = COMMANDS.get(name)
    if command is None:
        raise WrongUsageError("unknown_command", given=name)
    if "-h" in rest or "--help" in rest:
        command, rest = COMMANDS["help"], [name]
    given = parse(command, rest)
    return answered(desk, lambda: command.load()(desk, given))


def answered(desk: Desk, act: Callable[[], int]) -> int:
    """Do what was asked; a file that is faulty or cannot be used becomes a sentence."""
    try:
        code = act()
        _show(desk)
    except FaultyFileError as error:
        desk.faults(error.faults)
    except CannotPlanError as error:
        desk.cannot_plan(error)
        return UNLAWFUL if error.code == "unlawful_plan" else WRONG
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None:  # the answer, not a file
            desk.complain("cannot_show", why=error.strerror or "")
            _close_quietly()
            return WRONG
        desk.complain("usage.cannot_write", file=str(error.filename), why=error.strerror or "")
    else:
        return code
    return WRONG


def _show(desk: Desk) -> None:
    """Send off the rest of the answer; what was done stays done where it cannot be shown."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        desk.complain("cannot_show", why=error.strerror or "")
        _close_quietly()


def _help_for(words: Sequence[str]) -> str:
    known = [word for word in words[:1] if word in COMMANDS or word in OF_THE_NODE]
    return " ".join(["./tansiq", "help", *known])


def _survive_any_terminal() -> None:
    """Show what a terminal cannot as a question mark instead of failing."""
    sys.stdout = sys.stdout or _nowhere()  # closed by whoever called
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a captured stream may be of any class


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _close_quietly() -> None:
    """Keep Python from complaining at exit that the reader has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
