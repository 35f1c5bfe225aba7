"""Every conformance vector holds here, and the script that makes them gives the very same again."""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from protocol.make_vectors import FOLDER, MADE_ANEW, WARNING, written

from tansiq_protocol.approval import Approval, Decision, Subject, standing
from tansiq_protocol.bundle import OpenBundle, open_bundle, opened_archive
from tansiq_protocol.canonical import canonical_bytes, read_json
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import RECORD, keyid_of, pae, read_envelope, sealed, verify
from tansiq_protocol.errors import OURS, THEIRS, ProtocolFault, TheirFault
from tansiq_protocol.feed import OUTCOMES, Bytes, Epoch, Feed, Place
from tansiq_protocol.keys import (
    KeySet,
    LastGood,
    accepted,
    demand_unrevoked,
    joint_fingerprint,
    root_fingerprint,
    signing_key,
)
from tansiq_protocol.label import Policy, demand_releasable, read_label
from tansiq_protocol.manifest import demand_addressed, demand_chain, manifest_payload, read_manifest
from tansiq_protocol.record import demand_origin, hash_of, held_because, read_record

Given = dict[str, Any]


def seal(given: Given) -> str:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(given["seed"]))
    return sealed(given["payload_type"], b64decode(given["payload"]), key).decode()


def open_envelope(given: Given) -> Given:
    envelope = read_envelope(given["content"].encode(), given["payload_type"])
    verify(envelope, bytes.fromhex(given["public"]))
    return {"sha256": envelope.sha256}


def policy_of(given: Given) -> Policy:
    return Policy(given["policy"]["id"], tuple(given["policy"]["classifications"]))


def take_record(given: Given) -> Given:
    payload = b64decode(given["payload"])
    return {"sha256": hash_of(payload), "held": held_because(read_record(payload), policy_of(given))}


def accept_keysets(given: Given) -> Given:
    known = None
    for file in given["files"]:
        known = accepted(known, file.encode())
    assert known is not None
    return {"rev": known.keyset.rev, "sha256": known.sha256}


def revoked(given: Given) -> None:
    good = given["last_good"] and LastGood(given["last_good"]["epoch"], given["last_good"]["place"])
    newest = KeySet("", "", 1, None, b"", (), (), None, None, revoked={given["keyid"]: good})
    demand_unrevoked(
        newest, given["keyid"], epoch=given["epoch"], place=given["place"], epochs=given["epochs"]
    )


def heads(given: Given) -> list[str]:
    feed, found = Feed(given["epoch"]), []
    for record in given["records"]:
        feed = feed.advanced(record)
        found.append(feed.head)
    return found


def subject_of(value: Given) -> Subject:
    return Subject(value["id"], value["rev"], value["sha256"])


def stand(given: Given) -> str:
    said = [
        Approval(it["party"], subject_of(it["subject"]), Decision(it["decision"]))
        for it in given["approvals"]
    ]
    return standing(subject_of(given["subject"]), given["parties"], said).value


def releasable(given: Given) -> None:
    demand_releasable(
        read_label(given["label"]),
        policy=policy_of(given),
        audience=given["audience"],
        circle=given["circle"],
        parts=[read_label(it) for it in given["parts"]],
    )


def take_manifest(given: Given) -> object:
    manifest = read_manifest(b64decode(given["payload"]))
    demand_chain(manifest)
    return json.loads(manifest_payload(manifest))


def receive(bundle: OpenBundle, given: Given) -> list[str]:
    keyset, manifest = accepted(None, given["keyset"].encode()).keyset, bundle.manifest
    demand_addressed(manifest, sender=given["sender"], receiver=given["receiver"])
    verify(bundle.envelope, signing_key([keyset], bundle.envelope.keyid))
    demand_chain(manifest)
    found = []
    for place, line in enumerate(bundle.records()):
        envelope = read_envelope(line, RECORD)
        if envelope.sha256 != manifest.records[place]:
            raise TheirFault("list_differs")
        verify(envelope, signing_key([keyset], envelope.keyid))
        demand_origin(read_record(envelope.payload), manifest.sender)
        found.append(envelope.sha256)
    for digest in manifest.blobs:
        bundle.blob(digest)
    known = None
    for file in bundle.keysets:
        known = accepted(known, file)
    return found


def receive_archive(given: Given) -> list[str]:
    return receive(opened_archive(io.BytesIO(b64decode(given["archive"]))), given)


def receive_bundle(given: Given) -> list[str]:
    with open_bundle(io.BytesIO(b64decode(given["bundle"])), [given["identity"]]) as bundle:
        return receive(bundle, given)


OPERATIONS: dict[str, Callable[[Given], object]] = {
    "canonical": lambda it: b64encode(canonical_bytes(it["value"])).decode(),
    "read_json": lambda it: read_json(b64decode(it["content"])),
    "pae": lambda it: b64encode(pae(it["payload_type"], b64decode(it["payload"]))).decode(),
    "seal": seal,
    "keyid": lambda it: keyid_of(bytes.fromhex(it["public"])),
    "open_envelope": open_envelope,
    "read_record": take_record,
    "accept_keysets": accept_keysets,
    "root_fingerprint": lambda it: root_fingerprint(bytes.fromhex(it["root"])),
    "joint_fingerprint": lambda it: joint_fingerprint(*map(bytes.fromhex, it["roots"])),
    "revoked": revoked,
    "heads": heads,
    "outcome": lambda it: OUTCOMES[Epoch(it["epoch"]), Place(it["place"]), Bytes(it["kept"])].value,
    "circle": lambda it: circle_id(it["parties"]),
    "standing": stand,
    "releasable": releasable,
    "read_manifest": take_manifest,
    "receive_archive": receive_archive,
    "receive_bundle": receive_bundle,
}
FILES = sorted(FOLDER.glob("*.json"))
VECTORS = [
    pytest.param(it, id=f"{path.stem}: {it['name']}")
    for path in FILES
    for it in json.loads(path.read_text(encoding="utf-8"))["vectors"]
]


@pytest.mark.parametrize("vector", VECTORS)
def test_vector_holds(vector: Given) -> None:
    try:
        came: Given = {"expected": OPERATIONS[vector["operation"]](vector["given"])}
    except ProtocolFault as fault:
        came = {"code": fault.code}

    assert came == {key: vector[key] for key in ("expected", "code") if key in vector}


@pytest.mark.parametrize("name", MADE_ANEW)
def test_script_gives_the_vectors_that_are_kept(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == written(name, MADE_ANEW[name])


def test_every_file_says_that_its_keys_protect_nothing() -> None:
    assert {json.loads(path.read_text(encoding="utf-8"))["warning"] for path in FILES} == {WARNING}
    assert {path.stem for path in FILES} == {*MADE_ANEW, "bundle"}


def test_vectors_have_names_of_their_own_and_known_codes() -> None:
    for path in FILES:
        vectors = json.loads(path.read_text(encoding="utf-8"))["vectors"]
        names = sorted(it["name"] for it in vectors)
        assert [one for one, other in pairwise(names) if one == other] == []
        assert {it["code"] for it in vectors if "code" in it} <= set(OURS) | set(THEIRS)


NO_VECTOR = {
    "archive_bomb": "made by a library's deflate, whose bytes differ from one version to the next",
    "too_large": "only of what is too long to stand in a file of vectors",
    "keyset_expired": "a comparison with a clock",
    "journal_rolled_back": "a comparison with what was told before",
    "stale_epoch": "the outcome `stale`",
    "fork": "the outcome `fork`",
}


def test_every_way_of_being_bad_has_its_vector_or_a_reason() -> None:
    told = {
        it["code"]
        for path in FILES
        for it in json.loads(path.read_text(encoding="utf-8"))["vectors"]
        if "code" in it
    }

    assert told & set(THEIRS) | set(NO_VECTOR) >= set(THEIRS)


def test_reference_tells_every_operation() -> None:
    page = Path("docs/reference/protocol.md").read_text(encoding="utf-8")

    assert [name for name in OPERATIONS if f"| `{name}` |" not in page] == []
