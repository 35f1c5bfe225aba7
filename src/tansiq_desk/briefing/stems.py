"""Takes from a word what only joins or bends it. Light on purpose: no roots, no broken plurals, no list of words."""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 3
"""Letters that are left of an Arabic word at least."""
CONJUNCTIONS = ("", "و", "ف")
BEFORE = ("ال", "لل", "بال", "كال", "لال", "ب", "ل", "ك", "س", "")
"""The article with what is joined before it, prepositions, and the sign of the future."""
AFTER = (
    "اتهما", "اتها", "اتهم", "اتنا", "تهما", "يات", "هما", "تها", "تهم", "تين", "تان", "ات", "ان", "ون", "ين", "ها", "هم", "هن",
    "نا", "كم", "يه", "يا", "وا", "ته", "ه", "ي", "ا", "ت", "",
)  # fmt: skip
"""Endings of number, gender, owner and person."""
BEFORE_A_VERB = ("ل", "س", "")
AFTER_A_VERB = ("هما", "ون", "ان", "وا", "ها", "هم", "هن", "نا", "كم", "ه", "")
"""What stands before and after a verb: a word with an article or the ending of an adjective, such as تجاري, is none."""
OF_A_VERB = ("ين", "ت")
"""Letters that the present of a verb begins with, one after the other: يتدرب, تدرب, درب."""
ENGLISH_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
FRENCH_ENDINGS = (("eaux", "eau"), ("aux", "al"), ("eront", ""), ("aient", ""), ("erent", ""), ("era", ""), ("ait", ""),
                  ("ant", ""), ("ent", ""), ("er", ""), ("ees", ""), ("ee", ""), ("es", ""), ("x", ""), ("s", ""))  # fmt: skip
SHORTEST_LATIN = 4
"""Letters that are left of a French or English word at least where an ending goes."""


@lru_cache(maxsize=4_000)
def stems_of(word: str, language: str) -> frozenset[str]:
    """Give what a folded word may be compared by: two words are taken for one where they share any of it.

    In Arabic there are several, for whether a letter is joined to a word or belongs to it only its meaning tells.

    >>> bool(stems_of("والاقتصادي", "ar") & stems_of("اقتصاديه", "ar"))
    True
    >>> sorted(stems_of("approved", "en") & stems_of("approves", "en"))
    ['approv']
    >>> sorted(stems_of("formees", "fr") & stems_of("former", "fr"))
    ['form']
    """
    if "\u0600" <= word[0] <= "\u06ff":
        return _arabic(word)
    if language == "fr":
        return frozenset({word, _latin(word, FRENCH_ENDINGS)})
    return frozenset({word, _latin(word, ENGLISH_ENDINGS)})


def _latin(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    """Give a word without its ending, the mute e and a doubled letter."""
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_LATIN - 1:
            word = word.removesuffix(ending) + instead
            break
    while word.endswith("e") and len(word) > SHORTEST_LATIN:
        word = word[:-1]
    return word[:-1] if len(word) > SHORTEST_LATIN and word[-1] == word[-2] else word


def _arabic(word: str) -> frozenset[str]:
    bodies = {
        (rest.removeprefix(before), before in BEFORE_A_VERB)
        for conjunction in CONJUNCTIONS
        if word.startswith(conjunction)
        for rest in (word.removeprefix(conjunction),)
        for before in BEFORE
        if rest.startswith(before)
    }
    found = {body.removesuffix(after) for body, _ in bodies for after in AFTER if body.endswith(after)}
    found |= {it[1:3] + it[4] for it in found if len(it) == 5 and it[0] == "ت" and it[3] == "ي"}
    verbs = {
        body.removesuffix(after)
        for body, is_verb in bodies
        if is_verb
        for after in AFTER_A_VERB
        if body.endswith(after)
    }
    for letters in OF_A_VERB:
        verbs |= {it[1:] for it in verbs if it and it[0] in letters}
    return frozenset({word, *(it for it in found | verbs if len(it) >= SHORTEST)})
