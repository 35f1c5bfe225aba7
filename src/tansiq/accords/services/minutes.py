"""The verbs of minutes: delegations, agenda, text, and the agreement of each party that fixes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.access import may_agree, parties_that_agree
from tansiq.accords.models import AgendaItem, Delegation, Meeting
from tansiq.accords.rules import MinutesState, MinutesStep
from tansiq.accords.rules.meetings import after
from tansiq.accords.services.meetings import claim_draft, keep_draft
from tansiq.core.errors import NotFound, Refused, StepRefused
from tansiq.core.services import claim_seen, keep
from tansiq.organisations.models import Organisation
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


class DelegationRefused(Refused):
    """The delegation is of nobody, or of a party that is there already, or its organisations are another's."""

    message = _("Give one party of this node, or the name of another state.")


class NotYetAgreeable(Refused):
    """There is nothing this person could agree to."""

    message = _(
        "Your party cannot agree to these minutes: nothing is written yet, it did not take part, or it agreed already."
    )


@transaction.atomic
def add_delegation(
    *, code: str, version: int, party: str, names: Mapping[str, str], head: Mapping[str, str],
    organisations: Collection[Organisation], is_host: bool, by: Person, at: datetime,
) -> Meeting:  # fmt: skip
    """Enter who came: for a party of this node or for another state; heads by their post."""
    meeting = claim_draft(code, version, by)
    if bool(party) == any(names.values()):
        raise DelegationRefused
    if party and meeting.delegations.filter(party=party).exists():
        raise DelegationRefused(_("This party has a delegation already."))
    if any(organisation.owner != party for organisation in organisations):
        raise DelegationRefused(_("One of these organisations belongs to another party."))
    delegation = Delegation.objects.create(
        meeting=meeting, party=party, position=meeting.delegations.count() + 1, is_host=is_host,
        **in_languages("name", names), **in_languages("head", head),
    )  # fmt: skip
    delegation.organisations.set(organisations)
    told = party or next(name for name in names.values() if name)
    return keep_draft(meeting, verb="accords.add_delegation", by=by, at=at, told=told)


@transaction.atomic
def remove_delegation(*, code: str, version: int, delegation_id: int, by: Person, at: datetime) -> Meeting:
    """Take out a delegation that was entered by mistake."""
    meeting = claim_draft(code, version, by)
    delegation = meeting.delegations.filter(pk=delegation_id).first()
    if delegation is None:
        raise NotFound
    told = delegation.party or delegation.names
    delegation.delete()
    return keep_draft(meeting, verb="accords.remove_delegation", by=by, at=at, told=told)


@transaction.atomic
def add_agenda_item(
    *, code: str, version: int, texts: Mapping[str, str], by: Person, at: datetime
) -> Meeting:
    """Put a point at the end of the agenda."""
    meeting = claim_draft(code, version, by)
    last = meeting.agenda.order_by("-position").first()
    AgendaItem.objects.create(
        meeting=meeting, position=last.position + 1 if last else 1, **in_languages("text", texts)
    )
    return keep_draft(meeting, verb="accords.add_agenda_item", by=by, at=at, told=dict(texts))


@transaction.atomic
def remove_agenda_item(*, code: str, version: int, item_id: int, by: Person, at: datetime) -> Meeting:
    """Take a point off the agenda."""
    meeting = claim_draft(code, version, by)
    item = _item(meeting, item_id)
    told = item.names
    item.delete()
    return keep_draft(meeting, verb="accords.remove_agenda_item", by=by, at=at, told=told)


@transaction.atomic
def move_agenda_item(*, code: str, version: int, item_id: int, by: Person, at: datetime) -> Meeting:
    """Move a point of the agenda up by one; the first stays where it is."""
    meeting = claim_draft(code, version, by)
    item = _item(meeting, item_id)
    above = meeting.agenda.filter(position__lt=item.position).order_by("-position").first()
    if above is None:
        return meeting
    item.position, above.position = above.position, item.position
    item.save()
    above.save()
    return keep_draft(meeting, verb="accords.move_agenda_item", by=by, at=at, told=item.names)


@transaction.atomic
def write_minutes(
    *, code: str, version: int, minutes: Mapping[str, str], by: Person, at: datetime
) -> Meeting:
    """Write the text of the minutes; whoever agreed to the former text must agree again."""
    meeting = claim_draft(code, version, by)
    return keep_draft(meeting, verb="accords.write_minutes", by=by, at=at, **in_languages("minutes", minutes))


@transaction.atomic
def agree_minutes(*, code: str, version: int, by: Person, at: datetime) -> Meeting:
    """Agree to the minutes as they stand, for one's party; the last party's agreement fixes them."""
    meeting = claim_seen(Meeting, code, version, by)
    demand(by, Permission.KEEP_MINUTES, meeting.owner)
    if not may_agree(by, meeting):
        raise NotYetAgreeable
    meeting.delegations.filter(party=by.party).update(agreed_by=by.username, agreed_at=at)
    waiting = meeting.delegations.filter(party__in=parties_that_agree(meeting), agreed_at=None)
    step = MinutesStep.AGREE if waiting.exists() else MinutesStep.AGREE_LAST
    leads_to = after(MinutesState(meeting.state), step)
    if leads_to is None:
        raise StepRefused
    return keep(meeting, verb="accords.agree_minutes", by=by, at=at, told=by.party, state=leads_to.value)


def _item(meeting: Meeting, item_id: int) -> AgendaItem:
    item = meeting.agenda.filter(pk=item_id).first()
    if item is None:
        raise NotFound
    return item
