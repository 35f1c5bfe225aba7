"""How the exchange with each partner stands, in figures and in sentences that an officer understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import Count
from django.utils.translation import gettext as _

from tansiq.core.queries import this_node
from tansiq.exchange.models import Fork, InFeed, Partner, Received
from tansiq.exchange.queries.feeds import Gap, Standing, gaps, standing_of
from tansiq.exchange.queries.keys import keysets_of
from tansiq.exchange.rules import (
    FAULTS,
    LINE_FAULTS,
    REFUSED_THERE,
    WARN_BEFORE,
    PartnerState,
    ReceivedState,
    Way,
)
from tansiq.organisations.rules import time_zone_of
from tansiq.planning.queries.plans.versions import with_party_names
from tansiq.ui.tongue import day_text, hour_text, listed, number, page_language, spoken

OWN_FEED, JOURNAL = "own feed", "journal"
"""What an alarm is about, where it is not a place or a revision, as `services.alarms` writes it."""
WEEKDAY_FOR = timedelta(days=6)
"""So long a day is told by the name of its weekday."""
MOST_GAPS = 20
"""Told at once, the first ones: with them the rest come too."""


@dataclass(frozen=True, slots=True)
class PartnerStanding:
    """How far each side has the other's records, what waits here, and what is wrong."""

    partner: Partner
    name: str
    given: Standing
    received: int
    sent: int
    gaps: Sequence[Gap] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    forks: Sequence[Fork] = ()
    keys_expire_at: datetime | None = None
    told: Sequence[str] = ()

    @property
    def new(self) -> int:
        """Records that came and that nobody looked at."""
        return self.states.get(ReceivedState.NEW, 0)

    @property
    def held(self) -> int:
        """Records that wait until they can be read."""
        return self.states.get(ReceivedState.HELD, 0)

    @property
    def refused(self) -> int:
        """Records in quarantine."""
        return self.states.get(ReceivedState.REFUSED, 0)

    @property
    def is_well(self) -> bool:
        """Whether nothing calls for an officer."""
        return not (self.gaps or self.forks or self.held or self.refused or self.partner.fault)


def standings(at: datetime) -> list[PartnerStanding]:
    """Give how the exchange stands with every partner, by party."""
    node = this_node()
    zone = time_zone_of(node.party) if node else "UTC"
    feeds = {it.partner_id: it for it in InFeed.objects.filter(is_present=True)}
    states: dict[int, Counter[str]] = {}
    for partner_id, state, count in (
        Received.objects.order_by().values_list("partner", "state").annotate(count=Count("pk"))
    ):
        states.setdefault(partner_id, Counter())[state] += count
    forks: dict[int, list[Fork]] = {}
    for fork in Fork.objects.filter(settled_at=None).order_by("pk"):
        forks.setdefault(fork.partner_id, []).append(fork)
    return [
        _standing(it, feeds.get(it.pk), states.get(it.pk, Counter()), forks.get(it.pk, []), zone, at)
        for it in with_party_names(Partner.objects.order_by("party"))
    ]


def _standing(
    partner: Partner,
    feed: InFeed | None,
    states: Mapping[str, int],
    forks: Sequence[Fork],
    zone: str,
    at: datetime,
) -> PartnerStanding:
    keysets = keysets_of(partner)
    found = PartnerStanding(
        partner=partner,
        name=spoken(partner.party_names, partner.party).text,
        given=standing_of(partner),
        received=feed.place if feed else 0,
        sent=feed.last_told if feed else 0,
        gaps=gaps(feed) if feed else (),
        states=states,
        forks=forks,
        keys_expire_at=keysets[0].keyset.expires_at if keysets else None,
    )
    return replace(found, told=list(_told(found, zone, at)))


def _told(it: PartnerStanding, zone: str, at: datetime) -> Iterator[str]:
    """Say in sentences what an officer wants to know, what is usual first."""
    match it.partner.state:
        case PartnerState.INTRODUCED:
            yield _(
                "The key of %(party)s is not confirmed by voice yet, so nothing is exchanged: call them, and have the "
                "digits read aloud."
            ) % {"party": it.name}
            return
        case PartnerState.PAUSED:
            yield _("The exchange with %(party)s is paused.") % {"party": it.name}
        case PartnerState.ENDED:
            yield _("The exchange with %(party)s was ended.") % {"party": it.name}
    yield _given_told(it)
    yield _received_told(it)
    yield _heard_told(it.partner, zone, at)
    yield from _inbox_told(it)
    yield from _alarms_told(it)
    if it.partner.fault:
        yield line_fault_told(it.partner)
    if it.keys_expire_at and it.keys_expire_at - at < WARN_BEFORE:
        yield _("Their key set runs out on %(day)s: ask for their next one.") % {
            "day": day_text(it.keys_expire_at.date())
        }


def _given_told(it: PartnerStanding) -> str:
    said = {"party": it.name, "place": number(it.given.confirmed), "last": number(it.given.places)}
    if it.given.places == 0:
        return _("Nothing was released to %(party)s yet.") % said
    if it.given.waiting == 0:
        return _("%(party)s has everything up to %(last)s.") % said
    if it.given.confirmed == 0:
        return _("%(party)s has confirmed nothing yet; all up to %(last)s waits or is on its way.") % said
    return (
        _("%(party)s has everything up to %(place)s; the rest up to %(last)s waits or is on its way.") % said
    )


def _received_told(it: PartnerStanding) -> str:
    if it.sent == 0:
        return _("They sent nothing yet.")
    if not it.gaps:
        return _("They sent everything up to %(last)s, and we have it.") % {"last": number(it.sent)}
    missing = listed(
        number(gap.first) if gap.first == gap.last else f"{number(gap.first)}–{number(gap.last)}"
        for gap in it.gaps[:MOST_GAPS]
    )
    return _("They sent up to %(last)s; missing here: %(places)s. Ask them to give these again.") % {
        "last": number(it.sent),
        "places": missing,
    }


def _heard_told(partner: Partner, zone: str, at: datetime) -> str:
    if partner.heard_at is None:
        return _("Nothing was heard of them yet.")
    return _("Last heard: %(when)s (%(way)s).") % {
        "when": _when(partner.heard_at, zone, at),
        "way": Way(partner.heard_by).label,
    }


def _when(moment: datetime, zone: str, at: datetime) -> str:
    day = moment.astimezone(ZoneInfo(zone)).date()
    is_near = timedelta() <= at - moment < WEEKDAY_FOR
    named = format_date(day, "EEEE", locale=page_language().replace("-", "_")) if is_near else day_text(day)
    return f"{named} {hour_text(moment, zone)}"


def _inbox_told(it: PartnerStanding) -> Iterator[str]:
    if it.new:
        yield _("New: %(count)s.") % {"count": number(it.new)}
    if it.held:
        yield _("On hold: %(count)s.") % {"count": number(it.held)}
    if it.refused:
        yield _("Refused: %(count)s.") % {"count": number(it.refused)}


def _alarms_told(it: PartnerStanding) -> Iterator[str]:
    about = {fork.what for fork in it.forks}
    if OWN_FEED in about:
        yield _(
            "This node was put back from an older copy and had given %(party)s more than it knows. It began to give "
            "everything anew; call them."
        ) % {"party": it.name}
    if JOURNAL in about:
        yield _("Their journal is not the one that they had: call them.")
    if about - {OWN_FEED, JOURNAL}:
        yield _(
            "Fork! They gave two different things for the same place. Both are kept: call them and settle it."
        )


def line_fault_told(partner: Partner) -> str:
    """Say why the last try on the network failed, in the reader's language."""
    code = partner.fault
    if code.startswith(REFUSED_THERE):
        why = FAULTS.get(code.removeprefix(REFUSED_THERE), LINE_FAULTS["bad_answer"])
        return _("Their node refused what was sent: %(why)s") % {"why": why}
    return _("Network: %(why)s") % {"why": LINE_FAULTS.get(code) or FAULTS.get(code) or code}
