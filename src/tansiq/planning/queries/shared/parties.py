"""Who has a part of the problem, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from tansiq.core.rules import JOINT
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.ui.tongue import spoken


def participants() -> frozenset[str]:
    """Give the parties that take part, each of which has a part of the problem."""
    return frozenset(Party.objects.filter(kind=PartyKind.PARTICIPANT).values_list("code", flat=True))


def party_names(code: str) -> Mapping[str, str]:
    """Give what a party is called, by language; of what is joint, nothing."""
    party = Party.objects.filter(code=code).first()
    return party.names if party else {}


def party_called(code: str) -> str:
    """Give whose a part is in the page's language."""
    return gettext("what both sides share") if code == JOINT else spoken(party_names(code), code).text
