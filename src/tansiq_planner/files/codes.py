"""Every fault that a programme or plan file can have: its code and the figures that its sentence may use.

A figure that does not apply to a case, such as the nearest of nothing, is an empty text, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping

_GIVEN = ("given",)

OF_THE_FILE: Mapping[str, tuple[str, ...]] = {
    "missing_file": (),
    "not_a_file": (),
    "unreadable_file": ("why",),
    "unknown_suffix": ("given", "expected"),
    "file_too_large": ("size", "at_most"),
    "empty_file": (),
    "bad_encoding": ("byte",),
    "bad_character": ("character",),
    "bad_syntax": ("problem",),
    "second_document": (),
    "anchor": ("name",),
    "alias": ("name",),
    "tag": ("name",),
    "merge_key": (),
    "key_not_text": (),
    "duplicate_key": ("key", "first"),
    "too_deep": ("at_most",),
    "too_many_values": ("at_most",),
    "number_too_large": _GIVEN,
    "not_finite": _GIVEN,
}
"""Faults of one text; `first` is the line of the first of the two."""

OF_THE_SHAPE: Mapping[str, tuple[str, ...]] = {
    "missing_key": ("key",),
    "unknown_key": ("key", "nearest"),
    "wrong_type": ("given", "expected"),
    "too_small": ("given", "at_least"),
    "too_large": ("given", "at_most"),
    "not_above": ("given", "above"),
    "not_below": ("given", "below"),
    "too_long": ("length", "at_most"),
    "too_few": ("found", "at_least"),
    "too_many": ("found", "at_most"),
    "not_one_of": ("given", "expected", "nearest"),
    "bad_id": _GIVEN,
    "bad_form": ("given", "expected"),
    "bad_date": _GIVEN,
    "bad_month_day": _GIVEN,
    "bad_moment": _GIVEN,
    "bad_value": ("given", "problem"),
    "empty_text": (),
    "span_reversed": ("first", "last"),
}
"""Faults of one value. `expected` of `wrong_type` and `bad_form` is a word such as `whole_number`."""

OF_PARTS: Mapping[str, tuple[str, ...]] = {
    "file_given_twice": (),
    "two_parts_of_party": ("party", "other_file"),
    "no_joint_part": (),
    "meta_outside_joint": ("party",),
    "other_programme": ("given", "expected"),
    "parts_differ": ("given", "other", "other_file", "other_line"),
}
"""Faults between files."""

OF_REFERENCES: Mapping[str, tuple[str, ...]] = {
    "no_such_id": ("given", "kind", "nearest"),
    "wrong_kind": ("given", "kind", "expected"),
    "duplicate_id": ("given", "first"),
    "id_in_two_sections": ("given", "other"),
    "reserved_id": _GIVEN,
    "repeated_value": _GIVEN,
    "cycle": ("members",),
}
"""Faults of ids. `kind` names a section, or `letters`; `first` is the line of the first row of that id."""

OF_SENSE: Mapping[str, tuple[str, ...]] = {
    "not_a_sunday": ("given", "before", "after"),
    "horizon_reversed": ("first", "last"),
    "horizon_too_long": ("weeks", "at_most"),
    "outside_horizon": ("given", "first", "last"),
    "gate_not_annual_plan": ("given", "type"),
    "gate_not_signed": _GIVEN,
    "same_minimum": ("letter", "other", "given"),
    "lowest_not_zero": ("letter", "given"),
    "no_in_force_day": ("status",),
    "ends_before_start": ("first", "last"),
    "min_over_max": ("min", "max"),
    "class_over_venues": ("min", "capacity"),
    "season_never_open": ("weeks",),
    "growth_under_capacity": ("max", "capacity"),
    "level_not_rising": ("level", "before", "level_before"),
    "window_too_short": ("days", "conduct_days"),
    "over_headcount": ("given", "headcount"),
    "not_taking_part": _GIVEN,
    "no_rate": ("kind", "per", "mode"),
    "kind_does_not_fit": ("kind", "per"),
    "payer_does_not_fit": ("payer", "per"),
    "amount_not_used": ("given", "per"),
    "two_lines": ("payer", "kind", "other"),
    "lock_without_kind": ("expected",),
    "lock_of_two_kinds": ("found",),
    "key_not_of_lock": ("key", "kind"),
    "venue_not_of_course": ("given", "course", "expected"),
    "request_of_other_course": ("given", "course", "expected"),
    "more_than_asked": ("given", "asked"),
}
"""Well-shaped values that cannot be meant."""

OF_PLANS: Mapping[str, tuple[str, ...]] = {
    "hash_mismatch": ("given", "expected"),
    "other_parts": ("parties",),
    "figure_differs": ("given", "expected"),
    "missing_seats_differ": ("request", "given", "expected"),
    "other_edition_id": ("given", "expected"),
}
"""Faults of a plan file."""

CODES: Mapping[str, tuple[str, ...]] = {
    **OF_THE_FILE,
    **OF_THE_SHAPE,
    **OF_PARTS,
    **OF_REFERENCES,
    **OF_SENSE,
    **OF_PLANS,
}
"""All of them."""
