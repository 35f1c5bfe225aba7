"""Looks at plain text and tables as text: they are kept in UTF-8, whichever of the known ways they came in."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.looking import Looked

ENDINGS = {"txt": "txt", "text": "txt", "log": "txt", "csv": "csv", "tsv": "csv", "": "txt"}
"""What a text may be called: all else that is text, such as HTML or a script, is not on the list."""
RUNS = ("html", "htm", "xhtml", "svg", "xml", "mht", "mhtml", "xsl", "hta")
OF_THE_WEB = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "<iframe", "<?php", "<%")
LOOKED_AT = 1000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Signs that no text has: controls besides those of lines and tabs, halves of signs."""
ARABIC_BYTES = (
    frozenset(range(0xC0, 0xD7)) | frozenset(range(0xD8, 0xE0)) | frozenset(range(0xE1, 0xE7)) | {0xEC, 0xED}
)
"""Bytes that windows-1256 reads as Arabic letters."""
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def look_at_text(content: bytes, name: str) -> Looked:
    """Give a text as UTF-8.

    Raises
    ------
    RefusedFileError
    """
    stem, dot, found = name.rpartition(".")
    ending = found.casefold() if dot and stem else ""
    text, is_utf8 = _read(content, is_called_text=bool(ending) and ending in ENDINGS)
    begins = text[:LOOKED_AT].lstrip("\ufeff \t\r\n").casefold()
    if ending in RUNS or begins.startswith(OF_THE_WEB):
        raise RefusedFileError("page_of_the_web")
    if ending not in ENDINGS:
        raise RefusedFileError("not_on_list")
    if not text.strip():
        raise RefusedFileError("empty")
    kept = text.removeprefix("\ufeff").encode()
    return Looked(name, ENDINGS[ending], content if is_utf8 else kept, mended=() if is_utf8 else ("utf8",))


def _read(content: bytes, *, is_called_text: bool) -> tuple[str, bool]:
    """Give a text, and whether it was UTF-8; what only calls itself a text has another sentence than what is none."""
    refused = RefusedFileError("not_text" if is_called_text else "not_on_list")
    for mark, coding in UTF16.items():
        if content.startswith(mark):
            try:
                return _without_controls(content[len(mark) :].decode(coding), refused), False
            except UnicodeDecodeError:
                raise refused from None
    if b"\0" in content:
        raise refused
    try:
        return _without_controls(content.decode(), refused), True
    except UnicodeDecodeError:
        pass
    coding = "windows-1256" if _is_arabic(content) else "windows-1252"
    try:
        return _without_controls(content.decode(coding), refused), False
    except UnicodeDecodeError:
        raise refused from None


def _is_arabic(content: bytes) -> bool:
    """Tell Arabic from French, whose accents lie at the same bytes: Arabic letters stand together, accents alone."""
    letters = sum(byte in ARABIC_BYTES for byte in content)
    pairs = sum(a in ARABIC_BYTES and b in ARABIC_BYTES for a, b in pairwise(content))
    return 2 * pairs > letters > 0


def _without_controls(text: str, refused: RefusedFileError) -> str:
    if CONTROLS.search(text):
        raise refused
    return text
