"""A form whose record was changed meanwhile shows what is kept beside what was typed; saving again is a choice."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from tansiq.core.errors import ChangedMeanwhile, Refused
from tansiq.ui.answering import answered
from tansiq.ui.forms import Day, Form, Number, Text, Version

KEPT = {"seats": 15, "by_on": date(2026, 6, 30), "kind": "a", "late": True, "why": "same", "version": 4}


class Asked(Form):
    seats = Number(label="Seats", min_value=1)
    by_on = Day(label="By")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "first"), ("b", "second")])
    late = forms.BooleanField(label="Late", required=False)
    why = Text(label="Why", required=False)
    remark = Text(label="Remark", required=False)
    version = Version()


def typed(**given):
    form = Asked(QueryDict(mutable=True), initial=KEPT)
    said = {"seats": "12", "by_on": "2026-07-01", "kind": "b", "why": "same", "remark": "x", "version": "3"}
    form.data.update({**said, **given})
    assert form.is_valid()
    return form


def refuse(error):
    def verb():
        raise error

    return verb


def test_each_differing_field_shows_what_is_kept_and_what_was_typed():
    form = typed()

    assert answered(form, refuse(ChangedMeanwhile())) is None
    assert [tuple(it) for it in form.kept_now] == [
        ("Seats", "15", "12"),
        ("By", "30 يونيو 2026", "1 يوليو 2026"),
        ("Kind", "first", "second"),
        ("Late", "نعم", "لا"),
    ]


def test_saving_again_is_saved_from_what_is_kept_now():
    form = typed()
    answered(form, refuse(ChangedMeanwhile()))

    assert (form["version"].value(), form["seats"].value()) == (4, "12")


def test_any_other_refusal_leaves_the_version_as_it_was():
    form = typed()
    answered(form, refuse(Refused("Wait.")))

    assert (form["version"].value(), form.kept_now) == ("3", ())


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "في نافذة أخرى"), ("fr", "dans une autre fenêtre"), ("en", "in another window")],
)
def test_nobody_is_blamed(language, said):
    with override(language):
        assert said in str(ChangedMeanwhile())
