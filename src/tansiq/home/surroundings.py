"""What stands round every page: whose node it is, the day, the language, and the ways to the areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tansiq.core.rules import Mode
from tansiq.documents.queries.here import documents_here
from tansiq.exchange.access import READS_BOOK
from tansiq.exchange.queries.reading.released import PlanSent, plan_sent
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.queries.choosing.dependency import headline_for
from tansiq.planning.queries.plans.versions import the_programme
from tansiq.ui.tongue import is_rtl, page_language
from tansiq.ui.views import SIZES, THEMES


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the head: the area it leads to, what it is called, and who sees it: whoever may any of these."""

    area: str
    to: str
    label: Any
    needs: tuple[Permission, ...]


WAYS = (
    Way("accords", "accords:register", _("Accords"), (Permission.READ_REGISTERS,)),
    Way("planning", "planning:programme", _("Programme"), (Permission.READ_PLAN,)),
    Way("planning", "planning:readiness", _("Readiness"), (Permission.READ_READINESS,)),
    Way("training", "training:requests", _("Needs and offers"), (Permission.READ_REGISTERS,)),
    Way("training", "training:units", _("Units"), (Permission.READ_REGISTERS,)),
    Way("documents", "documents:documents", _("Documents"), (Permission.READ_REGISTERS,)),
    Way("exchange", "exchange:status", _("Exchange"), READS_BOOK),
    Way("people", "people:people", _("Accounts"), (Permission.KEEP_PEOPLE,)),
    Way("people", "people:journal", _("Journal"), (Permission.READ_ALL_LOG,)),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Give what the base page needs."""
    node = getattr(request, "node", None)
    person = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    match = getattr(request, "resolver_match", None)
    return {
        "node": node,
        "at": getattr(request, "at", None),
        "is_rehearsal": bool(node and node.is_rehearsal),
        "is_shared": bool(node and node.mode == Mode.SHARED_OFFICE),
        "person": person,
        "may_release": bool(
            person and node and node.mode == Mode.ONE_PARTY and Permission.RELEASE in person.permissions
        ),
        "ways": [way for way in WAYS if person and not person.permissions.isdisjoint(way.needs)],
        "way_here": _way_here(request.path, match.app_name if match else ""),
        "page_language": page_language(),
        "language_code": get_language(),
        "languages": settings.LANGUAGES,
        "direction": "rtl" if is_rtl() else "ltr",
        "theme": _one_of(request.COOKIES.get("tansiq_theme"), THEMES),
        "text_size": _one_of(request.COOKIES.get("tansiq_text"), SIZES),
        "dependency_now": lambda: _dependency_now(person),
        "plan_sent": lambda: _plan_sent(match),
        "documents_here": cache(lambda: documents_here(match, person, request.at.date())),
        "themes": zip(THEMES, (_("As the device"), _("Light"), _("Dark")), strict=True),
        "sizes": zip(SIZES, (_("Normal text"), _("Large text"), _("Largest text")), strict=True),
    }


def _dependency_now(person: Person | None) -> dict[str, Any] | None:
    """Give what a page below planning shows of the dependency index; asked only by the page that names it."""
    found = headline_for(person) if person else None
    if found is None:
        return None
    return {
        "plan": found.plan.number,
        "is_in_force": found.is_in_force,
        "sides": [(it.party.text, it.whole.course_weeks) for it in found.sides],
        "to": reverse("planning:dependency"),
    }


def _plan_sent(match: ResolverMatch | None) -> PlanSent | None:
    """Give what left of the plan whose page this is, which that page cannot ask: the exchange lies above planning."""
    programme = the_programme() if match and match.view_name == "planning:plan" else None
    plan = programme and programme.versions.filter(number=match.kwargs["number"]).first() if match else None
    return plan_sent(plan) if plan else None


def _way_here(path: str, area: str) -> str:
    """Give the way of the head that leads here: the one whose address this page is under, else the first into its area."""
    ways = {way.to: reverse(way.to) for way in WAYS if way.area == area}
    return next((to for to, address in ways.items() if path.startswith(address)), next(iter(ways), ""))


def _one_of(value: str | None, choices: tuple[str, ...]) -> str:
    return value if value in choices else choices[0]
