"""The archive: any program unpacks it, and of its headers only one sequence of bytes is right."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq_protocol.archive import (
    DEFLATED,
    STORED,
    ArchiveWriter,
    Entry,
    Member,
    hash_of_first,
    read_entries,
)
from tansiq_protocol.errors import TheirFault

MOST = 10


def archive(entries: dict[str, bytes], method: int = DEFLATED) -> bytes:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name, content in entries.items():
        writer.add(name, [content], method=method)
    writer.close()
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    file = io.BytesIO(content)
    return {it.name: io.BufferedReader(Member(file, it)).read() for it in read_entries(file, MOST)}


def code_of(content: bytes) -> str:
    with pytest.raises(TheirFault) as caught:
        unpacked(content)
    return caught.value.code


CONTENTS = st.dictionaries(st.text("abc./", min_size=1, max_size=8), st.binary(max_size=300), max_size=4)


@settings(max_examples=50)
@given(CONTENTS, st.sampled_from([STORED, DEFLATED]))
def test_what_is_packed_is_unpacked(entries: dict[str, bytes], method: int) -> None:
    assert unpacked(archive(entries, method)) == entries


@settings(max_examples=50)
@given(CONTENTS, st.sampled_from([STORED, DEFLATED]))
def test_any_program_unpacks_it(entries: dict[str, bytes], method: int) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(entries, method))) as other:
        assert other.testzip() is None
        assert {it: other.read(it) for it in other.namelist()} == entries
        assert {it.date_time for it in other.infolist()} <= {(1980, 1, 1, 0, 0, 0)}


def test_entry_may_come_part_by_part() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    writer.add("a", (bytes([it]) * 1000 for it in range(100)))
    at = writer.at
    assert writer.sha256() == hash_of_first(file, at)
    writer.close()

    assert unpacked(file.getvalue()) == {"a": b"".join(bytes([it]) * 1000 for it in range(100))}


@pytest.mark.parametrize("size", [1_000, 102_400, 1_000_000])
def test_what_would_look_like_a_bomb_is_stored(size: int) -> None:
    content = bytes(size)
    packed = archive({"zeros": content})

    assert unpacked(packed) == {"zeros": content}
    (entry,) = read_entries(io.BytesIO(packed), MOST)
    assert entry.method == (STORED if size > 102_400 else DEFLATED)


SMALL = archive({"a": b"hello hello hello", "b": b"world"}, STORED)
FIRST, SECOND = read_entries(io.BytesIO(SMALL), MOST)
DIRECTORY_AT = SECOND.ends_at


def rebuilt(*entries: Entry, bodies: tuple[bytes, ...] | None = None, end: bytes = b"") -> bytes:
    """Build an archive from headers as they are given, right or wrong."""
    given = bodies or tuple(SMALL[it.content_at : it.ends_at] for it in (FIRST, SECOND))
    front = b"".join(it.local + body for it, body in zip(entries, given, strict=True))
    directory = b"".join(it.central for it in entries)
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(front), len(end)
    )
    return front + directory + tail + end


def deflated(content: bytes) -> bytes:
    press = zlib.compressobj(wbits=-15)
    return press.compress(content) + press.flush()


def lying(content: bytes, size: int, *, packed: bytes | None = None, crc: int | None = None) -> bytes:
    """Give an archive of one entry that says another size of itself."""
    body = deflated(content) if packed is None else packed
    entry = Entry("a", DEFLATED, zlib.crc32(content) if crc is None else crc, len(body), size, 0)
    return rebuilt(entry, bodies=(body,))


def with_flag(bit: int) -> bytes:
    """Set a flag in both headers of the first entry."""
    content = bytearray(SMALL)
    for at in (6, DIRECTORY_AT + 8):
        content[at] |= bit
    return bytes(content)


def with_method(method: int) -> bytes:
    return rebuilt(replace(FIRST, method=method), SECOND)


def by_another_hand(**how: object) -> bytes:
    """Give an archive as a common program writes it: right, but with bytes that are left to chance."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as other:
        entry = zipfile.ZipInfo("a", how.pop("date", (2026, 11, 23, 21, 0, 0)))
        entry.comment, entry.extra = how.pop("comment", b""), how.pop("extra", b"")
        other.comment = how.pop("end", b"")
        other.writestr(entry, b"hello")
    return file.getvalue()


BAD = {
    "nothing": (b"", "bad_archive"),
    "no archive": (b"x" * 100, "bad_archive"),
    "end alone, lying": (b"PK\5\6" + b"\xff" * 18, "archive_bomb"),
    "no end": (SMALL[:-22], "bad_archive"),
    "something before": (b"x" + SMALL, "bad_archive"),
    "something behind": (SMALL + b"x", "bad_archive"),
    "another archive behind": (SMALL + SMALL, "bad_archive"),
    "comment": (rebuilt(FIRST, SECOND, end=b"comment"), "bad_archive"),
    "encrypted": (with_flag(1), "bad_archive"),
    "sizes behind the bytes": (with_flag(8), "bad_archive"),
    "names in another alphabet": (archive({"q": b"1"}).replace(b"q", b"\xff"), "bad_archive"),
    "bzip2": (with_method(12), "bad_archive"),
    "LZMA": (with_method(14), "bad_archive"),
    "Zstandard": (with_method(93), "bad_archive"),
    "stored said to be deflated": (with_method(DEFLATED), "bad_archive"),
    "many entries": (archive({str(it): b"" for it in range(MOST + 1)}), "archive_bomb"),
    "directory said to be huge": (SMALL[:-10] + b"\xff\xff\xff\x7f" + SMALL[-6:], "bad_archive"),
    "sizes of ZIP64": (rebuilt(replace(FIRST, packed_size=2**32 - 1, size=2**32 - 1), SECOND), "bad_archive"),
    "overlapping entries": (rebuilt(FIRST, replace(SECOND, at=0)), "bad_archive"),
    "entries in one another": (
        rebuilt(replace(FIRST, packed_size=FIRST.packed_size + 40), SECOND),
        "bad_archive",
    ),
    "larger than said": (lying(b"hello" * 50, 5), "archive_bomb"),
    "larger than said, with its sum": (lying(b"hello" * 50, 5, crc=zlib.crc32(b"hello")), "archive_bomb"),
    "smaller than said": (lying(b"hello", 50), "bad_archive"),
    "another sum": (lying(b"hello", 5, crc=1), "bad_archive"),
    "cut while deflated": (lying(b"hello", 5, packed=deflated(b"hello")[:-1]), "bad_archive"),
    "something behind the deflated": (lying(b"hello", 5, packed=deflated(b"hello") + b"x"), "bad_archive"),
    "not deflated": (lying(b"hello", 5, packed=b"\xff" * 9), "bad_archive"),
    "ratio": (lying(bytes(10**6), 10**6), "archive_bomb"),
    "a date": (by_another_hand(), "bad_archive"),
    "a comment of an entry": (by_another_hand(date=(1980, 1, 1, 0, 0, 0), comment=b"c"), "bad_archive"),
    "an extra field": (by_another_hand(date=(1980, 1, 1, 0, 0, 0), extra=b"\x99\x99\0\0"), "bad_archive"),
}


@pytest.mark.parametrize("name", BAD)
def test_archive_with_anything_else_is_refused(name: str) -> None:
    content, code = BAD[name]

    assert code_of(content) == code


def test_no_bit_of_the_headers_is_left_to_chance() -> None:
    packed = {at for it in (FIRST, SECOND) for at in range(it.content_at, it.ends_at)}
    headers = [it for it in range(len(SMALL)) if it not in packed]

    for at in headers:
        for bit in range(8):
            content = bytearray(SMALL)
            content[at] ^= 1 << bit
            try:
                found = unpacked(bytes(content))
            except TheirFault:
                continue
            pytest.fail(f"byte {at} bit {bit} was altered unseen: {found}")


def test_no_prefix_is_an_archive() -> None:
    for end in range(len(SMALL)):
        with pytest.raises(TheirFault):
            unpacked(SMALL[:end])


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for case in (content, content + SMALL[DIRECTORY_AT:], SMALL[: len(content)] + content):
        try:
            unpacked(case)
        except TheirFault:
            continue
