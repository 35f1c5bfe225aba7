"""Reads about facts and their sources."""

from __future__ import annotations

from django.db.models import QuerySet

from tansiq.accords.models import Accord, Fact, Meeting
from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.people.models import Person


def _seen(person: Person) -> QuerySet[Fact]:
    found: QuerySet[Fact] = Fact.objects.seen_by_parties(person.parties)
    return found.select_related("accord", "meeting")


def facts_listed(
    person: Person, *, certainty: str = "", text: str = "", accord: Accord | None = None,
    meeting: Meeting | None = None,
) -> QuerySet[Fact]:  # fmt: skip
    """Give facts by their source and place in it: all, or those of a certainty, text, accord or meeting."""
    found = _seen(person).order_by("-source_on", "code")
    if text:
        found = found.filter(says(text))
    given = {"certainty": certainty, "accord": accord, "meeting": meeting}
    return found.filter(**{name: value for name, value in given.items() if value})


def fact_seen(person: Person, code: str) -> Fact:
    """Give a fact that someone may see.

    Raises
    ------
    NotFound
    """
    fact = _seen(person).filter(code=code).first()
    if fact is None:
        raise NotFound
    return fact


def sources_that_differ(person: Person) -> list[list[Fact]]:
    """Give the facts on whose point sources differ, a list for each point."""
    groups: dict[str, list[Fact]] = {}
    for fact in _seen(person).exclude(conflict_group="").order_by("conflict_group", "source_on", "code"):
        groups.setdefault(fact.conflict_group, []).append(fact)
    return [facts for facts in groups.values() if len(facts) > 1]
