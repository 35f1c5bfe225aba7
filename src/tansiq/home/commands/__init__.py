"""What the node's own commands do. They start processes, print, and leave the work to services."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable

from django.core.management import call_command
from django.db import DatabaseError
from django.utils.translation import activate, ngettext
from django.utils.translation import gettext as _

from tansiq.core.errors import Refused
from tansiq.core.moment import moment_of_node
from tansiq.core.queries import journal_verdict, this_node
from tansiq.core.services import NodeItself
from tansiq.exchange.services.epochs import begin_epochs_anew
from tansiq.home import keeping, office
from tansiq.home.commands.demo import run_two_nodes
from tansiq.home.commands.exchanging import exchange
from tansiq.home.commands.running import LAST_PORT, Door, run_node
from tansiq.home.commands.speaking import BROKEN, HOLDS, WRONG, complain, say
from tansiq_desk.commands.arguments import Given, WrongUsageError, path_of

PORT = 8000


def run(name: str, given: Given, language: str) -> int:
    """Run a command of the node and give its exit code."""
    activate(language.lower())
    doing: dict[str, Callable[[Given], int]] = {
        "start": _start,
        "serve": _serve,
        "set-up": _set_up,
        "backup": _backup,
        "restore": _restore,
        "verify-journal": _verify_journal,
        "exchange": exchange,
        "demo": _demo,
    }
    try:
        return doing[name](given)
    except keeping.KeepingRefused as error:
        complain(str(error))
    except DatabaseError as error:
        complain(_("The database of this node cannot be used: %(why)s") % {"why": str(error).strip()})
        complain(_("If it is damaged, put back a backup: ./tansiq restore FILE"))
    return WRONG


def _start(given: Given) -> int:
    """Start the node for this computer; a node with nothing on it becomes a rehearsal with the example world."""
    return run_node("127.0.0.1", _port(given, "port", PORT), load_example=True)


def _serve(given: Given) -> int:
    """Serve the node that is here, on the address given; with a port of the exchange, the door for partners too."""
    door = None
    if given.has("exchange-port"):
        door = Door(given.text("exchange-host") or "0.0.0.0", _port(given, "exchange-port", PORT))  # noqa: S104 - partners come from outside
        if door.port == _port(given, "port", PORT):
            complain(_("The exchange needs a port of its own: give another one with --exchange-port."))
            return WRONG
    elif given.has("exchange-host"):
        raise WrongUsageError("option_missing", option="--exchange-port", command="serve")
    return run_node(
        given.text("host") or "127.0.0.1", _port(given, "port", PORT), load_example=False, door=door
    )


def _demo(given: Given) -> int:
    """Start both nations' nodes on this computer, exchanging already."""
    return run_two_nodes(_port(given, "port", PORT))


def _set_up(given: Given) -> int:
    """Make an empty node the office of one party, with its programme and its administrator. All of it or nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    if this_node() is not None:
        complain(
            _(
                "This node is set up already. Another one lives in another folder: TANSIQ_HOME=FOLDER ./tansiq set-up …"
            )
        )
        return WRONG
    password = os.environ.get("TANSIQ_PASSWORD") or getpass.getpass(_("Password of the administrator: "))
    party, username = given.text("party") or "", given.text("administrator") or ""
    try:
        office.set_up(
            paths=[path_of(word) for word in given.words], party=party, username=username, password=password
        )
    except Refused as error:
        complain(str(error))
        return WRONG
    say(_("This is now the office of %(party)s. Start it: ./tansiq serve") % {"party": party})
    return HOLDS


def _port(given: Given, option: str, default: int) -> int:
    port = given.whole(option, default, 1)
    if port > LAST_PORT:
        raise WrongUsageError("not_a_port", option=f"--{option}", given=str(port), at_most=LAST_PORT)
    return port


def _backup(given: Given) -> int:
    file = path_of(given.words[0])
    keeping.back_up(file)
    say(_("Backed up to %(file)s. It holds everything of this node: keep it where only you can read it.") % {
        "file": file
    })  # fmt: skip
    if keeping.keys_folder().is_dir():
        say(
            _(
                "The private keys are not in it. Keep the folder %(keys)s and the file %(secret)s, which opens them, apart "
                "from it: on a stick in the safe. Without them a restored node needs new keys, signed with the root key."
            )
            % {"keys": keeping.keys_folder(), "secret": keeping.secret_file()}
        )
    return HOLDS


def _restore(given: Given) -> int:
    file = path_of(given.words[0])
    aside = keeping.restore(file)
    say(_("Restored from %(file)s. Everyone has to sign in again.") % {"file": file})
    if aside:
        say(_("What was on this node before is kept in %(aside)s.") % {"aside": aside})
    _begin_anew_with_partners()
    return HOLDS


def _begin_anew_with_partners() -> None:
    """Begin a new feed with every partner: going on with the old one would give other things at places that were given."""
    call_command("migrate", verbosity=0, interactive=False)
    if keeping.is_of_another_form() or this_node() is None:
        return
    count = begin_epochs_anew(by=NodeItself(), at=moment_of_node())
    if count:
        say(
            ngettext(
                "This node no longer knows all that it gave, so it gives everything that was released to its partner anew.",
                "This node no longer knows all that it gave, so it gives everything that was released to its %(count)d "
                "partners anew.",
                count,
            )
            % {"count": count}
        )


def _verify_journal(_given: Given) -> int:
    keeping.demand_node()
    verdict = journal_verdict()
    if verdict.holds:
        say(
            _("The journal holds: %(lines)d lines, each follows from the one before.")
            % {"lines": verdict.lines}
        )
        return HOLDS
    complain(_("The journal is broken at line %(number)d.") % {"number": verdict.broken_at})
    return BROKEN
