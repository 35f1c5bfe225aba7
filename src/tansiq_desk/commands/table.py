"""Every command with what it takes: all there is to remember, in the order of `tansiq help`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tansiq_desk.commands.arguments import Given
    from tansiq_desk.commands.desk import Desk

MANY = 64


class Takes(Enum):
    """How often an option may stand, and whether a value follows it."""

    NOTHING = "nothing"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True)
class Command:
    """A command: its name, the fewest and most words after it, its options, and what it needs of them."""

    name: str
    words: tuple[int, int]
    options: Mapping[str, Takes]
    required: tuple[str, ...] = ()

    def load(self) -> Callable[[Desk, Given], int]:
        """Give the function that runs the command; only now is its module imported."""
        run: Callable[[Desk, Given], int] = import_module(f"tansiq_desk.commands.{self.name}").run
        return run


_CIRCUMSTANCES = {
    "lock": Takes.SEVERAL,
    "close": Takes.SEVERAL,
    "baseline": Takes.ONE,
    "no-tacit-renewal": Takes.NOTHING,
    "as-of": Takes.ONE,
}
"""What changes the problem that the files pose."""

_ALL = (
    Command(
        "plan",
        (0, MANY),
        {
            "option": Takes.ONE,
            "work": Takes.ONE,
            "seconds": Takes.ONE,
            "seed": Takes.ONE,
            "agreed-last": Takes.NOTHING,
            **_CIRCUMSTANCES,
            "out": Takes.ONE,
        },
    ),
    Command("check", (0, MANY), {}),
    Command("verify", (1, MANY), _CIRCUMSTANCES),
    Command("papers", (1, MANY), {**_CIRCUMSTANCES, "out": Takes.ONE}),
    Command("compare", (2, 2), {"with": Takes.SEVERAL}),
    Command("why", (2, MANY), _CIRCUMSTANCES),
    Command("convert", (1, MANY), {"to": Takes.ONE, "out": Takes.ONE}, ("to", "out")),
    Command("split", (1, MANY), {"out": Takes.ONE}, ("out",)),
    Command("schema", (0, 1), {}),
    Command("help", (0, 1), {}),
)
COMMANDS: Mapping[str, Command] = {command.name: command for command in _ALL}

OF_THE_NODE: Mapping[str, Command] = {
    command.name: command
    for command in (
        Command("start", (0, 0), {"port": Takes.ONE}),
        Command(
            "serve",
            (0, 0),
            {"host": Takes.ONE, "port": Takes.ONE, "exchange-host": Takes.ONE, "exchange-port": Takes.ONE},
        ),
        Command(
            "set-up", (1, MANY), {"party": Takes.ONE, "administrator": Takes.ONE}, ("party", "administrator")
        ),
        Command("backup", (1, 1), {}),
        Command("restore", (1, 1), {}),
        Command("verify-journal", (0, 0), {}),
        Command("exchange", (1, MANY), {"to": Takes.ONE}),
        Command("demo", (0, 0), {"two-nodes": Takes.NOTHING, "port": Takes.ONE}, ("two-nodes",)),
    )
}
"""Commands of the node, which `./tansiq` hands to it; `start` is what it does when nothing is asked."""

EVERYWHERE = ("lang", "help")
"""Options that every command has."""
OF_THE_LAUNCHER = ("test", "lint", "docs", "bench")
"""Commands for developers that `./tansiq` runs by itself."""
