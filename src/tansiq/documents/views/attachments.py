"""Pages of attachments: all that one sees, those of a record with a form for more, one of them, and its bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.documents import tasks
from tansiq.documents.access.attachments import (
    may_attach,
    may_change_attachment,
    may_release_attachment,
    owners_for,
)
from tansiq.documents.forms.attachments import AttachForm, ChangeAttachmentForm, ReleaseForm
from tansiq.documents.models.attachments import Attachment
from tansiq.documents.queries import attachments as reading
from tansiq.documents.rules.attachments import MOST_BYTES, AttachmentRole, FileType, SubjectKind
from tansiq.documents.services import attachments as services
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered, file_answer, page_of, wanted
from tansiq.ui.forms import SeenForm
from tansiq.ui.tongue import colon


def _rows(request: HttpRequest, attachments: Any) -> list[tuple[Attachment, reading.Told | None]]:
    """Give attachments each with the record that it belongs to."""
    found = reading.with_owners(attachments)
    told = reading.subjects_told(request.user, found)
    return [(it, told.get((it.subject_kind, it.subject_code))) for it in found]


def attachments(request: HttpRequest) -> HttpResponse:
    """List the attachments of all records that a person sees."""
    demand(request.user, Permission.READ_REGISTERS)
    filters = wanted(request, "text", "kind", "type", "role", "tag")
    sort = request.GET.get("sort", "")
    page = page_of(request, reading.attachments_listed(request.user, **filters, sort=sort))
    context = {
        "page": page, "rows": _rows(request, page.object_list), "filters": filters, "sort": sort,
        "is_narrowed": any(filters.values()), "kinds": SubjectKind.choices, "types": FileType.choices,
        "roles": AttachmentRole.choices, "tags": reading.tags_for_choice(request.user),
    }  # fmt: skip
    return render(request, "documents/attachments.html", context)


def removed(request: HttpRequest) -> HttpResponse:
    """List what was removed and can still be put back."""
    demand(request.user, Permission.READ_REGISTERS)
    page = page_of(request, reading.removed_attachments(request.user))
    rows = [
        (it, told, bool(told) and may_change_attachment(request.user, it, told.record))
        for it, told in _rows(request, page.object_list)
    ]
    return render(request, "documents/attachments_removed.html", {"page": page, "rows": rows})


def attachments_of(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show what is attached to a record, its tags and who worked on it; attach more."""
    told = reading.subject_told(request.user, kind, code)
    may = may_attach(request.user, kind, told.record)
    if request.method == "POST" and not may:
        raise NotAllowed
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachForm(*sent, owners=owners_for(request.user, told.record)) if may else None
    if form and request.method == "POST" and form.is_valid() and _attached(request, form, kind, code):
        return redirect(told.own_address)
    context = {
        "told": told, "form": form, "may_attach": may, "attached": reading.attachments_of(request.user, kind, code),
        "marking": told.record.get_marking_display(), "tags": reading.tags_of(request.user, kind, code),
        "contributors": reading.contributors_of(request.user, kind, code),
    }  # fmt: skip
    return render(request, "documents/attachments_of.html", context)


def _attached(request: HttpRequest, form: AttachForm, kind: str, code: str) -> bool:
    """Attach each file by itself: one that is refused stands on the form with its reason, and stops no other."""
    said, owner, kept = form.said(), form.cleaned_data.get("owner", ""), 0
    demand_time = services.time_of_a_form()
    for sent in form.cleaned_data["chosen"]:
        try:
            demand_time()
            services.attach(
                subject_kind=kind, subject_code=code, name=sent.name or "", content=sent.read(MOST_BYTES + 1),
                owner=owner, by=request.user, at=request.at, **said,
            )  # fmt: skip
            kept += 1
        except (NotAllowed, NotFound):
            raise
        except Refused as error:
            form.add_error(
                None,
                f"{sent.name}{colon()}{error}" if isinstance(error, services.FileRefused) else str(error),
            )
    if kept:
        text = ngettext("%(n)s file is attached.", "%(n)s files are attached.", kept) % {"n": kept}
        messages.success(request, text)
    return not form.errors


def _seen(request: HttpRequest, code: str) -> tuple[Attachment, reading.Told, bool]:
    """Give an attachment, its record, and whether the person may change it."""
    found = reading.attachment_seen(request.user, code)
    told = reading.subject_told(request.user, found.subject_kind, found.subject_code)
    return found, told, may_change_attachment(request.user, found, told.record)


def _changeable(request: HttpRequest, code: str) -> tuple[Attachment, reading.Told]:
    found, told, may_change = _seen(request, code)
    if not may_change:
        raise NotAllowed
    return found, told


def attachment(request: HttpRequest, code: str) -> HttpResponse:
    """Show an attachment: the picture or the way to its bytes, all that is said of it, and who worked on it."""
    found, told, may_change = _seen(request, code)
    may_release = request.node and not found.removed_at and may_release_attachment(request.user, found)
    context = {
        "attachment": found, "told": told, "may_change": may_change,
        "marking": reading.marking_told(found, told.record),
        "tags": reading.tags_of(request.user, "attachment", code),
        "contributors": reading.contributors_of(request.user, "attachment", code),
        "owner": reading.owner_told(found),
        "others": reading.parties_besides(found.owner) if may_release else [],
    }  # fmt: skip
    return render(request, "documents/attachments_one.html", context)


@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    """Give the bytes of an attachment as a file to save, which no browser opens by itself."""
    found = reading.attachment_seen(request.user, code)
    return file_answer(reading.content_of(found), found.media_type, found.name)


@require_safe
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """Give a picture to be shown: only those whose bytes this node wrote itself have such an address."""
    return _shown(reading.attachment_seen(request.user, code), reading.content_of)


@require_safe
def thumbnail(request: HttpRequest, code: str) -> HttpResponse:
    """Give a picture as lists show it."""
    return _shown(reading.attachment_seen(request.user, code), reading.thumbnail_of, "image/jpeg")


def _shown(found: Attachment, read: Callable[[Attachment], bytes], media_type: str = "") -> HttpResponse:
    if not found.is_picture:
        raise NotFound
    return file_answer(read(found), media_type or found.media_type, found.name, inline=True)


def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said of an attachment."""
    found, _told = _changeable(request, code)
    form = ChangeAttachmentForm(request.POST or None, attachment=found)
    if form.is_valid() and answered(
        form, services.change_attachment, code=code, version=form.cleaned_data["version"], **form.said(),
        by=request.user, at=request.at,
    ):  # fmt: skip
        messages.success(request, _("What is said of the attachment is changed."))
        return redirect("documents:attachment", code)
    return render(request, "documents/attachments_change.html", {"form": form, "attachment": found})


def _version(request: HttpRequest) -> int:
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise NotFound
    version: int = form.cleaned_data["version"]
    return version


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move an attachment up."""
    _found, told = _changeable(request, code)
    services.move_attachment(code=code, version=_version(request), by=request.user, at=request.at)
    return redirect(told.own_address)


def _sure(
    request: HttpRequest, code: str, verb: Callable[..., Any], template: str, done: str
) -> HttpResponse:
    """Ask whether someone is sure, and do it then."""
    found, told = _changeable(request, code)
    if request.method != "POST":
        return render(request, template, {"attachment": found, "told": told})
    verb(code=code, version=_version(request), by=request.user, at=request.at)
    messages.success(request, done)
    return redirect(told.own_address)


def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Remove an attachment, once its remover is sure."""
    done = _("The attachment is removed. For thirty days it can be put back.")
    return _sure(request, code, tasks.remove_attachment, "documents/attachments_remove.html", done)


def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete an attachment for good, once whoever removed it is sure."""
    done = _("The attachment is deleted for good. The journal keeps that it was here.")
    return _sure(request, code, services.delete_attachment, "documents/attachments_delete.html", done)


@require_POST
def put_back(request: HttpRequest, code: str) -> HttpResponse:
    """Put an attachment back."""
    _changeable(request, code)
    services.put_back_attachment(code=code, version=_version(request), by=request.user, at=request.at)
    messages.success(request, _("The attachment is back."))
    return redirect("documents:attachment", code)


@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Let other parties see an attachment, or no longer."""
    found = reading.attachment_seen(request.user, code)
    if not may_release_attachment(request.user, found):
        raise NotAllowed
    form = ReleaseForm(request.POST, parties=[it.code for it in reading.parties_besides(found.owner)])
    if not form.is_valid():
        raise NotFound
    services.release_attachment(code=code, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(request, _("Who else sees the attachment is changed."))
    return redirect("documents:attachment", code)
