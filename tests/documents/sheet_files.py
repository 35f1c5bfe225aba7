"""Sheets as officers send them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

NEEDS = ("رقم الطلب", "الوحدة", "الدورة", "عدد المقاعد", "آخر أجل", "الأولوية")
NEED = ("rq-001", "u-ly-bg-n", "crs-ihl-101", 25, "٣١/١٢/٢٠٢٦", 1)


def workbook(*rows: tuple, title: str = "احتياجات", merged: tuple[str, ...] = ()) -> bytes:
    """Write rows as a workbook of one sheet."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_here(name: str, content: bytes, folder: Path) -> tuple[dict, bytes]:
    """Read a file as its own process would, in this one: what that costs is measured elsewhere."""
    from tansiq_desk.sheets import apart

    path = folder / name
    path.write_bytes(content)
    (folder / apart.ROWS).unlink(missing_ok=True)
    told = apart.read(path)
    rows = folder / apart.ROWS
    return told, rows.read_bytes() if rows.exists() else b""
