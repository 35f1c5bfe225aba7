"""What holds in this area, as tables and plain functions: the lives of accords, minutes and decisions, and certainty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tansiq.accords.rules.accords import AccordState, AccordStep, AccordType, CooperationArea, Dates
from tansiq.accords.rules.decisions import DecisionState, DecisionStep
from tansiq.accords.rules.facts import Certainty
from tansiq.accords.rules.meetings import MeetingKind, MinutesState, MinutesStep, TimeZone

__all__ = [
    "AccordState", "AccordStep", "AccordType", "Certainty", "CooperationArea", "Dates", "DecisionState",
    "DecisionStep", "MeetingKind", "MinutesState", "MinutesStep", "TimeZone",
]  # fmt: skip

VERBS = {
    "accords.take_in_accords": _("took in accords from a programme file"),
    "accords.draft_accord": _("drafted an accord"),
    "accords.change_accord": _("changed the text of an accord"),
    "accords.begin_accord": _("began drafting an accord"),
    "accords.negotiate_accord": _("opened negotiations on an accord"),
    "accords.initial_accord": _("initialled an accord"),
    "accords.sign_accord": _("signed an accord"),
    "accords.ratify_accord": _("ratified an accord"),
    "accords.enter_into_force_accord": _("brought an accord into force"),
    "accords.approve_accord": _("approved an annual cooperation plan"),
    "accords.renew_accord": _("renewed an accord"),
    "accords.expire_accord": _("recorded that an accord has expired"),
    "accords.terminate_accord": _("terminated an accord"),
    "accords.withdraw_accord": _("withdrew a draft accord"),
    "accords.call_meeting": _("called a meeting"),
    "accords.change_meeting": _("changed a meeting"),
    "accords.add_delegation": _("added a delegation to a meeting"),
    "accords.remove_delegation": _("removed a delegation from a meeting"),
    "accords.add_agenda_item": _("added an item to an agenda"),
    "accords.remove_agenda_item": _("removed an item from an agenda"),
    "accords.move_agenda_item": _("moved an item of an agenda up"),
    "accords.write_minutes": _("wrote minutes"),
    "accords.agree_minutes": _("agreed to minutes"),
    "accords.take_decision": _("entered a decision"),
    "accords.change_decision": _("changed a decision"),
    "accords.start_decision": _("started work on a decision"),
    "accords.finish_decision": _("reported a decision done"),
    "accords.confirm_decision": _("confirmed a decision"),
    "accords.send_back_decision": _("sent a decision back"),
    "accords.ask_to_cancel_decision": _("asked to cancel a decision"),
    "accords.cancel_decision": _("cancelled a decision"),
    "accords.record_fact": _("recorded a fact"),
    "accords.change_fact": _("corrected a fact"),
    "accords.take_in_accord_form": _("took in an accord from a partner"),
    "accords.take_in_minutes": _("took in minutes from a partner"),
    "accords.take_in_decision_form": _("took in a decision from a partner"),
    "accords.mark_released": _("released to a partner"),
    "accords.mark_recalled": _("recalled from a partner"),
    "accords.load_founding_article": _("took in the facts of the founding article"),
}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "accord": _("accord"),
    "accords": _("accords"),
    "agreed_at": _("agreed on"),
    "decisions": _("decisions"),
    "facts": _("facts"),
    "meeting": _("meeting"),
    "meetings": _("meetings"),
    "names": _("name"),
    "parent": _("parent accord"),
    "texts": _("text"),
    "agreed_by": _("agreed by"),
    "owner_organisation": _("body responsible"),
    "done_by_party": _("done by"),
    "confirmed_by_party": _("confirmed by"),
    "cancel_asked_by_party": _("cancelling asked by"),
    "source_name": _("source"),
    "ar": _("in Arabic"),
    "fr": _("in French"),
    "en": _("in English"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""
