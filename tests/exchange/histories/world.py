"""What can happen to offices that exchange, and a book of what was ever released to whom, kept past their databases."""

import io
import re
import shutil
import tempfile
import zipfile
from base64 import b64decode
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from json import loads
from pathlib import Path
from typing import Protocol

import pyrage
from exchange.histories.offices import AT, IDS, PASSPHRASES, Beginning, Office

from tansiq.core.services import NodeItself
from tansiq.exchange.models import Draft, OutFeed, Partner, Received, Release
from tansiq.exchange.rules import Classification, Item, ReceivedState, Way
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.epochs import begin_epochs_anew
from tansiq.exchange.services.key_files import reading_keys
from tansiq.exchange.services.keys import renew_keys
from tansiq.exchange.services.recalls import answer_recall
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq.exchange.services.releasing import ReleasedAlready, prepare_release, release
from tansiq.exchange.services.returning import begin_anew_where_rolled_back
from tansiq.exchange.services.sending import KeysRanOut, write_next_bundle
from tansiq_protocol.keys import LastGood
from tansiq_protocol.record import Kind

WORD = re.compile(rb"canary[0-9]{6}x")
TEN_YEARS = timedelta(days=3653)


class Chance(Protocol):
    """Whoever decides what happens next: Hypothesis, or a seed."""

    def below(self, count: int) -> int:
        """Give a number from 0, below this one."""
        ...


@dataclass(frozen=True, slots=True)
class Stick:
    """A bundle on its way."""

    giver: str
    taker: str
    content: bytes
    places: tuple[tuple[str, int, str], ...]
    """Epoch, place and hash of each record in it."""


@dataclass(slots=True)
class Backup:
    """A copy of an office's database, with what its partner had given it by then."""

    image: bytes
    taken: dict[tuple[str, str, int], set[str]]


@dataclass
class Book:
    """What was ever released, by giver and taker: hashes of records, and the words in them."""

    hashes: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[tuple[str, str], set[bytes]] = field(default_factory=lambda: defaultdict(set))
    written: int = 0

    def new_word(self) -> str:
        self.written += 1
        return f"canary{self.written:06d}x"


class World:
    """Offices, the sticks between them, and the book."""

    def __init__(self, beginning: Beginning, chance: Chance) -> None:
        self.chance = chance
        IDS.seed(1)
        self.folder = Path(tempfile.mkdtemp(prefix="history-", dir=beginning.folder))
        self.offices = beginning.offices(self.folder)
        self.book, self.sticks, self.told = Book(), [], []
        self.clock = dict.fromkeys(self.offices, timedelta())
        self.backups: dict[str, list[Backup]] = {party: [] for party in self.offices}
        self.taken = {party: defaultdict(set) for party in self.offices}
        self.put_back: set[str] = set()
        self.steps = 0

    def close(self) -> None:
        for office in self.offices.values():
            office.close()
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------------------------------------------------- choosing
    def one_of(self, things):
        return things[self.chance.below(len(things))]

    def office(self) -> Office:
        return self.one_of(list(self.offices.values()))

    def others(self, office: Office) -> list[str]:
        return [party for party in self.offices if party != office.party]

    def said(self, office: Office, username: str = "director") -> dict:
        self.steps += 1
        at = AT + timedelta(minutes=self.steps) + self.clock[office.party]
        return {"by": office.person(username), "at": at}

    def tells(self, *words: object) -> None:
        self.told.append(" ".join(map(str, words)))

    # -------------------------------------------------------------------------------------------------------- releasing
    def release(self) -> str:
        """Release something new, or the next revision of something, to one or to all others."""
        office = self.office()
        others = self.others(office)
        audience = others if self.chance.below(2) else [self.one_of(others)]
        word = self.book.new_word()
        subject = f"exchange.message/{self.chance.below(4)}"
        attachments = {"map.json": f'"{word}"'.encode()} if not self.chance.below(4) else {}
        item = Item(Kind.MESSAGE, subject, {"text": word}, attachments)
        if not self.chance.below(6):
            body = {"subject": {"id": word}, "decision": "approve", "role": "director", "at": ""}
            item = Item(Kind.APPROVAL, f"exchange.approval/{word}", body)
        level = Classification.CONFIDENTIAL if not self.chance.below(6) else Classification.TRAINING
        return self.let_go(office, item, audience, level)

    def let_go(self, office: Office, item: Item, audience: list[str], level=Classification.TRAINING) -> str:
        """Prepare and release; now and then it stays a draft, which nobody may ever see."""
        with office:
            try:
                draft = prepare_release(
                    node=office.node, items=[item], audience=audience, classification=level, title="", **self.said(office),
                )  # fmt: skip
            except ReleasedAlready:
                return "was released already"
            if not self.chance.below(5):
                return f"{office.party} drafts {item.kind} for {audience}"
            given = {"node": office.node, "draft_id": draft.pk, "digest": draft.digest}
            released = release(**given, **self.said(office))
            if not released and self.chance.below(2):
                released = release(**given, **self.said(office, "deputy"))
            for it in released:
                self.enter(office, it)
        return f"{office.party} releases {len(released)} {item.kind} to {audience}"

    def enter(self, office: Office, it: Release) -> None:
        """Enter into the book what was released, and to whom."""
        for party in it.audience.split():
            self.book.hashes[office.party, party].add(it.sha256)
            self.book.words[office.party, party].update(WORD.findall(bytes(it.payload)))

    def recall(self) -> str:
        """Ask back something that was released."""
        office = self.office()
        with office:
            found = list(Release.objects.filter(kind=Kind.MESSAGE).order_by("pk"))
        if not found or office.is_older:
            return "nothing to recall"
        it = self.one_of(found)
        body = {
            "subject": {"id": it.record_id, "rev": it.rev, "sha256": it.sha256},
            "reason": self.book.new_word(),
        }
        return self.let_go(
            office, Item(Kind.RECALL, f"exchange.recall/{it.record_id}", body), it.audience.split()
        )

    def answer(self) -> str:
        """Execute or refuse a recall."""
        office = self.office()
        with office:
            asked = list(Received.objects.filter(kind=Kind.RECALL, state=ReceivedState.NEW).order_by("pk"))
            if not asked or office.is_older:
                return "nothing to answer"
            before = Release.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            executes = bool(self.chance.below(2))
            answer_recall(
                node=office.node, received_id=self.one_of(asked).pk, executes=executes, reason=self.book.new_word(),
                **self.said(office),
            )  # fmt: skip
            for it in Release.objects.filter(pk__gt=before):
                self.enter(office, it)
        return f"{office.party} answers a recall"

    # ------------------------------------------------------------------------------------------------------------- keys
    def renew(self) -> str:
        """Sign the next key set; now and then because the key may be in other hands."""
        office, revokes = self.office(), not self.chance.below(3)
        with office:
            feed = OutFeed.objects.filter(is_present=True).order_by("partner__party").first()
            good = LastGood(feed.epoch, self.chance.below(feed.place + 1)) if self.chance.below(4) else None
            renew_keys(
                node=office.node, root_file=(office.folder / "root.pem").read_bytes(), first=PASSPHRASES[0],
                second=PASSPHRASES[1], revokes=revokes, last_good=good, **self.said(office, "keeper"),
            )  # fmt: skip
        return f"{office.party} renews its keys, revokes {revokes and good}"

    # ---------------------------------------------------------------------------------------------------------- carrying
    def give(self) -> str:
        """Save the bundle for a partner on a stick."""
        office = self.office()
        to = self.one_of(self.others(office))
        stick = self.written(office, to, after=None if self.chance.below(4) else self.chance.below(3))
        if stick is None:
            return f"{office.party} may not encrypt for {to}"
        self.sticks.append(stick)
        return f"{office.party} saves {len(stick.places)} for {to}"

    def written(self, office: Office, to: str, *, after: int | None = None) -> Stick | None:
        """Write a bundle; read it past the node, and demand that it holds what was released to this partner alone."""
        out = io.BytesIO()
        with office:
            partner = Partner.objects.get(party=to)
            try:
                write_next_bundle(
                    node=office.node, partner=partner, to=out, way=Way.STICK, after=after, **self.said(office)
                )
            except KeysRanOut:
                return None
        with self.offices[to]:
            archive = zipfile.ZipFile(io.BytesIO(decrypted(out.getvalue(), reading_keys())))
        manifest, lines, every = unpacked(archive)
        hashes = {sha256(it).hexdigest() for it in lines}
        assert hashes <= self.book.hashes[office.party, to], "a record that was not released to them"
        words = set(WORD.findall(every))
        assert words <= self.book.words[office.party, to], "a word that was not released to them"
        assert {it.date_time for it in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        places = enumerate(manifest["records"], manifest["first"])
        return Stick(
            office.party, to, out.getvalue(), tuple((manifest["epoch"], at, it) for at, it in places)
        )

    def deliver(self) -> str:
        """Take in a stick as it was saved, whenever that was, and however often it was taken in already."""
        if not self.sticks:
            return "no stick"
        stick = self.one_of(self.sticks)
        return f"{stick.taker} takes in {len(stick.places)} of {stick.giver}: {self.take(stick)}"

    def take(self, stick: Stick) -> str:
        """Take in a stick at the office that it is for; note what came at which place."""
        said = self.received(self.offices[stick.taker], stick.content)
        if not said.startswith("refused"):
            for epoch, place, digest in stick.places:
                self.taken[stick.taker][stick.giver, epoch, place].add(digest)
        return said

    def received(self, office: Office, content: bytes) -> str:
        with office:
            said = {"node": office.node, **self.said(office)}
            try:
                it = receive_bundle(source=io.BytesIO(content), way=Way.STICK, **said)
            except BundleRefused as refused:
                return f"refused {refused.code}"
        return f"{it.new} new, {it.known} known, {it.held} held, {it.refused} refused"

    def drop(self) -> str:
        """Lose a stick."""
        if self.sticks:
            self.sticks.pop(self.chance.below(len(self.sticks)))
        return "a stick is lost"

    def damage(self) -> str:
        """Take in a stick that was cut, altered, or brought to the wrong office: nothing of it is taken in."""
        if not self.sticks:
            return "no stick"
        stick = self.one_of(self.sticks)
        content = bytearray(stick.content)
        office = self.offices[stick.taker]
        match self.chance.below(3):
            case 0:
                content = content[: len(content) * self.chance.below(1000) // 1000]
            case 1:
                content[len(content) * self.chance.below(1000) // 1000] ^= 1 << self.chance.below(8)
            case _:
                office = self.offices[self.one_of([it for it in self.offices if it != stick.taker])]
        with office:
            before = list(Received.objects.order_by("pk").values_list("pk", "sha256", "state"))
        said = self.received(office, bytes(content))
        with office:
            assert before == list(Received.objects.order_by("pk").values_list("pk", "sha256", "state"))
        assert said.startswith("refused"), said
        return f"a spoilt stick at {office.party}: {said}"

    # ----------------------------------------------------------------------------------------- clocks, copies, versions
    def turn_clock(self) -> str:
        """Set the clock of an office wrong by ten years, or right."""
        office = self.office()
        self.clock[office.party] = TEN_YEARS * (self.chance.below(3) - 1)
        return f"the clock of {office.party} is wrong by {self.clock[office.party].days} days"

    def back_up(self) -> str:
        """Copy the database of an office."""
        office = self.office()
        taken = {key: set(it) for key, it in self.taken[office.party].items()}
        self.backups[office.party].append(Backup(office.copied(), taken))
        return f"{office.party} is backed up"

    def restore(self) -> str:
        """Put an office back from an older copy: as `./tansiq restore` does, or silently; its marks may be gone too."""
        office = self.office()
        if not self.backups[office.party]:
            return "no copy"
        backup = self.one_of(self.backups[office.party])
        silently, marks_gone = self.chance.below(2), self.chance.below(2)
        office.put_back(backup.image)
        self.taken[office.party] = defaultdict(set, {key: set(it) for key, it in backup.taken.items()})
        self.put_back.add(office.party)
        if marks_gone:
            shutil.rmtree(office.folder / "feeds", ignore_errors=True)
        with office:
            said = {"by": NodeItself(), "at": self.said(office)["at"]}
            if silently:
                begin_anew_where_rolled_back(**said)  # as its next start does
            else:
                begin_epochs_anew(**said)
        return f"{office.party} is put back, silently {silently}, without marks {marks_gone}"

    def change_version(self) -> str:
        """Bring an office up to the newer version, or back to the older one."""
        office = self.office()
        office.is_older = not office.is_older
        with office:
            Draft.objects.all().delete()
            after_receiving(node=office.node, at=self.said(office)["at"])
        return f"{office.party} is {'older' if office.is_older else 'newer'}"

    # ----------------------------------------------------------------------------------------------------------- the end
    def end_faults(self) -> None:
        """Set every clock right, bring every office up to date, and exchange twice each way."""
        for office in self.offices.values():
            self.clock[office.party], office.is_older = timedelta(), False
            with office:
                after_receiving(node=office.node, at=self.said(office)["at"])
        parties = list(self.offices)
        pairs = [(one, other) for one in parties for other in parties if one < other]
        for one, other in pairs:
            for giver, taker in [(one, other), (other, one)] * 2:
                stick = self.written(self.offices[giver], taker)
                self.tells("end:", giver, "->", taker, self.take(stick))


DOES = {
    World.release: 6, World.recall: 1, World.answer: 1, World.renew: 1, World.give: 5, World.deliver: 6, World.drop: 1,
    World.damage: 1, World.turn_clock: 1, World.back_up: 1, World.restore: 1, World.change_version: 1,
}  # fmt: skip
"""What can happen, and how often beside the rest."""
OFTEN = [it for it, times in DOES.items() for _ in range(times)]


def decrypted(content: bytes, identities: list[str]) -> bytes:
    """Open the outer envelope of a bundle."""
    return pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(it) for it in identities])


def unpacked(archive: zipfile.ZipFile) -> tuple[dict, list[bytes], bytes]:
    """Give the manifest, the payloads of the records, and every byte that stands inside in the clear."""
    manifest = b64decode(loads(archive.read("manifest.dsse.json"))["payload"])
    lines = [b64decode(loads(it)["payload"]) for it in archive.read("records.jsonl").splitlines()]
    raw = [archive.read(name) + name.encode() for name in archive.namelist()]
    keysets = [
        b64decode(loads(line)["payload"])
        for it in loads(archive.read("keysets.json"))
        for line in it.splitlines()
    ]
    return loads(manifest), lines, b"\n".join([manifest, *lines, *raw, *keysets])
