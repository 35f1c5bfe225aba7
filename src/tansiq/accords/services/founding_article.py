"""Takes in what the founding article says: its meetings, decisions and facts, each with its source and certainty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from tansiq.accords.models import Accord, AgendaItem, Decision, Delegation, Fact, Meeting
from tansiq.accords.services.facts import fact_fields
from tansiq.core.rules import JOINT
from tansiq.core.services import Actor, write_line
from tansiq.organisations.models import Organisation
from tansiq.organisations.services import in_languages

ARTICLE = Path(__file__).parents[1] / "founding_article.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where the machine has it."""


@transaction.atomic
def load_founding_article(*, by: Actor, at: datetime) -> dict[str, int]:
    """Add the meetings, decisions and facts of the article that are not there yet; give how many of each were added.

    What officers have changed since stays as they left it, so that loading twice changes nothing.
    """
    article = yaml.load(ARTICLE.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe one
    added = {
        "meetings": sum(_add_meeting(given) for given in article["meetings"]),
        "decisions": sum(_add_decision(given) for given in article["decisions"]),
        "facts": sum(_add_fact(given, article) for given in article["facts"]),
    }
    if any(added.values()):
        subject = f"source/{article['id']}"
        write_line(verb="accords.load_founding_article", subject=subject, changes=added, by=by, at=at)
    return added


def _add_meeting(given: Mapping[str, Any]) -> bool:
    meeting, is_new = Meeting.objects.get_or_create(
        code=given["id"],
        defaults={
            "owner": JOINT,
            "kind": given["kind"],
            "series_number": given.get("series_number"),
            "first_on": given["first_on"],
            "last_on": given["last_on"],
            "accord": _accord(given),
            "source": ARTICLE.name,
            **in_languages("name", given["name"]),
            **in_languages("place", given["place"]),
            **in_languages("minutes", given.get("minutes")),
        },
    )
    if is_new:
        for position, came in enumerate(given["delegations"], start=1):
            _add_delegation(meeting, position, came)
        for position, item in enumerate(given.get("agenda", ()), start=1):
            AgendaItem.objects.create(meeting=meeting, position=position, **in_languages("text", item))
    return is_new


def _add_delegation(meeting: Meeting, position: int, given: Mapping[str, Any]) -> None:
    delegation = Delegation.objects.create(
        meeting=meeting,
        position=position,
        party=given.get("party", ""),
        is_host=given.get("is_host", False),
        **in_languages("name", given.get("name")),
        **in_languages("head", given.get("head")),
    )
    delegation.organisations.set(Organisation.objects.filter(code__in=given.get("organisations", ())))


def _add_decision(given: Mapping[str, Any]) -> bool:
    _decision, is_new = Decision.objects.get_or_create(
        code=given["id"],
        defaults={
            "owner": JOINT,
            "meeting": Meeting.objects.get(code=given["meeting"]),
            "owner_party": given["owner_party"],
            "owner_organisation": Organisation.objects.filter(code=given["owner_organisation"]).first(),
            "due_on": given.get("due_on"),
            "source": ARTICLE.name,
            **in_languages("text", given["text"]),
        },
    )
    return is_new


def _add_fact(given: Mapping[str, Any], article: Mapping[str, Any]) -> bool:
    document = article["sources"][given["source"]]
    fields = fact_fields(
        texts=given["text"],
        certainty=given["certainty"],
        source_title=document["title"],
        source_name=article["speakers"].get(given.get("said_by"), {}),
        source_on=document["dated_on"],
        passage=given.get("passage", ""),
        accord=_accord(given),
        meeting=Meeting.objects.filter(code=given.get("meeting")).first(),
        conflict_group=given.get("conflict_group", ""),
    )
    defaults = {"owner": JOINT, "source": ARTICLE.name, **fields}
    _fact, is_new = Fact.objects.get_or_create(code=given["id"], defaults=defaults)
    return is_new


def _accord(given: Mapping[str, Any]) -> Accord | None:
    """Give the accord where this node has it; another programme may be loaded."""
    return Accord.objects.filter(code=given.get("accord")).first()
