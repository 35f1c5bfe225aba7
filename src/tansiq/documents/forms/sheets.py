"""What people enter about sheets: the file and who sent it, which list it is, and which column is which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tansiq.documents.rules.sheets import LONGEST_SENDER, DayOrder
from tansiq.ui.forms import Form, Number
from tansiq.ui.tongue import listed, page_language
from tansiq_desk.sheets.fields import fields_of, required_of, title_of
from tansiq_desk.sheets.grid import letters

ACCEPTED = ".xlsx,.csv"
LONGEST_FIXED = 200


class GiveSheetForm(Form):
    """A file of sheets, and who sent it."""

    sheet = forms.FileField(
        label=_("Excel or CSV file"), widget=forms.FileInput(attrs={"accept": ACCEPTED}), max_length=400,
        help_text=_("At most 10 million bytes and 50,000 rows. The headings may be in Arabic, French or English."),
    )  # fmt: skip
    sender = forms.CharField(
        label=_("Sent by"), max_length=LONGEST_SENDER, widget=forms.TextInput(attrs={"list": "senders"}),
        help_text=_("An office or a command. How its columns are read is remembered for its next sheet."),
    )  # fmt: skip


class ChooseSheetForm(Form):
    """Which sheet of the file it is, which list, and in which row the headings stand."""

    page = forms.TypedChoiceField(label=_("Sheet"), coerce=int)
    section = forms.ChoiceField(label=_("List"))
    heading = Number(label=_("Row of the headings"), min_value=1, max_value=1_048_576, required=False)

    def __init__(
        self, *args: Any, sheets: Sequence[Mapping[str, Any]], sections: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        hidden = gettext("hidden")
        self.fields["page"].choices = [
            (place, f"{it['title']} ({hidden})" if it["is_hidden"] else it["title"])
            for place, it in enumerate(sheets)
        ]
        self.fields["section"].choices = [(it, title_of(page_language(), it)) for it in sections]


class ColumnShown(NamedTuple):
    """A column of the sheet: its letters, its heading, the first of what stands in it, and the field chosen."""

    letters: str
    heading: str
    samples: list[str]
    field: BoundField
    is_sure: bool


class ColumnsForm(Form):
    """Which column is which field; one value for all rows where no column has it; and the order of day and month."""

    order = forms.ChoiceField(
        label=_("Days in figures"), choices=DayOrder.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        section: str,
        head: Mapping[str, Any],
        samples: Sequence[list[str]],
        asks_for_order: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section, self.head, self.samples = section, head, samples
        named = (
            {key: it.heading(page_language()) for key, it in fields_of(section).items()} if section else {}
        )
        choices = [("", _("not read")), *named.items()]
        for place, (heading, key) in enumerate(zip(head["headings"], head["fields"], strict=True)):
            label = heading or letters(place)
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=key
            )
        for key in self.missing:
            self.fields[f"fixed_{key}"] = forms.CharField(
                label=named[key],
                required=False,
                max_length=LONGEST_FIXED,
                initial=head.get("fixed", {}).get(key, ""),
            )
        self.fields["order"].initial = head.get("order", "")
        if not asks_for_order:
            del self.fields["order"]
        else:
            self.fields["order"].choices = [it for it in DayOrder.choices if it[0]]
            self.fields["order"].required = True
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs.setdefault("dir", "auto")

    @property
    def missing(self) -> list[str]:
        """Fields that a new row must have and no column says; codes of needs are given by the node."""
        said = set(self.head["fields"])
        if not self.section:
            return []
        return [it for it in required_of(self.section) if it not in said and it != "id"]

    @property
    def columns(self) -> list[ColumnShown]:
        """Every column with its field."""
        scores = self.head.get("scores") or [1.0] * len(self.head["headings"])
        return [
            ColumnShown(
                letters(place), heading, self.samples[place], self[f"column_{place}"], scores[place] >= 0.9
            )
            for place, heading in enumerate(self.head["headings"])
        ]

    @property
    def fixed(self) -> list[BoundField]:
        """The fields that have one value for all rows."""
        return [self[name] for name in self.fields if name.startswith("fixed_")]

    def clean(self) -> dict[str, Any]:
        """Give the field of each column, each at most once, and the values for all rows."""
        given = self.cleaned_data
        fields = [given.get(f"column_{place}", "") for place in range(len(self.head["headings"]))]
        twice = sorted({it for it in fields if it and fields.count(it) > 1})
        if twice:
            named = fields_of(self.section)
            self.add_error(
                None,
                gettext("Two columns cannot be the same field: %(fields)s.")
                % {"fields": listed(named[it].heading(page_language()) for it in twice)},
            )
        if not any(fields):
            self.add_error(None, gettext("Choose the field of at least one column."))
        fixed = {
            name.removeprefix("fixed_"): value
            for name, value in given.items()
            if name.startswith("fixed_") and value and name.removeprefix("fixed_") not in fields
        }
        return {"fields": fields, "fixed": fixed, "order": given.get("order", "")}
