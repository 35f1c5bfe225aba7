"""The chain between two nodes: each record that goes to a partner has the next place in that partner's feed.

Places are dense, so a gap is seen; each head hashes the one before it, so another history is seen. A node that was put
back from a backup starts a new epoch, since it no longer knows what it gave to whom. Epochs are numbered, so that a late
bundle of an old one never passes for a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from uuid import uuid4

from tansiq_protocol.errors import TheirFault

NO_HEAD = "0" * 64
"""Head of a feed before its first record."""
LAST_EPOCH = 99_999_999
_NUMBERED = re.compile(r"[0-9]{8}-")


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a feed has come: its epoch, the last place without a gap before it, and the head there."""

    epoch: str
    place: int = 0
    head: str = NO_HEAD

    def advanced(self, record_sha256: str) -> Feed:
        """Give the feed after its next record."""
        return replace(self, place=self.place + 1, head=next_head(self.epoch, self.head, record_sha256))


def next_head(epoch: str, head: str, record_sha256: str) -> str:
    """Give the head that follows: SHA-256 of `tansiq-feed-1`, the epoch, the head before, and the record's hash."""
    return sha256(f"tansiq-feed-1\n{epoch}\n{head}\n{record_sha256}".encode()).hexdigest()


def new_epoch(known: Iterable[str]) -> str:
    """Name an epoch that comes after all that are known: its number in 8 digits, and what nobody else drew.

    Parameters
    ----------
    known : iterable of str
        Epochs of this feed that we or the partner know of; what does not begin with a number says nothing.

    Returns
    -------
    str

    Examples
    --------
    >>> new_epoch(["00000002-9d2c…"])[:9]
    '00000003-'
    """
    last = max((int(it[:8]) for it in known if _NUMBERED.match(it)), default=0)
    return f"{min(last + 1, LAST_EPOCH):08d}-{uuid4()}"


class Epoch(StrEnum):
    """Which epoch an entry names, seen from the receiver."""

    PRESENT = "present"
    NEW = "new"
    ENDED = "ended"


class Place(StrEnum):
    """Where an entry lies in its epoch, seen from the receiver."""

    NEXT = "next"
    BEFORE = "before"
    AHEAD = "ahead"


class Bytes(StrEnum):
    """Whether something is kept at that place already, and whether it is the same."""

    NONE = "none"
    SAME = "same"
    OTHER = "other"


class Outcome(StrEnum):
    """What becomes of an entry."""

    TAKE = "take"
    KEEP_AHEAD = "keep_ahead"
    KNOWN = "known"
    FORK = "fork"
    STALE = "stale"


OUTCOMES: dict[tuple[Epoch, Place, Bytes], Outcome] = {
    (Epoch.PRESENT, Place.NEXT, Bytes.NONE): Outcome.TAKE,
    (Epoch.PRESENT, Place.NEXT, Bytes.SAME): Outcome.KNOWN,
    (Epoch.PRESENT, Place.NEXT, Bytes.OTHER): Outcome.FORK,
    (Epoch.PRESENT, Place.AHEAD, Bytes.NONE): Outcome.KEEP_AHEAD,
    (Epoch.PRESENT, Place.AHEAD, Bytes.SAME): Outcome.KNOWN,
    (Epoch.PRESENT, Place.AHEAD, Bytes.OTHER): Outcome.FORK,
    (Epoch.PRESENT, Place.BEFORE, Bytes.NONE): Outcome.FORK,
    (Epoch.PRESENT, Place.BEFORE, Bytes.SAME): Outcome.KNOWN,
    (Epoch.PRESENT, Place.BEFORE, Bytes.OTHER): Outcome.FORK,
    (Epoch.NEW, Place.NEXT, Bytes.NONE): Outcome.TAKE,
    (Epoch.NEW, Place.NEXT, Bytes.SAME): Outcome.KNOWN,
    (Epoch.NEW, Place.NEXT, Bytes.OTHER): Outcome.FORK,
    (Epoch.NEW, Place.AHEAD, Bytes.NONE): Outcome.KEEP_AHEAD,
    (Epoch.NEW, Place.AHEAD, Bytes.SAME): Outcome.KNOWN,
    (Epoch.NEW, Place.AHEAD, Bytes.OTHER): Outcome.FORK,
    (Epoch.ENDED, Place.BEFORE, Bytes.SAME): Outcome.KNOWN,
    (Epoch.ENDED, Place.BEFORE, Bytes.OTHER): Outcome.FORK,
    (Epoch.ENDED, Place.NEXT, Bytes.NONE): Outcome.STALE,
    (Epoch.ENDED, Place.AHEAD, Bytes.NONE): Outcome.STALE,
}
"""What becomes of an entry. Whatever is not here cannot be: nothing lies before the beginning of a new epoch, and what is
kept of one that has ended lies before its end. A place that the cursor passed and that holds nothing has lost its bytes,
so others that come for it are not taken as good."""


def outcome(feed: Feed | None, ended: frozenset[str], *, epoch: str, place: int, kept: Bytes) -> Outcome:
    """Give what becomes of an entry that came.

    Parameters
    ----------
    feed : Feed or None
        How far the sender's present epoch was received; None before anything was.
    ended : frozenset of str
        Epochs that the sender has ended.
    epoch : str
        That of the entry.
    place : int
        That of the entry, counted from 1.
    kept : Bytes
        Whether something is kept at that place of that epoch.

    Returns
    -------
    Outcome
    """
    is_present = feed is not None and feed.epoch == epoch
    has_ended = epoch in ended or (feed is not None and epoch < feed.epoch)
    which = Epoch.PRESENT if is_present else Epoch.ENDED if has_ended else Epoch.NEW
    cursor = feed.place if is_present and feed is not None else 0
    where = Place.NEXT if place == cursor + 1 else Place.BEFORE if place <= cursor else Place.AHEAD
    if which is Epoch.ENDED and kept is not Bytes.NONE:
        where = Place.BEFORE
    return OUTCOMES[which, where, kept]


def demand_taken(came: Outcome) -> None:
    """Refuse what must not be taken as good, by its outcome.

    Parameters
    ----------
    came : Outcome

    Raises
    ------
    TheirFault
        `fork`, where other bytes were given for the same place: both are to be kept, and an officer decides;
        `stale_epoch`.
    """
    if came is Outcome.FORK:
        raise TheirFault("fork")
    if came is Outcome.STALE:
        raise TheirFault("stale_epoch")
