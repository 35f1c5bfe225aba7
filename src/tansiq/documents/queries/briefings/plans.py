"""The briefing of a plan: where it stands, who approved it, what it holds, what is not planned, its cost, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tansiq.accords.queries.parties import party_names
from tansiq.documents.queries.briefings.telling import (
    Link,
    Said,
    counted,
    kept_apart,
    named,
    series,
)
from tansiq.documents.rules.briefings import Ground
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.choosing.comparison import NotComparable, told
from tansiq.planning.queries.plans.hiding import hidden_from
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.planning.queries.plans.today import broken_told, today
from tansiq.planning.queries.plans.versions import remarks_on, speaker_of, the_programme, version_numbered
from tansiq.planning.rules import Decision, PlanState
from tansiq.ui.tongue import day_text, number, page_language
from tansiq_desk.page import section_titles

UNDECIDED = (PlanState.DRAFT, PlanState.PROPOSED, PlanState.UNDER_REVIEW)
"""States in which no party is asked for its approval yet."""
MOST_UNPLANNED = 8


def plan_told(person: Person, plan_number: int, *, is_short: bool = False) -> Iterator[Said]:
    """Tell of a plan what it says itself and what was said of it, without ratings that someone may not see.

    What is not asked for is not worked out; the short briefing names no line that is not planned.
    """
    programme = the_programme()
    if programme is None:
        return
    version = version_numbered(programme, plan_number)
    whole = opened(version)
    yield from _standing(version)
    yield from _approvals(version)
    yield from _lawful(person, version, whole)
    yield from _held(version, whole)
    yield from _unplanned(version, whole, most=0 if is_short else MOST_UNPLANNED)
    yield from _cost(version, whole)
    yield from _changes(person, version)
    yield from _remarks(version)


def _link(version: PlanVersion, section: str = "") -> Link:
    label = _("Plan %(number)d") % {"number": version.number}
    address = reverse("planning:plan", args=[version.number])
    if not section:
        return Link(label, address)
    return Link(f"{label} · {section_titles(page_language())[section]}", f"{address}#{section}")


def _standing(version: PlanVersion) -> Iterator[Said]:
    said = {
        "plan": named(version), "state": version.get_state_display(), "day": day_text(version.made_at.date())
    }  # fmt: skip
    yield Said(_("%(plan)s: %(state)s; made on %(day)s.") % said, (_link(version),))
    if version.parent:
        text = _("It was made from plan %(number)s.") % {"number": number(version.parent.number)}
        yield Said(text, (_link(version), _link(version.parent)), is_notable=False)


def _approvals(version: PlanVersion) -> Iterator[Said]:
    names, here = party_names(), (_link(version),)
    parties = list(
        Party.objects.filter(kind=PartyKind.PARTICIPANT).order_by("code").values_list("code", flat=True)
    )
    said = {it.party: it.decision for it in version.approvals.all()}
    approved = [named(names[it]) for it in parties if said.get(it) == Decision.APPROVE]
    rejected = [named(names[it]) for it in parties if said.get(it) == Decision.REJECT]
    silent = [named(names[it]) for it in parties if it not in said]
    if approved and len(approved) == len(parties):
        text = _("Approved on the same hash by %(parties)s.") % {"parties": series(approved)}
        yield Said(text, here, Ground.AGREED)
    elif approved:
        text = _("Approved by %(parties)s alone.") % {"parties": series(approved)}
        yield Said(text, here, Ground.ONE)
    if rejected:
        yield Said(_("Rejected by %(parties)s.") % {"parties": series(rejected)}, here, Ground.ONE)
    if silent and len(silent) < len(parties):
        yield Said(_("Not decided yet: %(parties)s.") % {"parties": series(silent)}, here)
    elif silent:
        is_asked = version.state not in UNDECIDED
        yield Said(
            _("No party has decided on it yet.")
            if is_asked
            else _("No party has been asked to approve it yet."),
            here,
        )


def _lawful(person: Person, version: PlanVersion, whole: Opened) -> Iterator[Said]:
    proof = (_link(version, "proof"),)
    broken = len(whole.violations)
    if broken:
        text = ngettext("The independent checker finds %(n)s broken rule in it.",
                        "The independent checker finds %(n)s broken rules in it.", broken)  # fmt: skip
        yield Said(counted(text, broken), proof)
    else:
        yield Said(_("The independent checker finds no broken rule in it."), proof, is_notable=False)
    now = len(broken_told(today(version), person))
    if now:
        text = ngettext(
            "With the records of today it breaks %(n)s rule.",
            "With the records of today it breaks %(n)s rules.",
            now,
        )
        yield Said(counted(text, now), (_link(version),))


def _held(version: PlanVersion, whole: Opened) -> Iterator[Said]:
    score, plan = whole.result.score, whole.plan
    n = len(plan.editions)
    text = ngettext("It holds %(n)s edition of courses.", "It holds %(n)s editions of courses.", n)
    yield Said(counted(text, n), (_link(version, "editions"),), is_notable=False)
    if score is None:
        return
    given = {"given": number(sum(score.seats.values())), "asked": number(sum(score.requested.values()))}
    yield Said(_("Seats given on time: %(given)s of %(asked)s asked for.") % given, (_link(version),))
    held = {"held": number(sum(score.held.values())), "asked": number(sum(score.exercises.values()))}
    yield Said(
        _("Exercises held: %(held)s of %(asked)s.") % held, (_link(version, "exercises"),), is_notable=False
    )


def _unplanned(version: PlanVersion, whole: Opened, *, most: int) -> Iterator[Said]:
    missing, link = whole.result.unplanned, _link(version, "unplanned")
    if not missing:
        yield Said(_("Everything that was asked for is planned."), (link,))
        return
    text = ngettext(
        "%(n)s line is not planned as it was asked for.",
        "%(n)s lines are not planned as they were asked for.",
        len(missing),
    )
    yield Said(counted(text, len(missing)), (link,))
    if not most:
        return
    speaker = speaker_of(version)
    for it in missing[:most]:
        yield Said(_line(speaker.unplanned(it, whole.result)), (Link(it.id, link.address),), is_notable=False)


def _line(card: Any) -> str:
    """Say what is short in a line of a plan, and the first reason for it."""
    said = {
        "what": kept_apart(card.what.text), "unit": kept_apart(card.unit.text) if card.unit else "", "given": number(card.given),
        "asked": number(card.asked), "why": kept_apart(card.reasons[0].text) if card.reasons else "",
    }  # fmt: skip
    if card.unit is None:
        text = _("Not held: %(what)s. %(why)s") if said["why"] else _("Not held: %(what)s.")
    elif said["why"]:
        text = _("%(unit)s, %(what)s: %(given)s of %(asked)s seats. %(why)s")
    else:
        text = _("%(unit)s, %(what)s: %(given)s of %(asked)s seats.")
    return text % said


def _cost(version: PlanVersion, whole: Opened) -> Iterator[Said]:
    score, currency = whole.result.score, whole.problem.currency
    if score is not None and score.cost:
        said = {"cost": number(score.cost), "currency": kept_apart(currency)}
        yield Said(_("It costs %(cost)s %(currency)s.") % said, (_link(version, "money"),))


def _changes(person: Person, version: PlanVersion) -> Iterator[Said]:
    """Say what changed since the plan that it was made from, where the two can be laid side by side."""
    if version.parent is None:
        return
    before = version_numbered(version.programme, version.parent.number)
    link = Link(_("Compare"), f"{reverse('planning:compare')}?before={before.number}&after={version.number}")
    try:
        found = told(before, version, hidden=hidden_from(person, version.programme))
    except NotComparable:
        yield Said(
            _("It cannot be laid beside plan %(number)s.") % {"number": number(before.number)}, (link,)
        )
        return
    kinds = [f"{title} {number(len(changes))}" for title, changes in found.kinds]
    said = {"number": number(before.number), "changes": series(kinds)}
    text = (
        _("Changed since plan %(number)s: %(changes)s.")
        if kinds
        else _("Nothing of it differs from plan %(number)s.")
    )
    yield Said(text % said, (link,))


def _remarks(version: PlanVersion) -> Iterator[Said]:
    still = sum(not it.settled_by for it in remarks_on(version))
    if still:
        text = ngettext("%(n)s remark on it is still open.", "%(n)s remarks on it are still open.", still)
        yield Said(counted(text, still), (Link(_link(version).label, f"{_link(version).address}#remarks"),))
