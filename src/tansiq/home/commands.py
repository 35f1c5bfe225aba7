"""What the node's own commands do. They start processes, print, and leave the work to services."""

from __future__ import annotations

import ctypes
import errno
import getpass
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError
from django.utils.translation import activate
from django.utils.translation import gettext as _

from tansiq.core.errors import Refused
from tansiq.core.queries import journal_verdict, this_node
from tansiq.home import keeping, office, rehearsal
from tansiq.home.tasks import ask_to_remind
from tansiq.planning import tasks
from tansiq.ui.tongue import page_language
from tansiq_desk.commands.arguments import Given, WrongUsageError, path_of
from tansiq_desk.commands.desk import Desk
from tansiq_desk.words import Voice

LOOPBACK = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, to say where this computer itself finds it
PORT, LAST_PORT = 8000, 65535
HOLDS, BROKEN, WRONG, DEFECT = 0, 1, 2, 3
WORKER_SECONDS = "0.5"
STOPS_WITHIN_SECONDS = 10


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
    }
    try:
        return doing[name](given)
    except keeping.KeepingRefused as error:
        _complain(str(error))
    except DatabaseError as error:
        _complain(_("The database of this node cannot be used: %(why)s") % {"why": str(error).strip()})
        _complain(_("If it is damaged, put back a backup: ./tansiq restore FILE"))
    return WRONG


def _start(given: Given) -> int:
    """Start the node for this computer; a node with nothing on it becomes a rehearsal with the example world."""
    return _run_node("127.0.0.1", _port(given), load_example=True)


def _serve(given: Given) -> int:
    """Serve the node that is here, on the address given."""
    return _run_node(given.text("host") or "127.0.0.1", _port(given), load_example=False)


def _set_up(given: Given) -> int:
    """Make an empty node the office of one party, with its programme and its administrator. All of it or nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    if this_node() is not None:
        _complain(
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
        _complain(str(error))
        return WRONG
    _say(_("This is now the office of %(party)s. Start it: ./tansiq serve") % {"party": party})
    return HOLDS


def _port(given: Given) -> int:
    port = given.whole("port", PORT, 1)
    if port > LAST_PORT:
        raise WrongUsageError("not_a_port", option="--port", given=str(port), at_most=LAST_PORT)
    return port


def _run_node(host: str, port: int, *, load_example: bool) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):  # stopped by a service, or its terminal was closed
        signal.signal(number, _interrupt)
    if why := _why_no_port(host, port):
        _complain(why)
        return WRONG
    call_command("migrate", verbosity=0, interactive=False)
    if keeping.is_of_another_form():
        _complain(
            _(
                "The records in this folder are in the form of another Tansiq, so nothing was started or changed. "
                "Start that one, or this one in a new folder: TANSIQ_HOME=FOLDER ./tansiq"
            )
        )
        return WRONG
    # Anew each time: a power cut may have left half of them.
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    call_command("clearsessions")
    if load_example and this_node() is None:
        _say(_("Loading the example world…"))
        rehearsal.set_up()
    if why := _why_not_open(host):
        _complain(why)
        return WRONG
    tasks.ask_again()
    ask_to_remind()
    return _watch(host, port)


def _why_not_open(host: str) -> str:
    """Say why a node may not be reached from other computers; nothing where it may, or is not to be."""
    names = set(settings.ALLOWED_HOSTS) - LOOPBACK
    if host in LOOPBACK and not names:
        return ""
    if rehearsal.has_open_doors():
        return _(
            "This node has accounts with the rehearsal's password, so it serves this computer only. "
            "Set new passwords for all of them (Accounts), and unset TANSIQ_HOSTS until then."
        )
    if not names:
        return _(
            "Say by which names other computers reach this node, for example: "
            "TANSIQ_HOSTS='node.example 192.0.2.7' ./tansiq serve --host 0.0.0.0"
        )
    return ""


def _why_no_port(host: str, port: int) -> str:
    """Say why nothing can listen there; nothing where it can."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _(
                "Port %(port)d is in use, perhaps by this node, started before: look at %(address)s. "
                "To use another port, give one: --port %(other)d"
            ) % {"port": port, "address": _address(host, port), "other": port % LAST_PORT + 1}
        if error.errno == errno.EACCES:
            return _("You may not use port %(port)d. Give one from 1024 on: --port 8000") % {"port": port}
        return _("%(host)s is no address of this computer. Give one that is, or leave out --host.") % {
            "host": host
        }
    return ""


def _watch(host: str, port: int) -> int:
    """Run the web process and the worker beside each other; when one ends, or on Ctrl-C, both end."""
    web = ["uvicorn", "tansiq.asgi:application", "--host", host, "--port", str(port),
           "--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "3"]  # fmt: skip
    worker = ["django", "db_worker", "--interval", WORKER_SECONDS, "--no-startup-delay", "-v", "0"]
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.extend(map(_started, (web, worker)))
        is_told = False
        while all(part.poll() is None for part in started):
            if not is_told and _answers(host, port):
                _tell_where(host, port)
                is_told = True
            time.sleep(0.1)
    except KeyboardInterrupt:
        _say(_("Stopping…"))
        return HOLDS
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is being stopped already
        _stop(started)
    _complain(_("A part of the node ended by itself, so the rest was stopped. Start it again."))
    return DEFECT


def _started(module: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a part of the node: Ctrl-C reaches this process alone, and whatever ends it ends the part."""
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-P", "-m", *module],
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
    )


def _end_with_parent() -> None:
    death_signal_of_parent = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(death_signal_of_parent, signal.SIGTERM)


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """Ask the parts to end: by the signal that also ends one quietly which has not begun to listen for any."""
    for part in started:
        if part.poll() is None:
            part.terminate()
    for part in started:
        try:
            part.wait(timeout=STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((ANYWHERE.get(host, host), port), timeout=1).close()
    except OSError:
        return False
    return True


def _address(host: str, port: int) -> str:
    name = ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def _tell_where(host: str, port: int) -> None:
    _say(_("Tansiq is running; Ctrl-C stops it:"))
    _say(f"  {_address(host, port)}")
    for line in rehearsal.accounts_told():
        _say(line)


def _backup(given: Given) -> int:
    file = path_of(given.words[0])
    keeping.back_up(file)
    _say(_("Backed up to %(file)s. It holds everything of this node: keep it where only you can read it.") % {
        "file": file
    })  # fmt: skip
    return HOLDS


def _restore(given: Given) -> int:
    file = path_of(given.words[0])
    aside = keeping.restore(file)
    _say(_("Restored from %(file)s. Everyone has to sign in again.") % {"file": file})
    if aside:
        _say(_("What was on this node before is kept in %(aside)s.") % {"aside": aside})
    return HOLDS


def _verify_journal(_given: Given) -> int:
    keeping.demand_node()
    verdict = journal_verdict()
    if verdict.holds:
        _say(
            _("The journal holds: %(lines)d lines, each follows from the one before.")
            % {"lines": verdict.lines}
        )
        return HOLDS
    _complain(_("The journal is broken at line %(number)d.") % {"number": verdict.broken_at})
    return BROKEN


def _say(text: str) -> None:
    print(Desk(Voice(page_language())).led(text), flush=True)


def _complain(text: str) -> None:
    print(Desk(Voice(page_language())).led(text), file=sys.stderr, flush=True)
