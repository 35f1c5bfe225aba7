"""The same bytes for the same paper: no moment of writing inside, and every part that was not changed as it was given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tansiq_desk.paper.word.tree import XMLSyntaxError, canonical

FIRST_YEAR, LAST_YEAR = 1980, 2107
"""Years that a ZIP can name."""


def packed(contents: Mapping[str, bytes], at: datetime) -> bytes:
    """Pack parts in their order, each with the same moment."""
    moment = (min(max(at.year, FIRST_YEAR), LAST_YEAR), at.month, at.day, at.hour, at.minute, 0)
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name, content in contents.items():
            entry = ZipInfo(name, moment)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return stream.getvalue()


def steady(written: bytes, template: bytes, at: datetime) -> bytes:
    """Pack a text anew; parts that say what those of its template say keep the template's own bytes."""
    with ZipFile(BytesIO(written)) as now, ZipFile(BytesIO(template)) as before:
        known = set(before.namelist())
        contents = {
            it: _kept(now.read(it), before.read(it)) if it in known else now.read(it) for it in now.namelist()
        }
    return packed(contents, at)


def _kept(now: bytes, before: bytes) -> bytes:
    if now == before:
        return before
    try:
        return before if canonical(now) == canonical(before) else now
    except XMLSyntaxError:
        return now
