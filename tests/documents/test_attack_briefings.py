"""What was tried to stop the node, or to learn what is another's, by briefings and summaries."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from documents.test_briefings_summaries import MEETING

from tansiq.core.rules import JOINT
from tansiq.documents.queries.briefings.summaries import checked, summary_seen
from tansiq.documents.rules.briefings import MOST_SOURCE
from tansiq.documents.services import attachments
from tansiq.documents.services import briefings as services
from tansiq.documents.services.briefings import add_summary
from tansiq_desk.briefing import Source, hold_against
from tansiq_desk.briefing.passages import passages_of, sentences_of
from tansiq_desk.briefing.words import words_of

LONG = 60_000
MOST_SECONDS = 20
"""For what takes a tenth of a second; before, each took minutes or, some of them, for ever."""


@contextmanager
def soon() -> Iterator[None]:
    """Break off what does not end."""

    def too_long(*_given: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(MOST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


@pytest.mark.parametrize(
    "text",
    ["a" * LONG, "a-" * (LONG // 2), "ab_" * (LONG // 3) + "!", "n't" * (LONG // 3), "1.1," * (LONG // 4), "1 111" * (LONG // 5)],
)  # fmt: skip
def test_no_word_however_long_holds_the_node(text):
    with soon():
        words_of(text, "en")


@pytest.mark.parametrize(
    "text", ["." * LONG + "x", "a. " * (LONG // 3), ".)" * (LONG // 2) + "x", "-" * LONG, " " * LONG + "x"]
)
def test_no_end_of_a_sentence_holds_the_node(text):
    with soon():
        passages_of(text)


def test_words_and_sentences_are_read_as_before():
    assert [it.text for it in words_of("File AGR-2025/014-B, part_3 of FR-12.", "en")] == [
        "File",
        "AGR-2025",
        "014",
        "part_3",
        "FR-12",
    ]
    said = "It was signed by Gen. Salem... and by Mme. B. Then it ended?! Yes.) Art. 4 holds."
    assert [it.text for it in sentences_of(said)] == [
        "It was signed by Gen. Salem...",
        "and by Mme. B. Then it ended?!",
        "Yes.)",
        "Art.",
        "4 holds.",
    ]
    assert hold_against(Source("x", "en"), "a" * 40)[0].missing


@pytest.mark.django_db
def test_whoever_does_not_see_the_attached_source_leaves_it_where_it_is(person, visit, at):
    ours = attachments.attach(
        subject_kind="meeting", subject_code=MEETING, name="ours.txt", content=b"OUR OWN TEXT", captions={"en": "x"},
        owner="ly", by=person("director"), at=at,
    )  # fmt: skip
    kept = add_summary(
        kind="meeting", code=MEETING, owner=JOINT, language="en", origin="officer", text="Our own text.", title="x",
        source_text="", attachment=ours, by=person("director"), at=at,
    )  # fmt: skip
    theirs = visit("attache", "en")
    pages = [
        f"/documents/summaries/{kept.code}/",
        f"/documents/summaries/{kept.code}/edit",
        f"/documents/briefings/meeting/{MEETING}/",
    ]
    assert not [
        it for it in pages if ours.code in (text := theirs.get(it).content.decode()) or "ours.txt" in text
    ]

    form = {
        "text": "Corrected.",
        "language": "en",
        "origin": "officer",
        "title": "x",
        "source_text": "",
        "version": 1,
    }
    theirs.post(pages[1], form)
    kept.refresh_from_db()

    assert (kept.text, kept.attachment) == ("Corrected.", ours)


@pytest.mark.django_db
def test_a_record_has_no_more_summaries_than_its_page_can_check(person, at, monkeypatch):
    monkeypatch.setattr(services, "MOST_OF_A_RECORD", 2)
    given = {
        "kind": "meeting", "code": MEETING, "owner": JOINT, "language": "en", "origin": "officer", "text": "x", "title": "x",
        "source_text": "x", "attachment": None, "by": person("director"), "at": at,
    }  # fmt: skip
    kept = [add_summary(**given) for _ in range(2)]

    with pytest.raises(services.TooManySummaries):
        add_summary(**given)

    services.remove_summary(code=kept[0].code, version=1, by=person("director"), at=at)
    add_summary(**given)


@pytest.mark.django_db
def test_of_a_long_attached_text_only_what_is_compared_is_read(person, at):
    content = ("ابجد" * 40_000).encode()
    long = attachments.attach(
        subject_kind="meeting", subject_code=MEETING, name="long.txt", content=content, captions={"en": "x"},
        by=person("director"), at=at,
    )  # fmt: skip
    kept = add_summary(
        kind="meeting", code=MEETING, owner=JOINT, language="ar", origin="officer", text="ابجد.", title="x", source_text="",
        attachment=long, by=person("director"), at=at,
    )  # fmt: skip

    with CaptureQueriesContext(connection) as asked:
        found = checked(person("director"), summary_seen(person("director"), kept.code))

    assert (found.source, found.is_cut) == (content.decode()[:MOST_SOURCE], True)
    reads = [it["sql"] for it in asked.captured_queries if '"documents_blob"."content"' in it["sql"]]
    assert [re.search("substr", it, re.IGNORECASE) is not None for it in reads] == [True]
