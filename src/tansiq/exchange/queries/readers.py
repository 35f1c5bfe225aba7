"""Reads of the programs that may read the feed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from tansiq.core.errors import NotFound
from tansiq.exchange.models import FeedReader, Partner
from tansiq.exchange.rules import PartnerState
from tansiq.organisations.models import Party
from tansiq.ui.tongue import spoken

NOBODY = "0" * 64
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ReaderSeen:
    """A program, what its party is called, and whether it may read now."""

    reader: FeedReader
    party: str
    may_read: bool


def readers_listed() -> list[ReaderSeen]:
    """Give every program, those that may read first, the newest first."""
    names = party_names_spoken()
    readers = FeedReader.objects.select_related("partner").order_by("-added_at", "-pk")
    seen = [ReaderSeen(it, names.get(it.partner.party, it.partner.party), it.may_read) for it in readers]
    return sorted(seen, key=lambda it: not it.may_read)


def reader_named(code: str) -> FeedReader:
    """Give a program by the name of its account.

    Raises
    ------
    NotFound
    """
    reader = FeedReader.objects.select_related("partner").filter(code=code).first()
    if reader is None:
        raise NotFound
    return reader


def partners_to_choose() -> list[tuple[str, str]]:
    """Give the partners with whom the exchange goes on, by what they are called."""
    names = party_names_spoken()
    codes = (
        Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("party").values_list("party", flat=True)
    )
    return [(code, names.get(code, code)) for code in codes]


def reader_of(code: str, token: str) -> FeedReader | None:
    """Give the program that has this name and password, if it may read now; who asks learns no more than that."""
    if not code.isascii() or not code.isprintable() or max(len(code), len(token)) > LONGEST:
        return None
    reader = FeedReader.objects.select_related("partner").filter(code=code).first()
    given = sha256(token.encode("utf-8", "replace")).hexdigest()
    is_same = compare_digest(given, reader.token_sha256 if reader else NOBODY)
    return reader if reader is not None and is_same and reader.may_read else None


def party_names_spoken() -> dict[str, str]:
    """Give what each party is called, by its code, in the language of the moment."""
    return {it.code: spoken(it.names, it.code).text for it in Party.objects.all()}
