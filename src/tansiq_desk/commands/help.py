"""`tansiq help`: every command with an example, or one command with its options."""

from __future__ import annotations

from tansiq_desk.commands.arguments import Given, WrongUsageError
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.table import COMMANDS, EVERYWHERE, OF_THE_LAUNCHER, OF_THE_NODE, Command


def run(desk: Desk, given: Given) -> int:
    """Show all commands, or one."""
    if not given.words:
        _all(desk)
        return 0
    command = {**OF_THE_NODE, **COMMANDS}.get(given.words[0])
    if command is None:
        raise WrongUsageError("unknown_command", given=given.words[0])
    _one(desk, command)
    return 0


def _all(desk: Desk) -> None:
    desk.say("help.title")
    desk.say("help.usage")
    for name in (*OF_THE_NODE, *COMMANDS, *OF_THE_LAUNCHER):
        desk.write()
        desk.say(f"help.{name}.what", indent=0)
        desk.write(desk.voice.isolate(desk.voice.say(f"help.{name}.example")), indent=1)
    desk.write()
    desk.say("help.more")
    desk.say("help.language")
    desk.say("help.codes")


def _one(desk: Desk, command: Command) -> None:
    voice = desk.voice
    desk.say(f"help.{command.name}.what")
    desk.write(voice.isolate(voice.say(f"help.{command.name}.usage")), indent=1)
    desk.write(voice.isolate(voice.say(f"help.{command.name}.example")), indent=1)
    desk.write()
    for name in (*command.options, *EVERYWHERE):
        form = voice.isolate(voice.say(f"help.option.{name}.form"))
        desk.say("terms.colon", indent=1, before=form, after=voice.say(f"help.option.{name}.what"))
