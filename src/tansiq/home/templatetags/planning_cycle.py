"""What the milestones of the yearly planning cycle are called."""

from __future__ import annotations

from django import template

from tansiq.planning.rules import milestone_told

register = template.Library()
register.filter("milestone", milestone_told)
