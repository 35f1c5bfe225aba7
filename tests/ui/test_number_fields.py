"""Number fields take the digits of any keyboard, and keep their bounds."""

import inspect
from decimal import Decimal
from importlib import import_module

import pytest
from django import forms

from tansiq.ui.forms import Form, Fraction, Number

FORMS = ("accords.forms", "people.forms", "planning.forms", "training.forms")


class Asked(Form):
    seats = Number(min_value=1, max_value=20)
    share = Fraction(required=False, max_value=100, decimal_places=3)


@pytest.mark.parametrize("typed", ["12", "١٢", "۱۲", " ١٢ ", "1٢"])
def test_digits_of_any_keyboard_are_read_and_shown_again_in_those_of_the_page(typed):
    form = Asked({"seats": typed})

    assert (form.is_valid(), form.cleaned_data["seats"]) == (True, 12)
    assert form["seats"].value().strip() == "12"
    assert "12" in str(form["seats"])


@pytest.mark.parametrize(("typed", "read"), [("١٢٫٥", "12.5"), ("12.5", "12.5"), ("۰", "0"), ("", None)])
def test_decimals_of_any_keyboard_are_read(typed, read):
    form = Asked({"seats": "1", "share": typed})

    assert (form.is_valid(), form.cleaned_data["share"]) == (True, read and Decimal(read))


@pytest.mark.parametrize("typed", ["٢١", "٠", "-١", "x", "", "١٫٥", "９９９"])
def test_bounds_hold_in_any_digits(typed):
    form = Asked({"seats": typed})

    assert list(form.errors) == ["seats"]


def test_phones_offer_digits_and_no_browser_drops_what_it_takes_for_no_number():
    form = Asked()

    assert (str(form["seats"]), str(form["share"])) == (
        '<input type="text" name="seats" inputmode="numeric" required id="id_seats">',
        '<input type="text" name="share" inputmode="decimal" id="id_share">',
    )


def test_every_number_that_is_typed_into_a_form_is_such_a_field():
    kinds = {
        kind
        for name in FORMS
        for _, kind in inspect.getmembers(import_module(f"tansiq.{name}"), inspect.isclass)
    }
    fields = [field for kind in kinds if issubclass(kind, forms.Form) for field in kind.base_fields.values()]
    numbers = [
        it
        for it in fields
        if isinstance(it, forms.IntegerField | forms.DecimalField | forms.FloatField)
        and not it.widget.is_hidden
    ]

    assert [it for it in numbers if not isinstance(it, Number | Fraction)] == []
    assert len(numbers) > 10
