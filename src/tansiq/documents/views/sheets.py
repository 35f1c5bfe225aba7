"""Sheets from officers and to them: give one, say how it is read, see what it would do, take it in, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.documents.access.sheets import may_give_sheets, sections_to_take_in
from tansiq.documents.forms.sheets import ChooseSheetForm, ColumnsForm, GiveSheetForm
from tansiq.documents.models import GivenSheet
from tansiq.documents.queries.sheets import imports, lists
from tansiq.documents.queries.sheets.knowing import senders
from tansiq.documents.queries.sheets.preview import Preview
from tansiq.documents.queries.sheets.reading import asks_for_order, first_rows
from tansiq.documents.rules.sheets import MOST_SHEET_BYTES, LineKind
from tansiq.documents.services import sheets as services
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning.models import Programme
from tansiq.planning.queries.plans.versions import the_programme, version_numbered, versions
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.file_told import faults_told, title_of
from tansiq.planning.services.putting import PreviewOutOfDate
from tansiq.planning.services.taking_back import CannotBeTakenBack
from tansiq.ui.answering import answered, file_answer, page_of, wanted, whole_number
from tansiq.ui.tongue import page_language
from tansiq_desk.sheets.fields import LISTS
from tansiq_desk.sheets.finding import samples

MOST_OBSTACLES = 100
"""Of what stands against taking a list back, that a page names."""


def _programme(request: HttpRequest) -> Programme:
    demand(request.user, Permission.READ_REGISTERS)
    found = the_programme()
    if found is None:
        raise NotFound
    return found


def _givers(request: HttpRequest) -> Programme:
    found = _programme(request)
    if not may_give_sheets(request.user):
        raise NotAllowed
    return found


def sheets(request: HttpRequest) -> HttpResponse:
    """Give a sheet, or take a list along; see what was taken in so far."""
    held = _givers(request) if request.method == "POST" else _programme(request)
    form = GiveSheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {"form": form, "may_give": may_give_sheets(request.user)}
    if request.method == "POST" and form.is_valid():
        try:
            _give(request, form)
        except ProgrammeFaulty as error:
            context |= {
                "faults": faults_told(error.faults),
                "found": error.found,
                "name": form.cleaned_data["sheet"].name,
            }
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("documents:sheet-columns")
    return render(request, "documents/sheets.html", {**context, **_around(request, held)})


def _give(request: HttpRequest, form: GiveSheetForm) -> None:
    sent = form.cleaned_data["sheet"]
    services.give_sheet(
        name=sent.name,
        content=sent.read(MOST_SHEET_BYTES + 1),
        sender=form.cleaned_data["sender"],
        by=request.user,
        at=request.at,
    )


def _around(request: HttpRequest, held: Programme) -> dict[str, Any]:
    lang, may_read_plans = page_language(), request.user.may(Permission.READ_PLAN)
    page = page_of(request, imports.imports_seen(request.user))
    mappings_page = page_of(request, imports.mappings_of(request.user))
    return {
        "page": page,
        "mappings_page": mappings_page,
        "given": imports.given_by(request.user),
        "taken": [(it, title_of(lang, it.section)) for it in page],
        "mappings": [
            (it, title_of(lang, it.section), " | ".join(filter(None, it.head["headings"])))
            for it in mappings_page
        ],
        "senders": senders(request.user),
        "lists": [(it, title_of(lang, it)) for it in LISTS],
        "plans": list(versions(held)[:6]) if may_read_plans else (),
    }


def _given(request: HttpRequest) -> GivenSheet | None:
    _givers(request)
    return imports.given_by(request.user)


def columns(request: HttpRequest) -> HttpResponse:
    """Say which list a sheet is and which column is which field."""
    given = _given(request)
    if given is None:
        return redirect("documents:sheets")
    if request.method == "POST" and request.POST.get("shown") != given.shown_as:
        messages.warning(request, str(ChangedMeanwhile()))
        return redirect("documents:sheet-columns")
    choosing = request.POST if "choose" in request.POST else None
    form = _choose_form(request, given, choosing)
    if choosing is not None and form.is_valid():
        chosen = form.cleaned_data
        said = {
            "sheet": chosen["page"],
            "section": chosen["section"],
            "heading": chosen["heading"],
            "shown": given.shown_as,
        }
        if answered(form, services.choose_sheet, by=request.user, **said):
            return redirect("documents:sheet-columns")
    mapping = _columns_form(given, request.POST if request.method == "POST" and choosing is None else None)
    if mapping.is_bound and mapping.is_valid() and given.section:
        said = {key: mapping.cleaned_data[key] for key in ("fields", "fixed", "order")}
        said["shown"] = given.shown_as
        if answered(mapping, services.map_columns, node=request.node, by=request.user, **said):
            return redirect("documents:preview-sheet")
    return render(request, "documents/sheets_columns.html", _columns_shown(request, given, form, mapping))


def _choose_form(request: HttpRequest, given: GivenSheet, posted: Any) -> ChooseSheetForm:
    sections = sections_to_take_in(request.user)
    initial = {"page": given.sheet, "section": given.section, "heading": given.head["last"]}
    return ChooseSheetForm(posted, initial=initial, sheets=given.told, sections=sections)


def _columns_form(given: GivenSheet, posted: Any) -> ColumnsForm:
    sheet, head = given.told[given.sheet], given.head
    found = [
        samples(first_rows(sheet), place, head["last"]) for place, _heading in enumerate(head["headings"])
    ]
    asks = asks_for_order(sheet, head["fields"], given.section) or bool(head.get("order"))
    return ColumnsForm(posted, section=given.section, head=head, samples=found, asks_for_order=asks)


def _columns_shown(
    request: HttpRequest, given: GivenSheet, form: ChooseSheetForm, mapping: ColumnsForm
) -> dict[str, Any]:
    is_theirs = given.section in sections_to_take_in(request.user)
    return {
        "given": given, "form": form, "mapping": mapping, "sheet": given.told[given.sheet], "is_theirs": is_theirs,
        "title": title_of(page_language(), given.section) if given.section else "",
    }  # fmt: skip


def preview(request: HttpRequest) -> HttpResponse:
    """Show row by row and cell by cell what taking in the list would do."""
    given = _given(request)
    if given is None or not given.digest:
        return redirect("documents:sheets" if given is None else "documents:sheet-columns")
    found, filters = Preview(given), wanted(request, "kind", "text")
    page = page_of(request, found.lines(filters["kind"], filters["text"]))
    context = {
        "given": given, "preview": found, "page": page, "lines": [found.told(it) for it in page], "filters": filters,
        "kinds": [(kind, kind.label, found.counts[kind]) for kind in LineKind], "faulty": found.counts[LineKind.FAULTY],
        "left": found.counts[LineKind.REFUSED] + found.counts[LineKind.FAULTY], "faults": found.faults,
        "title": title_of(page_language(), given.section), "before": imports.taken_in_before(request.user, given),
    }  # fmt: skip
    return render(request, "documents/sheets_preview.html", context)


def faulty(request: HttpRequest) -> HttpResponse:
    """Give the rows that cannot be taken in as a sheet, with the reasons in a last column."""
    given = _given(request)
    if given is None or not given.digest:
        raise NotFound
    content = lists.faulty_written(Preview(given), _("What is wrong"))
    return file_answer(content, lists.XLSX, "rows-to-mend.xlsx")


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed; where records changed meanwhile, show it anew."""
    _givers(request)
    try:
        taken = services.take_in_sheet(
            digest=request.POST.get("digest", ""), without_faulty="without_faulty" in request.POST, node=request.node,
            by=request.user, at=request.at,
        )  # fmt: skip
    except PreviewOutOfDate as error:
        services.look_again(node=request.node, by=request.user)
        messages.error(request, str(error))
        return redirect("documents:preview-sheet")
    messages.success(request, _("The list is taken in. Should it be the wrong one, take it back below."))
    return redirect("documents:taken-sheet", taken.pk)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the sheet that was given."""
    _givers(request)
    services.leave_sheet(by=request.user)
    messages.success(request, _("The sheet is left; nothing was changed."))
    return redirect("documents:sheets")


def taken(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was taken in, and the way to take it back."""
    _programme(request)
    return _taken_shown(request, number)


def _taken_shown(request: HttpRequest, number: int, refusal: CannotBeTakenBack | None = None) -> HttpResponse:
    found, lang = imports.import_seen(request.user, number), page_language()
    rows = [
        (section, code, it) for section, of in imports.brought_of(found).items() for code, it in of.items()
    ]
    page = page_of(request, rows)
    against = refusal.obstacles[:MOST_OBSTACLES] if refusal else ()
    context = {
        "taken": found, "title": title_of(lang, found.section), "page": page, "records": imports.records_told(found, list(page)),
        "refusal": refusal, "obstacles": [(title_of(lang, it.section), it.code, it.why.label, it.by) for it in against],
        "has_rows_left": imports.has_rows_left(request.user, found),
        "may_take_back": may_give_sheets(request.user) and found.taken_back_at is None, "list_page": imports.LIST_PAGES[found.section],
    }  # fmt: skip
    return render(request, "documents/sheets_taken.html", context, status=409 if refusal else 200)


def rows_left(request: HttpRequest, number: int) -> HttpResponse:
    """Give the rows that were left when one took in a list as a sheet, with the reasons in a last column."""
    _programme(request)
    content = lists.faulty_written(imports.rows_left(request.user, number), _("What is wrong"))
    return file_answer(content, lists.XLSX, "rows-to-mend.xlsx")


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a list that was taken in; where that cannot be, name what stands against it."""
    _givers(request)
    try:
        services.take_back_sheet(number=number, node=request.node, by=request.user, at=request.at)
    except CannotBeTakenBack as error:
        return _taken_shown(request, number, error)
    messages.success(request, _("The list is taken back: everything is as it was before it."))
    return redirect("documents:taken-sheet", number)


@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Forget how the columns of a sender are read."""
    _givers(request)
    services.forget_mapping(number=number, by=request.user, at=request.at)
    messages.success(request, _("Forgotten: the next sheet of this sender is looked at anew."))
    return redirect("documents:sheets")


def save(request: HttpRequest, section: str, form: str) -> HttpResponse:
    """Give a list as a file: what its reader sees, filtered as the page is."""
    held = _programme(request)
    if section not in LISTS or form not in lists.FORMS:
        raise NotFound
    filters = wanted(request, *lists.ASKED[section])
    if "priority" in filters:
        filters["priority"] = str(whole_number(filters["priority"]) or "")
    found = lists.listed(section, held, request.user, filters)
    return file_answer(
        lists.list_written(found, form, held.marking_texts), lists.FORMS[form], f"{section}.{form}"
    )


def save_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Give a plan as a workbook to read and print."""
    demand(request.user, Permission.READ_PLAN)
    version = version_numbered(_programme(request), number)
    return file_answer(lists.plan_written(version, request.user), lists.XLSX, f"{version.code}.xlsx")
