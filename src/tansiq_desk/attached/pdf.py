"""Looks through a PDF for what is not whole, encrypted, or does something: a plain scan of its objects, no full reading.

Names are found in what stands in the file openly and in object streams packed by zlib. What a viewer might still find
in a file that breaks the format on purpose is beyond it; such a file is only ever downloaded, never opened here.
"""

from __future__ import annotations

import re
import zlib

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.locations import tells_where

ACTIVE = frozenset(
    {
        b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"RichMediaContent", b"SubmitForm",
        b"ImportData", b"GoToE", b"Rendition", b"FileAttachment",
    }
)  # fmt: skip
"""Names of actions and of files inside; none of them belongs in a paper to be read."""
ACTIVE_OUTSIDE_STREAMS = frozenset({b"JS", b"XFA"})
"""Names so short that packed bytes hold them by chance."""
BY_ITSELF, LEADS_ELSEWHERE = (
    b"AA",
    re.compile(rb"/S\s*/(?:URI|GoToR|Named|Thread|Sound|Movie|Trans)(?![A-Za-z])"),
)
"""What is done by itself when a page is shown or left; other things may be called so, where nothing could be done."""
TRAILING = b" \t\r\n\0"
NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]{1,127})")
ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
STREAM = re.compile(rb"stream\r?\n")
START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF$")
AT_START = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
OPENING = re.compile(rb"\s*(?:(\[)|<<(.{0,400}?)>>|(\d{1,10})\s+(\d{1,5})\s+R)", re.DOTALL)
HARMLESS_OPENING = re.compile(rb"(?!.*/Next(?![A-Za-z])).*/S\s*/GoTo(?![A-Za-z])", re.DOTALL)
SHORT_FILTERS = frozenset({b"Fl", b"AHx", b"A85", b"LZW", b"RL", b"Crypt"})
MOST_UNPACKED_BYTES = 100_000_000
MOST_STREAMS = 50_000


def look_at_pdf(content: bytes) -> None:
    """Refuse a PDF that is not whole, encrypted, or does something when it is opened.

    Raises
    ------
    RefusedFileError
    """
    _demand_whole(content)
    outside, packed = _parts(content)
    names = {*_names(content), *(name for part in packed for name in _names(part))}
    openly = {*_names(outside), *(name for part in packed for name in _names(part))}
    if b"Encrypt" in openly:
        raise RefusedFileError("encrypted")
    if found := (names & ACTIVE) | (openly & ACTIVE_OUTSIDE_STREAMS):
        raise RefusedFileError("active_pdf", name=min(found).decode("latin-1"))
    if BY_ITSELF in openly and any(LEADS_ELSEWHERE.search(_unescaped(it)) for it in (outside, *packed)):
        raise RefusedFileError("active_pdf", name=BY_ITSELF.decode())
    for part in (outside, *packed):
        _demand_harmless_opening(_unescaped(part), (outside, *packed))
    if tells_where(content):
        raise RefusedFileError("located_picture", name="PDF")


def _demand_whole(content: bytes) -> None:
    end = START.search(content.rstrip(TRAILING)[-1024:])
    if end is None or int(end[1]) >= len(content) or not AT_START.match(content, int(end[1])):
        raise RefusedFileError("broken_pdf")


def _parts(content: bytes) -> tuple[bytes, list[bytes]]:
    """Give what stands outside of streams, and what the object streams hold."""
    outside, packed, at, room = [], [], 0, MOST_UNPACKED_BYTES
    while begin := STREAM.search(content, at):
        end = content.find(b"endstream", begin.end())
        if end < 0:
            raise RefusedFileError("broken_pdf")
        before = content[at : begin.start()]
        if b"ObjStm" in (names := _names(before)):
            part = _unpacked(content[begin.end() : end], names, room)
            room -= len(part)
            packed.append(part)
        elif b"ObjStm" in _names(content[begin.end() : end]):
            raise RefusedFileError("hidden_pdf")  # what looks like a stream has another one inside
        outside.append(before)
        at = end + len(b"endstream")
        if len(outside) > MOST_STREAMS:
            raise RefusedFileError("hidden_pdf")
    outside.append(content[at:])
    return b"\n".join(outside), packed


def _unpacked(packed: bytes, names: list[bytes], room: int) -> bytes:
    """Unpack an object stream, within limits; one that is packed in any other way than zlib hides something."""
    filters = [name for name in names if name.endswith(b"Decode") or name in SHORT_FILTERS]
    if filters not in ([b"FlateDecode"], [b"Fl"]) or b"DecodeParms" in names or b"DP" in names:
        raise RefusedFileError("hidden_pdf")
    unpacking = zlib.decompressobj()
    try:
        part = unpacking.decompress(packed, max(room, 1))
    except zlib.error as error:
        raise RefusedFileError("broken_pdf") from error
    if not unpacking.eof:
        raise RefusedFileError("hidden_pdf")
    return part


def _names(part: bytes) -> list[bytes]:
    """Give every name of a part, with its escaped signs read: `/J#61vaScript` is `JavaScript`."""
    return [_unescaped(name) for name in NAME.findall(part)]


def _unescaped(part: bytes) -> bytes:
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _demand_harmless_opening(part: bytes, parts: tuple[bytes, ...]) -> None:
    """Let a PDF open at a page of its own, and refuse any other action on opening it."""
    for found in re.finditer(rb"/OpenAction(?![A-Za-z])", part):
        opening = OPENING.match(part, found.end())
        if opening is None:
            raise RefusedFileError("active_pdf", name="OpenAction")
        if opening[1] or (opening[2] is not None and HARMLESS_OPENING.match(opening[2])):
            continue
        if opening[3] is None or not _is_harmless_object(opening[3], opening[4], parts):
            raise RefusedFileError("active_pdf", name="OpenAction")


def _is_harmless_object(number: bytes, generation: bytes, parts: tuple[bytes, ...]) -> bool:
    """Tell whether the object that an opening names is a place in the file; one that is packed is not looked for."""
    head = re.compile(rb"(?<!\d)%b\s+%b\s+obj\s*(\[|<<.{0,400}?>>)" % (number, generation), re.DOTALL)
    bodies = [found[1] for part in parts for found in head.finditer(part)]
    if bodies:
        return all(it == b"[" or HARMLESS_OPENING.match(it) is not None for it in bodies)
    return not any(re.search(rb"/S\s*/URI(?![A-Za-z])", part) for part in parts)
