"""The lives of partners and of what came from them, as tables; how classifications rank; what each fault is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.core.errors import Refused, StepRefused
from tansiq.core.rules import Marking
from tansiq.exchange.rules.faults import FAULTS as FAULTS
from tansiq.exchange.rules.faults import LINE_FAULTS as LINE_FAULTS
from tansiq.exchange.rules.faults import REFUSED_THERE as REFUSED_THERE
from tansiq.people.rules import Permission
from tansiq_protocol.canonical import Json
from tansiq_protocol.label import Policy
from tansiq_protocol.record import Kind


class CannotCross(Refused):
    """A record that is not such that it can be released yet; the sentence says why."""


class Classification(TextChoices):
    """What can stand on what is released, lowest first. The nations' own agreement rules over these words."""

    TRAINING = "TRAINING", _("UNCLASSIFIED - TRAINING")
    RESTRICTED = "RESTRICTED", _("RESTRICTED")
    CONFIDENTIAL = "CONFIDENTIAL", _("CONFIDENTIAL")
    SECRET = "SECRET", _("SECRET")


OF_MARKING = {Marking.TRAINING: Classification.TRAINING, Marking.RESTRICTED: Classification.RESTRICTED}
"""The classification under which a record of each marking leaves at least."""


def marking_under(classification: str) -> Marking:
    """Give the marking that a record is kept under that came classified so."""
    of = {it.value: marking for marking, it in OF_MARKING.items()}
    return of.get(classification, Marking.RESTRICTED)


def source_of(node: str, record_id: str) -> str:
    """Write where a record comes from that is taken in."""
    return f"{node} {record_id}"[:300]


TWO_PERSONS_FROM = Classification.CONFIDENTIAL
"""From here on a second person releases too."""


def policy_of(circle: str) -> Policy:
    """Give the policy of a circle: its words of classification, lowest first."""
    return Policy(circle, tuple(Classification.values))


class PartnerState(TextChoices):
    """Where a partner's node stands with this one."""

    INTRODUCED = "introduced", pgettext_lazy("partner", "introduced")
    CONFIRMED = "confirmed", pgettext_lazy("partner", "confirmed")
    PAUSED = "paused", pgettext_lazy("partner", "paused")
    ENDED = "ended", pgettext_lazy("partner", "ended")


class PartnerStep(TextChoices):
    """What can be done with a partner."""

    CONFIRM = "confirm", _("confirm its key by voice")
    PAUSE = "pause", _("pause the exchange")
    RESUME = "resume", _("resume the exchange")
    END = "end", _("end the exchange")


LIFE: dict[tuple[PartnerState, PartnerStep], PartnerState] = {
    (PartnerState.INTRODUCED, PartnerStep.CONFIRM): PartnerState.CONFIRMED,
    (PartnerState.INTRODUCED, PartnerStep.END): PartnerState.ENDED,
    (PartnerState.CONFIRMED, PartnerStep.PAUSE): PartnerState.PAUSED,
    (PartnerState.CONFIRMED, PartnerStep.END): PartnerState.ENDED,
    (PartnerState.PAUSED, PartnerStep.RESUME): PartnerState.CONFIRMED,
    (PartnerState.PAUSED, PartnerStep.END): PartnerState.ENDED,
}
"""What leads where; one that was ended is introduced anew, with a new root key read aloud."""


class ReceivedState(TextChoices):
    """What became of a record that came."""

    NEW = "new", pgettext_lazy("received", "new")
    SEEN = "seen", pgettext_lazy("received", "put aside")
    TAKEN_IN = "taken_in", pgettext_lazy("received", "taken in")
    HELD = "held", pgettext_lazy("received", "held")
    REFUSED = "refused", pgettext_lazy("received", "refused")
    RECALLED = "recalled", pgettext_lazy("received", "recalled")


class ReceivedStep(TextChoices):
    """What can be done with a record that came."""

    TAKE_IN = "take_in", _("take in")
    PUT_ASIDE = "put_aside", _("put aside")
    HOLD = "hold", _("hold until it can be read")
    RELEASE_HOLD = "release_hold", _("read again")
    RECALL = "recall", _("execute its recall")


RECEIVED_LIFE: dict[tuple[ReceivedState, ReceivedStep], ReceivedState] = {
    (ReceivedState.NEW, ReceivedStep.TAKE_IN): ReceivedState.TAKEN_IN,
    (ReceivedState.NEW, ReceivedStep.PUT_ASIDE): ReceivedState.SEEN,
    (ReceivedState.NEW, ReceivedStep.HOLD): ReceivedState.HELD,
    (ReceivedState.NEW, ReceivedStep.RECALL): ReceivedState.RECALLED,
    (ReceivedState.SEEN, ReceivedStep.TAKE_IN): ReceivedState.TAKEN_IN,
    (ReceivedState.SEEN, ReceivedStep.RECALL): ReceivedState.RECALLED,
    (ReceivedState.TAKEN_IN, ReceivedStep.RECALL): ReceivedState.RECALLED,
    (ReceivedState.HELD, ReceivedStep.RELEASE_HOLD): ReceivedState.NEW,
    (ReceivedState.HELD, ReceivedStep.RECALL): ReceivedState.RECALLED,
}
"""What is refused stays in quarantine as it came; what is held is read again after an upgrade or a new key set."""


class Way(TextChoices):
    """How a bundle travelled."""

    LINE = "line", pgettext_lazy("way", "network")
    STICK = "stick", pgettext_lazy("way", "stick")
    COURIER = "courier", pgettext_lazy("way", "command line")


class FeedLanguage(TextChoices):
    """In which language a partner's program reads the feed."""

    ARABIC = "ar", "العربية"
    FRENCH = "fr", "français"
    ENGLISH = "en", "English"


class Direction(TextChoices):
    """Whether a bundle left or came."""

    OUT = "out", pgettext_lazy("bundle", "given")
    IN = "in", pgettext_lazy("bundle", "received")


def after(state: PartnerState, step: PartnerStep) -> PartnerState:
    """Give the state that a step leads a partner to.

    Raises
    ------
    StepRefused
    """
    try:
        return LIFE[state, step]
    except KeyError as error:
        raise StepRefused from error


def received_after(state: ReceivedState, step: ReceivedStep) -> ReceivedState:
    """Give the state that a step leads what came to.

    Raises
    ------
    StepRefused
    """
    try:
        return RECEIVED_LIFE[state, step]
    except KeyError as error:
        raise StepRefused from error


ACTED_ON = frozenset(
    {
        Kind.PLAN_INPUT,
        Kind.PLAN,
        Kind.PLAN_AMENDMENT,
        Kind.APPROVAL,
        Kind.KEYSET,
        Kind.RECALL_RECEIPT,
        Kind.RECEIPT,
    }
)
"""Kinds that a node acts on by itself: nothing of ours changes by them but what they are about."""


def written(at: datetime) -> str:
    """Give a moment as payloads have it: to the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to release: its kind, which record of ours it is, its body, its attachments, and how high its parts are."""

    kind: Kind
    subject: str
    body: Mapping[str, Json]
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    classifications: Sequence[Classification] = ()


PLANS = (Kind.PLAN, Kind.PLAN_AMENDMENT)
"""Kinds that bring a plan."""
KINDS_TOLD = {
    Kind.ACCORD: _("accord"),
    Kind.MINUTES: _("minutes of a meeting"),
    Kind.DECISION: _("decision"),
    Kind.OFFER: _("offer of a course"),
    Kind.QUOTA: _("quota"),
    Kind.REQUEST: _("request"),
    Kind.PLAN_INPUT: _("part of the programme"),
    Kind.PLAN: _("proposed plan"),
    Kind.PLAN_AMENDMENT: _("counter-proposal of a plan"),
    Kind.NOTICE: _("activity notice"),
    Kind.MESSAGE: _("message"),
    Kind.APPROVAL: _("decision on a plan"),
    Kind.RECALL: _("recall"),
    Kind.RECALL_RECEIPT: _("answer to a recall"),
    Kind.RECEIPT: _("receipt"),
    Kind.KEYSET: _("key set"),
}
"""What each kind of record is called."""

NEEDS = {
    Kind.ACCORD: Permission.KEEP_ACCORDS,
    Kind.MINUTES: Permission.KEEP_MINUTES,
    Kind.DECISION: Permission.KEEP_MINUTES,
    Kind.OFFER: Permission.PUBLISH_OFFER,
    Kind.REQUEST: Permission.APPROVE_REQUEST,
    Kind.PLAN_INPUT: Permission.APPROVE_PLAN,
    Kind.PLAN: Permission.APPROVE_PLAN,
    Kind.PLAN_AMENDMENT: Permission.APPROVE_PLAN,
    Kind.MESSAGE: Permission.RELEASE,
    Kind.APPROVAL: Permission.APPROVE_PLAN,
    Kind.RECALL: Permission.RELEASE,
    Kind.RECALL_RECEIPT: Permission.RELEASE,
    Kind.KEYSET: Permission.KEEP_KEYS,
}
"""By kind that this node can release, what its officer must be allowed besides releasing."""
NEEDS_TO_TAKE_IN = {**NEEDS, Kind.OFFER: Permission.RECEIVE, Kind.REQUEST: Permission.RECEIVE}
"""By kind, what an officer must be allowed besides receiving. What a partner offers or asks for stays theirs: taking it in
accepts nothing."""

SKEW_SHOWN = timedelta(minutes=10)
"""A sender's clock that differs by more is told; it decides nothing."""
WARN_BEFORE = timedelta(days=60)
"""So long before a key set runs out its officers are told."""
MESSAGE_SIGNS = 20_000
"""Of the text of a message."""
BATCH = 200
"""Records that are kept in one transaction."""
LARGEST_PAGE = 64 * 1024
"""Of a bundle on the network, but for a single record that is larger by itself."""
LARGEST_ON_LINE = 80 * 1024 * 1024
"""Of one bundle on the network: what is larger goes by stick."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=60)
"""Between two tries to reach a partner that does not answer."""
HEARTBEAT = timedelta(minutes=5)
"""Between two exchanges with a partner that answers."""


def wait_after(party: str, failures: int) -> timedelta:
    """Give how long to wait after so many failures in a row: each time twice as long, so that partners do not come together.

    >>> [round(wait_after("dz", failures).total_seconds()) for failures in (0, 1, 2, 3, 99)]
    [300, 47, 90, 227, 3501]
    """
    if failures == 0:
        return HEARTBEAT
    longest = min(FIRST_WAIT * (1 << min(failures - 1, 10)), LONGEST_WAIT)
    share = int.from_bytes(sha256(f"{party} {failures}".encode()).digest()[:4]) / 2**32
    return longest * (0.75 + share / 4)


VERBS = {
    "exchange.make_keys": _("made the keys of this node"),
    "exchange.renew_keys": _("renewed the keys of this node"),
    "exchange.introduce_partner": _("took in a partner's key set"),
    "exchange.confirm_partner": _("confirmed a partner's key by voice"),
    "exchange.change_partner": _("changed how a partner is reached"),
    "exchange.take_step": _("took the exchange with a partner a step on"),
    "exchange.prepare": _("prepared a release"),
    "exchange.leave": _("left a prepared release"),
    "exchange.release_first": _("released as the first of two persons"),
    "exchange.release": _("released to partners"),
    "exchange.give_bundle": _("gave a bundle to a partner"),
    "exchange.receive_bundle": _("received a bundle"),
    "exchange.act": _("acted on what came"),
    "exchange.take_in": _("took in what came"),
    "exchange.put_aside": _("put aside what came"),
    "exchange.answer_recall": _("answered a recall"),
    "exchange.settle_fork": _("settled a fork"),
    "exchange.begin_epoch": _("began a new epoch with a partner"),
    "exchange.refuse_bundle": _("refused a bundle"),
    "exchange.add_reader": _("let a partner's program read the feed"),
    "exchange.revoke_reader": _("stopped a partner's program from reading the feed"),
}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "audience": _("for"),
    "records": _("records"),
    "kinds": _("kinds"),
    "sha256": _("hash"),
    "known": _("already had"),
    "new": _("new"),
    "held": _("held"),
    "refused": pgettext_lazy("counted", "refused"),
    "way": _("way"),
    "places": _("places in the feed"),
    "epoch": _("epoch"),
    "keyids": _("keys"),
    "reason": _("reason"),
    "answer": _("answer"),
    "code": _("code"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""
