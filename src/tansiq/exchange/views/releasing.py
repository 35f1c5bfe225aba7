"""Releasing: for whom and under which classification, the exact bytes in words, and the password again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound
from tansiq.exchange import forms, tasks
from tansiq.exchange.models import Draft
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.behind import is_gone
from tansiq.exchange.queries.bodies import RELEASABLE, Asked, items_for
from tansiq.exchange.queries.contents import name_of_file, tables_of
from tansiq.exchange.queries.told import Told, classification_told, kind_told, parties_told
from tansiq.exchange.queries.who_may import others_may_release
from tansiq.exchange.rules import NEEDS, TWO_PERSONS_FROM, CannotCross, Classification, Item
from tansiq.exchange.services import releasing as services
from tansiq.exchange.services.effects import RecordGone
from tansiq.exchange.views.status import downloaded
from tansiq.exchange.views.tables import ShownTable, tables_shown
from tansiq.people.access import demand, demand_password
from tansiq.people.rules import Permission
from tansiq.planning.queries.shared import NamesHere, kept_back_told
from tansiq.ui.answering import answered, page_of
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import number
from tansiq_protocol.record import Kind

NEW_MESSAGE = "new"
FORMS: Mapping[Kind, type[forms.AudienceForm]] = {
    Kind.MESSAGE: forms.MessageForm,
    Kind.RECALL: forms.RecallForm,
}


def _kind(request: HttpRequest, kind: str) -> Kind:
    """Give the kind of an address to whoever releases such records."""
    if kind not in RELEASABLE:
        raise NotFound
    demand(request.user, Permission.RELEASE, request.node.party)
    demand(request.user, NEEDS[Kind(kind)], request.node.party)
    return Kind(kind)


def release(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Ask for whom something is released and under which classification; the next page shows the exact bytes."""
    wanted = _kind(request, kind)
    partners = _partners(wanted, code)
    try:
        items, title = _items(request, wanted, code, [party for party, _name in partners], {})
    except CannotCross as error:
        return render(request, "exchange/release.html", {"kind": kind_told(kind), "why_not": str(error)})
    form = _form(request, wanted, code, partners, items)
    if request.method == "POST" and form.is_valid():
        said = {"request": request, "kind": wanted, "code": code, "said": form.cleaned_data}
        if draft := answered(form, _prepared, **said):
            return redirect("exchange:draft", draft.pk)
    context = {"form": form, "kind": kind_told(kind), "kind_code": kind, "title": title, "partners": partners}
    context |= _known_before(request, wanted, items)
    return render(request, "exchange/release.html", context)


def _known_before(request: HttpRequest, kind: Kind, items: Sequence[Item]) -> dict[str, Any]:
    """Give when this was released before, and what of ours stays here when our part of the problem leaves."""
    is_part = kind is Kind.PLAN_INPUT
    return {
        "earlier": reading.released_last(items[-1].subject),
        "stays": kept_back_told(request.node.party) if is_part else None,
        "records": parties_told([str(it.body["party"]) for it in items]) if is_part else [],
    }


def _partners(kind: Kind, code: str) -> list[tuple[str, str]]:
    """Give whom something can be released to; what is asked back, only those who were given it."""
    found = [(party, called_plainly(names)) for party, names in reading.partners_to_release_to()]
    had = reading.audience_of(code) if kind is Kind.RECALL else frozenset()
    return [it for it in found if it[0] in had] if kind is Kind.RECALL else found


def _form(
    request: HttpRequest, kind: Kind, code: str, partners: list[tuple[str, str]], items: Sequence[Item]
) -> forms.AudienceForm:
    least = forms.least_of(it for item in items for it in item.classifications)
    initial: dict[str, Any] = {"classification": least}
    if kind is Kind.MESSAGE and code != NEW_MESSAGE:
        initial["text"] = reading.drafted_text(code, request.user.username)
    if request.GET.get("to") in [party for party, _name in partners]:
        initial["audience"] = [request.GET["to"]]
    named = FORMS.get(kind, forms.AudienceForm)
    return named(request.POST or None, partners=partners, least=least, initial=initial)


def _items(
    request: HttpRequest, kind: Kind, code: str, audience: Sequence[str], said: Mapping[str, Any]
) -> tuple[list[Item], str]:
    if kind is Kind.MESSAGE:
        if code != NEW_MESSAGE and reading.drafted_text(code, request.user.username) is None:
            raise NotFound
        text = said.get("text", "")
        named = uuid4().hex[:16] if code == NEW_MESSAGE else code
        return [Item(kind, f"exchange.message/{named}", {"text": text})], ""
    asked = Asked(
        kind, code, request.node, request.user, audience, request.at.date(), reason=said.get("reason", "")
    )
    return items_for(asked)


def _prepared(*, request: HttpRequest, kind: Kind, code: str, said: Mapping[str, Any]) -> Draft:
    items, title = _items(request, kind, code, said["audience"], said)
    return services.prepare_release(
        node=request.node, items=items, audience=said["audience"],
        classification=Classification(said["classification"]), title=title, by=request.user, at=request.at,
    )  # fmt: skip


def drafts(request: HttpRequest) -> HttpResponse:
    """List what is prepared: what waits for a second person, and what nobody has released or left."""
    demand(request.user, Permission.RELEASE, request.node.party)
    page = page_of(request, reading.drafts_listed())
    names = dict(reading.partners_named())
    rows = [
        (
            it,
            [kind_told(record.kind) for record in it.records.all()],
            [names.get(of) for of in it.audience.split()],
        )
        for it in page.object_list
    ]
    return render(request, "exchange/drafts.html", {"page": page, "rows": rows})


def _draft_page(request: HttpRequest, draft: Draft, form: forms.StepUpForm) -> HttpResponse:
    kinds = list(draft.records.order_by("position").values_list("kind", flat=True))
    kind = kinds[0] if kinds else ""
    ranks = list(Classification.values)
    needs_second = ranks.index(draft.classification) >= ranks.index(TWO_PERSONS_FROM)
    first_by = draft.first_by or request.user.username
    context = {
        "draft": draft,
        "records": _records_shown(request, draft),
        "has_nobody_else": needs_second
        and first_by == request.user.username
        and not others_may_release(kinds, request.node.party, {first_by}),
        "audience": parties_told(draft.audience.split()),
        "classification": classification_told(draft.classification),
        "marking": classification_told(draft.classification),
        "needs_second": needs_second,
        "why_not": RecordGone.message if is_gone(draft) else "",
        "has_released": draft.first_by == request.user.username,
        "kind": kind,
        "code": draft.subject.partition("/")[2].partition("#")[0],
        "form": form,
    }
    return render(request, "exchange/draft.html", context)


def _records_shown(request: HttpRequest, draft: Draft) -> list[tuple[Told, list[ShownTable]]]:
    """Give the records of a draft in words, and all that is attached to each, row by row."""
    attached, names = reading.draft_attached(draft), NamesHere(request.node.party)
    return [
        (it, tables_shown(request, tables_of(it.record, attached, names), f"{number}-"))
        for number, it in enumerate(reading.draft_told(draft, attached), 1)
    ]


def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show the exact bytes that would leave, in words and as they are."""
    demand(request.user, Permission.RELEASE, request.node.party)
    seen = reading.draft_seen(draft_id)
    return _draft_page(request, seen, forms.StepUpForm(initial={"digest": seen.digest}))


@require_POST
def release_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Release what was looked at, with the password again."""
    demand(request.user, Permission.RELEASE, request.node.party)
    seen = reading.draft_seen(draft_id)
    form = forms.StepUpForm(request.POST)
    if form.is_valid():
        released = answered(form, _released, request=request, draft_id=draft_id, said=form.cleaned_data)
        if released is True:
            messages.success(
                request, _("Released by you. Someone else of your office has to release it too.")
            )
            return redirect("exchange:draft", draft_id)
        if released:
            tasks.ask_to_exchange()
            messages.success(request, _said_of(len(released)))
            return redirect("exchange:release-seen", released[0].pk)
    form.data = {**form.data.dict(), "digest": seen.digest}
    return _draft_page(request, seen, form)


def _said_of(count: int) -> str:
    """Say that something was released, or how many records were by one act."""
    if count == 1:
        return _("Released. It goes with the next bundle, by network or stick.")
    said = ngettext(
        "%(count)s record released. It goes with the next bundle, by network or stick.",
        "%(count)s records released. They go with the next bundle, by network or stick.",
        count,
    )
    return said % {"count": number(count)}


def _released(*, request: HttpRequest, draft_id: int, said: Mapping[str, Any]) -> Any:
    demand_password(request, said["password"])
    return services.release(
        node=request.node, draft_id=draft_id, digest=said["digest"], by=request.user, at=request.at
    )


@require_POST
def leave_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Leave what was prepared; nothing leaves the node."""
    demand(request.user, Permission.RELEASE, request.node.party)
    services.leave_draft(draft_id=draft_id, by=request.user, at=request.at)
    messages.success(request, _("Left. Nothing was released."))
    return redirect("exchange:drafts")


def draft_attachment(request: HttpRequest, draft_id: int, digest: str) -> HttpResponse:
    """Give the exact bytes of an attachment of what is prepared."""
    demand(request.user, Permission.RELEASE, request.node.party)
    seen = reading.draft_seen(draft_id)
    attached = reading.draft_attached(seen)
    content = attached(digest)
    if content is None:
        raise NotFound
    names = (name_of_file(it.record, digest) for it in reading.draft_told(seen, attached))
    return downloaded(content, next((it for it in names if it.endswith(".json")), f"{digest[:16]}.bin"))
