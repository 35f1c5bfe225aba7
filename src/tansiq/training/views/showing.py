"""What every page of training does alike: who may read it, its place in the area, lists, and refusals in forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.training import queries
from tansiq.ui.forms import Form

PAGE = 50
MOST_DIGITS = 10
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


def page_of(request: HttpRequest, found: Any) -> Page[Any]:
    """Give the page of a list that is asked for."""
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def wanted(request: HttpRequest, *names: str) -> dict[str, str]:
    """Give what a list is filtered by."""
    return {name: request.GET.get(name, "").strip() for name in names}


def answered(form: Form, verb: Callable[..., Any], **given: Any) -> Any:
    """Do what a form asks for; where it is refused, put the reason on the form and give None.

    What a person may not do, or may not see, stays a page of its own.
    """
    try:
        return verb(**given) or True
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        form.add_error(None, str(error))
        return None


def version_of(request: HttpRequest) -> int:
    """Give the version of the record that a person saw; 0, which no record has, where a form was forged."""
    return whole_number(request.POST.get("version", ""))


def whole_number(text: str) -> int:
    """Give the whole number that a text says; 0 where it says none, or one larger than any that is kept here."""
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 0
