"""What an attacker tried on papers: to get those of others' records, to flood the worker, to find what is hidden by a hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from tansiq.accords.models import Meeting
from tansiq.core.errors import NotAllowed
from tansiq.core.queries import this_node
from tansiq.core.rules import canonical
from tansiq.documents import tasks
from tansiq.documents.models import MadePaper, PaperMark
from tansiq.documents.queries.papers import Asked, demand_paper, papers_marked
from tansiq.documents.queries.papers.asked import mark_of
from tansiq.documents.rules.papers import MOST_OPEN, PaperKind, PaperState
from tansiq.documents.services import papers as services
from tansiq_desk.paper.signs import written_line

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"


@pytest.fixture
def ask(person, at):
    """Give what someone asks for."""

    def asked(kind, subject, username="director"):
        return Asked(kind, subject, person(username), this_node(), at)

    return asked


@pytest.fixture
def ready(at):
    """Give a paper that the director has ready, as made of something."""

    def made(kind, subject):
        return MadePaper.objects.create(
            kind=kind, subject=subject, languages="ar", state=PaperState.READY, content=b"%PDF", size=4,
            by="director", at=at, kept_until=at + timedelta(days=1),
        )  # fmt: skip

    return made


# -------------------------------------------------------------------------------- P1: who keeps accounts reads no registers
@pytest.mark.parametrize(("kind", "subject"), [("minutes", MEETING), ("need_sheet", "u-ly-bg-n")])
def test_papers_of_records_are_for_who_reads_registers(visit, ask, kind, subject):
    page = reverse("documents:new-paper", args=[kind, subject])

    assert [visit(it).get(page).status_code for it in ("director", "administrator")] == [200, 403]
    with pytest.raises(NotAllowed):
        demand_paper(ask(PaperKind(kind), subject, "administrator"))


def test_a_hash_of_a_record_tells_nothing_to_who_reads_no_registers(ask, at):
    mark = mark_of({"code": "x"})
    PaperMark.objects.create(hash=mark, kind="minutes", subject=MEETING, at=at)

    found = [len(papers_marked(mark, ask(PaperKind.MINUTES, "", it))) for it in ("director", "administrator")]

    assert found == [1, 0]


# ---------------------------------------------------------------------------------------------------- P2: a full worker
def test_nobody_has_more_papers_made_by_cancelling_and_asking_again(ask, person, at):
    rows = []
    for _ in range(MOST_OPEN + 1):
        rows.append(tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at))
        services.cancel_paper(paper_id=rows[-1].pk, by=person("director"), at=at)
    for row in rows[:MOST_OPEN]:
        tasks.ask_once_more(paper_id=row.pk, by=person("director"), at=at)

    with pytest.raises(services.TooManyPapers):
        tasks.ask_once_more(paper_id=rows[-1].pk, by=person("director"), at=at)

    assert MadePaper.objects.filter(state=PaperState.WAITING).count() == MOST_OPEN


# --------------------------------------------------------------------------------- P3: what is gone between making and saving
def test_a_paper_is_not_saved_by_who_lost_the_role(visit, person, ready):
    page = reverse("documents:paper-file", args=[ready("booklet", "1").pk])
    browser = visit("director")
    before = browser.get(page).status_code
    person("director").roles.clear()

    assert (before, browser.get(page).status_code) == (200, 403)


def test_a_paper_is_not_saved_once_its_record_is_no_longer_seen(visit, ready):
    page = reverse("documents:paper-file", args=[ready("minutes", MEETING).pk])
    browser = visit("director")
    before = browser.get(page).status_code
    Meeting.objects.filter(code=MEETING).update(owner="dz", released_to="")

    assert (before, browser.get(page).status_code) == (200, 404)


# ------------------------------------------------------------------------------------------- P4: finding points by trying
def test_the_hash_of_what_is_kept_cannot_be_tried_without_the_nodes_secret(settings):
    said = {"unit": "u-1", "tasks": [["c-1", "A", 1, 72, None]]}
    here = mark_of(said)
    settings.SECRET_KEY = "of-another-node"  # noqa: S105 - of nobody

    assert here not in {mark_of(said), hashlib.sha256(canonical(said).encode()).hexdigest()}
    assert len(here) == 64


# -------------------------------------------------------------------------------------------------- P6: numbers in words
@pytest.mark.parametrize("subject", ["١", "01", "٠1", "1 "])
def test_a_plan_has_one_number_alone(visit, subject):
    answer = visit("director").get(reverse("documents:new-paper", args=["booklet", subject]))

    assert answer.status_code == 404


# ------------------------------------------------------------------------------------------- long words, days, Arabic joined
@pytest.mark.parametrize(("word", "pieces"), [
    ("a" * 24, [24]), ("a" * 25, [24, 1]), ("PROGRAMMATION", [13]), ("W" * 24, [15, 9]), ("A" * 24, [19, 5]),
    ("ا" * 30, [24, 6]),
])  # fmt: skip
def test_a_word_may_break_before_it_runs_out_of_a_heading(word, pieces):
    assert [len(it) for it in written_line(word).split("\u200b")] == pieces


@pytest.mark.parametrize(
    ("word", "joined"), [("ب" * 30, True), ("ا" * 30, False), ("بَ" * 30, True), ("x" * 30, False)]
)
def test_an_arabic_word_stays_joined_where_it_may_break(word, joined):
    written = written_line(word)

    assert ("\u200d\u200b\u200d" in written, written.replace("\u200d", "").replace("\u200b", "")) == (
        joined,
        word,
    )
