"""Forms as a partner sends them, and what tests ask of this node before and after."""

from datetime import UTC, datetime

from tansiq.accords.rules.crossing import version_of
from tansiq.core.models import JournalLine

AGREED_AT = datetime(2025, 5, 11, 16, 0, tzinfo=UTC)


def lines():
    return JournalLine.objects.count()


def now(record):
    return type(record).objects.get(code=record.code)


def meeting_form(**changes):
    """Give minutes that Algeria wrote, of a meeting with Libya, with one decision of each side."""
    meeting = {
        "id": "mtg-dz-2025-001", "kind": "working_group", "name": {"ar": "الاجتماع الثاني", "en": "Second meeting"},
        "first_on": "2025-05-10", "last_on": "2025-05-11", "place": {"fr": "Alger"}, "accord": "agr-frame",
        "minutes": {"en": "Both sides agreed on dates."}, "state": "draft",
        "delegations": [
            {"party": "dz", "is_host": True, "organisations": ["org-dz-att"], "head": {"en": "Military attaché"}},
            {"party": "ly"},
            {"name": {"en": "Chad"}},
        ],
        "agenda": [{"text": {"en": "Dates"}}, {"text": {"en": "Seats"}}],
        **changes,
    }  # fmt: skip
    return {"meeting": meeting, "decisions": [decision_row("dz"), decision_row("ly")]}


def decision_row(owner, **changes):
    return {
        "id": f"dec-dz-2025-{owner}", "text": {"en": f"Work of {owner}"}, "owner_party": owner,
        "due_on": "2025-09-01", "state": "open", **changes,
    }  # fmt: skip


def done(owner, party):
    return decision_row(owner, state="done", evidence="Letter 14", done_by_party=party, done_on="2025-05-12")


def with_basis(form, basis):
    return {**form, "basis": version_of(basis)}


def agreed_by(*parties, **changes):
    form = meeting_form(**changes)
    for it in form["meeting"]["delegations"]:
        if it.get("party") in parties:
            it["agreed_at"] = AGREED_AT.isoformat()
    return form
