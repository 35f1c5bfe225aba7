"""Parties, organisations, military units, and the calendars of the parties."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Named, Record
from tansiq.organisations.rules import DayStatus, PartyKind


class Party(Record, Named):
    """A nation. It owns itself; its code is its owner's."""

    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind)
    force_ar = models.CharField(max_length=300, blank=True, default="")
    force_fr = models.CharField(max_length=300, blank=True, default="")
    force_en = models.CharField(max_length=300, blank=True, default="")
    languages = models.CharField(max_length=64)
    display_locale = models.CharField(max_length=8, blank=True, default="")
    node_code = models.CharField(max_length=64, blank=True, default="")
    weekend = models.CharField(max_length=64, blank=True, default="friday saturday")
    calendar_position = models.PositiveSmallIntegerField(null=True, blank=True)
    from_article = models.BooleanField(default=False)

    @property
    def force(self) -> dict[str, str]:
        """What its forces are called, by language."""
        every = {"ar": self.force_ar, "fr": self.force_fr, "en": self.force_en}
        return {language: name for language, name in every.items() if name}


class Organisation(Record, Named):
    """A command, directorate, school or joint body."""

    role = models.CharField(_("role"), max_length=64)
    from_article = models.BooleanField(default=False)


class Unit(Record, Named):
    """A military unit. `training_headcount` is how many are to be trained, never a strength.

    `asked_by_exercises` is the most that an exercise of the programme asks of it; programmes stand above units and say so.
    """

    command = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    type = models.CharField(_("type"), max_length=64)
    region_ar = models.CharField(max_length=200, blank=True, default="")
    region_fr = models.CharField(max_length=200, blank=True, default="")
    region_en = models.CharField(max_length=200, blank=True, default="")
    sector = models.CharField(max_length=64, blank=True, default="")
    training_headcount = models.PositiveIntegerField(_("people to be trained"), null=True, blank=True)
    asked_by_exercises = models.PositiveIntegerField(_("people that an exercise asks of it"), default=0)
    absent_share_at_most = models.DecimalField(
        _("share absent at most"), max_digits=6, decimal_places=5, null=True, blank=True
    )
    turnover_share = models.DecimalField(_("yearly turnover"), max_digits=6, decimal_places=5, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(absent_share_at_most__gte=0, absent_share_at_most__lte=1),
                name="unit_absent_share_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(turnover_share__gte=0, turnover_share__lt=1), name="unit_turnover_0_to_1"
            ),
        ]

    @property
    def region(self) -> dict[str, str]:
        """Where it is at home, by language."""
        every = {"ar": self.region_ar, "fr": self.region_fr, "en": self.region_en}
        return {language: name for language, name in every.items() if name}


class UnitAbsence(models.Model):
    """Days on which a unit can send nobody."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    why = models.CharField(_("reason"), max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on}/{self.last_on}"


class Holiday(models.Model):
    """A public holiday of one party, of one or more days."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="holidays")
    first_on = models.DateField(_("first day"))
    days = models.PositiveSmallIntegerField(
        _("days"), default=1, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    key = models.CharField(_("holiday"), max_length=64)
    status = models.CharField(_("status"), max_length=16, choices=DayStatus, default=DayStatus.CONFIRMED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=14), name="holiday_of_1_to_14_days"),
            models.UniqueConstraint(fields=["party", "first_on", "key"], name="one_holiday_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.first_on}"

    @property
    def seen_as(self) -> str:
        """All that a page shows of it, to compare with what it is when someone's change arrives."""
        return f"{self.first_on} {self.days} {self.status}"


class Ramadan(models.Model):
    """Ramadan of one year as one party keeps it; first and last day."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="ramadans")
    year = models.PositiveSmallIntegerField(_("year"))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    status = models.CharField(_("status"), max_length=16, choices=DayStatus, default=DayStatus.ESTIMATED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "year", "first_on"], name="one_ramadan_a_year"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="ramadan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def seen_as(self) -> str:
        """All that a page shows of it, to compare with what it is when someone's change arrives."""
        return f"{self.first_on} {self.last_on} {self.status}"
