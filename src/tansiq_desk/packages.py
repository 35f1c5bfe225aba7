"""Opens a package of parts that anybody may have sent (OOXML, OpenDocument): within limits, under plain names, of plain XML.

What the limits are, and what people are told of a fault, is up to whoever opens it.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, auto
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
"""What stands in a file of the old form that Office makes of a package behind a password."""
PACKED = (ZIP_STORED, ZIP_DEFLATED)
"""Ways in which office programs pack their parts."""
DOTS = re.compile(r"(^|/)\.\.?(/|$)")
OF_XML = (".xml", ".rels", ".vml")
A_LITTLE = 1_000_000
STEP = 1 << 16

DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FINE_TEXT = (b"<", b"\xef\xbb\xbf<", b" ", b"\t", b"\r", b"\n")
"""How XML in UTF-8 begins."""
XML_BEGINS = re.compile(rb"[\xef\xbb\xbf\xff\xfe\x00 \t\r\n]*<")
"""How XML begins in any encoding: after marks, halves of wide letters and blanks."""
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml(?=[\s?])")
PLAIN_DECLARATION = re.compile(
    rb"""\s+version\s*=\s*(?:'1\.\d'|"1\.\d")"""
    rb"""(?:\s+encoding\s*=\s*(?:'(?:utf-?8|(?:us-)?ascii)'|"(?:utf-?8|(?:us-)?ascii)"))?"""
    rb"""(?:\s+standalone\s*=\s*(?:'(?:yes|no)'|"(?:yes|no)"))?\s*""",
    re.IGNORECASE,
)
"""What may stand between `<?xml` and `?>`: of encodings only those in which a look at the bytes sees what a reader sees."""


class Wrong(StrEnum):
    """What may be wrong with a package."""

    NO_PACKAGE = auto()
    OLD_FORMAT = auto()
    ENCRYPTED = auto()
    TOO_MANY = auto()
    TOO_LARGE = auto()
    NAMES = auto()
    DAMAGED = auto()
    NOT_PLAIN = auto()


class PackageError(ValueError):
    """A package that is not read: `code` says why, `name` at which part (of too many: how many), `size` what it unpacks to."""

    def __init__(self, code: Wrong, name: str = "", size: int = 0) -> None:
        super().__init__(code)
        self.code, self.name, self.size = code, name, size


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may hold: parts, bytes of all and of one, and how many times its packed size one of some size has."""

    parts: int
    unpacked: int
    of_a_part: int | None = None
    times: int | None = None


class Package:
    """A package whose list is within limits; its parts are unpacked when they are asked for, each once.

    Raises
    ------
    PackageError
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        _demand_beginning(content)
        with _damage_told():
            self.held = ZipFile(BytesIO(content))
        listed = self.held.infolist()
        _demand_few(listed, limits)
        _demand_plain_list(listed)
        self.limits, self.room = limits, limits.unpacked
        self.entries = {it.filename: it for it in listed if not it.is_dir()}

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield every part with its name, as it stands in the package.

        Raises
        ------
        PackageError
        """
        for name in self.entries:
            yield name, self.read(name)

    def read(self, name: str) -> bytes:
        """Unpack a part, within limits that do not believe what the package says of itself.

        Raises
        ------
        PackageError
        """
        entry, out = self.entries[name], bytearray()
        most = min(self.room, self.limits.of_a_part or self.room)
        if self.limits.times:
            most = min(most, max(A_LITTLE, self.limits.times * max(entry.compress_size, 1)))
        with _damage_told(name), self.held.open(entry) as packed:
            while step := packed.read(STEP):
                out += step
                if len(out) > most:
                    raise PackageError(Wrong.TOO_LARGE, name, entry.file_size)
        self.room -= len(out)
        return bytes(out)


def is_xml(name: str) -> bool:
    """Tell whether a part is XML, by its name."""
    return name.casefold().endswith(OF_XML)


def begins_as_xml(part: bytes) -> bool:
    """Tell whether a part may be XML whatever its name: a program that is led to it by a relation asks for no ending."""
    return XML_BEGINS.match(part) is not None


def demand_plain_xml(name: str, part: bytes) -> None:
    """Refuse XML that declares entities, or is written so that a look at its bytes would miss them; an empty part may stay.

    Raises
    ------
    PackageError
    """
    if not part:
        return
    if b"\0" in part or not part.startswith(FINE_TEXT) or DECLARES.search(part):
        raise PackageError(Wrong.NOT_PLAIN, name)
    if begin := DECLARATION.match(part):
        end = part.find(b"?>", begin.end())
        if end < 0 or not PLAIN_DECLARATION.fullmatch(part, begin.end(), end):
            raise PackageError(Wrong.NOT_PLAIN, name)
    if not part.isascii():
        _demand_utf8(name, part)


def _demand_utf8(name: str, part: bytes) -> None:
    """Refuse what is no UTF-8, without having all of it in memory once more."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(part), STEP):
            decoder.decode(part[at : at + STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise PackageError(Wrong.DAMAGED, name) from error


def _demand_beginning(content: bytes) -> None:
    if content.startswith(OLE):
        raise PackageError(Wrong.ENCRYPTED if ENCRYPTED_STREAM in content else Wrong.OLD_FORMAT)
    if not content.startswith(ZIP):
        raise PackageError(Wrong.NO_PACKAGE)


def _demand_few(listed: Sequence[ZipInfo], limits: Limits) -> None:
    size = sum(it.file_size for it in listed)
    if len(listed) > limits.parts:
        raise PackageError(Wrong.TOO_MANY, str(len(listed)), size)
    if size > limits.unpacked:
        raise PackageError(Wrong.TOO_LARGE, max(listed, key=lambda it: it.file_size).filename, size)


def _demand_plain_list(listed: Sequence[ZipInfo]) -> None:
    """Refuse parts behind a password, under names that lead elsewhere or are the same to some program, or packed otherwise."""
    if any(it.flag_bits & 1 for it in listed):
        raise PackageError(Wrong.ENCRYPTED)
    names = set[str]()
    for it in listed:
        name = it.orig_filename.casefold()
        if it.orig_filename != it.filename or name in names or _leads_elsewhere(name):
            raise PackageError(Wrong.NAMES, it.orig_filename)
        if it.compress_type not in PACKED:
            raise PackageError(Wrong.DAMAGED, it.filename)
        names.add(name)


def _leads_elsewhere(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or DOTS.search(name) is not None


@contextmanager
def _damage_told(name: str = "") -> Iterator[None]:
    try:
        yield
    except (PackageError, MemoryError):
        raise
    except Exception as error:  # an archive of bad bytes raises whatever it likes
        raise PackageError(Wrong.DAMAGED, name) from error
