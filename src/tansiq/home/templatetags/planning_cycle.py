"""What the milestones of the yearly planning cycle are called."""

from __future__ import annotations

from django import template

from tansiq.planning.rules import MILESTONES

register = template.Library()


@register.filter
def milestone(key: str) -> str:
    """Write a milestone; one that is not known stands as its key."""
    return str(MILESTONES.get(key, key.replace("_", " ")))
