"""From the words of a command line to what was given. Faults go by code, never in argparse's English."""

from __future__ import annotations

import math
from argparse import ArgumentError, ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from tansiq_desk.commands.table import EVERYWHERE, Command, Takes
from tansiq_desk.words import language_named
from tansiq_planner.errors import Figure

NOTHING_FOLLOWS = "\0"
"""Stands for the value of an option after which the line ends; no word of a command line can hold it."""
LARGEST = 10**9


class WrongUsageError(Exception):
    """The command line is wrong: `code` and `figures` of the sentence `commands.usage`."""

    def __init__(self, code: str, **figures: Figure) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


@dataclass(frozen=True)
class Given:
    """The words and options of one command line."""

    words: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]

    def has(self, option: str) -> bool:
        """Tell whether an option was given."""
        return option in self.options

    def text(self, option: str) -> str | None:
        """Give the value of an option; None where it was not given."""
        return self.options[option][-1] if option in self.options else None

    def choice(self, option: str, choices: Sequence[str], default: str) -> str:
        """Give the value of an option out of a few, whatever its case."""
        text = self.text(option)
        if text is None:
            return default
        for known in choices:
            if known.casefold() == text.casefold():
                return known
        raise WrongUsageError("not_a_choice", option=f"--{option}", given=text, choices=tuple(choices))

    def whole(self, option: str, default: int, at_least: int) -> int:
        """Give the value of an option as a whole number."""
        text = self.text(option)
        if text is None:
            return default
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) else None
        if number is None or not at_least <= number <= LARGEST:
            raise WrongUsageError("not_a_number", option=f"--{option}", given=text, at_least=at_least)
        return number

    def seconds(self, option: str) -> float | None:
        """Give the value of an option as seconds above zero."""
        text = self.text(option)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and 0 < number <= LARGEST):
            raise WrongUsageError("not_seconds", option=f"--{option}", given=text)
        return number

    def day(self, option: str) -> date | None:
        """Give the value of an option as a day."""
        text = self.text(option)
        return None if text is None else day_of(text, f"--{option}")

    def path(self, option: str, default: str) -> Path:
        """Give the value of an option as a path."""
        return path_of(self.text(option) or default)


def day_of(text: str, where: str) -> date:
    """Read a day written as `2025-09-07`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise WrongUsageError("not_a_day", option=where, given=text)
    return day


def path_of(text: str) -> Path:
    """Read a word as a path."""
    if "\0" in text or not text:
        raise WrongUsageError("not_a_path", given=text.replace("\0", ""))
    return Path(text)


def language_asked(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take `--lang` out of the words, wherever it stands before a bare `--`.

    Returns
    -------
    (str or None, list of str)
        The language asked for, and the words without it.
    """
    asked, rest = None, list(words)
    index = 0
    while index < len(rest) and rest[index] != "--":
        word = rest[index]
        if word == "--lang":
            if index + 1 == len(rest):
                raise WrongUsageError("value_missing", option="--lang")
            asked = language_named(rest[index + 1])
            del rest[index : index + 2]
        elif word.startswith("--lang="):
            asked = language_named(word.removeprefix("--lang="))
            del rest[index]
        else:
            index += 1
    return asked, rest


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Keep argparse from printing; what is wrong is found out afterwards."""
        raise WrongUsageError("not_understood", given=" ".join(message.split(":")[:1]))


def parse(command: Command, words: Sequence[str]) -> Given:
    """Read the words after a command's name.

    Raises
    ------
    WrongUsageError
        For an unknown option, a missing value, too few or too many words.
    """
    parser = _Parser(prog=command.name, add_help=False, allow_abbrev=False, exit_on_error=False)
    for name, takes in command.options.items():
        if takes is Takes.NOTHING:
            parser.add_argument(f"--{name}", action="append_const", const="", dest=name)
        else:
            parser.add_argument(f"--{name}", action="append", nargs="?", const=NOTHING_FOLLOWS, dest=name)
    parser.add_argument("words", nargs="*", default=[])
    try:
        found, strangers = parser.parse_known_intermixed_args(list(words))
    except ArgumentError as error:
        raise WrongUsageError("bad_option", option=error.argument_name or "") from None
    options = {name: tuple(values) for name, values in vars(found).items() if name != "words" and values}
    _check_options(command, options, [word for word in strangers if word != "--"])
    plain = tuple(word for word in found.words if word != "--")
    _check_words(command, plain)
    return Given(plain, options)


def _check_options(
    command: Command, options: Mapping[str, tuple[str, ...]], strangers: Sequence[str]
) -> None:
    if strangers:
        known = tuple(f"--{name}" for name in (*command.options, *EVERYWHERE))
        raise WrongUsageError("unknown_option", given=strangers[0], command=command.name, known=known)
    for name, values in options.items():
        if NOTHING_FOLLOWS in values or ("" in values and command.options[name] is not Takes.NOTHING):
            raise WrongUsageError("value_missing", option=f"--{name}")
        if len(values) > 1 and command.options[name] is Takes.ONE:
            raise WrongUsageError("given_twice", option=f"--{name}")
    for name in command.required:
        if name not in options:
            raise WrongUsageError("option_missing", option=f"--{name}", command=command.name)


def _check_words(command: Command, words: Sequence[str]) -> None:
    least, most = command.words
    if len(words) < least:
        raise WrongUsageError("too_few_words", command=command.name, found=len(words), at_least=least)
    if len(words) > most:
        raise WrongUsageError("too_many_words", command=command.name, found=len(words), at_most=most)
