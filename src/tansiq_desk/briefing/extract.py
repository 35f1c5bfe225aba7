"""Chooses the sentences by which a text tells most of what it says: its own words, none added."""

from __future__ import annotations

from collections import Counter

from tansiq_desk.briefing.passages import Sentence, sentences_of
from tansiq_desk.briefing.words import words_of

SHORTEST = 5
"""Words that a sentence says at least; shorter ones are headings and captions."""
MOST_READ = 400
"""Sentences of a text that are weighed; a longer one says what it is about before."""


def extract(text: str, language: str, most: int = 5) -> tuple[Sentence, ...]:
    """Give at most so many sentences of a text, in its order: those whose words are the commonest in it.

    After each choice the words that it said count less, so that the next one says something else (SumBasic: Nenkova and
    Vanderwende, 2005, MSR-TR-2005-101). The same text always gives the same sentences.

    >>> text = "Rain filled wells early in the north. Rain came early and filled northern fields. Cats sleep soundly near wells."
    >>> [it.place for it in extract(text, "en", 1)]
    ['1.1']
    """
    read = {}
    for sentence in sentences_of(text)[:MOST_READ]:
        stems = {min(word.stems, key=lambda it: (len(it), it)) for word in words_of(sentence.text, language)}
        if len(stems) >= SHORTEST:
            read[sentence] = stems
    counts = Counter(stem for stems in read.values() for stem in stems)
    weights = {stem: count / counts.total() for stem, count in counts.items()}
    chosen: list[Sentence] = []
    while read and len(chosen) < most:
        best = max(read, key=lambda it: (sum(weights[stem] for stem in read[it]) / len(read[it]), -it.start))
        for stem in read.pop(best):
            weights[stem] **= 2
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda it: it.start))
