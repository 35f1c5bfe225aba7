"""The same bytes for the same workbook: no moment of writing inside."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(?=<)")
FIRST_ZIP_DAY = date(1980, 1, 1)
LAST_ZIP_DAY = date(2107, 12, 31)


def steady_bytes(workbook: bytes, day: date) -> bytes:
    """Pack a workbook again with one day in place of the moment it was written."""
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    packed = min(max(day, FIRST_ZIP_DAY), LAST_ZIP_DAY)
    stream = BytesIO()
    with ZipFile(BytesIO(workbook)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PROPERTIES:
                content = MOMENT.sub(lambda found: found[1] + stamp, content)
            entry = ZipInfo(name, (packed.year, packed.month, packed.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return stream.getvalue()
