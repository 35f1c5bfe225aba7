"""What holds for meetings: their kinds, and when their minutes are agreed and fixed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.people.rules import Permission


class MeetingKind(TextChoices):
    """How the parties meet."""

    COMMITTEE = "joint_committee_session", _("joint committee session")
    WORKING_GROUP = "working_group", _("working group")
    STAFF = "staff_meeting", _("staff meeting")
    CONFERENCE = "conference", _("conference")
    CONSULTATION = "consultation", _("consultation")


class TimeZone(TextChoices):
    """Whose time the hours of a meeting are in: that of the place where it is held."""

    TRIPOLI = "Africa/Tripoli", _("Tripoli time")
    ALGIERS = "Africa/Algiers", _("Algiers time")
    TUNIS = "Africa/Tunis", _("Tunis time")
    UTC = "UTC", _("universal time (UTC)")


class MinutesState(TextChoices):
    """Whether the minutes may still change."""

    DRAFT = "draft", pgettext_lazy("minutes", "draft")
    AGREED = "agreed", pgettext_lazy("minutes", "agreed")


class MinutesStep(TextChoices):
    """What happens to minutes: someone changes them, one party of several agrees, the last party agrees."""

    CHANGE = "change", _("change the minutes")
    AGREE = "agree", _("agree to the minutes")
    AGREE_LAST = "agree_last", _("agree to the minutes as the last party")


LIFE = {
    (MinutesState.DRAFT, MinutesStep.CHANGE): MinutesState.DRAFT,
    (MinutesState.DRAFT, MinutesStep.AGREE): MinutesState.DRAFT,
    (MinutesState.DRAFT, MinutesStep.AGREE_LAST): MinutesState.AGREED,
}
"""Agreed minutes have no way on: they are fixed."""
NEEDS = dict.fromkeys(MinutesStep, Permission.KEEP_MINUTES)
"""What a role must allow for each step."""


def after(state: str, step: str) -> MinutesState | None:
    """Give the state that a step leads to; None where it leads nowhere."""
    return LIFE.get((MinutesState(state), MinutesStep(step)))
