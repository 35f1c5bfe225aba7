"""The verbs of facts: record what was said, by whom and how certain it is; correct it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord, Fact, Meeting
from tansiq.accords.rules.facts import may_be_said
from tansiq.accords.services.records import new_code
from tansiq.core.errors import NotAllowed, Refused
from tansiq.core.rules import JOINT
from tansiq.core.services import claim_seen, keep, subject_of, write_line
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


class UnnamedSource(Refused):
    """A source without a name is never an agreement."""

    message = _(
        "A source without a name is never an agreement. Choose claimed or discussed, or name the office that said it."
    )


@transaction.atomic
def record_fact(
    *, owner: str, texts: Mapping[str, str], certainty: str, source_title: Mapping[str, str],
    source_name: Mapping[str, str], source_on: date | None, passage: str, accord: Accord | None,
    meeting: Meeting | None, conflict_group: str, by: Person, at: datetime,
) -> Fact:  # fmt: skip
    """Record something said, for both sides or for one's own side only."""
    if owner not in {JOINT, by.party}:
        raise NotAllowed
    demand(by, Permission.KEEP_MINUTES, owner)
    fields = fact_fields(
        texts=texts, certainty=certainty, source_title=source_title, source_name=source_name, source_on=source_on,
        passage=passage, accord=accord, meeting=meeting, conflict_group=conflict_group,
    )  # fmt: skip
    fact = Fact(code=new_code(Fact, "fact", by, at), owner=owner, **fields)
    fact.save(force_insert=True)
    told = {"certainty": certainty, "texts": fact.names, "source_name": fact.source_name}
    write_line(verb="accords.record_fact", subject=subject_of(fact), changes=told, by=by, at=at)
    return fact


@transaction.atomic
def change_fact(
    *, code: str, version: int, texts: Mapping[str, str], certainty: str, source_title: Mapping[str, str],
    source_name: Mapping[str, str], source_on: date | None, passage: str, accord: Accord | None,
    meeting: Meeting | None, conflict_group: str, by: Person, at: datetime,
) -> Fact:  # fmt: skip
    """Correct a fact; what it said before stays in the journal."""
    fact = claim_seen(Fact, code, version, by)
    demand(by, Permission.KEEP_MINUTES, fact.owner)
    fields = fact_fields(
        texts=texts, certainty=certainty, source_title=source_title, source_name=source_name, source_on=source_on,
        passage=passage, accord=accord, meeting=meeting, conflict_group=conflict_group,
    )  # fmt: skip
    return keep(fact, verb="accords.change_fact", by=by, at=at, **fields)


def fact_fields(
    *, texts: Mapping[str, str], certainty: str, source_title: Mapping[str, str], source_name: Mapping[str, str],
    source_on: date | None, passage: str, accord: Accord | None, meeting: Meeting | None, conflict_group: str,
) -> dict[str, Any]:  # fmt: skip
    """Give the columns of a fact, where its source carries its certainty."""
    if not may_be_said(certainty, is_source_named=any(source_name.values())):
        raise UnnamedSource
    return {
        "certainty": certainty,
        "source_on": source_on,
        "passage": passage,
        "accord": accord,
        "meeting": meeting,
        "conflict_group": conflict_group,
        **in_languages("text", texts),
        **in_languages("source_title", source_title),
        **in_languages("source_name", source_name),
    }
