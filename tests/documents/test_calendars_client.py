"""A calendar program that officers run subscribes to a node at work: what it keeps follows the node, until the link ends."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

pytestmark = pytest.mark.slow
PREPARED = (
    "from datetime import date, time",
    "from tansiq.accords import services as accords",
    "from tansiq.accords.models import Meeting",
    "from tansiq.core.moment import moment_of_node",
    "from tansiq.documents.services import calendars",
    "from tansiq.people.models import Person",
    "director, office = (Person.objects.get(username=it) for it in ('director', 'cooperation'))",
    "by = {'by': office, 'at': moment_of_node()}",
    "said = {'kind': 'working_group', 'series_number': None, 'place': {'fr': 'Tripoli'}, 'accord': None}",
    "hours = {'opening_hour': time(10), 'closing_hour': time(12), 'time_zone': 'Africa/Tripoli'}",
)
MAKE = (
    "made = calendars.make_link(name='x', parts=['plan', 'meetings'], scope='whole', language='fr', by=director, at=by['at'])",
    "print(made.secret, made.link.code)",
)
CALL = (
    "day = {'first_on': date(2026, 6, 14), 'last_on': date(2026, 6, 14)}",
    "for name in ('Réunion; à voir, ici', 'Passagère'):",
    "    accords.call_meeting(**said, **hours, names={'fr': name}, **day, **by)",
)
CHANGE = (
    "day = {'first_on': date(2026, 6, 16), 'last_on': date(2026, 6, 16)}",
    "it = Meeting.objects.get(name_fr__startswith='Réunion; à voir')",
    "accords.change_meeting(code=it.code, version=it.version, **said, **hours, names=it.names, **day, **by)",
    "Meeting.objects.filter(name_fr='Passagère').delete()",
)
CONFIG = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "node"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage node]
type = "http"
url = "{address}"
[storage here]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""


class Client:
    """vdirsyncer as it is installed, with a folder of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "calendar").mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder, address=address))
        assert self._run("discover") == 0

    def _run(self, *words: str) -> int:
        program = Path(sys.executable).with_name("vdirsyncer")
        command = [program, "-c", self.folder / "config", *words]
        ended = subprocess.run(command, input="y\n", capture_output=True, text=True, check=False, timeout=60)
        self.said = ended.stdout + ended.stderr
        return ended.returncode

    def syncs(self) -> bool:
        """Ask the node, and tell whether it answered."""
        return self._run("sync") == 0

    @property
    def kept(self) -> list[tuple[str, date | datetime]]:
        """What lies in the folder: names and when each begins. This program gives UIDs of its own to what it reads."""
        files = (self.folder / "calendar").glob("*.ics")
        events = [Calendar.from_ical(it.read_bytes()).walk("VEVENT")[0] for it in files]
        return sorted(((str(it["summary"]), it["dtstart"].dt) for it in events), key=str)


def beside(kept, known):
    """Give what is new, in universal time."""
    return sorted((name, begins.astimezone(UTC)) for name, begins in kept if (name, begins) not in known)


def test_client_keeps_what_the_node_has_until_the_link_ends(own_node, tmp_path):
    secret, link = own_node.python(*PREPARED, *MAKE).split()
    with own_node.started() as node:
        client = Client(tmp_path / "client", f"http://127.0.0.1:{node.port}/documents/calendars/{secret}.ics")
        assert client.syncs(), client.said
        first = client.kept

        own_node.python(*PREPARED, *CALL)
        assert client.syncs(), client.said
        called = client.kept

        own_node.python(*PREPARED, *CHANGE)
        assert client.syncs(), client.said
        changed = client.kept

        own_node.python(*PREPARED, f"calendars.revoke_link(code='{link}', by=director, at=by['at'])", *CALL)
        has_answered = client.syncs()
        node.stop()

    said = "Réunion; à voir, ici"
    assert len(first) > 90
    assert beside(called, first) == [
        ("Passagère", datetime(2026, 6, 14, 8, tzinfo=UTC)),
        (said, datetime(2026, 6, 14, 8, tzinfo=UTC)),
    ]
    assert beside(changed, first) == [(said, datetime(2026, 6, 16, 8, tzinfo=UTC))]
    assert len(changed) == len(first) + 1
    assert (has_answered, "Not Found" in client.said) == (False, True)
    assert client.kept == changed
    assert own_node.figure("SELECT count(*) FROM documents_calendarlink WHERE client = 'vdirsyncer'") == 1
