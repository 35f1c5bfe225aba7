"""Pages of calendar links, one's own and everyone's for whoever keeps accounts; and calendar files for one time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tansiq.documents.forms.calendars import CalendarForm, NewCalendarForm, PasswordAgain
from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.queries import calendars as queries
from tansiq.documents.rules.calendars import MOST_LINKS
from tansiq.documents.services import calendars as services
from tansiq.people.access import demand, demand_password, may_keep_people
from tansiq.people.queries import password_set_at
from tansiq.people.rules import Permission
from tansiq.planning.queries.plans.versions import version_numbered
from tansiq.planning.views.programme import programme_of
from tansiq.ui.answering import answered, file_answer, page_of
from tansiq.ui.forms import Form

MEDIA_TYPE = "text/calendar; charset=utf-8"


def site(request: HttpRequest) -> str:
    """Give where this node is opened, without a slash at the end."""
    return (settings.NODE_ADDRESS or request.build_absolute_uri("/")).rstrip("/")


def _list(request: HttpRequest, form: NewCalendarForm) -> HttpResponse:
    links, since = list(queries.links_of(request.user)), password_set_at(request.user)
    older = [it.code for it in links if queries.outlives_password(it, since)]
    context = {
        "links": links, "older": older, "form": form, "most": MOST_LINKS, "is_full": len(links) >= MOST_LINKS,
        "may_keep_people": may_keep_people(request.user),
    }  # fmt: skip
    return render(request, "documents/calendars.html", context)


@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Show one's own calendar links, and the way to a new one."""
    return _list(request, NewCalendarForm(person=request.user))


@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Make a link; its secret is on this one answer and nowhere else, so nothing is redirected to."""
    form = NewCalendarForm(request.POST, person=request.user)
    if form.is_valid() and (made := answered(form, _made, request=request, said=form.cleaned_data)):
        return _shown_once(request, made)
    return _list(request, form)


def _made(*, request: HttpRequest, said: dict[str, Any]) -> services.MadeLink:
    demand_password(request, said.pop("password"))
    return services.make_link(**said, by=request.user, at=request.at)


def _shown_once(request: HttpRequest, made: services.MadeLink) -> HttpResponse:
    import segno  # noqa: PLC0415 - drawn on this page alone

    address = site(request) + reverse("documents:calendar-feed", args=[made.secret])
    webcal = f"webcal://{address.partition('://')[2]}"
    picture = segno.make(webcal, error="m", micro=False).svg_data_uri(
        scale=4, border=4, dark="#000", light="#fff"
    )
    context = {
        "link": made.link, "address": address, "webcal": webcal, "picture": picture,
        "is_secure": address.startswith("https:"),
    }  # fmt: skip
    return render(request, "documents/calendars_made.html", context)


def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Show one link and who reads it; change what one's own holds."""
    link = queries.link_seen(request.user, code)
    form = None
    if link.person_id == request.user.pk and link.revoked_at is None:
        form = CalendarForm(request.POST or None, person=request.user, link=link)
        if request.method == "POST" and form.is_valid() and _changed(request, code, form):
            messages.success(request, _("Kept. A program that reads it shows this when it asks next."))
            return redirect("documents:calendar", code)
    is_older = queries.outlives_password(link, password_set_at(link.person))
    return render(
        request, "documents/calendars_link.html", {"link": link, "form": form, "is_older": is_older}
    )


def _changed(request: HttpRequest, code: str, form: Form) -> Any:
    said = {"code": code, **form.cleaned_data, "by": request.user, "at": request.at}
    return answered(form, services.change_link, **said)


@never_cache
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the password, then give one's own link a new secret."""
    link = queries.link_seen(request.user, code)
    form = PasswordAgain(request.POST or None)
    if form.is_valid():
        renewed = answered(form, _renewed, request=request, code=code, password=form.cleaned_data["password"])
        if renewed:
            return _shown_once(request, renewed)
    return render(request, "documents/calendars_renew.html", {"link": link, "form": form})


def _renewed(*, request: HttpRequest, code: str, password: str) -> services.MadeLink:
    demand_password(request, password)
    return services.renew_link(code=code, by=request.user, at=request.at)


def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then end a link."""
    link = queries.link_seen(request.user, code)
    if request.method == "POST":
        services.revoke_link(code=code, by=request.user, at=request.at)
        messages.success(request, _("The link is ended. What a program read already stays with it."))
        return redirect(_back_from(request, link))
    return render(
        request, "documents/calendars_revoke.html", {"link": link, "back": _back_from(request, link)}
    )


def _back_from(request: HttpRequest, link: CalendarLink) -> str:
    is_own = link.person_id == request.user.pk
    return reverse("documents:calendars" if is_own else "documents:everyones-calendars")


@require_safe
def everyones(request: HttpRequest) -> HttpResponse:
    """List the links of all accounts, never their secrets."""
    demand(request.user, Permission.KEEP_PEOPLE)
    text = request.GET.get("text", "").strip()
    page = page_of(request, queries.links_of_everyone(text))
    return render(request, "documents/calendars_everyones.html", {"page": page, "text": text})


# ------------------------------------------------------------------------------------------------- files for one time
def calendar_answer(content: bytes, name: str) -> HttpResponse:
    """Give a calendar so that it is kept or read, never shown as a page."""
    return file_answer(content, MEDIA_TYPE, f"{name}.ics")


def _asked(request: HttpRequest) -> dict[str, Any]:
    day: date = request.at.date()
    return {"node": request.node, "on": day, "site": site(request)}


@require_safe
def plan_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the entries of a plan as a file, to whoever reads plans."""
    plan = version_numbered(programme_of(request), number)
    return calendar_answer(queries.plan_calendar(request.user, plan, **_asked(request)), f"plan-{number}")


@require_safe
def meeting_file(request: HttpRequest, code: str) -> HttpResponse:
    """Give one meeting as a file, to whoever sees it."""
    demand(request.user, Permission.READ_REGISTERS)
    return calendar_answer(queries.meeting_calendar(request.user, code, **_asked(request)), code)
