"""What the milestones of the yearly planning cycle are called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()
MILESTONES = {
    "offers_published": _("Offers are published"),
    "requests_in": _("Requests are in"),
    "draft_plan": _("The draft plan is there"),
    "working_group_minutes": _("The working group signs its minutes"),
    "plan_approved": _("The plan is approved"),
    "quotas_confirmed": _("Quotas are confirmed"),
    "year_report": _("The year is reported on"),
}


@register.filter
def milestone(key: str) -> str:
    """Write a milestone; one that is not known stands as its key."""
    return str(MILESTONES.get(key, key.replace("_", " ")))
