"""One file for stick and line: what went in comes out, for its receiver alone; anything else is refused by its fault."""

from __future__ import annotations

import io
import os
import tracemalloc
from dataclasses import replace

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.small_exchange import (
    EPOCH,
    IDENTITY,
    KEYS,
    MESSAGE,
    NODE,
    OTHER,
    OTHER_IDENTITY,
    OTHER_RECIPIENT,
    RECIPIENT,
    ROOT,
    SHEET,
    Parts,
    archive_of,
    encrypted,
    hashes,
    line_of,
    manifest_of,
    message,
    small_parts,
    taken,
    taken_plain,
)
from protocol.test_archive import archive as archive_by_names

from tansiq_protocol.archive import ArchiveWriter
from tansiq_protocol.bundle import (
    BLOBS,
    LONGEST_LINE,
    MANIFEST,
    RECORDS,
    open_bundle,
    opened_archive,
    write_bundle,
)
from tansiq_protocol.dsse import BUNDLE, RECORD, keyid_of, public_of, read_envelope, sealed
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.keys import LastGood, signed_keyset
from tansiq_protocol.manifest import MOST_RECORDS, Packed, manifest_payload
from tansiq_protocol.record import LARGEST_BLOB, hash_of, read_record
from tansiq_protocol.sealing import LARGEST_HEADER, decrypt

PARTS = small_parts()
PLAIN = archive_of(PARTS)
WHOLE = encrypted(PLAIN)


def code_of(content: bytes, identity: str = IDENTITY) -> str:
    with pytest.raises(TheirFault) as caught:
        taken(content, identity)
    return caught.value.code


def plain_code(plain: bytes) -> str:
    with pytest.raises(TheirFault) as caught:
        taken_plain(plain)
    return caught.value.code


def written(parts: Parts, **how: object) -> bytes:
    file = io.BytesIO()
    usual = {
        "key": NODE,
        "recipients": [RECIPIENT],
        "blob": parts.blobs.__getitem__,
        "keysets": parts.keysets,
    }
    write_bundle(file, parts.manifest, parts.lines, **usual | how)
    return file.getvalue()


def our_code(parts: Parts, **how: object) -> str:
    with pytest.raises(OurFault) as caught:
        written(parts, **how)
    return caught.value.code


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, max_size=5), st.lists(st.binary(max_size=2000), max_size=3))
def test_what_goes_in_comes_out(texts: list[str], contents: list[bytes]) -> None:
    lines = tuple(
        line_of(replace(message(number), body={"text": text})) for number, text in enumerate(texts, 1)
    )
    blobs = {hash_of(it): it for it in contents}
    manifest = manifest_of(hashes(lines), blobs={name: len(it) for name, it in blobs.items()})
    keysets = (signed_keyset(KEYS, ROOT),)

    content = written(Parts(manifest, lines, blobs, keysets))

    found = taken(content)
    assert (found.manifest, dict(found.blobs)) == (manifest, blobs)
    with open_bundle(io.BytesIO(content), [IDENTITY]) as bundle:
        assert tuple(bundle.records()) == lines
        assert tuple(bundle.keysets) == keysets


def test_bundle_may_hold_a_receipt_alone() -> None:
    manifest = manifest_of([])

    assert taken(written(Parts(manifest, (), {}))).manifest == manifest


def test_bundle_opens_with_an_older_identity_too() -> None:
    with open_bundle(io.BytesIO(WHOLE), [OTHER_IDENTITY, IDENTITY]) as bundle:
        assert bundle.manifest == PARTS.manifest


def test_records_can_be_read_again_and_beside_attachments() -> None:
    with open_bundle(io.BytesIO(WHOLE), [IDENTITY]) as bundle:
        lines = bundle.records()
        first = next(lines)
        content = bundle.blob(SHEET.sha256)

        assert (first, *lines) == PARTS.lines == tuple(bundle.records())
        assert content == PARTS.blobs[SHEET.sha256]
        assert bundle.keysets == []


def test_manifest_is_to_be_verified_by_whoever_opens() -> None:
    stranger = archive_of(PARTS, key=OTHER)

    assert opened_archive(io.BytesIO(stranger)).manifest == PARTS.manifest
    assert plain_code(stranger) == "unknown_key"


AGE = b"age-encryption.org/v1\n"
NOT_FOR_US = {
    "empty": b"",
    "no age file": b"x" * 1000,
    "cut": WHOLE[:-1],
    "header alone": WHOLE[: WHOLE.index(b"\n---") + 48],
    "for another": encrypted(PLAIN, [OTHER_RECIPIENT]),
    "without an end of its header": AGE + b"-> X25519 " + b"a" * 1_000_000,
    "huge header": AGE + b"-> X25519 abc\n\n" * 100_000 + b"\n--- abc\n",
    "something behind": WHOLE + b"x",
    "twice": WHOLE + WHOLE,
    "older version": WHOLE.replace(b"/v1", b"/v0", 1),
    "armoured": b"-----BEGIN AGE ENCRYPTED FILE-----\n" + WHOLE,
}


@pytest.mark.parametrize("name", NOT_FOR_US)
def test_file_that_is_not_for_us_is_not_opened(name: str) -> None:
    assert code_of(NOT_FOR_US[name]) == "cannot_open"


def test_file_under_a_passphrase_is_not_opened() -> None:
    assert code_of(pyrage.passphrase.encrypt(b"x", "secret")) == "cannot_open"


def test_header_for_the_most_recipients_is_read() -> None:
    assert taken(written(PARTS, recipients=[*[OTHER_RECIPIENT] * 19, RECIPIENT])).manifest == PARTS.manifest


def test_longest_header_is_read_in_no_time() -> None:
    many = AGE + b"-> X25519 abc\n\n" * (LARGEST_HEADER // 15 - 4) + b"\n--- abc\n"

    assert len(many) < LARGEST_HEADER
    assert code_of(many) == "cannot_open"


def test_identity_that_is_none_is_our_fault() -> None:
    for identity in ("junk", RECIPIENT):
        with pytest.raises(OurFault) as caught, open_bundle(io.BytesIO(WHOLE), [identity]):
            pass
        assert caught.value.code == "key_unusable"
    with pytest.raises(TheirFault), open_bundle(io.BytesIO(WHOLE), []):
        pass


class Pulled(io.BytesIO):
    """A stick that is pulled out while it is read."""

    def read(self, size: int = -1) -> bytes:
        if self.tell() > 100:
            raise OSError(5, "Input/output error")
        return super().read(min(size, 200))


class Full(io.BytesIO):
    """A disk with no room left."""

    def write(self, _content: bytes) -> int:
        raise OSError(28, "No space left on device")


def test_pulled_stick_and_full_disk_are_nobodys_fault() -> None:
    with pytest.raises(OSError, match="Input/output"):
        decrypt(Pulled(WHOLE), io.BytesIO(), [IDENTITY], 10**6)
    with pytest.raises(OSError, match="No space"):
        decrypt(io.BytesIO(WHOLE), Full(), [IDENTITY], 10**6)


def test_file_that_is_larger_than_allowed_is_not_read_to_its_end() -> None:
    large = encrypted(os.urandom(3_000_000))
    with pytest.raises(TheirFault) as caught:
        decrypt(io.BytesIO(large), io.BytesIO(), [IDENTITY], 1_000)
    assert caught.value.code == "too_large"
    with pytest.raises(TheirFault) as caught:
        decrypt(io.BytesIO(encrypted(b"x" * 1_001)), io.BytesIO(), [IDENTITY], 1_000)
    assert caught.value.code == "too_large"


MANIFEST_LINE = sealed(BUNDLE, manifest_payload(PARTS.manifest), NODE)
FOREIGN = [
    "../records.jsonl",
    "/etc/passwd",
    "..\\records.jsonl",
    "C:\\records.jsonl",
    "records.jsonl\0.txt",
    "RECORDS.JSONL",
    "Manifest.dsse.json",
    "blobs/",
    "blobs/../" + SHEET.sha256[3:],
    "blobs/" + SHEET.sha256.upper(),
    "blobs/" + SHEET.sha256 + "\n",
    "blobs/" + SHEET.sha256[:-1],
    "blobs/x/" + SHEET.sha256,
    "",
    ".",
    "readme.txt",
    "x" * 60_000,
]


@pytest.mark.parametrize("name", FOREIGN, ids=lambda it: repr(it)[:30])
def test_name_that_does_not_belong_is_refused(name: str) -> None:
    content = archive_by_names({RECORDS: b"", name: b"", MANIFEST: MANIFEST_LINE}, method=0)

    assert plain_code(content) in (
        {"foreign_entry"} if len(name) < 1000 else {"bad_archive", "foreign_entry"}
    )


def test_name_that_came_is_told_without_its_unseen_signs() -> None:
    content = archive_by_names({RECORDS: b"", "x\r\n\x1b[2J": b"", MANIFEST: MANIFEST_LINE}, method=0)
    with pytest.raises(TheirFault) as caught:
        taken_plain(content)

    assert str(caught.value).isprintable()


def doubled(*names: str) -> bytes:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name in names:
        writer.add(name, [MANIFEST_LINE if name == MANIFEST else b""], method=0)
    writer.close()
    return file.getvalue()


DOUBLED = [
    ([RECORDS, RECORDS, MANIFEST], "foreign_entry"),
    ([RECORDS, MANIFEST, MANIFEST], "foreign_entry"),
    ([RECORDS], "entry_missing"),
    ([MANIFEST], "entry_missing"),
    ([], "entry_missing"),
    ([MANIFEST, RECORDS], "bad_archive"),
    ([BLOBS + "0" * 64, RECORDS, MANIFEST], "bad_archive"),
    ([RECORDS, BLOBS + "1" * 64, BLOBS + "0" * 64, MANIFEST], "bad_archive"),
    ([RECORDS, MANIFEST], "entry_missing"),  # the attachment of the list
]


@pytest.mark.parametrize(("names", "code"), DOUBLED)
def test_entries_stand_once_and_in_their_order(names: list[str], code: str) -> None:
    assert plain_code(doubled(*names)) == code


def changed(**changes: object) -> Parts:
    return replace(PARTS, **changes)


OTHER_SHEET = PARTS.blobs[SHEET.sha256][:-1] + b"!"
LONG = b"x" * LONGEST_LINE
BAD = {
    "swapped records": (changed(lines=PARTS.lines[::-1]), "list_differs"),
    "one record less": (changed(lines=PARTS.lines[:1]), "list_differs"),
    "one record more": (changed(lines=(*PARTS.lines, PARTS.lines[0])), "list_differs"),
    "an empty line": (changed(lines=(*PARTS.lines, b"")), "list_differs"),
    "another record": (changed(lines=(PARTS.lines[0], line_of(message(3)))), "list_differs"),
    "too long a line": (changed(lines=(LONG, PARTS.lines[1])), "too_large"),
    "no envelope": (changed(lines=(b"x", PARTS.lines[1])), "not_json"),
    "other bytes of an attachment": (changed(blobs={SHEET.sha256: OTHER_SHEET}), "blob_differs"),
    "another size of an attachment": (changed(blobs={SHEET.sha256: b"x"}), "list_differs"),
    "an attachment less": (changed(blobs={}), "entry_missing"),
    "an attachment more": (changed(blobs={**PARTS.blobs, hash_of(b"x"): b"x"}), "list_differs"),
    "another receiver": (changed(manifest=replace(PARTS.manifest, receiver="TUN-NODE1")), "other_receiver"),
    "another sender": (changed(manifest=replace(PARTS.manifest, sender="TUN-NODE1")), "other_sender"),
    "another head": (changed(manifest=replace(PARTS.manifest, head="0" * 64)), "head_differs"),
    "another epoch": (changed(manifest=replace(PARTS.manifest, epoch="00000002-x")), "head_differs"),
    "a newer reader": (changed(manifest=replace(PARTS.manifest, reader=2)), "reader_too_old"),
}


@pytest.mark.parametrize("name", BAD)
def test_bundle_that_does_not_hold_together_is_refused(name: str) -> None:
    parts, code = BAD[name]

    assert plain_code(archive_of(parts)) == code


def one_record(line: bytes) -> Parts:
    return Parts(manifest_of(hashes([line])), (line,), {})


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (line_of(MESSAGE, OTHER), "unknown_key"),
        (line_of(replace(MESSAGE, origin="LBY-NODE1")), "other_origin"),
        (sealed(RECORD, b"{}", NODE), "bad_record"),
    ],
)
def test_record_that_is_not_the_senders_is_refused(line: bytes, code: str) -> None:
    assert plain_code(archive_of(one_record(line))) == code


@pytest.mark.parametrize("keysets", [[b"{}"], [b"[1]"], [b'{"a":1}'], [b"7"], [b"null"]], ids=repr)
def test_key_sets_of_another_shape_are_refused(keysets: list[bytes]) -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    writer.add(RECORDS, [])
    writer.add("keysets.json", keysets)
    payload = manifest_payload(replace(manifest_of([]), packed=Packed(writer.at, writer.sha256())))
    writer.add(MANIFEST, [sealed(BUNDLE, payload, NODE)], method=0)
    writer.close()

    assert plain_code(file.getvalue()) == "bad_keyset"


def test_manifest_without_its_hash_of_the_rest_is_refused() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    writer.add(RECORDS, [])
    writer.add(MANIFEST, [sealed(BUNDLE, manifest_payload(manifest_of([])), NODE)], method=0)
    writer.close()

    assert plain_code(file.getvalue()) == "list_differs"


def test_attachment_that_is_not_listed_is_missing() -> None:
    with pytest.raises(TheirFault) as caught:
        opened_archive(io.BytesIO(PLAIN)).blob("0" * 64)

    assert caught.value.code == "entry_missing"


MANY = tuple(hash_of(str(it).encode()) for it in range(MOST_RECORDS + 1))


@pytest.mark.parametrize(
    ("parts", "how", "code"),
    [
        (PARTS, {"recipients": []}, "recipient_unusable"),
        (PARTS, {"recipients": ["junk"]}, "recipient_unusable"),
        (PARTS, {"recipients": [RECIPIENT, IDENTITY]}, "recipient_unusable"),
        (PARTS, {"recipients": [RECIPIENT] * 21}, "recipient_unusable"),
        (changed(manifest=manifest_of(MANY)), {}, "too_large"),
        (changed(manifest=manifest_of([], blobs=dict.fromkeys(MANY, 1))), {}, "too_large"),
        (changed(lines=PARTS.lines[::-1]), {}, "list_differs"),
        (changed(lines=PARTS.lines[:1]), {}, "list_differs"),
        (changed(lines=(*PARTS.lines, PARTS.lines[0])), {}, "list_differs"),
        (changed(lines=(PARTS.lines[0], b"x")), {}, "list_differs"),
        (changed(lines=(PARTS.lines[0] + b"\n", PARTS.lines[1])), {}, "list_differs"),
        (PARTS, {"blob": None}, "list_differs"),
        (PARTS, {"keysets": [b"x"] * 1001}, "too_large"),
        (PARTS, {"keysets": [b"x" * (2 * 1024 * 1024)]}, "too_large"),
        (PARTS, {"blob": lambda _digest: b"other"}, "list_differs"),
        (PARTS, {"blob": lambda _digest: bytes(LARGEST_BLOB + 1)}, "too_large"),
    ],
)
def test_what_no_reader_takes_is_not_written(parts: Parts, how: dict[str, object], code: str) -> None:
    assert our_code(parts, **how) == code


def test_revoked_key_is_seen_in_a_bundle() -> None:
    up_to_first = replace(
        KEYS, signing=(public_of(OTHER),), revoked={keyid_of(public_of(NODE)): LastGood(EPOCH, 1)}
    )
    up_to_last = replace(
        KEYS, signing=(public_of(OTHER),), revoked={keyid_of(public_of(NODE)): LastGood(EPOCH, 2)}
    )

    assert taken_plain(PLAIN, history=(up_to_last, KEYS)).manifest == PARTS.manifest
    with pytest.raises(TheirFault) as caught:
        taken_plain(PLAIN, history=(up_to_first, KEYS))
    assert caught.value.code == "key_revoked"


POISON = [
    b"",
    b"x",
    b"[" * 100_000,
    sealed(RECORD, b"[" * 100_000, NODE),
    sealed(RECORD, b'{"v":1,"v":1}', NODE),
    sealed(BUNDLE, b"{}", NODE),
    line_of(MESSAGE).replace(b'"sig":"', b'"sig":"A'),
]


@pytest.mark.parametrize("poison", POISON, ids=lambda it: repr(it)[:40])
def test_one_bad_record_holds_no_other_back(poison: bytes) -> None:
    lines = [line_of(message(number)) for number in range(1, 40)]
    listed = [*hashes(lines[:20]), hash_of(poison), *hashes(lines[20:])]
    content = archive_of(Parts(manifest_of(listed), (*lines[:20], poison, *lines[20:]), {}))

    good, bad = [], []
    for line in opened_archive(io.BytesIO(content)).records():
        try:
            good.append(read_record(read_envelope(line, RECORD).payload))
        except TheirFault as fault:
            bad.append(fault.code)

    assert (good, len(bad)) == ([message(number) for number in range(1, 40)], 1)


@pytest.mark.parametrize("filling", [b"{},", b"[],", b"[" * 14 + b"]" * 14 + b","])
def test_hollow_manifest_takes_no_memory(filling: bytes) -> None:
    hollow = b"[" + filling * (1_000_000 // len(filling)) + b"1]"
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    writer.add(RECORDS, [])
    writer.add(MANIFEST, [hollow], method=0)
    writer.close()
    plain = file.getvalue()

    tracemalloc.start()
    try:
        assert plain_code(plain) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 4 * len(hollow)
    finally:
        tracemalloc.stop()


def test_reading_takes_the_same_memory_whatever_the_size() -> None:
    def peak(many: int) -> int:
        lines = tuple(line_of(message(number)) for number in range(1, many + 1))
        plain = archive_of(Parts(manifest_of(hashes(lines)), lines, {}))
        file = io.BytesIO(plain)
        tracemalloc.start()
        try:
            assert sum(1 for _ in opened_archive(file).records()) == many
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(20), peak(400)

    assert many - few < 400 * 1000  # the list of hashes grows, the records do not pile up
