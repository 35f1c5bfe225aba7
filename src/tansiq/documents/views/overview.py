"""The page that leads to all documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.documents.access.sheets import may_give_sheets
from tansiq.documents.access.templates import may_choose_templates
from tansiq.documents.queries.attachments import attachments_listed
from tansiq.documents.queries.papers import my_papers
from tansiq.people.access import demand
from tansiq.people.rules import Permission

SHOWN = 5


def documents(request: HttpRequest) -> HttpResponse:
    """Show the ways to papers, sheets, calendars and attachments, with the latest of each."""
    demand(request.user, Permission.READ_REGISTERS)
    context = {
        "papers": my_papers(request.user, request.at)[:SHOWN],
        "attached": list(attachments_listed(request.user)[:SHOWN]),
        "may_give_sheets": may_give_sheets(request.user),
        "may_choose_templates": may_choose_templates(request.user),
    }
    return render(request, "documents/documents.html", context)
