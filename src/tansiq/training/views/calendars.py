"""Pages of the parties' calendars: beside each other, and the days of one's own party changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.organisations.models import Holiday, Party, Ramadan
from tansiq.organisations.rules import DayStatus
from tansiq.training import queries, services
from tansiq.training.access import may_keep_calendar
from tansiq.training.forms import HolidayForm, MoveHolidayForm, RamadanForm
from tansiq.training.views.showing import registers, show
from tansiq.ui.answering import answered, whole_number
from tansiq.ui.forms import YEARS, Form


@registers
def calendars(request: HttpRequest) -> HttpResponse:
    """Show the holidays of a year as each party keeps them."""
    parties = queries.calendar_parties()
    years = queries.calendar_years(parties)
    asked = whole_number(request.GET.get("year"))
    year = asked if asked in years else request.at.year
    rows = queries.calendar_rows(request.user, parties, year)
    return show(
        request, "calendars", "calendars", year=year, years=years, keepers=_columns(request, parties), rows=rows,
        ramadans=list(zip(parties, queries.ramadans_of(parties, year), _mine(request, parties), strict=True)),
        differing=sum(row.differs for row in rows),
    )  # fmt: skip


def _columns(request: HttpRequest, parties: list[Party]) -> list[tuple[Party, list[str], bool]]:
    weekends = [queries.weekend_told(party) for party in parties]
    return list(zip(parties, weekends, _mine(request, parties), strict=True))


def _mine(request: HttpRequest, parties: list[Party]) -> list[bool]:
    return [may_keep_calendar(request.user, party.code) for party in parties]


def _party(request: HttpRequest, code: str) -> Party:
    party = next((it for it in queries.calendar_parties() if it.code == code), None)
    if party is None:
        raise NotFound
    if not may_keep_calendar(request.user, code):
        raise NotAllowed
    return party


def _kept(request: HttpRequest, year: int) -> HttpResponse:
    messages.success(request, _("The calendar is changed."))
    return redirect(f"{reverse('training:calendars')}?year={year}")


def _form(
    request: HttpRequest, form: Form, heading: str, party: Party, holiday: Holiday | None = None
) -> HttpResponse:
    return show(
        request, "calendars", "calendar_form", form=form, heading=heading, party=party, holiday=holiday
    )


@registers
def add_holiday(request: HttpRequest, code: str) -> HttpResponse:
    """Add a holiday to the calendar of one's party."""
    party = _party(request, code)
    form = HolidayForm(request.POST or None, initial={"days": 1, "status": DayStatus.ESTIMATED})
    if form.is_valid() and answered(
        form, services.add_holiday, party=code, by=request.user, at=request.at, **form.cleaned_data
    ):
        return _kept(request, form.cleaned_data["first_on"].year)
    return _form(request, form, _("Add a holiday"), party)


@registers
def holiday(request: HttpRequest, code: str, holiday_id: int) -> HttpResponse:
    """Move a holiday to the day that was announced, or confirm it."""
    party, record = _party(request, code), queries.holiday_seen(code, holiday_id)
    initial = {name: getattr(record, name) for name in ("first_on", "days", "status")}
    form = MoveHolidayForm(request.POST or None, initial={**initial, "seen": record.seen_as})
    if form.is_valid() and answered(
        form, services.move_holiday, party=code, holiday_id=holiday_id, by=request.user, at=request.at,
        **form.cleaned_data,
    ):  # fmt: skip
        return _kept(request, form.cleaned_data["first_on"].year)
    return _form(request, form, queries.holiday_name(record.key), party, record)


@registers
@require_POST
def confirm_holiday(request: HttpRequest, code: str, holiday_id: int) -> HttpResponse:
    """Confirm the day that a holiday has."""
    record = queries.holiday_seen(code, holiday_id)
    form = MoveHolidayForm(request.POST)
    if not form.is_valid():
        raise NotFound
    services.move_holiday(
        party=code, holiday_id=holiday_id, by=request.user, at=request.at, **form.cleaned_data
    )
    return _kept(request, record.first_on.year)


@registers
@require_POST
def remove_holiday(request: HttpRequest, code: str, holiday_id: int) -> HttpResponse:
    """Take a holiday out of the calendar of one's party."""
    record = queries.holiday_seen(code, holiday_id)
    seen = request.POST.get("seen", "")
    services.remove_holiday(party=code, holiday_id=holiday_id, seen=seen, by=request.user, at=request.at)
    return _kept(request, record.first_on.year)


@registers
def ramadan(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Set the days of Ramadan of a year as one's party keeps it."""
    if year not in YEARS:
        raise NotFound
    party = _party(request, code)
    known: Ramadan | None = next((it for it in party.ramadans.all() if it.year == year), None)
    initial = {name: getattr(known, name) for name in ("first_on", "last_on", "status")} if known else {}
    initial["seen"] = known.seen_as if known else ""
    form = RamadanForm(request.POST or None, initial=initial)
    if form.is_valid() and answered(
        form, services.set_ramadan, party=code, year=year, by=request.user, at=request.at, **form.cleaned_data
    ):
        return _kept(request, year)
    return _form(request, form, _("Ramadan %(year)s") % {"year": year}, party)
