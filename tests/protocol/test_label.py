"""The laws of releasing: never easier to a bigger audience, never past a part, never under what is not understood."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from protocol.small_exchange import AT, PARTIES, POLICY

from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.label import (
    RELEASABLE_TO,
    Category,
    CategoryType,
    Label,
    demand_releasable,
    label_fields,
    read_label,
    releasable_label,
)

NATIONS = ("dz", "ly", "tn", "mr")
WORDS = POLICY.classifications
AUDIENCES = st.sets(st.sampled_from(NATIONS))
CATEGORIES = st.builds(
    Category,
    st.sampled_from([RELEASABLE_TO, "Caveat"]),
    st.sampled_from([*CategoryType, "NEW TYPE"]),
    AUDIENCES.map(lambda it: tuple(sorted(it))),
)
LABELS = st.builds(
    Label,
    st.sampled_from([POLICY.id, "OTHER"]),
    st.sampled_from([*WORDS, "COSMIC"]),
    st.lists(CATEGORIES, max_size=3).map(tuple),
    st.just(AT),
)


def refused(label: Label, audience: object, parts: object = (), circle: object = NATIONS) -> str | None:
    """Give the code of the refusal of a release; None where it may go."""
    try:
        demand_releasable(label, policy=POLICY, audience=audience, circle=circle, parts=parts)
    except OurFault as fault:
        return fault.code
    return None


def plain(word: str = "RESTRICTED", parties: object = PARTIES) -> Label:
    return releasable_label(POLICY, word, parties, AT)


@settings(max_examples=50)
@given(LABELS, AUDIENCES, AUDIENCES, st.lists(LABELS, max_size=2))
def test_release_to_more_is_never_easier(
    label: Label, some: set[str], more: set[str], parts: list[Label]
) -> None:
    assume(some)
    if refused(label, some | more, parts) is None:
        assert refused(label, some, parts) is None


@settings(max_examples=50)
@given(LABELS, AUDIENCES, st.lists(LABELS, max_size=3), LABELS)
def test_release_with_one_part_more_is_never_easier(
    label: Label, audience: set[str], parts: list[Label], part: Label
) -> None:
    if refused(label, audience, [*parts, part]) is None:
        assert refused(label, audience, parts) is None


@settings(max_examples=50)
@given(LABELS, AUDIENCES, AUDIENCES, CATEGORIES)
def test_one_condition_more_never_widens(
    label: Label, named: set[str], audience: set[str], category: Category
) -> None:
    release = Category(RELEASABLE_TO, CategoryType.PERMISSIVE, tuple(named))
    wider = replace(label, categories=(*label.categories, release))
    narrower = replace(wider, categories=(*wider.categories, category))

    assert narrower.releasable_to <= wider.releasable_to
    if refused(narrower, audience) is None:
        assert refused(wider, audience) is None


@settings(max_examples=50)
@given(LABELS, AUDIENCES)
def test_what_is_released_goes_only_to_those_named(label: Label, audience: set[str]) -> None:
    if refused(label, audience) is None:
        assert set() < audience <= label.releasable_to
        assert POLICY.knows(label)


@pytest.mark.parametrize("part", WORDS)
@pytest.mark.parametrize("whole", WORDS)
def test_part_passes_under_a_label_as_high(whole: str, part: str) -> None:
    higher = WORDS.index(part) > WORDS.index(whole)

    assert refused(plain(whole), ["ly"], [plain(part)]) == ("label_below_part" if higher else None)


@pytest.mark.parametrize("part", [plain("COSMIC"), replace(plain("UNCLASSIFIED"), policy="OTHER")])
@pytest.mark.parametrize("whole", WORDS)
def test_part_of_an_unknown_height_passes_under_none(whole: str, part: Label) -> None:
    assert refused(plain(whole), ["ly"], [part]) == "label_below_part"


@pytest.mark.parametrize(
    ("label", "audience", "code"),
    [
        (plain(), [], "audience_empty"),
        (plain(), ["tn"], "audience_outside_circle"),
        (plain(parties=["dz"]), ["ly"], "audience_not_in_label"),
        (replace(plain(), categories=()), ["ly"], "audience_not_in_label"),
        (plain("COSMIC"), ["ly"], "label_unknown"),
        (replace(plain(), policy="OTHER"), ["ly"], "label_unknown"),
        (
            replace(plain(), categories=(*plain().categories, Category("Caveat", "RESTRICTIVE", ("A",)))),
            ["ly"],
            "label_unknown",
        ),
        (
            replace(plain(), categories=(*plain().categories, Category("Caveat", "PERMISSIVE", ("A",)))),
            ["ly"],
            "label_unknown",
        ),
        (
            replace(plain(), categories=(*plain().categories, Category("Caveat", "NEW TYPE", ("A",)))),
            ["ly"],
            "label_unknown",
        ),
        (
            replace(plain(), categories=(*plain().categories, Category("Caveat", "INFORMATIVE", ("A",)))),
            ["ly"],
            None,
        ),
        (plain(), ["ly"], None),
        (plain(), PARTIES, None),
    ],
)
def test_release_is_refused_for_its_reason(label: Label, audience: object, code: str | None) -> None:
    assert refused(label, audience, circle=PARTIES) == code


def test_part_that_may_not_go_there_holds_the_whole_back() -> None:
    assert refused(plain(), ["ly"], [plain(parties=["dz"])]) == "audience_not_in_label"


@settings(max_examples=50)
@given(LABELS)
def test_label_is_read_as_it_was_written(label: Label) -> None:
    assert read_label(label_fields(label)) == label


GOOD = label_fields(replace(plain(), review_at="2027-11-23"))
WRONG = (None, True, 7, "text", [], {}, [None], {"a": 1})


def cases() -> list[object]:
    """Give the good label with each field missing and each of another type."""
    found: list[object] = [None, [], "RESTRICTED", 1]
    for name in GOOD:
        found.append({key: value for key, value in GOOD.items() if key != name})
        right = list if name == "categories" else str
        found += [GOOD | {name: it} for it in WRONG if not isinstance(it, right) or it == [None]]
    for name in ("tag", "type", "values"):
        (category,) = copy.deepcopy(GOOD["categories"])
        found.append(GOOD | {"categories": [{key: it for key, it in category.items() if key != name}]})
        right = list if name == "values" else str
        wrong = [it for it in WRONG if not isinstance(it, right) or it == [None]]
        found += [GOOD | {"categories": [category | {name: it}]} for it in wrong]
    found += [
        GOOD | {"classification": ""},
        GOOD | {"policy": "x" * 201},
        GOOD | {"categories": GOOD["categories"] * 21},
    ]
    return found


def test_label_of_another_shape_is_refused() -> None:
    for value in cases():
        with pytest.raises(TheirFault) as caught:
            read_label(value)
        assert caught.value.code == "bad_record", value
