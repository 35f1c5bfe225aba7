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

FAULTS = {
    "not_json": _("The bytes cannot be read: they are no JSON."),
    "duplicate_key": _("A field stands twice in one place."),
    "fraction": _("A number has a fraction, which the exchange does not allow."),
    "number_too_large": _("A number is larger than every program can hold."),
    "too_deep": _("Values lie in one another too deep."),
    "bad_text": _("A text holds signs that are none."),
    "too_large": _("It is larger than the exchange carries."),
    "bad_envelope": _("The envelope does not have the shape of one."),
    "signature_count": _("It does not have exactly one signature."),
    "other_type": _("The signature stands under another kind of content."),
    "bad_signature": _("The signature is not that of these bytes: they were altered, or another key signed."),
    "unknown_key": _(
        "It is signed with a key that is not in the partner's key set. Ask for their newest key set."
    ),
    "key_revoked": _("It is signed with a key that the partner has revoked."),
    "bad_record": _("The record lacks a field, or has one of another kind."),
    "other_origin": _("The record comes from another node than the one that sent it."),
    "bad_manifest": _("The list of contents lacks a field, or has one of another kind."),
    "other_receiver": _(
        "This bundle is for another node. Give it to them, or ask the partner for the one for this node."
    ),
    "other_sender": _(
        "This bundle is from a node that is no partner of this one. Take in their key set first."
    ),
    "cannot_open": _(
        "This bundle cannot be opened: it is damaged, cut short, or made for another node. Ask the partner to save it again."
    ),
    "bad_archive": _("What is inside the bundle is damaged. Ask the partner to save it again."),
    "foreign_entry": _("The bundle holds something that has no place in one. Nothing was taken in."),
    "entry_missing": _("The bundle lacks something that it lists. Ask the partner to save it again."),
    "archive_bomb": _("The bundle would unpack to far more than it says. Nothing was taken in."),
    "list_differs": _(
        "What is inside differs from the list that was signed. Ask the partner to save it again."
    ),
    "head_differs": _("The chain of the feed does not lead where it was signed to lead. Call the partner."),
    "blob_differs": _("An attachment has other bytes than were signed."),
    "reader_too_old": _(
        "This bundle asks for a newer Tansiq. Bring this node up to date, then take it in again."
    ),
    "stale_epoch": _(
        "It belongs to a feed that the partner has ended: an old bundle, or one from an old backup."
    ),
    "fork": _("The same place holds other bytes than before. Both are kept; call the partner and settle it."),
    "keyset_rollback": _("This key set is older than the one that is known."),
    "keyset_gap": _("A key set between the known one and this one is missing. Ask for it first."),
    "keyset_fork": _("This key set has the number of the known one and other bytes. Call the partner."),
    "keyset_other_root": _("This key set is not signed by the root key that was confirmed by voice."),
    "keyset_expired": _("The partner's key set has run out. Ask for their newest key set."),
    "bad_keyset": _("This is no key set, or it lacks a field."),
    "journal_rolled_back": _("The partner's journal has fewer lines than it had, or other ones. Call them."),
    "newer_kind": _("It is of a kind that only a newer Tansiq reads. It is kept until then."),
    "newer_schema": _("It was written by a newer Tansiq. It is kept until this one is brought up to date."),
    "critical": _(
        "It holds something that must be understood and that only a newer Tansiq does. It is kept until then."
    ),
    "label": _(
        "Its label holds a condition that this Tansiq does not know. It is kept and shown to nobody until then."
    ),
    "unknown_circle": _("It is for a circle that this node does not know. Add the circle, then it is read."),
    "before_missing": _("What it builds on has not come yet. It is read when that comes."),
    "waits": _("It cannot be acted on yet."),
}
"""What each fault is called; a test holds that every code of the protocol has its sentence."""

LINE_FAULTS = {
    "no_answer": _(
        "They cannot be reached: nothing answers at their address. Is their node running, and the line up?"
    ),
    "cut": _("The line was cut in the middle. It goes on from there by itself."),
    "no_safe_line": _("What answers at their address does not speak as a node does. Check the address."),
    "other_line_key": _(
        "Another key than theirs answers at their address, so nothing was sent. Call them: did they renew their keys, or is "
        "someone in between?"
    ),
    "not_known_there": _(
        "Their node does not take this one for a partner: the keys are not confirmed there, or the exchange is paused there."
    ),
    "busy": _("Their node asks to come back later."),
    "bad_answer": _("Their node answers with something that is no bundle."),
    "too_large_for_line": _(
        "The next record is larger than the line carries. Give it by stick; the line goes on behind it."
    ),
    "no_progress": _("They have what was sent and do not go on from there: look for a fork, and call them."),
    "no_room": _("The disk of this node is full, so nothing more was taken in. Make room."),
    "own_keys": _("This node cannot use its own keys; see “Partners and keys”."),
}
"""What keeps an exchange on the network from succeeding; `Partner.fault` names one, or one of `FAULTS`."""
REFUSED_THERE = "there/"
"""Before the code of what the partner refused; without it we refused what came."""
