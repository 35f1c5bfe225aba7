"""Start a node: its web process, its worker, where it exchanges a worker of the line, and end them together."""

from __future__ import annotations

import ctypes
import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself
from tansiq.documents import tasks as papers
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.services.key_files import KeysGone, line_files
from tansiq.exchange.services.keys import KeysMissing, NotOneParty
from tansiq.exchange.services.returning import begin_anew_where_rolled_back
from tansiq.exchange.tasks import QUEUE, ask_to_exchange
from tansiq.home import keeping, rehearsal
from tansiq.home.commands.speaking import DEFECT, HOLDS, WRONG, complain, say
from tansiq.home.tasks import ask_to_remind
from tansiq.planning import tasks

LOOPBACK = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, to say where this computer itself finds it
LAST_PORT = 65535
WORKER_SECONDS = "0.5"
STOPS_WITHIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Door:
    """Where partners' programs come in."""

    host: str
    port: int


def run_node(host: str, port: int, *, load_example: bool, door: Door | None = None) -> int:
    """Start the node that is here, and end with it."""
    interrupted_by_signals()
    if why := why_no_port(host, port) or (
        why_no_port(door.host, door.port, "--exchange-port") if door else ""
    ):
        complain(why)
        return WRONG
    if why := _prepared(load_example=load_example) or _why_not_open(host) or _why_no_door(door):
        complain(why)
        return WRONG
    tasks.ask_again()
    papers.ask_again()
    ask_to_remind()
    ask_to_exchange()
    return _watch(host, port, door)


def _prepared(*, load_example: bool) -> str:
    """Bring the folder of the node up to date; say why that cannot be, where it cannot."""
    call_command("migrate", verbosity=0, interactive=False)
    if keeping.is_of_another_form():
        return _(
            "The records in this folder are in the form of another Tansiq, so nothing was started or changed. "
            "Start that one, or this one in a new folder: TANSIQ_HOME=FOLDER ./tansiq"
        )
    # Anew each time: a power cut may have left half of them.
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    call_command("clearsessions")
    if load_example and this_node() is None:
        say(_("Loading the example world…"))
        rehearsal.set_up()
    for partner in begin_anew_where_rolled_back(by=NodeItself(), at=moment_of_node()):
        complain(
            _(
                "This node was put back from an older copy: %(party)s was given more than it knows. It gives everything "
                "that was released to them anew. Call them, and settle the alarm on the pages of the exchange."
            )
            % {"party": partner.party}
        )
    return ""


def _why_no_door(door: Door | None) -> str:
    """Say why partners cannot come in; nothing where they can, or are not to."""
    if door is None:
        return ""
    node = this_node()
    if node is None or node.mode != Mode.ONE_PARTY:
        return str(NotOneParty())
    if own_keyset() is None:
        return str(KeysMissing())
    try:
        line_files()
    except KeysGone as gone:
        return str(gone)
    return ""


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


def why_no_port(host: str, port: int, option: str = "--port") -> str:
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
                "To use another port, give one: %(option)s %(other)d"
            ) % {
                "port": port,
                "address": page_address(host, port),
                "option": option,
                "other": port % LAST_PORT + 1,
            }
        if error.errno == errno.EACCES:
            return _("You may not use port %(port)d. Give one from 1024 on: --port 8000") % {"port": port}
        return _("%(host)s is no address of this computer. Give one that is, or leave out --host.") % {
            "host": host
        }
    return ""


def _watch(host: str, port: int, door: Door | None) -> int:
    """Run the parts of the node beside each other; when one ends, or on Ctrl-C, all end."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.extend(map(started_part, _parts(host, port, door)))
        is_told = False
        while all(part.poll() is None for part in started):
            if not is_told and answers(host, port) and (door is None or answers(door.host, door.port)):
                _tell_where(host, port, door)
                is_told = True
            time.sleep(0.1)
    except KeyboardInterrupt:
        say(_("Stopping…"))
        return HOLDS
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is being stopped already
        stop_parts(started)
    complain(_("A part of the node ended by itself, so the rest was stopped. Start it again."))
    return DEFECT


def _parts(host: str, port: int, door: Door | None) -> list[list[str]]:
    """Give the modules that a node runs: a search of many minutes must not keep the exchange waiting."""
    web = ["tansiq.asgi", "--host", host, "--port", str(port)]
    if door:
        web += ["--exchange-host", door.host, "--exchange-port", str(door.port)]
    worker = ["django", "db_worker", "--interval", WORKER_SECONDS, "--no-startup-delay", "-v", "0"]
    node = this_node()
    exchanges = node is not None and node.mode == Mode.ONE_PARTY
    return [web, worker, *([[*worker, "--queue-name", QUEUE]] if exchanges else [])]


def started_part(
    module: Sequence[str], surroundings: Mapping[str, str] | None = None, *, quiet: bool = False
) -> subprocess.Popen[bytes]:
    """Start a part of the node: Ctrl-C reaches this process alone, and whatever ends it ends the part."""
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-P", "-m", *module],
        env=surroundings,
        stdout=subprocess.DEVNULL if quiet else None,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
    )


def _end_with_parent() -> None:
    death_signal_of_parent = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(death_signal_of_parent, signal.SIGTERM)


def interrupted_by_signals() -> None:
    """Let the end of a service or of a terminal stop this as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def stop_parts(started: list[subprocess.Popen[bytes]]) -> None:
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


def answers(host: str, port: int) -> bool:
    """Tell whether anything listens there."""
    try:
        socket.create_connection((ANYWHERE.get(host, host), port), timeout=1).close()
    except OSError:
        return False
    return True


def page_address(host: str, port: int) -> str:
    """Give where this computer itself finds what listens there."""
    name = ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def _tell_where(host: str, port: int, door: Door | None) -> None:
    say(_("Tansiq is running; Ctrl-C stops it:"))
    if door:
        say(_("Partners' nodes come in at port %(port)s.") % {"port": door.port})
    say(f"  {page_address(host, port)}")
    for line in rehearsal.accounts_told():
        say(line)
