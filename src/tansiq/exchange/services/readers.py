"""The verbs of programs that read the feed: let one read, stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.services import write_line
from tansiq.exchange.models import FeedReader
from tansiq.exchange.rules import FeedLanguage
from tansiq.exchange.services.keys import demand_one_party
from tansiq.exchange.services.partners import claim_partner
from tansiq.exchange.services.sending import demand_exchanging
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission

NOTED_EVERY = timedelta(minutes=10)
"""Of a program that asks again and again, how often it is written down."""
SECRET_BYTES = 32


class NamelessProgram(Refused):
    """A program that nobody will know again."""

    message = _("Say which program this is and where it runs: later it must be clear which one to stop.")


@dataclass(frozen=True, slots=True)
class AddedReader:
    """A program that may read from now on, with its password, which is shown once and kept nowhere."""

    reader: FeedReader
    token: str


@transaction.atomic
def add_reader(
    *, node: Node, party: str, name: str, language: FeedLanguage, by: Person, at: datetime
) -> AddedReader:
    """Let a program of a partner read the feed of what is released to that partner.

    Raises
    ------
    NotAllowed, NotOneParty, NotFound, NotExchanging, NamelessProgram
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    demand_one_party(node)
    partner = claim_partner(party)
    demand_exchanging(partner)
    if not name.strip():
        raise NamelessProgram
    token = token_urlsafe(SECRET_BYTES)
    reader = FeedReader.objects.create(
        partner=partner, confirmed_at=partner.confirmed_at or at, code=f"{partner.party}-{token_hex(4)}",
        name=name.strip()[:100], language=language, token_sha256=sha256(token.encode()).hexdigest(),
        added_by=by.username, added_at=at,
    )  # fmt: skip
    changes = {"party": partner.party, "name": reader.name}
    write_line(verb="exchange.add_reader", subject=subject_of_reader(reader), changes=changes, by=by, at=at)
    return AddedReader(reader, token)


def subject_of_reader(reader: FeedReader) -> str:
    """Name a program in the journal."""
    return f"exchange.feedreader/{reader.code}"


@transaction.atomic
def revoke_reader(*, code: str, by: Person, at: datetime) -> FeedReader:
    """Stop a program from reading the feed, at once and for good.

    Raises
    ------
    NotAllowed, NotFound
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    reader = FeedReader.objects.select_for_update(no_key=True, of=("self",)).filter(code=code).first()
    if reader is None:
        raise NotFound
    if reader.revoked_at is not None:
        return reader
    reader.revoked_by, reader.revoked_at = by.username, at
    reader.save(update_fields=["revoked_by", "revoked_at"])
    changes = {"name": reader.name}
    write_line(
        verb="exchange.revoke_reader", subject=subject_of_reader(reader), changes=changes, by=by, at=at
    )
    return reader


def note_use(*, reader: FeedReader, at: datetime) -> None:
    """Write down that a program asked, unless that was written down a moment ago."""
    if reader.used_at is None or at - reader.used_at >= NOTED_EVERY or at < reader.used_at:
        FeedReader.objects.filter(pk=reader.pk).update(used_at=at)
