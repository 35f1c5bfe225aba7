"""What an office of one party begins with, told on the first page of whoever keeps its accounts and keys."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tansiq.accords.queries.parties import party_names
from tansiq.core.queries import this_node
from tansiq.core.rules import Mode
from tansiq.exchange.queries import reading as exchange
from tansiq.exchange.queries.keys import own_keyset
from tansiq.home.queries.awaiting import Awaited
from tansiq.home.rules import Begins
from tansiq.people.models import Person
from tansiq.people.queries import is_only_account
from tansiq.people.rules import Permission


def beginnings(person: Person) -> Iterator[Awaited]:
    """Give what an office of one party still lacks before it can exchange: keys, a second person, a partner heard."""
    node = this_node()
    if node is None or node.mode != Mode.ONE_PARTY:
        return
    home = party_names().get(node.party, {"en": node.party})
    if person.may(Permission.KEEP_PEOPLE) and is_only_account():
        yield Awaited(Begins.SECOND_ACCOUNT, home, reverse("people:add-person"))
    if not person.may(Permission.KEEP_KEYS):
        return
    if own_keyset() is None:
        yield Awaited(Begins.MAKE_KEYS, home, reverse("exchange:make-keys"))
    if not exchange.has_partners():
        yield Awaited(Begins.TAKE_KEYSET, home, reverse("exchange:keys"))
    for party, names in exchange.partners_to_confirm():
        yield Awaited(Begins.CONFIRM_KEYS, names, reverse("exchange:partner", args=[party]))
