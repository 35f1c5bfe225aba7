"""Takes in the accords of a programme file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tansiq.accords.models import Accord
from tansiq.core.rules import JOINT
from tansiq.core.services import Actor, write_line
from tansiq.organisations.services import in_languages, put


@transaction.atomic
def take_in_accords(*, accords: Iterable[Mapping[str, Any]], source: str, by: Actor, at: datetime) -> int:
    """Keep the accords of a programme file: new ones are added, known ones get its words and dates."""
    count = put_accords(accords=accords, source=source)
    changes = {"accords": count}
    write_line(verb="accords.take_in_accords", subject=f"source/{source}", changes=changes, by=by, at=at)
    return count


def put_accords(*, accords: Iterable[Mapping[str, Any]], source: str) -> int:
    """Keep accords, within a verb that tells of it; give how many."""
    given_accords = list(accords)
    for given in given_accords:
        fields = {
            "owner": JOINT,
            "type": given["type"],
            "state": given["status"],
            **{
                name: given.get(name)
                for name in ("signed_on", "in_force_on", "valid_until", "tacit_renewal_months")
            },
            "clauses": " ".join(given.get("clauses", ())),
            "from_article": given.get("from_article", False),
            "fictional_fields": " ".join(given.get("fictional_fields", ())),
            "source": source,
            **in_languages("name", given["title"]),
        }
        put(Accord, given["id"], fields)
    known = {it.code: it for it in Accord.objects.all()}
    for given in given_accords:
        parent = known.get(given.get("parent") or "")
        Accord.objects.filter(code=given["id"]).update(parent=parent)
    return len(given_accords)
