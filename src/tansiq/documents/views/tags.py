"""Pages of tags: the vocabulary, what has one of its words, that word, and the tags of a record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tansiq.core.errors import NotAllowed
from tansiq.documents.access.attachments import may_attach, may_change_attachment, may_keep_tags
from tansiq.documents.forms.attachments import SetTagsForm, TagForm
from tansiq.documents.queries import attachments as reading
from tansiq.documents.services.attachments import add_tag, change_tag, set_tags
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered, page_of, wanted


def tags(request: HttpRequest) -> HttpResponse:
    """List the vocabulary, and add a word to it."""
    demand(request.user, Permission.READ_REGISTERS)
    may_keep, filters = may_keep_tags(request.user), wanted(request, "text")
    if request.method == "POST" and not may_keep:
        raise NotAllowed
    form = TagForm(request.POST or None) if may_keep else None
    if form and form.is_valid() and answered(form, add_tag, **form.given(), by=request.user, at=request.at):
        messages.success(request, _("The tag is in the vocabulary."))
        return redirect("documents:tags")
    page = page_of(request, reading.tags_listed(request.user, **filters))
    context = {
        "page": page,
        "filters": filters,
        "is_narrowed": bool(filters["text"]),
        "form": form,
        "may_keep": may_keep,
    }
    return render(request, "documents/attachments_tags.html", context)


def tag(request: HttpRequest, code: str) -> HttpResponse:
    """Show what has a tag, of what a person sees."""
    demand(request.user, Permission.READ_REGISTERS)
    found = reading.tag_seen(request.user, code)
    page = page_of(request, reading.records_tagged(request.user, found))
    context = {
        "tag": found, "page": page, "rows": reading.tagged_told(request.user, page.object_list),
        "may_keep": may_keep_tags(request.user),
    }  # fmt: skip
    return render(request, "documents/attachments_tagged.html", context)


def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of a tag."""
    tag = reading.tag_seen(request.user, code)
    if not may_keep_tags(request.user):
        raise NotAllowed
    form = TagForm(request.POST or None, tag=tag)
    given = {"code": code, "by": request.user, "at": request.at}
    if form.is_valid() and answered(form, change_tag, **form.given(), **given):
        messages.success(request, _("The tag is changed, wherever it stands."))
        return redirect("documents:tag", code)
    return render(request, "documents/attachments_tag.html", {"form": form, "tag": tag})


def tags_of(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Choose the tags of a record or of an attachment."""
    told, may_change = _tagged(request, kind, code)
    if not may_change:
        raise NotAllowed
    here = reading.tags_of(request.user, kind, code)
    form = SetTagsForm(request.POST or None, choices=reading.tags_for_choice(request.user), here=here)
    given = {"kind": kind, "code": code, "by": request.user, "at": request.at}
    if request.method == "POST" and form.is_valid() and answered(form, set_tags, **form.given(), **given):
        messages.success(request, _("The tags are chosen."))
        return redirect(told.own_address)
    return render(request, "documents/attachments_tags_of.html", {"form": form, "told": told, "kind": kind})


def _tagged(request: HttpRequest, kind: str, code: str) -> tuple[reading.Told, bool]:
    if kind != "attachment":
        told = reading.subject_told(request.user, kind, code)
        return told, may_attach(request.user, kind, told.record)
    attachment = reading.attachment_seen(request.user, code)
    subject = reading.subject_of_attachment(request.user, attachment)
    return reading.attachment_told(attachment), may_change_attachment(request.user, attachment, subject)
