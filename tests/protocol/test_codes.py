"""Every code of refusal is raised by the library, means something, and is raised here once."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from protocol.small_exchange import (
    IDENTITY,
    KEYS,
    MESSAGE,
    NODE,
    OTHER,
    PARTIES,
    POLICY,
    RECIPIENT,
    ROOT,
    SENDER,
    archive_of,
    encrypted,
    key_of,
    line_of,
    manifest_of,
    message,
    taken_plain,
)
from protocol.test_archive import BAD as BAD_ARCHIVES
from protocol.test_bundle import BAD as BAD_BUNDLES
from protocol.test_bundle import doubled
from protocol.test_keys import FILE, KNOWN, NODE_ID, SECOND, lines, next_of

from tansiq_protocol.bundle import MANIFEST, RECORDS, open_bundle, write_bundle
from tansiq_protocol.canonical import canonical_bytes, read_json
from tansiq_protocol.dsse import BUNDLE, RECORD, read_envelope, sealed
from tansiq_protocol.errors import OURS, THEIRS, OurFault, ProtocolFault, TheirFault
from tansiq_protocol.feed import Outcome, demand_taken
from tansiq_protocol.keys import (
    accepted,
    demand_unexpired,
    demand_unrevoked,
    new_root,
    opened_key,
    private_file,
    signing_key,
)
from tansiq_protocol.keyset import read_keyset
from tansiq_protocol.label import demand_releasable, releasable_label
from tansiq_protocol.manifest import JournalHead, demand_journal_grown, read_manifest
from tansiq_protocol.record import demand_origin, read_record, record_payload

LIBRARY = Path("src/tansiq_protocol")
LABEL = releasable_label(POLICY, "RESTRICTED", PARTIES, "")
HIGHER = releasable_label(POLICY, "SECRET", PARTIES, "")
UNKNOWN = releasable_label(POLICY, "COSMIC", PARTIES, "")
ENVELOPE = sealed(RECORD, b"{}", NODE)


def release(
    label: object = LABEL, audience: object = ("ly",), circle: object = PARTIES, parts: object = ()
) -> None:
    demand_releasable(label, policy=POLICY, audience=audience, circle=circle, parts=parts)


def write(**how: object) -> None:
    usual = {"manifest": manifest_of([]), "records": [], "key": NODE, "recipients": [RECIPIENT]}
    write_bundle(io.BytesIO(), **usual | how)


def opened(content: bytes) -> None:
    with open_bundle(io.BytesIO(content), [IDENTITY]):
        pass


def of_archive(name: str) -> Callable[[], object]:
    return lambda: opened(encrypted(BAD_ARCHIVES[name][0]))


def of_bundle(name: str) -> Callable[[], object]:
    return lambda: taken_plain(archive_of(BAD_BUNDLES[name][0]))


OUR_CASES: dict[str, Callable[[], object]] = {
    "audience_empty": lambda: release(audience=()),
    "audience_outside_circle": lambda: release(audience=("tn",)),
    "audience_not_in_label": lambda: release(audience=("tn",), circle=(*PARTIES, "tn")),
    "label_below_part": lambda: release(parts=[HIGHER]),
    "label_unknown": lambda: release(UNKNOWN),
    "not_canonical": lambda: canonical_bytes(0.5),
    "too_large": lambda: record_payload(replace(MESSAGE, body={"text": "x" * 300_000})),
    "body_incomplete": lambda: record_payload(replace(MESSAGE, body={})),
    "list_differs": lambda: write(records=[line_of(MESSAGE)]),
    "unknown_kind": lambda: record_payload(replace(MESSAGE, kind="incident")),
    "key_unusable": lambda: new_root("short", "short"),
    "wrong_passphrase": lambda: opened_key(private_file(NODE, b"right"), b"wrong"),
    "recipient_unusable": lambda: write(recipients=["junk"]),
}
THEIR_CASES: dict[str, Callable[[], object]] = {
    "not_json": lambda: read_json(b"{"),
    "duplicate_key": lambda: read_json(b'{"a":1,"a":1}'),
    "fraction": lambda: read_json(b"0.5"),
    "number_too_large": lambda: read_json(b"9007199254740992"),
    "too_deep": lambda: read_json(b"[" * 100_000),
    "bad_text": lambda: read_json(b'"\\ud800"'),
    "too_large": lambda: read_record(b" " * 300_000),
    "bad_envelope": lambda: read_envelope(b"{}", RECORD),
    "signature_count": lambda: read_envelope(b'{"payloadType":"","payload":"","signatures":[]}', RECORD),
    "other_type": lambda: read_envelope(ENVELOPE, BUNDLE),
    "bad_signature": lambda: accepted(None, altered(FILE)),
    "unknown_key": lambda: signing_key([KEYS], "0" * 32),
    "key_revoked": lambda: demand_unrevoked(
        replace(KEYS, revoked={NODE_ID: None}), NODE_ID, epoch="E", place=1, epochs=["E"]
    ),
    "bad_record": lambda: read_record(b"{}"),
    "other_origin": lambda: demand_origin(replace(message(1), origin="LBY-NODE1"), SENDER),
    "bad_manifest": lambda: read_manifest(b"{}"),
    "other_receiver": of_bundle("another receiver"),
    "other_sender": of_bundle("another sender"),
    "cannot_open": lambda: opened(b"x"),
    "bad_archive": of_archive("encrypted"),
    "foreign_entry": lambda: opened(encrypted(doubled(RECORDS, RECORDS, MANIFEST))),
    "entry_missing": lambda: opened(encrypted(doubled(RECORDS))),
    "archive_bomb": of_archive("ratio"),
    "list_differs": of_bundle("swapped records"),
    "head_differs": of_bundle("another head"),
    "blob_differs": of_bundle("other bytes of an attachment"),
    "reader_too_old": of_bundle("a newer reader"),
    "stale_epoch": lambda: demand_taken(Outcome.STALE),
    "fork": lambda: demand_taken(Outcome.FORK),
    "keyset_rollback": lambda: accepted(SECOND, FILE),
    "keyset_gap": lambda: accepted(KNOWN, lines(replace(next_of(), rev=3), ROOT)),
    "keyset_fork": lambda: accepted(SECOND, lines(next_of(line_keys=()), ROOT)),
    "keyset_other_root": lambda: accepted(KNOWN, lines(next_of(), key_of("stranger"))),
    "keyset_expired": lambda: demand_unexpired(KEYS, KEYS.expires_at + timedelta(seconds=1)),
    "bad_keyset": lambda: read_keyset(b"{}"),
    "journal_rolled_back": lambda: demand_journal_grown(JournalHead(2, "0" * 64), JournalHead(1, "0" * 64)),
}


def altered(file: bytes) -> bytes:
    """Put another signature under a key set, and leave its name."""
    other = lines(KEYS, OTHER)
    ours, theirs = (it[it.index(b'"sig":') :] for it in (file, other))
    return file.replace(ours, theirs)


@pytest.mark.parametrize("code", OURS)
def test_what_is_our_fault_is_refused_by_its_code(code: str) -> None:
    with pytest.raises(OurFault) as caught:
        OUR_CASES[code]()

    assert caught.value.code == code


@pytest.mark.parametrize("code", THEIRS)
def test_what_is_their_fault_is_refused_by_its_code(code: str) -> None:
    with pytest.raises(TheirFault) as caught:
        THEIR_CASES[code]()

    assert caught.value.code == code


def test_each_code_has_its_case() -> None:
    assert (set(OUR_CASES), set(THEIR_CASES)) == (set(OURS), set(THEIRS))


def raised(name: str) -> set[str]:
    """Give the codes with which the library raises a fault."""
    calls = [
        node
        for module in LIBRARY.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]
    assert all(isinstance(it.args[0], ast.Constant) for it in calls)
    return {it.args[0].value for it in calls}


@pytest.mark.parametrize(("fault", "meanings"), [("OurFault", OURS), ("TheirFault", THEIRS)])
def test_codes_are_exactly_those_that_are_raised(fault: str, meanings: dict[str, str]) -> None:
    assert raised(fault) == set(meanings)


def test_fault_tells_its_meaning_and_its_figures() -> None:
    fault = TheirFault("too_large", at_most=7)

    assert isinstance(fault, ProtocolFault)
    assert str(fault) == "it is larger than allowed (at_most 7)"
    assert (fault.code, fault.figures) == ("too_large", {"at_most": 7})


def test_code_without_a_meaning_is_a_slip() -> None:
    with pytest.raises(AssertionError):
        TheirFault("nothing")


def test_reference_tells_every_code_with_its_meaning() -> None:
    page = Path("docs/reference/protocol.md").read_text(encoding="utf-8")
    rows = [f"| `{code}` | {meaning} |" for meanings in (OURS, THEIRS) for code, meaning in meanings.items()]

    told = [line for line in page.splitlines() if line.startswith("| `") and line in rows]

    assert told == rows
