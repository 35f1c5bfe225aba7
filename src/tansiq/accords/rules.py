"""The life of an accord and of a decision, as tables."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VERBS = {
    "accords.take_in_accords": _("took in accords from a programme file"),
}
"""What each verb of this area is called in the journal."""


class AccordType(TextChoices):
    """Kinds of accord; an annual plan opens a programme but is never itself a legal basis."""

    FRAMEWORK = "framework_agreement", _("framework agreement")
    MEMORANDUM = "memorandum_of_understanding", _("memorandum of understanding")
    ANNEX = "technical_annex", _("technical annex")
    ANNUAL_PLAN = "annual_plan", _("annual cooperation plan")
    MINUTES = "agreed_minutes", _("agreed minutes")
    NOTES = "exchange_of_notes", _("exchange of notes")


class AccordState(TextChoices):
    """Where an accord stands; the words of the programme file."""

    NOT_STARTED = "not_started", _("not started")
    DRAFTING = "drafting", _("being drafted")
    DRAFT = "draft", _("draft")
    NEGOTIATING = "negotiating", _("under negotiation")
    INITIALLED = "initialled", _("initialled")
    SIGNED = "signed", _("signed")
    APPROVED = "approved", _("approved")
    IN_FORCE = "in_force", _("in force")
    EXPIRING = "expiring", _("expiring")
    RENEWED = "renewed", _("renewed")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")
