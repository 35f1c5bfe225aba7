"""What owners are called, and who can be chosen as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tansiq.core.rules import JOINT
from tansiq.organisations.models import Organisation, Party
from tansiq.people.models import Person
from tansiq.ui.templatetags.tansiq import called_plainly

LANGUAGES = ("ar", "fr", "en")


def party_names() -> dict[str, Mapping[str, str]]:
    """Give what each party is called, and what belongs to both, by code."""
    both = dict.fromkeys(LANGUAGES, _("both sides"))
    return {JOINT: both, **{party.code: party.names for party in Party.objects.order_by("code")}}


def name_parties(records: Iterable[Any], field: str, names: Mapping[str, Mapping[str, str]]) -> list[Any]:
    """Give records with what the party in one of their fields is called, as `party_names`."""
    listed = list(records)
    for record in listed:
        code = getattr(record, field)
        record.party_names = names.get(code, dict.fromkeys(LANGUAGES, code))
    return listed


def parties_for_choice(*, with_both: bool) -> list[tuple[str, str]]:
    """Give the parties to choose from, and both sides where that is a choice."""
    return [
        (code, called_plainly(names)) for code, names in party_names().items() if with_both or code != JOINT
    ]


def organisations_for_choice(person: Person) -> QuerySet[Organisation]:
    """Give the organisations of this node by party; they are no secret between the parties."""
    return Organisation.objects.order_by("owner", "code") if person.parties else Organisation.objects.none()
