"""Make the conformance vectors anew: `PYTHONPATH=src:tests python tests/protocol/make_vectors.py`.

All keys in them are TEST KEYS from fixed words and protect nothing. What age encrypts differs each time, so the encrypted
bundle is made once and kept; everything else comes out the same.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from protocol.small_exchange import (
    EPOCH,
    IDENTITY,
    KEYS,
    MESSAGE,
    NODE,
    OTHER,
    OTHER_IDENTITY,
    PARTIES,
    POLICY,
    ROOT,
    SHEET,
    Parts,
    archive_of,
    encrypted,
    hashes,
    key_of,
    line_of,
    manifest_of,
    seed_of,
    small_parts,
)
from protocol.test_archive import BAD as BAD_ARCHIVES
from protocol.test_archive import archive as archive_by_names
from protocol.test_bundle import BAD as BAD_BUNDLES
from protocol.test_bundle import DOUBLED, FOREIGN, MANIFEST_LINE, doubled
from protocol.test_canonical import BAD as BAD_JSON
from protocol.test_dsse import BAD as BAD_ENVELOPES
from protocol.test_keys import NODE_ID, TURNED, lines, next_of

from tansiq_protocol.approval import Standing
from tansiq_protocol.bundle import MANIFEST, RECORDS
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import BUNDLE, RECORD, keyid_of, pae, public_of, sealed
from tansiq_protocol.feed import OUTCOMES, Feed
from tansiq_protocol.keys import LastGood, Trusted, accepted, joint_fingerprint, root_fingerprint
from tansiq_protocol.keyset import keyset_payload
from tansiq_protocol.label import Category, label_fields
from tansiq_protocol.manifest import manifest_payload
from tansiq_protocol.record import hash_of, record_payload

FOLDER = Path(__file__).parent / "vectors"
WARNING = "TEST KEYS: made from words that stand in public, they protect nothing."
LARGEST = 20_000
"""Bytes of an input; what is larger is tested here and is no vector."""
Vector = dict[str, Any]


def text64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def vector(
    name: str, operation: str, given: Vector, *, expected: object = None, code: str | None = None
) -> Vector:
    """Give one vector: what is given, and what must come of it, or the code of its refusal."""
    return {
        "name": name,
        "operation": operation,
        "given": given,
        **({"code": code} if code else {"expected": expected}),
    }


def canonical() -> Iterator[Vector]:
    values = {
        "blanks and order": {"seats": 12, "course": "CBRN", "late": False, "until": None},
        "keys by UTF-16": {"\U0001f600": 1, "\u20ac": 2, "\r": 3, "1": 4, "\u00f6": 5, "\uffee": 6},
        "escapes": 'tab\t quote" back\\ bell\u0007 delete\u007f line\u2028',
        "Arabic": {"النص": "حدود"},
        "form C": "e\u0301 \u0623",
        "largest numbers": [2**53 - 1, -(2**53) + 1, 0],
        "sixteen levels": json.loads("[" * 16 + "]" * 16),
        "nothing inside": [{}, [], ""],
    }
    for name, value in values.items():
        yield vector(name, "canonical", {"value": value}, expected=text64(canonical_bytes(value)))
    for number, (content, code) in enumerate(BAD_JSON, 1):
        if len(content) < LARGEST:
            yield vector(f"bad {number}", "read_json", {"content": text64(content)}, code=code)


def envelope() -> Iterator[Vector]:
    for payload_type, payload in (
        ("http://example.com/HelloWorld", b"hello world"),
        (RECORD, "حدود".encode()),
        (RECORD, b""),
    ):
        given = {"payload_type": payload_type, "payload": text64(payload)}
        yield vector(
            f"pae of {len(payload)} bytes", "pae", given, expected=text64(pae(payload_type, payload))
        )
    payload = record_payload(MESSAGE)
    given = {"payload_type": RECORD, "payload": text64(payload), "seed": seed_of("node").hex()}
    yield vector("sealed", "seal", given, expected=sealed(RECORD, payload, NODE).decode())
    public = public_of(NODE).hex()
    yield vector("name of a key", "keyid", {"public": public}, expected=keyid_of(public_of(NODE)))
    good = {"payload_type": RECORD, "public": public}
    expected = {"sha256": hash_of(payload)}
    yield vector(
        "opened",
        "open_envelope",
        good | {"content": sealed(RECORD, payload, NODE).decode()},
        expected=expected,
    )
    forged = sealed(RECORD, payload, OTHER).decode()
    yield vector("another key", "open_envelope", good | {"content": forged}, code="bad_signature")
    other = sealed(BUNDLE, payload, NODE).decode()
    yield vector("another type", "open_envelope", good | {"content": other}, code="other_type")
    for number, (value, code) in enumerate(BAD_ENVELOPES, 1):
        content = json.dumps(value, ensure_ascii=False)
        yield vector(f"bad {number}", "open_envelope", good | {"content": content}, code=code)


def record() -> Iterator[Vector]:
    usual = json.loads(record_payload(replace(MESSAGE, blobs=(SHEET,))))
    for name, changes, held in (
        ("understood", {}, None),
        ("a field that is not known", {"embargoUntil": "2027-01-01"}, None),
        ("a newer kind", {"kind": "exercise.script"}, "newer_kind"),
        ("a newer schema", {"schema": 2}, "newer_schema"),
        ("a critical item", {"critical": ["embargo"]}, "critical"),
        (
            "an unknown condition",
            {"label": label_fields(replace(MESSAGE.label, categories=(CAVEAT,)))},
            "label",
        ),
        (
            "an unknown classification",
            {"label": label_fields(replace(MESSAGE.label, classification="COSMIC"))},
            "label",
        ),
    ):
        payload = canonical_bytes(usual | changes)
        expected = {"sha256": hash_of(payload), "held": held}
        yield vector(name, "read_record", {"payload": text64(payload), "policy": policy()}, expected=expected)
    (blob,) = usual["blobs"]
    wrong: list[tuple[str, Vector]] = [(f"without {name}", {name: ...}) for name in usual]
    wrong += [
        ("another version", {"v": 2}), ("a truth value for a number", {"rev": True}), ("no prev", {"rev": 2}),
        ("prev of the first", {"prev": "0" * 64}), ("an id in capitals", {"id": usual["id"].upper()}),
        ("an id with a time in it", {"id": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"}), ("a path for a node", {"origin": "../LBY"}),
        ("a day for a moment", {"createdAt": "2026-11-23"}), ("a moment without a zone", {"createdAt": "2026-11-23T21:00:00"}),
        ("a label of text", {"label": "RESTRICTED"}), ("conditions of text", {"label": usual["label"] | {"categories": "x"}}),
        ("a body of a list", {"body": []}), ("a body without its field", {"body": {}}), ("a body's field of another type",
        {"body": {"text": 7}}), ("a path for a file", {"blobs": [blob | {"name": "../x"}]}),
        ("an attachment too large", {"blobs": [blob | {"size": 64 * 1024**2 + 1}]}), ("critical of text", {"critical": "x"}),
    ]  # fmt: skip
    for name, changes in wrong:
        value = {key: it for key, it in (usual | changes).items() if it is not ...}
        given = {"payload": text64(canonical_bytes(value)), "policy": policy()}
        yield vector(name, "read_record", given, code="bad_record")


CAVEAT = Category("Caveat", "RESTRICTIVE", ("A",))


def policy() -> Vector:
    return {"id": POLICY.id, "classifications": list(POLICY.classifications)}


def keyset() -> Iterator[Vector]:
    revoked = lines(next_of(revoked={NODE_ID: LastGood(EPOCH, 3)}), ROOT)
    new, third = key_of("new root"), key_of("third root")
    first, second, turned = lines(KEYS, ROOT), lines(next_of(), ROOT), lines(TURNED, new, ROOT)
    rows: list[tuple[str, list[bytes], str | None]] = [
        ("the first", [first], None),
        ("the same again", [first, first], None),
        ("the next", [first, second], None),
        ("a key revoked", [first, revoked], None),
        ("a new root, signed by both", [first, turned], None),
        ("a new root, met first", [turned], None),
        ("an older one", [first, second, first], "keyset_rollback"),
        ("one left out", [first, lines(replace(next_of(), rev=3), ROOT)], "keyset_gap"),
        ("the same number, other bytes", [first, lines(replace(KEYS, party="tn"), ROOT)], "keyset_fork"),
        ("another one before it", [first, lines(replace(next_of(), prev="0" * 64), ROOT)], "keyset_other_root"),
        ("another node", [first, lines(next_of(node="LBY-NODE1"), ROOT)], "keyset_other_root"),
        ("a new root, signed by the new alone", [first, lines(TURNED, new)], "keyset_other_root"),
        ("a new root, signed by the old alone", [first, lines(TURNED, ROOT)], "keyset_other_root"),
        ("a new root, signed by a third", [first, lines(TURNED, new, third)], "keyset_other_root"),
        ("a signature too many", [first, lines(next_of(), ROOT, new)], "bad_keyset"),
        ("the same signature twice", [lines(KEYS, ROOT, ROOT)], "bad_keyset"),
        ("a revocation taken back", [first, revoked, lines(replace(next_of(accept(first, revoked)), revoked={}), ROOT)],
         "bad_keyset"),
        ("no root's signature", [lines(KEYS, OTHER)], "keyset_other_root"),
        ("signed as a record", [sealed(RECORD, keyset_payload(KEYS), ROOT)], "other_type"),
        ("nothing", [b""], "bad_keyset"),
    ]  # fmt: skip
    for name, files, code in rows:
        given = {"files": [it.decode() for it in files]}
        expected = None if code else {"rev": accept(*files).keyset.rev, "sha256": accept(*files).sha256}
        yield vector(name, "accept_keysets", given, expected=expected, code=code)
    roots = [public_of(it).hex() for it in (ROOT, new)]
    for name, root in zip(("one root", "another root"), roots, strict=True):
        digits = root_fingerprint(bytes.fromhex(root))
        yield vector(name, "root_fingerprint", {"root": root}, expected=digits)
    expected = joint_fingerprint(*map(bytes.fromhex, roots))
    yield vector("two roots", "joint_fingerprint", {"roots": roots}, expected=expected)
    for good, place, code in ((3, 3, None), (3, 4, "key_revoked"), (None, 1, "key_revoked")):
        good_at = None if good is None else {"epoch": EPOCH, "place": good}
        given = {"keyid": NODE_ID, "last_good": good_at, "epochs": [EPOCH], "epoch": EPOCH, "place": place}
        yield vector(f"revoked after {good}, asked at {place}", "revoked", given, code=code)


def accept(*files: bytes) -> Trusted:
    known = None
    for file in files:
        known = accepted(known, file)
    return known


def feed() -> Iterator[Vector]:
    records = [hash_of(it) for it in (b"one", b"two", b"three")]
    heads, at = [], Feed(EPOCH)
    for it in records:
        at = at.advanced(it)
        heads.append(at.head)
    yield vector("three records", "heads", {"epoch": EPOCH, "records": records}, expected=heads)
    yield vector("no record", "heads", {"epoch": EPOCH, "records": []}, expected=[])
    for (epoch, place, kept), came in sorted(OUTCOMES.items()):
        given = {"epoch": epoch.value, "place": place.value, "kept": kept.value}
        yield vector(f"{epoch}, {place}, {kept}", "outcome", given, expected=came.value)
    yield vector("two parties", "circle", {"parties": ["ly", "dz"]}, expected=circle_id(["dz", "ly"]))
    yield vector(
        "three parties", "circle", {"parties": ["ly", "dz", "tn"]}, expected=circle_id(["dz", "ly", "tn"])
    )
    yield vector("one party", "circle", {"parties": ["dz"]}, code="audience_empty")


def approval() -> Iterator[Vector]:
    this = {"id": MESSAGE.id, "rev": 1, "sha256": hash_of(record_payload(MESSAGE))}
    other = this | {"sha256": "0" * 64}
    for name, parties, said, expected in (
        ("nothing said", PARTIES, [], Standing.OPEN),
        ("one of two", PARTIES, [("dz", "approve", this)], Standing.OPEN),
        ("both", PARTIES, [("dz", "approve", this), ("ly", "approve", this)], Standing.IN_FORCE),
        ("one over other bytes", PARTIES, [("dz", "approve", this), ("ly", "approve", other)], Standing.OPEN),
        ("one party twice", PARTIES, [("dz", "approve", this), ("dz", "approve", this)], Standing.OPEN),
        ("somebody else", PARTIES, [("dz", "approve", this), ("tn", "approve", this)], Standing.OPEN),
        ("taken back", PARTIES, [("dz", "approve", this), ("ly", "approve", this), ("dz", "withdraw", this)], Standing.OPEN),
        ("refused", PARTIES, [("dz", "approve", this), ("ly", "reject", this)], Standing.REJECTED),
        ("refused, then approved", PARTIES, [("ly", "reject", this), ("dz", "approve", this), ("ly", "approve", this)],
         Standing.IN_FORCE),
        ("no parties", (), [("dz", "approve", this)], Standing.OPEN),
    ):  # fmt: skip
        approvals = [{"party": party, "decision": word, "subject": subject} for party, word, subject in said]
        given = {"subject": this, "parties": list(parties), "approvals": approvals}
        yield vector(name, "standing", given, expected=expected.value)


def label() -> Iterator[Vector]:
    def of(
        word: str = "RESTRICTED", *more: Category, parties: tuple[str, ...] = PARTIES, by: str = POLICY.id
    ) -> Vector:
        release = Category("Releasable To", "PERMISSIVE", parties)
        return label_fields(
            replace(MESSAGE.label, policy=by, classification=word, categories=(release, *more))
        )

    narrow = Category("Releasable To", "PERMISSIVE", ("dz",))
    for name, whole, audience, circle, parts, code in (
        ("to one", of(), ["ly"], PARTIES, [], None),
        ("with a lower part", of(), ["ly"], PARTIES, [of("UNCLASSIFIED")], None),
        (
            "with a remark",
            of("RESTRICTED", Category("Remark", "INFORMATIVE", ("x",))),
            ["ly"],
            PARTIES,
            [],
            None,
        ),
        ("to nobody", of(), [], PARTIES, [], "audience_empty"),
        ("to somebody outside", of(parties=(*PARTIES, "tn")), ["tn"], PARTIES, [], "audience_outside_circle"),
        ("to somebody not named", of(parties=("dz",)), ["ly"], PARTIES, [], "audience_not_in_label"),
        ("named twice, narrower", of("RESTRICTED", narrow), ["ly"], PARTIES, [], "audience_not_in_label"),
        ("with a part not for them", of(), ["ly"], PARTIES, [of(parties=("dz",))], "audience_not_in_label"),
        ("with a higher part", of(), ["ly"], PARTIES, [of("SECRET")], "label_below_part"),
        ("with a part of an unknown word", of("SECRET"), ["ly"], PARTIES, [of("COSMIC")], "label_below_part"),
        (
            "with a part of another policy",
            of("SECRET"),
            ["ly"],
            PARTIES,
            [of("UNCLASSIFIED", by="OTHER")],
            "label_below_part",
        ),
        ("an unknown word", of("COSMIC"), ["ly"], PARTIES, [], "label_unknown"),
        ("another policy", of(by="OTHER"), ["ly"], PARTIES, [], "label_unknown"),
        ("an unknown condition", of("RESTRICTED", CAVEAT), ["ly"], PARTIES, [], "label_unknown"),
    ):
        given = {
            "label": whole,
            "policy": policy(),
            "audience": audience,
            "circle": list(circle),
            "parts": parts,
        }
        yield vector(name, "releasable", given, expected=None, code=code)


def manifest() -> Iterator[Vector]:
    parts = small_parts()
    whole = replace(parts.manifest, packed=None)
    usual = json.loads(manifest_payload(whole))
    yield vector("a whole one", "read_manifest", {"payload": text64(canonical_bytes(usual))}, expected=usual)
    wrong: list[tuple[str, Vector]] = [(f"without {name}", {name: ...}) for name in usual]
    wrong += [
        ("another version", {"v": 2}), ("another last", {"last": 9}), ("a truth value for a number", {"first": True}),
        ("a list of texts", {"records": ["x", "y"]}), ("a record twice", {"records": usual["records"][:1] * 2}),
        ("an attachment twice", {"blobs": usual["blobs"] * 2}), ("a receipt of text", {"ack": ""}),
        ("a receipt of nothing", {"ack": {}}), ("an epoch in two lines", {"epoch": "a\nb"}),
        ("a node with a path", {"to": "../x"}),
        ("a moment that is none", {"createdAt": "today"}),
    ]  # fmt: skip
    for name, changes in wrong:
        value = {key: it for key, it in (usual | changes).items() if it is not ...}
        yield vector(name, "read_manifest", {"payload": text64(canonical_bytes(value))}, code="bad_manifest")
    newer = canonical_bytes(usual | {"minReader": 2})
    yield vector("a newer reader", "read_manifest", {"payload": text64(newer)}, code="reader_too_old")
    other = canonical_bytes(usual | {"head": "0" * 64})
    yield vector("another head", "read_manifest", {"payload": text64(other)}, code="head_differs")


def archive() -> Iterator[Vector]:
    parts = small_parts()
    yield receive("a whole one", archive_of(parts, method=0), expected=contents(parts))
    yield receive("a receipt alone", archive_of(Parts(manifest_of([]), (), {}), method=0), expected=[])
    for name, (wrong, code) in BAD_BUNDLES.items():
        if (content := archive_of(wrong, method=0)) and len(content) < LARGEST:
            yield receive(name, content, code=code)
    for name, line, code in (
        ("a record of another node", line_of(replace(MESSAGE, origin="LBY-NODE1")), "other_origin"),
        ("a record by a stranger", line_of(MESSAGE, OTHER), "unknown_key"),
    ):
        yield receive(name, archive_of(Parts(manifest_of(hashes([line])), (line,), {}), method=0), code=code)
    yield receive("a list by a stranger", archive_of(parts, key=OTHER, method=0), code="unknown_key")
    for name in FOREIGN:
        if name.isprintable() and len(name) < 100:
            content = archive_by_names({RECORDS: b"", name: b"", MANIFEST: MANIFEST_LINE}, method=0)
            yield receive(f"an entry named {name!r}", content, code="foreign_entry")
    for names, code in DOUBLED:
        yield receive(f"entries {', '.join(it[:20] for it in names)}", doubled(*names), code=code)
    for name, (content, code) in BAD_ARCHIVES.items():
        if (
            "deflated" not in name
            and "than said" not in name
            and len(content) < LARGEST
            and name not in LEFT_OUT
        ):
            yield receive(f"archive: {name}", content, code=code)


LEFT_OUT = {"many entries", "ratio", "another sum", "a date", "a comment of an entry", "an extra field"}
"""Made by a library whose bytes may differ from one version to the next, or within a limit that is another there."""


def contents(parts: Parts) -> list[str]:
    return list(hashes(parts.lines))


def receive(name: str, content: bytes, **came: Any) -> Vector:
    given = {
        "archive": text64(content),
        "keyset": lines(KEYS, ROOT).decode(),
        "receiver": "LBY-NODE1",
        "sender": "DZA-NODE1",
    }
    return vector(name, "receive_archive", given, **came)


def bundle() -> Iterator[Vector]:
    parts = replace(small_parts(), keysets=(lines(KEYS, ROOT), lines(next_of(), ROOT)))
    content = encrypted(archive_of(parts))
    for name, identity, came in (
        ("a whole one", IDENTITY, {"expected": contents(parts)}),
        ("for another", OTHER_IDENTITY, {"code": "cannot_open"}),
    ):
        given = {
            "bundle": text64(content), "identity": identity, "keyset": lines(KEYS, ROOT).decode(),
            "receiver": "LBY-NODE1", "sender": "DZA-NODE1",
        }  # fmt: skip
        yield vector(name, "receive_bundle", given, **came)


MADE_ANEW: dict[str, Callable[[], Iterator[Vector]]] = {
    it.__name__: it for it in (canonical, envelope, record, keyset, feed, approval, label, manifest, archive)
}


def written(name: str, make: Callable[[], Iterator[Vector]]) -> str:
    """Give a file of vectors as text."""
    value = {"warning": WARNING, "about": f"tansiq protocol 1, {name}", "vectors": list(make())}
    return json.dumps(value, ensure_ascii=True, indent=1) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in MADE_ANEW.items():
        (FOLDER / f"{name}.json").write_text(written(name, make), encoding="utf-8")
    kept = FOLDER / "bundle.json"
    if not kept.exists():
        kept.write_text(written("bundle", bundle), encoding="utf-8")


if __name__ == "__main__":
    main()
