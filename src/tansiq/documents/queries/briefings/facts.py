"""What was said about a record, each with who said it, how certain it is, and whether sources differ on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tansiq.accords.models import Fact
from tansiq.accords.queries import sources_that_differ
from tansiq.documents.queries.briefings.telling import Link, Said, kept_apart, named
from tansiq.documents.rules.briefings import Ground
from tansiq.people.models import Person
from tansiq.ui.tongue import day_text, spoken


def facts_told(person: Person, facts: Iterable[Fact]) -> list[Said]:
    """Tell facts; where sources differ on a point, all that they say of it stands together, none of it corrected."""
    listed = list(facts)
    differing = Counter(
        {group[0].conflict_group: len(group) for group in sources_that_differ(person)}
        if any(it.conflict_group for it in listed)
        else {}
    )
    listed.sort(
        key=lambda it: (differing[it.conflict_group] > 1, it.conflict_group, it.source_on is None, it.code)
    )
    return [_told(it, is_differing=differing[it.conflict_group] > 1) for it in listed]


def _told(fact: Fact, *, is_differing: bool) -> Said:
    said = spoken(fact.names, fact.code)
    ground = Ground.NAMED if fact.source_name else Ground.UNNAMED
    return Said(
        said.text,
        (Link(fact.code, f"{reverse('accords:facts')}#{fact.code}"),),
        Ground.DIFFERING if is_differing else ground,
        str(fact.get_certainty_display()),
        _source(fact),
        said.lang or "",
        is_notable=False,
    )


def _source(fact: Fact) -> str:
    """Say who said a fact, and in which document."""
    who = named(fact.source_name) if fact.source_name else _("a source without a name")
    parts = [
        who,
        named(fact.source_title) if fact.source_title else "",
        day_text(fact.source_on) if fact.source_on else "",
    ]
    return " · ".join([*filter(None, parts), *([kept_apart(fact.passage)] if fact.passage else [])])
