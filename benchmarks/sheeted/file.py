"""A list of needs as an office sends it: names instead of codes, days as text, headings of its own."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

HEADINGS = ("ت", "الوحدة", "الدورة", "عدد المقاعد", "آخر أجل", "الأولوية", "ملاحظات")


def write(path: Path, rows: int, units: list[str], courses: list[str]) -> None:
    """Write so many needs, the same for the same names."""
    from openpyxl import Workbook  # noqa: PLC0415 - only where a file is written

    chance = random.Random(2026)  # noqa: S311 - the same list each time
    book = Workbook(write_only=True)
    page = book.create_sheet("احتياجات")
    page.append(HEADINGS)
    for number in range(rows):
        by = date(2026, 1, 1) + timedelta(days=chance.randrange(600))
        seats, priority = chance.randint(1, 20), 1 + number % 3
        page.append(
            [number + 1, chance.choice(units), chance.choice(courses), seats, f"{by:%d/%m/%Y}", priority, "لا شيء"]
        )  # fmt: skip
    book.save(path)
