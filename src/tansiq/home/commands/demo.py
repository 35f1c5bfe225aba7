"""`./tansiq demo --two-nodes`: the nodes of both nations on this computer, set up on first use, exchanging already."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _

from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Partner
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import PartnerState
from tansiq.exchange.services.keys import begin_keys
from tansiq.exchange.services.partners import confirm, set_address, take_in_keyset
from tansiq.home import rehearsal
from tansiq.home.commands.running import (
    LAST_PORT,
    answers,
    interrupted_by_signals,
    started_part,
    stop_parts,
    why_no_port,
)
from tansiq.home.commands.speaking import DEFECT, HOLDS, WRONG, complain, say
from tansiq.people.models import Person
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.ui.tongue import page_language

PARTIES = ("ly", "dz")
HOSTS = {"ly": "127.0.0.1", "dz": "localhost"}
"""Two names of one computer: a browser keeps cookies by name and not by port, and could sign in at one of the two only."""
DOORS_FROM = 443
KEYSET, ROOT = "keys-for-partners.keys", "root-key.pem"
PASSPHRASES = (f"first {DEMO_PASSWORD}", f"second {DEMO_PASSWORD}")
PREPARED_WITHIN_SECONDS = 300
AT_A_NODE = "import django; django.setup(); from tansiq.home.commands import demo; demo.{call}"


@dataclass(frozen=True, slots=True)
class DemoNode:
    """One of the two nodes: whose, where its things are, and its ports."""

    party: str
    folder: Path
    port: int
    door: int

    @property
    def address(self) -> str:
        """Where a browser opens it."""
        return f"http://{HOSTS[self.party]}:{self.port}/"

    @property
    def line(self) -> str:
        """Where the other node reaches it."""
        return f"https://127.0.0.1:{self.door}"

    @property
    def surroundings(self) -> dict[str, str]:
        """What its processes find around them: nothing of a node that is real."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TANSIQ_")}
        kept.pop("DATABASE_URL", None)
        return {**kept, "TANSIQ_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "tansiq.settings"}


def run_two_nodes(port: int) -> int:
    """Set both nodes up where they are not yet, start them, and end with them."""
    interrupted_by_signals()
    if port + DOORS_FROM + 2 * len(PARTIES) > LAST_PORT:
        complain(_("Give a lower port: the nodes need some more above it."))
        return WRONG
    nodes = _nodes(port)
    for it in nodes:
        if why := why_no_port("127.0.0.1", it.port):
            complain(why)
            return WRONG
    say(_("Setting up both nations' nodes…"))
    try:
        told = _prepared(nodes)
        return _watch(nodes, told)
    except KeyboardInterrupt:
        return HOLDS


def _nodes(port: int) -> list[DemoNode]:
    doors = [it for it in range(port + DOORS_FROM, LAST_PORT) if not why_no_port("127.0.0.1", it)][
        : len(PARTIES)
    ]
    return [
        DemoNode(party, Path(settings.FOLDER) / f"demo-{party}", port + number, doors[number])
        for number, party in enumerate(PARTIES)
    ]


def _prepared(nodes: list[DemoNode]) -> dict[str, str]:
    """Set both up, then make each know the other; give by party what each tells of its accounts."""
    for it in nodes:
        it.folder.mkdir(parents=True, exist_ok=True)
    _at_each(nodes, {it.party: f"prepare({it.party!r})" for it in nodes})
    calls = {}
    for it, other in zip(nodes, reversed(nodes), strict=True):
        calls[it.party] = f"introduce({str(other.folder / KEYSET)!r}, {other.line!r}, {get_language()!r})"
    return _at_each(nodes, calls)


def _at_each(nodes: list[DemoNode], calls: Mapping[str, str]) -> dict[str, str]:
    """Call a function of this module at each node, at both at once; give what they print."""
    running = [
        subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-P", "-c", AT_A_NODE.format(call=calls[it.party])],
            env=it.surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )
        for it in nodes
    ]  # fmt: skip
    try:
        printed = [it.communicate(timeout=PREPARED_WITHIN_SECONDS)[0] for it in running]
    finally:
        for process in running:
            process.kill()
    if any(it.returncode for it in running):
        raise ChildProcessError(
            next(calls[node.party] for node, it in zip(nodes, running, strict=True) if it.returncode)
        )
    return {node.party: text for node, text in zip(nodes, printed, strict=True)}


def prepare(party: str) -> None:
    """Make the node in this folder the rehearsed office of a party, with keys, where it is not yet."""
    call_command("migrate", verbosity=0, interactive=False)
    if this_node() is None:
        rehearsal.set_up_party(party)
    node = this_node()
    if node is not None and own_keyset() is None:
        keys = begin_keys(
            node=node, first=PASSPHRASES[0], second=PASSPHRASES[1], by=NodeItself(), at=moment_of_node()
        )
        (Path(settings.FOLDER) / ROOT).write_bytes(keys.root_file)
        (Path(settings.FOLDER) / KEYSET).write_bytes(keys.keyset_file)


def introduce(keyset: str, line: str, language: str) -> None:
    """Make this node and the other partners, as two officers on the telephone do; print the accounts."""
    activate(language)
    node, at = this_node(), moment_of_node()
    assert node is not None  # noqa: S101 - it was prepared
    if not Partner.objects.exists():
        partner = take_in_keyset(node=node, content=Path(keyset).read_bytes(), by=NodeItself(), at=at)
        confirm(node=node, partner=partner, state=PartnerState.CONFIRMED, by=NodeItself(), at=at)
    partner = Partner.objects.get()
    administrator = Person.objects.get(username="administrator")
    set_address(party=partner.party, version=partner.version, address=line, by=administrator, at=at)
    print("\n".join(rehearsal.accounts_told()))


def _watch(nodes: list[DemoNode], told: Mapping[str, str]) -> int:
    """Run both nodes; when one ends, or on Ctrl-C, both end."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for it in nodes:
            words = ["tansiq", "serve", "--lang", page_language(), "--port", str(it.port)]
            words += ["--exchange-host", "127.0.0.1", "--exchange-port", str(it.door)]
            started.append(started_part(words, it.surroundings, quiet=True))
        is_told = False
        while all(part.poll() is None for part in started):
            if not is_told and all(answers("127.0.0.1", port) for it in nodes for port in (it.port, it.door)):
                _tell(nodes, told)
                is_told = True
            time.sleep(0.1)
    except KeyboardInterrupt:
        say(_("Stopping…"))
        return HOLDS
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop_parts(started)
    complain(_("One of the nodes ended by itself, so the other was stopped. Start them again."))
    return DEFECT


def _tell(nodes: list[DemoNode], told: Mapping[str, str]) -> None:
    say(
        _(
            "Two nodes are running and exchange already; Ctrl-C stops both. Nothing but what is released crosses."
        )
    )
    for it in nodes:
        say(f"{it.party}: {it.address}")
        print(told[it.party].rstrip("\n"), flush=True)
