"""Where a recall stands is told in the list, on the page of what was asked back, on its own page, and on the first page."""

from datetime import timedelta

import pytest
from conftest import AT
from exchange.browsing import bundled, by, came, sent, shown, took, visiting
from exchange.carrying import release_record

from tansiq.exchange.models import Received, Release
from tansiq.exchange.queries.reading import given_to, recalls_answered
from tansiq.exchange.services.recalls import answer_recall
from tansiq.home.queries import awaiting

SAID = {
    "en": {"executed": "asked back, emptied there", "refused": "asked back, they keep it"},
    "fr": {"executed": "rappelé, vidé chez eux", "refused": "rappelé, ils le gardent"},
    "ar": {"executed": "طُلب استرجاعه، وأُفرغ عندهم", "refused": "طُلب استرجاعه، وأبقوه"},
}


def recalled(ly, dz) -> Release:
    """Have Libya ask back a message that Algeria has; give the message as it was released."""
    came(ly, dz, "a slip")
    with dz:
        receipt = bundled(dz, "ly")
    with ly:
        took(ly, receipt)
        kept = Release.objects.get()
    release_record(ly, "recall", kept.record_id, "dz", reason="a mistake")
    return kept


def answered(ly, dz, *, executes: bool) -> None:
    with ly:
        content = bundled(ly, "dz")
    with dz:
        took(dz, content)
        recall = Received.objects.get(kind="recall")
        answer_recall(received_id=recall.pk, executes=executes, reason="we need it", **by(dz))
        answer = bundled(dz, "ly")
    with ly:
        took(ly, answer)


@pytest.mark.parametrize("executes", [True, False])
def test_answer_stands_in_the_list_and_on_both_pages(offices, executes):
    ly, dz = offices
    kept, answer = recalled(ly, dz), "executed" if executes else "refused"
    with ly:
        before = [shown(visiting(ly).get(f"/exchange/outbox/{it}")) for it in ("", f"{kept.pk}/")]
    answered(ly, dz, executes=executes)
    with ly:
        recall = Release.objects.get(kind="recall")
        paths = ("", f"{kept.pk}/", f"{recall.pk}/")
        pages = {
            language: [shown(visiting(ly, language=language).get(f"/exchange/outbox/{it}")) for it in paths]
            for language in SAID
        }

    assert [it.count("asked back, no answer yet") for it in before] == [1, 1]
    for language, of in pages.items():
        assert [it.count(SAID[language][answer]) for it in of[:2]] == [1, 1]
    assert ["answer to a recall" in it.lower() for it in pages["en"][1:]] == [True, True]
    assert "Nothing yet." not in pages["en"][2]


def test_only_what_was_asked_back_says_so(offices):
    ly, dz = offices
    kept = recalled(ly, dz)
    answered(ly, dz, executes=True)
    with ly:
        other = sent(ly, "dz", "another")
        recall = Release.objects.get(kind="recall")
        given = given_to([kept, other, recall])

    assert [[it.recall for it in given[one.pk]] for one in (kept, other, recall)] == [
        ["executed"],
        [""],
        [""],
    ]


def test_what_is_released_anew_after_a_recall_is_not_asked_back(offices):
    ly, dz = offices
    kept = recalled(ly, dz)
    with ly:
        later = Release.objects.get(pk=kept.pk)
        later.pk, later.rev, later.sha256 = None, 2, "0" * 64
        later.save()
        feed = kept.places.get().feed
        feed.places.create(place=9, release=later, head="0" * 64)

        assert [it.recall for it in given_to([later])[later.pk]] == [""]


def test_first_page_tells_of_the_answer_for_two_weeks_to_whoever_releases(offices):
    ly, dz = offices
    recalled(ly, dz)
    with ly:
        assert recalls_answered(AT.date()) == []
    answered(ly, dz, executes=True)
    with ly:
        recall = Release.objects.get(kind="recall")
        page = shown(visiting(ly).get("/"))
        told = {
            name: [it.to for it in awaiting(ly.person(name), AT.date()).rows if it.kind == "answered"]
            for name in ("director", "planner", "administrator")
        }
        days = [bool(recalls_answered(AT.date() + timedelta(days=it))) for it in (0, 13, 14)]

    assert told == {"director": [f"/exchange/outbox/{recall.pk}/"], "planner": [], "administrator": []}
    assert ("Read what the partner answered to our recall" in page, days) == (True, [True, True, False])
