"""What the planner's codes and figures say in Arabic, French and English.

The library gives codes and figures; here is one sentence, and where it fits one remedy, for each.
"""

from tansiq_desk.words.catalogue import NoWordsError, catalogue, has, placeholders
from tansiq_desk.words.languages import (
    LANGUAGES,
    UnknownLanguageError,
    date_text,
    is_right_to_left,
    language_named,
    language_of,
    number_text,
)
from tansiq_desk.words.speech import Voice, say

__all__ = [
    "LANGUAGES",
    "NoWordsError",
    "UnknownLanguageError",
    "Voice",
    "catalogue",
    "date_text",
    "has",
    "is_right_to_left",
    "language_named",
    "language_of",
    "number_text",
    "placeholders",
    "say",
]
