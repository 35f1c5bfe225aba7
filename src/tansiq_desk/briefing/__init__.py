"""Holds a summary against the text that it is of: passages, support, and what a text says itself. No model, no network."""

from tansiq_desk.briefing.extract import extract
from tansiq_desk.briefing.passages import Passage, Sentence, passages_of, sentences_of
from tansiq_desk.briefing.support import Finding, Source, Verdict, hold_against

__all__ = [
    "Finding",
    "Passage",
    "Sentence",
    "Source",
    "Verdict",
    "extract",
    "hold_against",
    "passages_of",
    "sentences_of",
]
