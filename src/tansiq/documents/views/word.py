"""Pages of papers as Word texts: take one, attach what was edited outside, see what differs, take it into the minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.accords.models import Meeting
from tansiq.accords.queries import meeting_seen
from tansiq.accords.queries.parties import party_names
from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.documents.access.attachments import owners_for
from tansiq.documents.access.templates import may_attach_edited
from tansiq.documents.forms.templates import EditedForm, LetterForm, WordForm
from tansiq.documents.queries import templates as reading
from tansiq.documents.queries.papers import Asked
from tansiq.documents.queries.papers.of_plans import quota_choices, version_asked
from tansiq.documents.rules.papers import PaperKind
from tansiq.documents.rules.templates import MOST_EDITED_BYTES
from tansiq.documents.services import templates as services
from tansiq.documents.views.templates import put_on, word_file
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.forms import SeenForm
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import page_language
from tansiq_desk.words.languages import base


def _spoken() -> dict[str, str]:
    """Give the language of the page, to begin with."""
    return {"languages": base(page_language())}


def _meeting_page(request: HttpRequest, meeting: Meeting, form: EditedForm | None = None) -> HttpResponse:
    may = may_attach_edited(request.user, meeting)
    if may and form is None:
        form = EditedForm(owners=owners_for(request.user, meeting))
    context = {
        "meeting": meeting, "word_form": WordForm(initial=_spoken()), "form": form if may else None,
        "rows": reading.edited_of(request.user, meeting), "marking": meeting.get_marking_display(),
    }  # fmt: skip
    return render(request, "documents/templates_meeting.html", context)


def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Show the minutes of a meeting as a Word text, and what came back of it."""
    demand(request.user, Permission.READ_REGISTERS)
    return _meeting_page(request, meeting_seen(request.user, code))


@require_POST
def meeting_docx(request: HttpRequest, code: str) -> HttpResponse:
    """Give the minutes of a meeting as a Word text."""
    demand(request.user, Permission.READ_REGISTERS)
    form = WordForm(request.POST)
    if not form.is_valid():
        raise NotFound
    asked = Asked(
        PaperKind.MINUTES,
        code,
        request.user,
        request.node,
        request.at,
        tuple(form.cleaned_data["languages"].split()),
    )
    text, content = services.give_text(asked=asked, by=request.user, at=request.at)
    return word_file(text.file_name, content)


@require_POST
def attach_edited(request: HttpRequest, code: str) -> HttpResponse:
    """Attach minutes that were edited outside."""
    found = meeting_seen(request.user, code)
    if not may_attach_edited(request.user, found):
        raise NotAllowed
    form = EditedForm(request.POST, request.FILES, owners=owners_for(request.user, found))
    if not form.is_valid():
        return _meeting_page(request, found, form)
    sent = form.cleaned_data["file"]
    try:
        edited = services.attach_edited(
            code=code, name=sent.name or "", content=sent.read(MOST_EDITED_BYTES + 1), by=request.user, at=request.at,
            owner=form.cleaned_data.get("owner", ""), belongs_here=form.cleaned_data["belongs_here"],
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        put_on(form, error)
        return _meeting_page(request, found, form)
    messages.success(
        request, _("The text is attached to the meeting. The minutes themselves are as they were.")
    )
    return redirect("documents:edited", edited.attachment.code)


def edited(request: HttpRequest, code: str) -> HttpResponse:
    """Show what differs in minutes that came back edited."""
    demand(request.user, Permission.READ_REGISTERS)
    page = reading.edited_page(request.user, code)
    context = {"page": page, "meeting": page.meeting, "marking": page.meeting.get_marking_display()}
    return render(request, "documents/templates_edited.html", context)


@require_POST
def take_edited(request: HttpRequest, code: str) -> HttpResponse:
    """Take edited text into the minutes."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise NotFound
    changed = services.take_edited(
        code=code, version=form.cleaned_data["version"], by=request.user, at=request.at
    )
    messages.success(request, _("The text is taken into the minutes. Each party must agree to them anew."))
    return redirect("accords:meeting", changed.code)


def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Give a quota letter of a plan as a Word text."""
    demand(request.user, Permission.READ_PLAN)
    asked = Asked(PaperKind.QUOTA_LETTER, str(number), request.user, request.node, request.at)
    version = version_asked(asked)
    parties, years = quota_choices(version)
    names = party_names()
    named = [(it, called_plainly(names.get(it, {})) or it) for it in parties]
    form = LetterForm(
        *((request.POST,) if request.method == "POST" else ()), parties=named, years=years, initial=_spoken()
    )
    if request.method == "POST" and form.is_valid():
        return _letter(request, asked, form)
    return render(
        request,
        "documents/templates_letter.html",
        {"form": form, "plan": version, "marking": version.get_marking_display()},
    )


def _letter(request: HttpRequest, asked: Asked, form: LetterForm) -> HttpResponse:
    chosen = form.cleaned_data
    wanted = Asked(
        asked.kind, asked.subject, asked.person, asked.node, asked.at, tuple(chosen["languages"].split()), chosen["year"],
        chosen["party"],
    )  # fmt: skip
    text, content = services.give_text(asked=wanted, by=request.user, at=request.at)
    return word_file(text.file_name, content)
