"""The documents that every contestant carries: messages of about so many bytes, the same for all."""

from __future__ import annotations

import random
from collections.abc import Iterator

SAID = (
    "دورة حدود كتيبة تدريب مدرسة أسبوع مقاعد لجنة محضر مشترك تمرين برنامج منسق طلب جاهزية "
    "course border battalion training school week seats committee minutes joint exercise programme request readiness "
    "stage frontière bataillon école semaine places commission exercice programme demande"
)
WORDS = SAID.split()
OVERHEAD = 500
"""Bytes of a record's payload besides its text: ids, label, circle and the like."""


def texts(count: int, size: int) -> Iterator[str]:
    """Give texts such that a record of each is about so many bytes."""
    chance = random.Random(f"{count} {size}")  # noqa: S311 - the same documents each time
    wanted = max(1, size - OVERHEAD)
    for number in range(count):
        words = [f"{number:06d}"]
        length = 6
        while wanted - length > 8:
            words.append(chance.choice(WORDS) if chance.random() < 0.8 else str(chance.randrange(10**6)))
            length += 1 + len(words[-1].encode())
        yield " ".join(words)
