"""Finds pictures that tell where they were taken, inside other files."""

from __future__ import annotations

import re
from contextlib import suppress
from io import BytesIO
from typing import Any
from warnings import catch_warnings, simplefilter

EXIF = b"Exif\0\0"
XMP_PLACE = re.compile(rb"GPSLatitude\b")
GPS_TAG = 0x8825
LATITUDE, LONGITUDE = 2, 4
LONGEST_BLOCK = 65_536
MOST_BLOCKS = 200
SHOWN = frozenset({b"IDAT", b"fdAT", b"fcTL", b"acTL"})
"""Pieces of a PNG that hold its points and how these move."""


def tells_where(content: bytes) -> bool:
    """Tell whether any picture among these bytes says where it was taken; what is packed is not seen.

    Only what the camera writes is looked for: a block of Exif with a place, or the place in XMP. Bytes with more blocks than
    are looked at are taken to tell.
    """
    if EXIF not in content:
        return XMP_PLACE.search(content) is not None
    from PIL import Image  # noqa: PLC0415 - loaded only where there is something to read

    at = -1
    for _block in range(MOST_BLOCKS):
        at = content.find(EXIF, at + 1)
        if at < 0:
            return XMP_PLACE.search(content) is not None
        with suppress(Exception):  # what cannot be read tells nothing
            exif = Image.Exif()
            exif.load(content[at : at + LONGEST_BLOCK])
            if _has_place(exif):
                return True
    return True


def picture_tells_where(content: bytes, form: str) -> bool:
    """Tell whether a picture says where it was taken, in whichever way its form keeps that; its points are not unpacked."""
    if tells_where(content):
        return True
    from PIL import Image  # noqa: PLC0415 - loaded only where there is something to read

    said = BytesIO(_without_points(content) if form == "PNG" else content)
    try:
        with catch_warnings():
            simplefilter("ignore")
            with Image.open(said, formats=[form]) as given:
                # The PNG's own way to its Exif would unpack the points first.
                return _has_place(Image.Image.getexif(given)) or _names_place(given.info.get("xmp"))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what cannot be read tells nothing
        return False


def _has_place(exif: Any) -> bool:
    place = exif.get_ifd(GPS_TAG)
    return LATITUDE in place or LONGITUDE in place


def _names_place(xmp: object) -> bool:
    return isinstance(xmp, bytes) and XMP_PLACE.search(xmp) is not None


def _without_points(png: bytes) -> bytes:
    """Give a PNG without what it shows: what it says of itself may stand behind that too."""
    kept, at = [png[:8]], 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] not in SHOWN:
            kept.append(png[at:end])
        at = end
    return b"".join(kept)
