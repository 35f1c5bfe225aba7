"""Pages of briefings: what the records say, and summaries held against their sources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.documents.access.briefings import may_add_summary, may_change_summary
from tansiq.documents.forms.briefings import SummaryForm
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.attachments import marking_told
from tansiq.documents.queries.briefings import briefed_record, briefing_page
from tansiq.documents.queries.briefings.summaries import checked, summary_seen
from tansiq.documents.services import briefings as services
from tansiq.ui.answering import answered, whole_number


def briefing(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show a plan, a meeting or an accord in a few sentences, each with what it is from."""
    page = briefing_page(request.user, kind, code, request.at.date())
    context = {
        "page": page, "briefing": page.briefing, "marking": page.briefing.record.get_marking_display(),
        "today": request.at.date(), "may_add": may_add_summary(request.user),
    }  # fmt: skip
    return render(request, "documents/briefings_page.html", context)


def summary(request: HttpRequest, code: str) -> HttpResponse:
    """Show a summary, claim by claim, beside the text that it is held against."""
    found = summary_seen(request.user, code)
    subject = briefed_record(request.user, found.subject_kind, found.subject_code)
    context = {
        "summary": found,
        "checked": checked(request.user, found),
        "subject": subject,
        "marking": marking_told(found, subject.record),
        "may_change": may_change_summary(request.user, found),
    }
    return render(request, "documents/briefings_summary.html", context)


def add_summary(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Enter a summary and its source."""
    briefed_record(request.user, kind, code)
    if not may_add_summary(request.user):
        raise NotAllowed
    form = SummaryForm(request.POST or None, person=request.user, kind=kind, code=code)
    added = _kept(request, form, services.add_summary, kind=kind, code=code)
    if added:
        messages.success(request, _("The summary is kept. Look at what its source does not say."))
        return redirect("documents:summary", added.code)
    return _form_page(request, form, kind, code)


def change_summary(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a summary or its source."""
    found = _to_change(request, code)
    kind, of = found.subject_kind, found.subject_code
    form = SummaryForm(request.POST or None, person=request.user, kind=kind, code=of, record=found)
    if _kept(request, form, services.change_summary, code=code):
        messages.success(request, _("The summary is changed. What it said before stays in the journal."))
        return redirect("documents:summary", code)
    return _form_page(request, form, kind, of, found)


@require_POST
def remove_summary(request: HttpRequest, code: str) -> HttpResponse:
    """Take a summary off its page."""
    found = _to_change(request, code)
    version = whole_number(request.POST.get("version"))
    if version is None:
        raise NotFound
    services.remove_summary(code=code, version=version, by=request.user, at=request.at)
    messages.success(request, _("The summary is removed. Its history stays."))
    return redirect("documents:briefing", found.subject_kind, found.subject_code)


def _to_change(request: HttpRequest, code: str) -> Summary:
    found = summary_seen(request.user, code)
    if not may_change_summary(request.user, found):
        raise NotAllowed
    return found


def _kept(request: HttpRequest, form: SummaryForm, verb: Any, **given: str) -> Any:
    """Run a verb with what the form says; None, with the reason on the form, where it does not go."""
    if request.method != "POST" or not form.is_valid():
        return None
    return answered(form, verb, **given, **form.cleaned_data, by=request.user, at=request.at)


def _form_page(
    request: HttpRequest, form: SummaryForm, kind: str, code: str, found: Summary | None = None
) -> HttpResponse:
    subject = briefed_record(request.user, kind, code)
    context = {"form": form, "summary": found, "subject": subject}
    return render(request, "documents/briefings_form.html", context)
