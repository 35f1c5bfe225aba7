"""A real office: one party, its programme, and whoever keeps its accounts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.moment import moment
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself, set_up_node
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.people.services import add_person, add_role
from tansiq.planning.services import load_programme

ADMINISTRATOR = {"ar": "مدير الخادم", "fr": "Administrateur du nœud", "en": "Administrator of the node"}


class NoSuchParty(Refused):
    """The office would be of a party that does not take part."""

    message = _("The programme has no participant of this id. Give one of its participants with --party.")


@transaction.atomic
def set_up(*, paths: Sequence[Path], party: str, username: str, password: str) -> Person:
    """Make this node the office of a party: its programme, and the account of its administrator.

    Raises
    ------
    ProgrammeFaulty, NoSuchParty, PasswordRefused, AccountTaken
        Nothing was written.
    """
    at, by = moment(None), NodeItself()
    set_up_node(party=party, mode=Mode.ONE_PARTY, fixed_day=None, by=by, at=at)
    load_programme(paths=paths, source=" ".join(path.name for path in paths)[:300], by=by, at=at)
    if not Party.objects.filter(code=party, kind=PartyKind.PARTICIPANT).exists():
        raise NoSuchParty
    role = add_role(
        code="role-administrator",
        owner=party,
        may=[Permission.KEEP_PEOPLE, Permission.KEEP_KEYS],
        names=ADMINISTRATOR,
        by=by,
        at=at,
    )
    return add_person(
        username=username,
        full_name="",
        email="",
        party=party,
        locale="ar",
        roles=[role],
        password=password,
        by=by,
        at=at,
    )
