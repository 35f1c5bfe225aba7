"""Accords, meetings, decisions, and facts with their sources."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tansiq.accords.rules import (
    AccordState,
    AccordType,
    Certainty,
    CooperationArea,
    Dates,
    DecisionState,
    MeetingKind,
    MinutesState,
    TimeZone,
)  # fmt: skip
from tansiq.accords.rules.accords import CLAUSES
from tansiq.accords.rules.facts import WITHOUT_A_NAME
from tansiq.core.models import Named, Record
from tansiq.organisations.models import Organisation


def by_language(**texts: str) -> dict[str, str]:
    """Give a text by language; languages without one are left out."""
    return {language: text for language, text in texts.items() if text}


class Worded(models.Model):
    """Something said, in three languages of which one is enough."""

    text_ar = models.TextField(_("text in Arabic"), blank=True, default="")
    text_fr = models.TextField(_("text in French"), blank=True, default="")
    text_en = models.TextField(_("text in English"), blank=True, default="")

    class Meta:
        abstract = True

    @property
    def names(self) -> dict[str, str]:
        """What is said, by language."""
        return by_language(ar=self.text_ar, fr=self.text_fr, en=self.text_en)


class Accord(Record, Named):
    """An agreement, annex, annual plan or minutes; `name_*` is its title."""

    type = models.CharField(_("type"), max_length=64, choices=AccordType)
    state = models.CharField(_("state"), max_length=16, choices=AccordState, default=AccordState.DRAFT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ratified_on = models.DateField(_("ratified on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    tacit_renewal_months = models.PositiveSmallIntegerField(
        _("renews itself for, in months"), null=True, blank=True
    )
    clauses = models.TextField(_("clauses"), blank=True, default="")
    areas = models.CharField(_("areas of cooperation"), max_length=300, blank=True, default="")
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_because = models.TextField(_("reason"), blank=True, default="")
    from_article = models.BooleanField(default=False)
    fictional_fields = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(valid_until__gte=F("signed_on")),
                name="accord_ends_after_it_was_signed",
            ),
        ]

    @property
    def clause_list(self) -> list[str]:
        """Keys of its clauses."""
        return self.clauses.split()

    @property
    def clauses_told(self) -> list[tuple[str, str]]:
        """Each clause with its words; one that no node knows has none."""
        return [(key, str(CLAUSES.get(key, ""))) for key in self.clause_list]

    @property
    def area_list(self) -> list[str]:
        """Keys of the areas of cooperation."""
        return self.areas.split()

    @property
    def areas_told(self) -> list[str]:
        """The areas of cooperation in words, in the order of the list."""
        return [str(area.label) for area in CooperationArea if area in self.area_list]

    @property
    def dates(self) -> Dates:
        """Its days."""
        return Dates(self.signed_on, self.ratified_on, self.in_force_on, self.valid_until)


class Meeting(Record, Named):
    """Delegations that met; `name_*` is its title. Its minutes are fixed once all parties that took part agreed.

    Its hours, where they are known, are those of its place: it opens on the first day and closes on the last. A time
    zone without hours says that there were hours and are none any more.
    """

    SEARCHED = (
        "code",
        "name_ar",
        "name_fr",
        "name_en",
        "place_ar",
        "place_fr",
        "place_en",
        "minutes_ar",
        "minutes_fr",
        "minutes_en",
    )

    kind = models.CharField(_("kind"), max_length=32, choices=MeetingKind)
    series_number = models.PositiveSmallIntegerField(_("number in its series"), null=True, blank=True)
    place_ar = models.CharField(_("place in Arabic"), max_length=200, blank=True, default="")
    place_fr = models.CharField(_("place in French"), max_length=200, blank=True, default="")
    place_en = models.CharField(_("place in English"), max_length=200, blank=True, default="")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    opening_hour = models.TimeField(_("opens at"), null=True, blank=True)
    closing_hour = models.TimeField(_("closes at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=32, choices=TimeZone, blank=True, default="")
    accord = models.ForeignKey(
        Accord, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    minutes_ar = models.TextField(_("minutes in Arabic"), blank=True, default="")
    minutes_fr = models.TextField(_("minutes in French"), blank=True, default="")
    minutes_en = models.TextField(_("minutes in English"), blank=True, default="")
    state = models.CharField(_("state"), max_length=16, choices=MinutesState, default=MinutesState.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(opening_hour=None, closing_hour=None)
                | (Q(opening_hour__isnull=False, closing_hour__isnull=False) & ~Q(time_zone="")),
                name="meeting_has_all_its_hours_or_none",
            ),
            models.CheckConstraint(
                condition=Q(opening_hour=None)
                | Q(last_on__gt=F("first_on"))
                | Q(closing_hour__gt=F("opening_hour")),
                name="meeting_closes_after_it_opens",
            ),
        ]

    @property
    def opens_at(self) -> datetime | None:
        """When it opens, in the time of its place; nothing where only its days are known."""
        return self._at(self.first_on, self.opening_hour)

    @property
    def closes_at(self) -> datetime | None:
        """When it closes, in the time of its place."""
        return self._at(self.last_on, self.closing_hour)

    def _at(self, day: date, hour: time | None) -> datetime | None:
        return None if hour is None else datetime.combine(day, hour, ZoneInfo(self.time_zone))

    @property
    def place(self) -> dict[str, str]:
        """Where it was held, by language."""
        return by_language(ar=self.place_ar, fr=self.place_fr, en=self.place_en)

    @property
    def minutes(self) -> dict[str, str]:
        """Its minutes, by language."""
        return by_language(ar=self.minutes_ar, fr=self.minutes_fr, en=self.minutes_en)


class Delegation(Named):
    """Those who came for a party of this node (`party`) or for another state (`name_*`); heads by post, never by name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="delegations")
    position = models.PositiveSmallIntegerField()
    party = models.CharField(_("party"), max_length=64, blank=True, default="")
    is_host = models.BooleanField(_("host"), default=False)
    head_ar = models.CharField(_("post of its head in Arabic"), max_length=200, blank=True, default="")
    head_fr = models.CharField(_("post of its head in French"), max_length=200, blank=True, default="")
    head_en = models.CharField(_("post of its head in English"), max_length=200, blank=True, default="")
    organisations = models.ManyToManyField(Organisation, related_name="delegations", blank=True)
    agreed_by = models.CharField(max_length=64, blank=True, default="")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(party="") | ~Q(name_ar="") | ~Q(name_fr="") | ~Q(name_en=""),
                name="delegation_is_of_someone",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | ~Q(party=""), name="only_a_party_of_the_node_agrees"
            ),
            models.UniqueConstraint(
                fields=["meeting", "party"], condition=~Q(party=""), name="one_delegation_a_party"
            ),
        ]

    def __str__(self) -> str:
        return self.party or self.name_en

    @property
    def head(self) -> dict[str, str]:
        """Post of its head, by language."""
        return by_language(ar=self.head_ar, fr=self.head_fr, en=self.head_en)


class AgendaItem(Worded):
    """A point of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.position)


class Decision(Record, Worded):  # noqa: DJ008 - a record says its code
    """What a meeting decided, whose work it is, until when, and the proof that it was done."""

    SEARCHED = ("code", "text_ar", "text_fr", "text_en")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    owner_party = models.CharField(_("owner party"), max_length=64)
    owner_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=DecisionState, default=DecisionState.OPEN)
    evidence = models.TextField(_("evidence"), blank=True, default="")
    done_by_party = models.CharField(max_length=64, blank=True, default="")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    confirmed_by_party = models.CharField(max_length=64, blank=True, default="")
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    cancel_asked_by_party = models.CharField(max_length=64, blank=True, default="")
    cancelled_because = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[DecisionState.DONE, DecisionState.CONFIRMED]) | ~Q(evidence=""),
                name="done_decision_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.CONFIRMED)
                | (~Q(confirmed_by_party="") & ~Q(confirmed_by_party=F("owner_party"))),
                name="decision_confirmed_by_the_other_party",
            ),
        ]


class Fact(Record, Worded):  # noqa: DJ008 - a record says its code
    """Something said about the cooperation, who said it and how certain it is; `passage` is its place in the source."""

    SEARCHED = ("code", "text_ar", "text_fr", "text_en", "source_name_ar", "source_name_fr", "source_name_en")

    certainty = models.CharField(_("certainty"), max_length=16, choices=Certainty)
    source_title_ar = models.CharField(_("document in Arabic"), max_length=300, blank=True, default="")
    source_title_fr = models.CharField(_("document in French"), max_length=300, blank=True, default="")
    source_title_en = models.CharField(_("document in English"), max_length=300, blank=True, default="")
    source_on = models.DateField(_("date of the document"), null=True, blank=True)
    passage = models.CharField(_("passage"), max_length=64, blank=True, default="")
    source_name_ar = models.CharField(_("source in Arabic"), max_length=300, blank=True, default="")
    source_name_fr = models.CharField(_("source in French"), max_length=300, blank=True, default="")
    source_name_en = models.CharField(_("source in English"), max_length=300, blank=True, default="")
    accord = models.ForeignKey(Accord, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    conflict_group = models.CharField(
        _("point on which sources differ"), max_length=64, blank=True, default=""
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(certainty__in=WITHOUT_A_NAME)
                | ~Q(source_name_ar="")
                | ~Q(source_name_fr="")
                | ~Q(source_name_en=""),
                name="source_without_a_name_is_no_agreement",
            ),
        ]

    @property
    def source_title(self) -> dict[str, str]:
        """Title of the document, by language."""
        return by_language(ar=self.source_title_ar, fr=self.source_title_fr, en=self.source_title_en)

    @property
    def source_name(self) -> dict[str, str]:
        """Who said it, by office or post; empty for a source without a name."""
        return by_language(ar=self.source_name_ar, fr=self.source_name_fr, en=self.source_name_en)
