"""Finds pictures that tell where they were taken, inside other files."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any
from warnings import catch_warnings, simplefilter

from tansiq_desk.attached.looking import picture_form

EXIF = b"Exif\0\0"
XMP_PLACE = re.compile(rb"G\0*P\0*S\0*L\0*(?:a\0*t|o\0*n\0*g)\0*i\0*t\0*u\0*d\0*e\b")
"""The zeros are halves of wide letters."""
GPS_TAG = 0x8825
LATITUDE, LONGITUDE = 2, 4
LONGEST_BLOCK = 65_536
MOST_BLOCKS = 200
MOST_PAGES = 200
MOST_UNPACKED = 50_000_000
TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
"""Pieces of a PNG that say something in words, and of these what ImageMagick writes in hexadecimal figures."""
IN_FIGURES = b"raw profile type"
NO_FIGURE = re.compile(rb"[^0-9A-Fa-f]+")
DATA = re.compile("data:", re.IGNORECASE)
ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
END_OF_DATA = re.compile("[\"')]")
LOOKED_THROUGH = (b"GIF8", b"BM")
"""How pictures begin that say all openly."""
PACKED_OR_DRAWN = (b"\x1f\x8b", b"<")


def tells_where(content: bytes) -> bool:
    """Tell whether any picture among these bytes says where it was taken; what is packed is not seen.

    Only what the camera writes is looked for: a block of Exif with a place, or the place in XMP. Bytes with more blocks than
    are looked at are taken to tell.
    """
    if EXIF not in content:
        return XMP_PLACE.search(content) is not None
    at = -1
    for _block in range(MOST_BLOCKS):
        at = content.find(EXIF, at + 1)
        if at < 0:
            return XMP_PLACE.search(content) is not None
        if _block_tells_where(content[at : at + LONGEST_BLOCK]):
            return True
    return True


def picture_tells_where(content: bytes, form: str) -> bool:
    """Tell whether a picture says where it was taken, in whichever way its form keeps that; its points are not unpacked.

    A picture of more pages, or with more packed words, than are looked at is taken to tell.
    """
    if tells_where(content):
        return True
    if form == "PNG":
        return _png_tells_where(content)
    from PIL import Image  # noqa: PLC0415 - loaded only where there is something to read

    try:
        with catch_warnings():
            simplefilter("ignore")
            with Image.open(BytesIO(content), formats=[form]) as given:
                return _pages_tell_where(given, form)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what cannot be read tells nothing
        return False


def data_tells_where(said: str) -> bool:
    """Tell whether pictures written as `data:` in an attribute or a text say where they were taken, or cannot be looked at."""
    _before, *pieces = DATA.split(said, MOST_BLOCKS + 1)
    return len(pieces) > MOST_BLOCKS or any(_piece_tells_where(it) for it in pieces)


def _piece_tells_where(piece: str) -> bool:
    kind, _, body = piece.partition(",")
    said = END_OF_DATA.split(body, maxsplit=1)[0].encode()
    content = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), said)
    if "base64" in kind.casefold():
        if b"=" in content.rstrip(b"= \t\r\n"):
            return True  # some would read on, others not
        try:
            content = b64decode(content + b"===")  # whatever is missing at its end
        except ValueError:
            return True
    if form := picture_form(content):
        return picture_tells_where(content, form)
    is_drawn = content.lstrip().startswith(PACKED_OR_DRAWN)
    is_unknown = kind.strip().casefold().startswith("image") and not content.startswith(LOOKED_THROUGH)
    return is_drawn or (is_unknown and bool(content)) or tells_where(content)


def _pages_tell_where(given: Any, form: str) -> bool:
    """Tell it of each page; only those of TIFF have words of their own. Behind one that cannot be read others may stand."""
    if _page_tells_where(given):
        return True
    if form != "TIFF":
        return False
    for number in range(1, MOST_PAGES + 1):
        try:
            given.seek(number)
        except EOFError:
            return False
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a reader given bad bytes raises whatever it likes
            return True
        if _page_tells_where(given):
            return True
    return True


def _page_tells_where(given: Any) -> bool:
    xmp = given.info.get("xmp")
    return _has_place(given.getexif()) or (isinstance(xmp, bytes) and XMP_PLACE.search(xmp) is not None)


def _has_place(exif: Any) -> bool:
    place = exif.get_ifd(GPS_TAG)
    return LATITUDE in place or LONGITUDE in place


def _block_tells_where(block: bytes) -> bool:
    from PIL import Image  # noqa: PLC0415 - loaded only where there is something to read

    with suppress(Exception):  # what cannot be read tells nothing
        exif = Image.Exif()
        exif.load(block)
        return _has_place(exif)
    return False


def _png_tells_where(png: bytes) -> bool:
    room = MOST_UNPACKED
    for kind, body in _pieces(png):
        if kind == b"eXIf" and _block_tells_where(body):
            return True
        if kind in TEXTS:
            key, _, rest = body.partition(b"\0")
            text = _text(kind, rest, room)
            room -= len(text)
            if room <= 0 or XMP_PLACE.search(text) or (_is_in_figures(key) and _figures_tell_where(text)):
                return True
    return False


def _pieces(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield every piece of a PNG with its kind, those behind what it shows too."""
    at = 8
    while at < len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : end]
        at = end + 4


def _text(kind: bytes, said: bytes, most: int) -> bytes:
    """Give a text of a PNG, unpacked to so many bytes at most; one that cannot be unpacked says nothing."""
    if kind == b"tEXt" or (kind == b"iTXt" and not said.startswith(b"\1")):
        return said
    packed = said[1:] if kind == b"zTXt" else said[2:].split(b"\0", 2)[-1]
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(packed, most)
    return b""


def _is_in_figures(key: bytes) -> bool:
    return key.lower().startswith(IN_FIGURES)


def _figures_tell_where(text: bytes) -> bool:
    """Look at what stands behind its kind and its length, each on a line."""
    figures = NO_FIGURE.sub(b"", text.split(b"\n", 3)[-1])
    block = bytes.fromhex(figures[: len(figures) // 2 * 2].decode())
    return tells_where(block) or _block_tells_where(block)
