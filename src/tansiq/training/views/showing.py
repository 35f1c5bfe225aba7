"""What every page of training does alike: who may read it, its place in the area, and which version it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.training import queries
from tansiq.ui.answering import whole_number

SECTIONS = (
    ("units", "training:units", _("Units")),
    ("requests", "training:requests", _("Requests")),
    ("courses", "training:courses", _("Courses")),
    ("venues", "training:venues", _("Venues")),
    ("pools", "training:pools", _("Instructors")),
    ("competencies", "training:competencies", _("Competencies")),
    ("calendars", "training:calendars", _("Calendars")),
    ("indicators", "training:indicators", _("Indicators")),
)
"""The lists of the area, as its sub-navigation has them."""
View = Callable[..., HttpResponse]


def registers(view: View) -> View:
    """Open a page to whoever reads the registers."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        demand(request.user, Permission.READ_REGISTERS)
        return view(request, *args, **kwargs)

    return opened


def show(request: HttpRequest, section: str, template: str, **context: Any) -> HttpResponse:
    """Show a page of one section of the area."""
    context |= {"section": section, "sections": SECTIONS, "parties": queries.parties()}
    return render(request, f"training/{template}.html", context)


def version_of(request: HttpRequest) -> int:
    """Give the version of the record that a person saw; 0, which no record has, where a form was forged."""
    return whole_number(request.POST.get("version")) or 0
