"""The page for whoever writes another program tells what the library does: fields, limits, outcomes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from protocol.small_exchange import KEYS, MESSAGE, NODE, SHEET, manifest_of

from tansiq_protocol import archive, bundle, canonical, dsse, keyset, label, manifest, record, sealing
from tansiq_protocol.dsse import RECORD, sealed
from tansiq_protocol.feed import OUTCOMES
from tansiq_protocol.keys import LastGood
from tansiq_protocol.keyset import keyset_payload
from tansiq_protocol.label import label_fields
from tansiq_protocol.manifest import JournalHead, Packed, Receipt, manifest_payload
from tansiq_protocol.record import record_payload

PAGE = Path("docs/reference/protocol.md").read_text(encoding="utf-8")
LINES = PAGE.splitlines()
MIB = 1024 * 1024
LIMITS = {
    "levels of JSON": canonical.DEEPEST,
    "payload of a record": f"{record.LARGEST_PAYLOAD // 1024} KiB",
    "line of `records.jsonl`": f"{bundle.LONGEST_LINE} bytes",
    "records of a bundle": manifest.MOST_RECORDS,
    "attachments of a bundle": manifest.MOST_RECORDS,
    "attachments of a record": record.MOST_BLOBS,
    "one attachment": f"{record.LARGEST_BLOB // MIB} MiB",
    "critical items of a record": record.MOST_CRITICAL,
    "categories of a label": label.MOST_CATEGORIES,
    "values of a category": label.MOST_VALUES,
    "envelope of a manifest": f"{bundle.LARGEST_MANIFEST // MIB} MiB",
    "`keysets.json`": f"{bundle.LARGEST_KEYSETS // MIB} MiB, {bundle.MOST_KEYSETS} key sets",
    "file of a key set": f"{keyset.LARGEST_KEYSET // 1024} KiB",
    "signing keys and line keys of a key set": keyset.MOST_KEYS,
    "revocations of a key set": keyset.MOST_REVOKED,
    "validity of a key set": f"{keyset.LONGEST_VALIDITY.days} days",
    "recipients of a bundle": sealing.MOST_RECIPIENTS,
    "header of an age file": f"{sealing.LARGEST_HEADER // 1024} KiB",
    "a bundle, decrypted": f"{bundle.LARGEST_BUNDLE // 1024**3} GiB",
    "all entries, unpacked": f"{2 * bundle.LARGEST_BUNDLE // 1024**3} GiB",
    "an entry unpacked, by its packed size from 1 KiB on": f"{archive.LARGEST_RATIO} times",
}
OF_THE_PAGE = {  # by its heading, what has its fields there
    "## Envelope": [json.loads(sealed(RECORD, b"", NODE)), {"keyid": "", "sig": ""}],
    "## Record": [json.loads(record_payload(replace(MESSAGE, blobs=(SHEET,))))],
    "### Label": [label_fields(MESSAGE.label), label_fields(MESSAGE.label)["categories"][0]],
    "## Key set": [json.loads(keyset_payload(KEYS)), {"lastGood": None}],
    "## Bundle": [json.loads(manifest_payload(manifest_of([])))],
}


def section(heading: str) -> str:
    """Give a part of the page up to the next heading."""
    return re.split(r"^##", PAGE.split(f"\n{heading}\n")[1], flags=re.MULTILINE)[0]


@pytest.mark.parametrize("heading", OF_THE_PAGE)
def test_every_field_has_its_row_and_no_other(heading: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(heading), re.MULTILINE)

    assert rows == list(dict.fromkeys(rows))
    assert sorted(rows) == sorted({name for value in OF_THE_PAGE[heading] for name in value})


def test_fields_within_fields_are_told() -> None:
    inner = manifest_of(
        [], packed=Packed(1, "0" * 64), receipt=Receipt("E", 1, "0" * 64), journal=JournalHead(1, "0" * 64)
    )
    revoked = json.loads(keyset_payload(replace(KEYS, revoked={"a": LastGood("E", 1)})))["revoked"][0]
    values = [*json.loads(manifest_payload(inner)).values(), revoked, revoked["lastGood"]]
    (blob,) = json.loads(record_payload(replace(MESSAGE, blobs=(SHEET,))))["blobs"]

    named = {name for value in [*values, blob] if isinstance(value, dict) for name in value}

    assert [name for name in sorted(named) if f"`{name}`" not in PAGE] == []


def test_limits_are_those_of_the_library() -> None:
    rows = [f"| {what} | {limit} |" for what, limit in LIMITS.items()]

    assert [
        line
        for line in section("## Limits").splitlines()
        if line.startswith("| ") and " | At most" not in line
    ] == rows


def test_outcomes_are_those_of_the_library() -> None:
    rows = [
        f"| {epoch} | {place} | {kept} | {came.replace('_', ' ')} |"
        for (epoch, place, kept), came in OUTCOMES.items()
    ]

    assert [row for row in rows if row not in LINES] == []


def test_types_are_those_of_the_library() -> None:
    types = [dsse.RECORD, dsse.BUNDLE, dsse.KEYSET, dsse.REQUEST]
    told = re.search(r"Types, each after `(.+?)` and before `(.+?)`:\n((?:`\w+`(?:, |\.))+)", PAGE)

    assert told is not None
    assert [f"{told[1]}{name}{told[2]}" for name in re.findall(r"`(\w+)`", told[3])] == types
