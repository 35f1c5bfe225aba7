"""Reads about accords, meetings, decisions and facts, each as a person may see them."""

from tansiq.accords.queries.accords import (
    AccordPage,
    accord_page,
    accords_expiring,
    accords_for_choice,
    accords_matching,
    accords_registered,
    seen_accord,
)  # fmt: skip
from tansiq.accords.queries.decisions import (
    decision_seen,
    decisions_awaiting,
    decisions_listed,
    decisions_to_confirm,
)  # fmt: skip
from tansiq.accords.queries.facts import fact_seen, facts_listed, sources_that_differ
from tansiq.accords.queries.history import history_of
from tansiq.accords.queries.meetings import (
    hours_told,
    meeting_seen,
    meetings_for_choice,
    meetings_listed,
    minutes_awaiting,
)
from tansiq.accords.queries.parties import organisations_for_choice, parties_for_choice

__all__ = [
    "AccordPage",
    "accord_page",
    "accords_expiring",
    "accords_for_choice",
    "accords_matching",
    "accords_registered",
    "decision_seen",
    "decisions_awaiting",
    "decisions_listed",
    "decisions_to_confirm",
    "fact_seen",
    "facts_listed",
    "history_of",
    "hours_told",
    "meeting_seen",
    "meetings_for_choice",
    "meetings_listed",
    "minutes_awaiting",
    "organisations_for_choice",
    "parties_for_choice",
    "seen_accord",
    "sources_that_differ",
]  # fmt: skip
