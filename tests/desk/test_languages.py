"""Which language is spoken, and what has no words in it."""

from __future__ import annotations

import pytest

from tansiq_desk.words import NoWordsError, UnknownLanguageError, language_named, language_of, say


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "ar"),
        ({"LANG": "C"}, "ar"),
        ({"LANG": "C.UTF-8"}, "ar"),
        ({"LANG": "POSIX"}, "ar"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_DZ@euro"}, "fr"),
        ({"LANG": "ar_DZ.UTF-8"}, "ar-DZ"),
        ({"LANG": "ar_TN"}, "ar"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "ar"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR"}, "fr"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR", "LC_ALL": "ar_LY"}, "ar-LY"),
        ({"LANG": "en_US", "LC_ALL": ""}, "en"),
    ],
)
def test_the_environment_chooses_the_language_and_arabic_comes_first(environment, lang):
    assert language_of(environment) == lang


def test_a_language_is_named_in_any_case_and_an_unknown_one_is_refused():
    assert language_named("AR_dz") == "ar-DZ"
    with pytest.raises(UnknownLanguageError):
        language_named("de")


def test_a_key_without_words_is_refused():
    with pytest.raises(NoWordsError):
        say("fr", "rules.R99.name")
