"""The `tansiq` command: it speaks Arabic first, then French and English, and never ends in a traceback.

Exit codes: 0 all is well; 1 a plan breaks a rule; 2 a file or the usage is wrong, and nothing was written;
3 the program itself is at fault; 130 broken off by the user. TANSIQ_TRACEBACK=1 lets developers see where.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from tansiq_desk.commands.arguments import Given, WrongUsageError, language_asked, parse
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import COMMANDS, Command
from tansiq_desk.words import UnknownLanguageError, Voice, language_of
from tansiq_planner.errors import CannotPlanError, FaultyFileError

FINE, UNLAWFUL, WRONG, DEFECT, BROKEN_OFF = 0, 1, 2, 3, 130


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
    words = list(sys.argv[1:] if argv is None else argv)
    _survive_any_terminal()
    desk = Desk(Voice(language_of(os.environ)))
    try:
        asked, words = language_asked(words)
        desk = Desk(Voice(asked)) if asked else desk
        return _run(desk, words)
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
        return FINE
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
    return _answer(desk, command, parse(command, rest))


def _answer(desk: Desk, command: Command, given: Given) -> int:
    try:
        code = command.load()(desk, given)
        sys.stdout.flush()
    except FaultyFileError as error:
        desk.faults(error.faults)
    except CannotPlanError as error:
        desk.cannot_plan(error)
        return UNLAWFUL if error.code == "unlawful_plan" else WRONG
    except BrokenPipeError:
        raise
    except OSError as error:
        desk.complain("usage.cannot_write", file=str(error.filename or ""), why=error.strerror or "")
    else:
        return code
    return WRONG


def _help_for(words: Sequence[str]) -> str:
    known = [word for word in words[:1] if word in COMMANDS]
    return " ".join(["./tansiq", "help", *known])


def _survive_any_terminal() -> None:
    """Show what a terminal cannot as a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a captured stream may be of any class


def _close_quietly() -> None:
    """Keep Python from complaining at exit that the reader has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
