"""The chain between two nodes: each record that goes to a partner has the next place in that partner's feed.

Places are dense, so a gap is seen; each head hashes the one before it, so another history is seen. A node that was put
back from a backup starts a new epoch, since it no longer knows what it gave to whom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

NO_HEAD = "0" * 64
"""Head of a feed before its first record."""


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
    (Epoch.PRESENT, Place.AHEAD, Bytes.NONE): Outcome.KEEP_AHEAD,
    (Epoch.PRESENT, Place.AHEAD, Bytes.SAME): Outcome.KNOWN,
    (Epoch.PRESENT, Place.AHEAD, Bytes.OTHER): Outcome.FORK,
    (Epoch.PRESENT, Place.BEFORE, Bytes.SAME): Outcome.KNOWN,
    (Epoch.PRESENT, Place.BEFORE, Bytes.OTHER): Outcome.FORK,
    (Epoch.NEW, Place.NEXT, Bytes.NONE): Outcome.TAKE,
    (Epoch.NEW, Place.AHEAD, Bytes.NONE): Outcome.KEEP_AHEAD,
    (Epoch.ENDED, Place.BEFORE, Bytes.SAME): Outcome.KNOWN,
    (Epoch.ENDED, Place.BEFORE, Bytes.OTHER): Outcome.FORK,
    (Epoch.ENDED, Place.AHEAD, Bytes.SAME): Outcome.KNOWN,
    (Epoch.ENDED, Place.AHEAD, Bytes.OTHER): Outcome.FORK,
    (Epoch.ENDED, Place.NEXT, Bytes.NONE): Outcome.STALE,
    (Epoch.ENDED, Place.AHEAD, Bytes.NONE): Outcome.STALE,
}
"""What becomes of an entry. Whatever is not here cannot be: before the cursor something is always kept."""


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
    """
    is_present = feed is not None and feed.epoch == epoch
    which = Epoch.PRESENT if is_present else Epoch.ENDED if epoch in ended else Epoch.NEW
    cursor = feed.place if is_present and feed is not None else 0
    where = Place.NEXT if place == cursor + 1 else Place.BEFORE if place <= cursor else Place.AHEAD
    if which is Epoch.ENDED and kept is not Bytes.NONE:
        where = Place.BEFORE
    return OUTCOMES[which, where, kept]
