"""Finds pictures that tell where they were taken, inside other files."""

from __future__ import annotations

import re
from contextlib import suppress

EXIF = b"Exif\0\0"
XMP_PLACE = re.compile(rb"(?:exif:)?GPSLatitude\b")
GPS_TAG = 0x8825
LONGEST_BLOCK = 65_536
MOST_BLOCKS = 200


def tells_where(content: bytes) -> bool:
    """Tell whether any picture among these bytes says where it was taken; what is packed is not seen.

    Only what the camera writes is looked for: a block of Exif with a place, or the place in XMP.
    """
    if EXIF not in content:
        return XMP_PLACE.search(content) is not None
    from PIL import Image  # noqa: PLC0415 - loaded only where there is something to read

    at = -1
    for _block in range(MOST_BLOCKS):
        at = content.find(EXIF, at + 1)
        if at < 0:
            break
        with suppress(Exception):  # what cannot be read tells nothing
            exif = Image.Exif()
            exif.load(content[at : at + LONGEST_BLOCK])
            place = exif.get_ifd(GPS_TAG)
            if 2 in place or 4 in place:  # latitude, longitude
                return True
    return XMP_PLACE.search(content) is not None
