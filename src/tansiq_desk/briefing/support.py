"""Holds a claim against a source: which of its sentences say so, and which words and figures of the claim they do not say.

It compares words, figures and negations, never meaning: what is said in other words is not found, and what follows from the
source without standing there is not supported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from tansiq_desk.briefing.passages import Sentence, sentences_of
from tansiq_desk.briefing.words import MONTH, Word, every_word, words_of

MOST_PLACES = 3
"""Sentences of the source that together may support a claim."""
FIRST, PARTLY, WHOLE = 0.5, 0.5, 0.8
"""Shares of a claim's words: that one sentence alone must hold, that all together must hold for it to be partly supported,
and to be supported."""
BESIDE = 2
"""Words before a figure and after it that say what it is a figure of."""
ENOUGH = 2
"""New words that a further sentence must bring."""


class Verdict(Enum):
    """How far a source supports a claim."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a claim was found to be: how far it is supported, where, and what of it is not.

    `missing` are words that stand nowhere in the source, `figures` those that do not stand where
    their words do, `negated` words that are denied on one side alone, `apart` words that stand elsewhere in the source.
    """

    claim: Sentence
    verdict: Verdict
    places: tuple[Sentence, ...] = ()
    missing: tuple[Word, ...] = ()
    figures: tuple[Word, ...] = ()
    negated: tuple[Word, ...] = ()
    apart: tuple[Word, ...] = ()


@dataclass(frozen=True)
class _Said:
    """A sentence of the source, read: its words, and how often each figure stands in it."""

    sentence: Sentence
    words: tuple[Word, ...]
    plain: tuple[str, ...]
    figures: Counter[str]

    def denies(self, word: Word) -> set[bool]:
        """Tell whether a word is negated in it, each time that it stands there."""
        return {
            it.is_negated for it in self.words if not it.is_figure and not it.stems.isdisjoint(word.stems)
        }


@dataclass(frozen=True)
class Source:
    """A text that claims are held against."""

    text: str
    language: str

    @cached_property
    def said(self) -> tuple[_Said, ...]:
        """Its sentences, read."""
        return tuple(_read(it, self.language) for it in sentences_of(self.text))

    @cached_property
    def standing(self) -> Mapping[tuple[str, bool], frozenset[int]]:
        """In which sentences each stem, and each figure, stands."""
        found: defaultdict[tuple[str, bool], set[int]] = defaultdict(set)
        for place, said in enumerate(self.said):
            for word in said.words:
                for stem in word.stems:
                    found[stem, word.is_figure].add(place)
        return {key: frozenset(places) for key, places in found.items()}

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return tuple(it.sentence for it in self.said)

    def holding(self, word: Word) -> frozenset[int]:
        """Give the sentences in which a word or figure stands."""
        return frozenset().union(*(self.standing.get((it, word.is_figure), ()) for it in word.stems))


def _read(sentence: Sentence, language: str) -> _Said:
    words = words_of(sentence.text, language)
    figures = Counter(value for it in words if it.is_figure for value in it.stems)
    return _Said(sentence, words, every_word(sentence.text), figures)


def hold_against(source: Source, summary: str) -> tuple[Finding, ...]:
    """Hold every sentence of a summary, which is in the language of the source, against it.

    >>> source = Source("The plan has 12 courses. It was approved on 3 May 2025.", "en")
    >>> for it in hold_against(source, "The plan has 12 courses. The plan has 14 courses. It was approved with joy."):
    ...     print(it.verdict.value, [place.place for place in it.places], [word.text for word in (*it.missing, *it.figures)])
    supported ['1.1'] []
    partly ['1.1'] ['14']
    partly ['1.2'] ['joy']
    """
    return tuple(_judged(source, claim) for claim in sentences_of(summary))


def _judged(source: Source, claim: Sentence) -> Finding:
    found = words_of(claim.text, source.language)
    if not found:
        return _literally(source, claim)
    words = _distinct(it for it in found if not it.is_figure)
    places = _places(source, claim, found)
    held = [it for it in words if not source.holding(it).isdisjoint(places)]
    missing = tuple(it for it in words if not source.holding(it))
    figures = _unheld_figures(source, found, places)
    share = len(held) / len(words) if words else float(bool(places))
    if not places or share < PARTLY:
        return Finding(claim, Verdict.UNSUPPORTED, missing=missing, figures=figures)
    said = [source.said[it] for it in places]
    negated = tuple(it for it in found if not it.is_figure and _is_denied(it, said))
    first = sum(places[0] in source.holding(it) for it in words) / len(words) if words else share
    is_whole = share >= WHOLE and first >= FIRST and not (missing or figures or negated)
    return Finding(
        claim,
        Verdict.SUPPORTED if is_whole else Verdict.PARTLY,
        tuple(it.sentence for it in said),
        missing,
        figures,
        negated,
        tuple(it for it in words if it not in held and it not in missing),
    )


def _distinct(words: Iterable[Word]) -> list[Word]:
    """Give words each once, however often they are said."""
    return list({it.stems: it for it in reversed(list(words))}.values())[::-1]


def _literally(source: Source, claim: Sentence) -> Finding:
    """Judge a claim none of whose words says anything by itself: it must stand in the source as it is."""
    wanted = every_word(claim.text)
    same = [it.sentence for it in source.said if it.plain == wanted]
    return Finding(claim, Verdict.SUPPORTED if same else Verdict.UNSUPPORTED, tuple(same[:1]))


def _places(source: Source, claim: Sentence, found: tuple[Word, ...]) -> list[int]:
    """Choose the sentences that hold most of a claim: first the one that holds most alone, then what adds words to it.

    Where several hold as much, the one that says least besides is chosen, then the first by its words, so that the order of
    the source changes nothing.
    """
    plain = every_word(claim.text)
    spots = [_spots(source, found, it) for it in range(len(found))]
    left = set(range(len(found)))
    places: list[int] = []
    for needed in (1, *[ENOUGH] * (MOST_PLACES - 1)):
        words = Counter(spot for it in left if not found[it].is_figure for spot in spots[it])
        figures = Counter(spot for it in left if found[it].is_figure for spot in spots[it])
        best = max(
            words.keys() | figures.keys(),
            key=lambda it: _rank(source.said[it], plain, words[it], figures[it]),
            default=None,
        )
        if best is None or words[best] + figures[best] < needed:
            break
        places.append(best)
        left = {it for it in left if best not in spots[it] and not found[it].is_figure}
    return places


def _rank(said: _Said, plain: tuple[str, ...], words: int, figures: int) -> tuple[object, ...]:
    """Tell how well a sentence serves: the claim itself, then most words of it, most figures, and least besides."""
    return said.plain == plain, words, figures, -len(said.words), said.plain


def _spots(source: Source, found: tuple[Word, ...], place: int) -> frozenset[int]:
    """Give the sentences in which a word of a claim stands; a figure counts only beside a word of its own."""
    word, beside = found[place], _beside(found, place)
    spots = source.holding(word)
    if not word.is_figure or not beside:
        return spots
    return spots & frozenset().union(*map(source.holding, beside))


def _beside(found: tuple[Word, ...], place: int) -> list[Word]:
    """Give the nearest words before and after a figure."""
    before = [it for it in found[:place] if not it.is_figure]
    after = [it for it in found[place + 1 :] if not it.is_figure]
    return [*before[-BESIDE:], *after[:BESIDE]]


def _unheld_figures(source: Source, found: tuple[Word, ...], places: list[int]) -> tuple[Word, ...]:
    """Give the figures of a claim that do not stand where their words do, or not as often as the claim says them.

    A figure belongs to the place that holds most of the words beside it, the first of several, so that no other sentence
    lends its own.
    """
    left = {it: +source.said[it].figures for it in places}
    unheld = []
    for place, word in enumerate(found):
        if not word.is_figure:
            continue
        (value,) = word.stems
        beside = [source.holding(it) for it in _beside(found, place)]
        own = max(places, key=lambda it: sum(it in spots for spots in beside), default=None)
        if own is None or left[own][value] < 1:
            unheld.append(word)
        elif not value.startswith(MONTH):
            left[own][value] -= 1
    return tuple(unheld)


def _is_denied(word: Word, places: list[_Said]) -> bool:
    """Tell whether a word is negated in the claim and nowhere in its places, or there each time and not in the claim."""
    ways = set().union(*(it.denies(word) for it in places))
    return bool(ways) and word.is_negated not in ways
