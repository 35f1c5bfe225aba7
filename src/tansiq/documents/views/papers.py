"""Pages of papers: ask for one, follow it, fetch it, and check a printed page by its hash."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound
from tansiq.documents import tasks
from tansiq.documents.access.papers import may_ask_for
from tansiq.documents.forms.papers import CheckForm, PaperForm
from tansiq.documents.queries.papers import (
    Asked,
    asked_as,
    demand_paper,
    my_paper,
    my_papers,
    papers_marked,
    subject_told,
    subjects_told,
)
from tansiq.documents.queries.papers.of_plans import quota_choices
from tansiq.documents.rules.attachments import MEDIA_TYPES, FileType
from tansiq.documents.rules.papers import OF_PLANS, PaperKind, PaperState, languages_for
from tansiq.documents.services.papers import cancel_paper
from tansiq.planning.queries.plans.versions import the_programme, the_standing_plan
from tansiq.planning.queries.shared.parties import party_names
from tansiq.ui.answering import answered, file_answer, page_of
from tansiq.ui.templatetags.tansiq import called_plainly


def papers(request: HttpRequest) -> HttpResponse:
    """List the papers that a person asked for, and those that can be made of the plan that stands furthest."""
    page = page_of(request, my_papers(request.user, request.at))
    named = subjects_told(request.user, [(it.kind, it.subject) for it in page])
    for it in page:
        it.of = named[it.kind, it.subject]
    programme = the_programme()
    plan = the_standing_plan(programme) if programme else None
    kinds = [it for it in PaperKind if it in OF_PLANS and may_ask_for(request.user, it)] if plan else []
    context = {"page": page, "plan": plan, "kinds": kinds, "is_open": any(it.is_open for it in page)}
    return render(request, "documents/papers.html", context)


def new_paper(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """Choose the languages of a paper, and have it made: a short one comes at once, a long one in the background."""
    asked = _asked(request, kind, subject)
    sent = request.POST if request.method == "POST" else None
    form = PaperForm(sent, initial={"languages": _own_language()}, **_choices(asked))
    if form.is_valid():
        row = answered(form, tasks.ask, asked=_filled(asked, form.cleaned_data), at=request.at)
        if row is not None:
            return _file(row) if row.state == PaperState.READY else redirect("documents:paper", row.pk)
    context = {
        "form": form,
        "asked": asked,
        "kind": asked.kind,
        "of": subject_told(request.user, asked.kind, subject),
    }
    return render(request, "documents/papers_new.html", context)


def _asked(request: HttpRequest, kind: str, subject: str) -> Asked:
    """Give what is asked for, of what the person may have and see."""
    if kind not in PaperKind.values:
        raise NotFound
    asked = Asked(PaperKind(kind), subject, request.user, request.node, request.at)
    demand_paper(asked)
    return asked


def _own_language() -> str:
    return (get_language() or "ar").partition("-")[0]


def _choices(asked: Asked) -> dict[str, Any]:
    """Give the years and the providers to choose from, where the paper is of one."""
    if asked.kind not in {PaperKind.QUOTA_LETTER, PaperKind.YEARLY_REPORT}:
        return {}
    plan = demand_paper(asked)
    parties, years = quota_choices(plan) if plan else ([], [])
    named = [(it, called_plainly(party_names(it)) or it) for it in parties]
    return {"years": years, "parties": named if asked.kind == PaperKind.QUOTA_LETTER else []}


def _filled(asked: Asked, given: dict[str, Any]) -> Asked:
    languages = languages_for(given["languages"], get_language() or "ar")
    return Asked(
        asked.kind,
        asked.subject,
        asked.person,
        asked.node,
        asked.at,
        languages,
        given.get("year"),
        given.get("party", ""),
    )


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Follow a paper that is being made, and fetch it."""
    return render(request, "documents/papers_one.html", _paper_context(request, paper_id))


def paper_progress(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the part of the page that moves while a paper is made."""
    return render(request, "documents/_papers_progress.html", _paper_context(request, paper_id))


def _paper_context(request: HttpRequest, paper_id: int) -> dict[str, Any]:
    row = my_paper(request.user, paper_id, request.at)
    of = subject_told(request.user, row.kind, row.subject)
    return {"paper": row, "of": of, "is_open": row.is_open}


@require_POST
def cancel(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give up a paper that is being made."""
    cancel_paper(paper_id=paper_id, by=request.user, at=request.at)
    return redirect("documents:paper", paper_id)


@require_POST
def retry(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Have a paper made once more."""
    tasks.ask_once_more(paper_id=paper_id, by=request.user, at=request.at)
    return redirect("documents:paper", paper_id)


def paper_file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the bytes of a paper to who asked for it."""
    row = my_paper(request.user, paper_id, request.at)
    if row.state != PaperState.READY:
        raise NotFound
    # a role or a release may be gone since it was made
    demand_paper(asked_as(row, request.user, request.node, request.at))
    return _file(row)


def _file(row: Any) -> HttpResponse:
    return file_answer(bytes(row.content), MEDIA_TYPES[FileType.PDF], row.file_name)


def check_paper(request: HttpRequest) -> HttpResponse:
    """Tell what a printed page was made from by its hash, and whether that still holds."""
    form = CheckForm(request.GET if "signs" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        asker = Asked(PaperKind.BOOKLET, "", request.user, request.node, request.at)
        context |= {
            "signs": form.cleaned_data["signs"],
            "found": papers_marked(form.cleaned_data["signs"], asker),
        }
    return render(request, "documents/papers_check.html", context)
