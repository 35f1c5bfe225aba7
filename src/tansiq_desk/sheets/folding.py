"""Texts as they are compared: hamza, ta marbuta, vowel signs, accents, case, digits and punctuation make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_SAME = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        "ئ": "ي",
        "ى": "ي",
        "ة": "ه",
        "ء": None,
        "ـ": None,
        "°": "o",
        "º": "o",
    }
)
_GAPS = re.compile(r"[\W_]+")
ARTICLE = re.compile(r"(?<!\w)(?:وال|بال|لل|ال|l |d )(?=\w{2})")
_IN_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Give a text as it is compared.

    >>> folded(" الوِحدة : "), folded("N° d'Unité"), folded("عـدد  المقاعد (٣)")
    ('الوحده', 'no d unite', 'عدد المقاعد 3')
    """
    bare = unicodedata.normalize("NFKD", text.translate(_SAME).translate(DIGITS))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_SAME).casefold()
    return _GAPS.sub(" ", plain).strip()


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Give a folded text without articles and without what stands in brackets.

    >>> bare("عدد المقاعد (فرد)"), bare("Date de l'échéance")
    ('عدد مقاعد', 'date de echeance')
    """
    end = max(map(text.rfind, ")]}")) + 1  # beyond it no bracket ends, however many begin
    outside = _IN_BRACKETS.sub(" ", text[:end]) + text[end:]
    return ARTICLE.sub("", folded(outside or text)).strip()
