"""The life of an accord: its kinds, states and steps, what each step asks for, and how it stands on a given day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.people.rules import Permission

EXPIRING_DAYS = 180
DORMANT_DAYS = 365


class AccordType(TextChoices):
    """Kinds of accord; an annual plan opens a programme but is never itself a legal basis."""

    FRAMEWORK = "framework_agreement", _("framework agreement")
    MEMORANDUM = "memorandum_of_understanding", _("memorandum of understanding")
    ANNEX = "technical_annex", _("technical annex")
    ANNUAL_PLAN = "annual_plan", _("annual cooperation plan")
    MINUTES = "agreed_minutes", _("agreed minutes")
    NOTES = "exchange_of_notes", _("exchange of notes")


class AccordState(TextChoices):
    """Where an accord stands; the words of the programme file."""

    NOT_STARTED = "not_started", pgettext_lazy("accord", "not started")
    DRAFTING = "drafting", pgettext_lazy("accord", "being drafted")
    DRAFT = "draft", pgettext_lazy("accord", "draft")
    NEGOTIATING = "negotiating", pgettext_lazy("accord", "under negotiation")
    INITIALLED = "initialled", pgettext_lazy("accord", "initialled")
    SIGNED = "signed", pgettext_lazy("accord", "signed")
    APPROVED = "approved", pgettext_lazy("accord", "approved")
    IN_FORCE = "in_force", pgettext_lazy("accord", "in force")
    EXPIRING = "expiring", pgettext_lazy("accord", "expiring")
    RENEWED = "renewed", pgettext_lazy("accord", "renewed")
    EXPIRED = "expired", pgettext_lazy("accord", "expired")
    TERMINATED = "terminated", pgettext_lazy("accord", "terminated")


class AccordStep(TextChoices):
    """What officers do to an accord."""

    BEGIN = "begin", _("Begin drafting")
    NEGOTIATE = "negotiate", _("Open negotiations")
    INITIAL = "initial", _("Initial")
    SIGN = "sign", pgettext_lazy("accord", "Sign")
    RATIFY = "ratify", _("Ratify")
    ENTER_INTO_FORCE = "enter_into_force", _("Enter into force")
    APPROVE = "approve", pgettext_lazy("annual plan", "Approve")
    RENEW = "renew", _("Renew")
    EXPIRE = "expire", _("Record that it has expired")
    TERMINATE = "terminate", _("Terminate")
    WITHDRAW = "withdraw", _("Withdraw the draft")


class CooperationArea(TextChoices):
    """What an accord is about."""

    TRAINING = "training", _("training")
    EXERCISES = "exercises", _("exercises")
    BORDER_COORDINATION = "border_coordination", _("border coordination")
    COUNTER_TERRORISM_COURSES = "counter_terrorism_courses", _("counter-terrorism courses")
    INFORMATION_EXCHANGE = "information_exchange", _("information exchange")
    MEDICAL = "medical", _("medical support")
    LOGISTICS = "logistics", _("logistics")
    LANGUAGE = "language", _("language and terminology")


CLAUSES = {
    "status_of_personnel": _("status of personnel"),
    "cost_sharing": _("cost sharing"),
    "discipline": _("discipline"),
    "medical_cover": _("medical cover"),
    "certificate_recognition": _("recognition of certificates"),
    "data_protection": _("protection of personal records"),
    "withdrawal_of_trainee": _("withdrawal of a trainee"),
    "liaison_channels": _("liaison channels"),
    "notification_deadlines": _("deadlines for notices"),
    "search_and_rescue": _("search and rescue"),
    "no_personal_data": _("no personal records are exchanged"),
}
"""Clauses that have words; a programme file may bring others, which are shown as they are."""

UNSIGNED = (
    AccordState.NOT_STARTED, AccordState.DRAFTING, AccordState.DRAFT, AccordState.NEGOTIATING, AccordState.INITIALLED,
)  # fmt: skip
"""States in which the text may still change."""
CARRYING = (AccordState.IN_FORCE, AccordState.EXPIRING, AccordState.RENEWED)
"""States in which an accord carries activities."""
COURSE_OF_LIFE = (
    AccordState.DRAFT, AccordState.NEGOTIATING, AccordState.INITIALLED, AccordState.SIGNED, AccordState.IN_FORCE,
    AccordState.RENEWED, AccordState.EXPIRED,
)  # fmt: skip
COURSE_OF_A_PLAN = (
    AccordState.NOT_STARTED, AccordState.DRAFTING, AccordState.APPROVED, AccordState.EXPIRED,
)  # fmt: skip

_DRAFTS = (AccordState.NOT_STARTED, AccordState.DRAFTING, AccordState.DRAFT)
LIFE = {
    (AccordState.NOT_STARTED, AccordStep.BEGIN): AccordState.DRAFTING,
    **{(draft, AccordStep.NEGOTIATE): AccordState.NEGOTIATING for draft in _DRAFTS},
    (AccordState.NEGOTIATING, AccordStep.INITIAL): AccordState.INITIALLED,
    (AccordState.INITIALLED, AccordStep.SIGN): AccordState.SIGNED,
    (AccordState.SIGNED, AccordStep.RATIFY): AccordState.SIGNED,
    (AccordState.SIGNED, AccordStep.ENTER_INTO_FORCE): AccordState.IN_FORCE,
    (AccordState.DRAFTING, AccordStep.APPROVE): AccordState.APPROVED,
    (AccordState.DRAFT, AccordStep.APPROVE): AccordState.APPROVED,
    **{(carrying, AccordStep.RENEW): AccordState.RENEWED for carrying in CARRYING},
    **{(ending, AccordStep.EXPIRE): AccordState.EXPIRED for ending in (*CARRYING, AccordState.APPROVED)},
    **{
        (ending, AccordStep.TERMINATE): AccordState.TERMINATED
        for ending in (*CARRYING, AccordState.SIGNED, AccordState.APPROVED)
    },
    **{(unsigned, AccordStep.WITHDRAW): AccordState.TERMINATED for unsigned in UNSIGNED},
}
"""Where each step leads from each state; every other pair is refused."""

NEEDS = dict.fromkeys(AccordStep, Permission.KEEP_ACCORDS)
"""What a role must allow for each step."""

ASKS = {
    AccordStep.SIGN: ("signed_on",),
    AccordStep.RATIFY: ("ratified_on",),
    AccordStep.ENTER_INTO_FORCE: ("in_force_on", "valid_until"),
    AccordStep.APPROVE: ("signed_on",),
    AccordStep.RENEW: ("valid_until",),
    AccordStep.TERMINATE: ("ended_because",),
    AccordStep.WITHDRAW: ("ended_because",),
}
"""What each step asks the person for; only the end of validity on entering into force may be left open."""
MAY_BE_OPEN = {(AccordStep.ENTER_INTO_FORCE, "valid_until")}
GRAVE = {AccordStep.TERMINATE, AccordStep.WITHDRAW, AccordStep.EXPIRE}
"""Steps that nothing leads back from."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of an accord."""

    signed_on: date | None = None
    ratified_on: date | None = None
    in_force_on: date | None = None
    valid_until: date | None = None


def after(state: str, step: str) -> AccordState | None:
    """Give the state that a step leads to; None where it leads nowhere."""
    return LIFE.get((AccordState(state), AccordStep(step)))


def steps_from(
    state: str, kind: str, dates: Dates, tacit_renewal_months: int | None, on: date
) -> list[AccordStep]:
    """Give the steps open to an accord on a day, in the order of its life."""
    stands = standing(state, dates, tacit_renewal_months, on)
    shut = {
        AccordStep.APPROVE: kind != AccordType.ANNUAL_PLAN,
        AccordStep.RATIFY: dates.ratified_on is not None,
        AccordStep.EXPIRE: stands != AccordState.EXPIRED,
    }
    return [step for step in AccordStep if after(state, step) and not shut.get(step, False)]


def standing(state: str, dates: Dates, tacit_renewal_months: int | None, on: date) -> AccordState:
    """Give how an accord stands on a day; worked out each time, never kept.

    One past its last day has expired, unless it renews itself; one near it is expiring; one whose first day is still to
    come is only signed.
    """
    kept = AccordState(state)
    if kept not in (*CARRYING, AccordState.APPROVED):
        return kept
    if kept in CARRYING and dates.in_force_on and dates.in_force_on > on:
        return AccordState.SIGNED
    if dates.valid_until is None:
        return kept
    if dates.valid_until < on:
        renews = tacit_renewal_months and kept in CARRYING
        return AccordState.RENEWED if renews else AccordState.EXPIRED
    if kept in CARRYING and dates.valid_until <= on + timedelta(days=EXPIRING_DAYS):
        return AccordState.EXPIRING
    return AccordState.IN_FORCE if kept == AccordState.EXPIRING else kept


def is_dormant(stands: str, last_activity_on: date | None, on: date) -> bool:
    """Tell whether nothing has happened for twelve months under an accord that is in force."""
    if stands not in CARRYING:
        return False
    return last_activity_on is None or last_activity_on < on - timedelta(days=DORMANT_DAYS)


def last_activities(
    parents: Mapping[int, int | None], activities: Mapping[int, date | None]
) -> dict[int, date | None]:
    """Give the last day on which something happened to each accord or to any accord under it."""
    last: dict[int, date | None] = dict.fromkeys(parents)
    for accord in parents:
        happened, above = activities.get(accord), accord
        seen: set[int] = set()
        while happened and above in parents and above not in seen:
            seen.add(above)
            known = last[above]
            last[above] = max(known, happened) if known else happened
            parent = parents[above]
            if parent is None:
                break
            above = parent
    return last


def course_of(kind: str) -> tuple[AccordState, ...]:
    """Give the states that an accord of a kind passes through when all goes well."""
    return COURSE_OF_A_PLAN if kind == AccordType.ANNUAL_PLAN else COURSE_OF_LIFE


def days_fault(step: str, dates: Dates, given: Mapping[str, date | None], on: date) -> object | None:
    """Give what is wrong with the days given for a step, in a sentence; None where they go together."""
    signed_on, ratified_on = given.get("signed_on"), given.get("ratified_on")
    in_force_on, valid_until = given.get("in_force_on"), given.get("valid_until")
    if any(day and day > on for day in (signed_on, ratified_on)):
        return _("This day is still to come: give the day on which it was done.")
    if signed_on and dates.valid_until and signed_on > dates.valid_until:
        return _("It was to end before this day. Give the right day, or change its validity first.")
    if any(day and dates.signed_on and day < dates.signed_on for day in (ratified_on, in_force_on)):
        return _("This day is before its signature.")
    if in_force_on and dates.ratified_on and in_force_on < dates.ratified_on:
        return _("This day is before its ratification.")
    ends_on = valid_until or dates.valid_until
    if in_force_on and ends_on and ends_on <= in_force_on:
        return _("It would end before it begins.")
    if step == AccordStep.RENEW and valid_until and valid_until <= max(dates.valid_until or on, on):
        return _("A renewal ends later than the present validity, and after today.")
    return None


STEP_VERBS = {
    AccordStep.BEGIN: "accords.begin_accord",
    AccordStep.NEGOTIATE: "accords.negotiate_accord",
    AccordStep.INITIAL: "accords.initial_accord",
    AccordStep.SIGN: "accords.sign_accord",
    AccordStep.RATIFY: "accords.ratify_accord",
    AccordStep.ENTER_INTO_FORCE: "accords.enter_into_force_accord",
    AccordStep.APPROVE: "accords.approve_accord",
    AccordStep.RENEW: "accords.renew_accord",
    AccordStep.EXPIRE: "accords.expire_accord",
    AccordStep.TERMINATE: "accords.terminate_accord",
    AccordStep.WITHDRAW: "accords.withdraw_accord",
}
"""What the journal keeps of each step of an accord."""


def leads_to(state: str, other: str) -> bool:
    """Tell whether the steps of an accord's life lead from one state to another; standing still leads there too."""
    reached: set[AccordState] = {AccordState(state)}
    while True:
        further = {found for (before, _step), found in LIFE.items() if before in reached} - reached
        if not further:
            return AccordState(other) in reached
        reached |= further
