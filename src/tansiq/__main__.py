"""The node's own commands: start it, serve it to others, back up, restore, check the journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tansiq_desk.commands import answered, guarded
from tansiq_desk.commands import main as desk_main
from tansiq_desk.commands.arguments import WrongUsageError, parse
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import OF_THE_NODE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tansiq.settings")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; with none, start the node."""
    os.umask(0o077)  # whatever a node writes is its owner's alone
    return guarded(words, _run)


def _run(desk: Desk, words: list[str]) -> int:
    name, rest = ("start", words) if not words or words[0].startswith("-") else (words[0], words[1:])
    command = OF_THE_NODE.get(name)
    if command is None:
        raise WrongUsageError("unknown_command", given=name)
    if "-h" in rest or "--help" in rest:
        return desk_main(["help", name, "--lang", desk.voice.lang])
    given = parse(command, rest)

    def act() -> int:
        import django  # noqa: PLC0415 - a wrong word is told before anything is loaded

        django.setup()
        from tansiq.home import commands  # noqa: PLC0415 - its tables exist only now

        return commands.run(name, given, desk.voice.lang)

    return answered(desk, act)


if __name__ == "__main__":
    sys.exit(main())
