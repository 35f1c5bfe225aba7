"""Records: the kinds that there are and never will be, what each must hold, and what is held for a newer version."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from protocol.small_exchange import MESSAGE, POLICY, SENDER, SHEET, message

from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.label import Category
from tansiq_protocol.record import (
    BODIES,
    LARGEST_BLOB,
    LARGEST_PAYLOAD,
    SCHEMAS,
    Blob,
    Kind,
    Record,
    demand_in_line,
    demand_origin,
    hash_of,
    held_because,
    read_record,
    record_payload,
)

KINDS_OF_VERSION_1 = [
    "accord",
    "minutes",
    "decision",
    "offer",
    "quota",
    "request",
    "plan.input",
    "plan",
    "plan.amendment",
    "notice",
    "message",
    "approval",
    "recall",
    "recall.receipt",
    "receipt",
    "keyset",
]
NEVER = re.compile(
    "person|people|name|student|trainee|officer|soldier|sight|position|location|track|target|movement|patrol|convoy"
    "|incident|suspect|migrant|vehicle|vessel|phone|biometric"
)
EXAMPLES = {str: "text", int: 3, list: [], dict: {}}
GOOD = json.loads(record_payload(replace(MESSAGE, blobs=(SHEET,))))


def example(kind: Kind) -> Record:
    return replace(MESSAGE, kind=kind, body={name: EXAMPLES[wanted] for name, wanted in BODIES[kind].items()})


def refused(payload: bytes) -> str:
    with pytest.raises(TheirFault) as caught:
        read_record(payload)
    return caught.value.code


def test_kinds_are_those_of_version_1() -> None:
    assert sorted(Kind) == sorted(KINDS_OF_VERSION_1)
    assert set(BODIES) == set(SCHEMAS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_is_about_persons_sightings_or_movements(kind: Kind) -> None:
    assert [it for it in [kind.value, *BODIES[kind]] if NEVER.search(it.lower())] == []


def test_such_a_kind_would_be_seen() -> None:
    assert all(NEVER.search(it) for it in ("person", "sighting", "incident.report", "movement", "slot.name"))


@pytest.mark.parametrize("kind", Kind)
def test_record_of_each_kind_is_read_as_it_was_written(kind: Kind) -> None:
    assert read_record(record_payload(example(kind))) == example(kind)


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in Kind for field in BODIES[kind]])
def test_body_without_a_field_is_neither_written_nor_read(kind: Kind, field: str) -> None:
    whole = example(kind)
    body = {name: value for name, value in whole.body.items() if name != field}

    with pytest.raises(OurFault) as caught:
        record_payload(replace(whole, body=body))
    assert (caught.value.code, caught.value.figures) == ("body_incomplete", {"field": field})
    assert refused(canonical_bytes(json.loads(record_payload(whole)) | {"body": body})) == "bad_record"


WRONG = (None, True, 7, "", "text", [], {}, ["a"], [None], {"a": 1}, -1, 0)
FITS = {
    "rev": (),  # a revision after the first must name the one before it
    "prev": (None,),
    "origin": ("text",),
    "kind": ("text",),
    "schema": (7,),
    "releasedBy": ("text",),
    "critical": ([], ["a"]),
    "blobs": ([],),
}


@pytest.mark.parametrize("field", [it for it in GOOD if it != "body"])
def test_field_of_another_type_is_refused(field: str) -> None:
    fits = FITS.get(field, ())
    for wrong in WRONG:
        if not any(wrong is it or (wrong == it and wrong is not True) for it in fits):
            assert refused(canonical_bytes(GOOD | {field: wrong})) == "bad_record", wrong


@pytest.mark.parametrize("field", GOOD)
def test_field_that_is_missing_is_refused(field: str) -> None:
    assert (
        refused(canonical_bytes({key: value for key, value in GOOD.items() if key != field})) == "bad_record"
    )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("v", 2),
        ("id", "1B4E28BA-2FA1-41D2-883F-0016D3CCA427"),
        ("id", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        ("id", "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n"),
        ("origin", "../LBY"),
        ("origin", "DZA NODE"),
        ("origin", "DZA\u202e"),
        ("origin", "A" * 65),
        ("createdAt", "yesterday"),
        ("createdAt", "2026-11-23T21:00:00"),
        ("createdAt", "2026-11-23"),
        ("createdAt", "2026-13-23T21:00:00Z"),
        ("createdAt", "0001-01-01T00:00:00+23:59"),
        ("createdAt", "٢٠٢٦-11-23T21:00:00Z"),
        ("prev", "0" * 64),
        ("rev", 2),
        ("blobs", [{"sha256": SHEET.sha256}]),
        ("critical", ["a"] * 101),
    ],
)
def test_value_of_another_form_is_refused(field: str, wrong: object) -> None:
    assert refused(canonical_bytes(GOOD | {field: wrong})) == "bad_record"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../sheet.txt"},
        {"name": "a/b"},
        {"name": "a\\b"},
        {"name": ".."},
        {"name": "a\x00b"},
        {"name": "exe.\u202etxt"},
        {"name": ""},
        {"name": "x" * 201},
        {"type": "text/plain\r\nSet-Cookie: a"},
        {"size": -1},
        {"size": True},
        {"size": LARGEST_BLOB + 1},
        {"sha256": SHEET.sha256.upper()},
    ],
)
def test_attachment_that_could_do_harm_is_refused(changes: dict[str, object]) -> None:
    (blob,) = GOOD["blobs"]

    assert refused(canonical_bytes(GOOD | {"blobs": [blob | changes]})) == "bad_record"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (replace(MESSAGE, id="7"), "id"),
        (replace(MESSAGE, rev=2), "prev"),
        (replace(MESSAGE, origin="no node"), "origin"),
        (replace(MESSAGE, created_at="today"), "createdAt"),
        (replace(MESSAGE, released_by=""), "releasedBy"),
        (replace(MESSAGE, blobs=(Blob("0" * 64, 3, "text/plain", "../x"),)), "blobs"),
        (replace(MESSAGE, label=replace(MESSAGE.label, classification="")), "label.classification"),
    ],
)
def test_what_no_reader_takes_is_not_written(record: Record, field: str) -> None:
    with pytest.raises(OurFault) as caught:
        record_payload(record)

    assert (caught.value.code, caught.value.figures) == ("body_incomplete", {"field": field})


def test_kind_that_is_not_exchanged_is_not_written() -> None:
    with pytest.raises(OurFault) as caught:
        record_payload(replace(MESSAGE, kind="incident"))

    assert caught.value.code == "unknown_kind"


def test_largest_record_is_written_and_no_larger_one() -> None:
    rest = len(record_payload(replace(MESSAGE, body={"text": ""})))
    largest = replace(MESSAGE, body={"text": "x" * (LARGEST_PAYLOAD - rest)})
    larger = replace(MESSAGE, body={"text": "x" * (LARGEST_PAYLOAD - rest + 1)})

    assert read_record(record_payload(largest)) == largest
    with pytest.raises(OurFault) as caught:
        record_payload(larger)
    assert caught.value.code == "too_large"
    assert refused(b" " * (LARGEST_PAYLOAD + 1)) == "too_large"


@pytest.mark.parametrize("payload", [b"[]", b"7", b"null", b'"text"', b"{}"])
def test_payload_that_is_no_mapping_is_refused(payload: bytes) -> None:
    assert refused(payload) == "bad_record"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"kind": "exercise.script"}, "newer_kind"),
        ({"schema": 2, "body": {}}, "newer_schema"),
        ({"critical": ["embargo"]}, "critical"),
    ],
)
def test_record_of_a_newer_version_is_read_and_held(changes: dict[str, object], reason: str | None) -> None:
    record = read_record(canonical_bytes(GOOD | changes))

    assert held_because(record) == reason


def test_field_that_this_version_does_not_know_is_left_alone() -> None:
    newer = GOOD | {"embargoUntil": "2027-01-01", "body": {**GOOD["body"], "more": [1]}}

    assert held_because(read_record(canonical_bytes(newer))) is None


@pytest.mark.parametrize(
    ("label", "held"),
    [
        (MESSAGE.label, None),
        (replace(MESSAGE.label, classification="COSMIC"), "label"),
        (replace(MESSAGE.label, policy="OTHER"), "label"),
        (replace(MESSAGE.label, categories=(Category("Caveat", "NEW TYPE", ()),)), "label"),
    ],
)
def test_record_under_a_label_that_is_not_known_is_held(label: object, held: str | None) -> None:
    assert held_because(replace(MESSAGE, label=label), POLICY) == held


def test_record_of_another_node_is_refused() -> None:
    demand_origin(MESSAGE, SENDER)
    with pytest.raises(TheirFault) as caught:
        demand_origin(MESSAGE, "LBY-NODE1")

    assert caught.value.code == "other_origin"


FIRST, OTHER = hash_of(b"first"), hash_of(b"other")
SECOND = hash_of(b"second")


@pytest.mark.parametrize(
    ("rev", "prev", "sha256", "kept", "forks"),
    [
        (1, None, FIRST, {}, False),
        (1, None, FIRST, {1: FIRST}, False),
        (1, None, OTHER, {1: FIRST}, True),
        (2, FIRST, SECOND, {1: FIRST}, False),
        (2, FIRST, SECOND, {1: FIRST, 2: SECOND}, False),
        (2, FIRST, OTHER, {1: FIRST, 2: SECOND}, True),
        (2, OTHER, SECOND, {1: FIRST}, True),
        (3, SECOND, OTHER, {1: FIRST}, False),
    ],
)
def test_revision_with_other_bytes_forks(
    rev: int, prev: str | None, sha256: str, kept: dict[int, str], *, forks: bool
) -> None:
    record = replace(message(1), rev=rev, prev=prev)
    if not forks:
        demand_in_line(record, sha256, kept)
        return
    with pytest.raises(TheirFault) as caught:
        demand_in_line(record, sha256, kept)
    assert caught.value.code == "fork"


def test_reference_lists_the_kinds_with_their_fields() -> None:
    page = Path("docs/reference/protocol.md").read_text(encoding="utf-8")
    words = {str: "text", int: "whole number", list: "list", dict: "mapping"}

    rows = [
        f"| `{kind}` | {', '.join(f'`{name}` {words[wanted]}' for name, wanted in BODIES[kind].items())} |"
        for kind in Kind
    ]

    assert [row for row in rows if row not in page.splitlines()] == []
