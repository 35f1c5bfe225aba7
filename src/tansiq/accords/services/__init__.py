"""The verbs of accords, meetings, decisions and facts."""

from tansiq.accords.services.accords import change_accord, draft_accord, take_accord_step
from tansiq.accords.services.crossing import mark_recalled, mark_released, take_in_accord_form
from tansiq.accords.services.crossing_minutes import take_in_decision_form, take_in_minutes
from tansiq.accords.services.decisions import change_decision, take_decision, take_decision_step
from tansiq.accords.services.facts import change_fact, record_fact
from tansiq.accords.services.founding_article import load_founding_article
from tansiq.accords.services.meetings import call_meeting, change_meeting
from tansiq.accords.services.minutes import (
    add_agenda_item,
    add_delegation,
    agree_minutes,
    move_agenda_item,
    remove_agenda_item,
    remove_delegation,
    write_minutes,
)  # fmt: skip
from tansiq.accords.services.taking_in import put_accords, take_in_accords

__all__ = [
    "add_agenda_item", "add_delegation", "agree_minutes", "call_meeting", "change_accord",
    "change_decision", "change_fact", "change_meeting", "draft_accord", "load_founding_article",
    "mark_recalled", "mark_released", "move_agenda_item", "put_accords", "record_fact",
    "remove_agenda_item", "remove_delegation", "take_accord_step", "take_decision", "take_decision_step",
    "take_in_accord_form", "take_in_accords", "take_in_decision_form", "take_in_minutes", "write_minutes",
]  # fmt: skip
