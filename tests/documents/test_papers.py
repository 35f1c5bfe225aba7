"""Papers of the node: what each says and to whom, how it is asked for, followed, fetched and checked."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from tansiq.accords.models import Accord, AgendaItem, Decision, Delegation, Meeting
from tansiq.accords.rules import MeetingKind
from tansiq.core.errors import NotAllowed, NotFound, Refused, StepRefused
from tansiq.core.models import JournalLine
from tansiq.core.moment import moment
from tansiq.core.queries import this_node
from tansiq.core.services import NodeItself
from tansiq.documents import tasks
from tansiq.documents.models import MadePaper, PaperMark
from tansiq.documents.queries.papers import Asked, papers_for, writing
from tansiq.documents.rules.papers import (
    KEPT_FOR,
    LIFE,
    MOST_OPEN,
    SILENT_AFTER,
    SWEPT_EVERY,
    PaperFault,
    PaperKind,
    PaperState,
    PaperStep,
    after,
)
from tansiq.documents.services import papers as services
from tansiq.organisations.models import Organisation, Unit
from tansiq.planning.models import PlanVersion
from tansiq.planning.rules import PlanState
from tansiq.training.models import Request, Task
from tansiq.ui.answering import NEVER_RUN
from tansiq_desk.paper.blocks import Signatures, Table, texts_of
from tansiq_desk.paper.press import CannotSetError, set_paper, set_side_by_side
from tests.desk.pdf_text import pages_of, put_in, signs, words

pytestmark = pytest.mark.django_db
STEPS = ("begin", "cancel", "finish", "fail", "retry")
HIDDEN = "سر-الطرف-الآخر"
NO_LONGER = "no longer in force: another plan took its place"


@pytest.fixture
def ask(person, at):
    """Give what someone asks for."""

    def asked(kind, subject, username="director", languages=("ar-ly",), **more):
        return Asked(kind, subject, person(username), this_node(), at, languages, **more)

    return asked


@pytest.fixture
def meeting(db) -> Meeting:
    """Give a meeting of both sides with delegations, an agenda and minutes in Arabic alone."""
    met = Meeting.objects.create(
        code="mtg-paper", owner="joint", kind=MeetingKind.WORKING_GROUP, series_number=2, name_ar="اجتماع الفريق",
        name_fr="Réunion annuelle",
        place_ar="الجزائر", first_on=date(2025, 5, 10), last_on=date(2025, 5, 11), minutes_ar="اتفق الطرفان.\nرقم المرجع DZ-12.",
    )  # fmt: skip
    for place, party in enumerate(("ly", "dz")):
        Delegation.objects.create(meeting=met, position=place, party=party, head_ar="رئيس الأركان")
    AgendaItem.objects.create(meeting=met, position=0, text_ar="المقاعد", text_fr="Places")
    return met


def decide(meeting, number, owner="joint", **more):
    return Decision.objects.create(
        code=f"dec-{number:03}",
        owner=owner,
        meeting=meeting,
        owner_party="ly",
        text_ar=f"قرار {number}",
        due_on=date(2025, 9, 1),
        **more,
    )


def said(asked) -> list[str]:
    return [text for paper in papers_for(asked) for text in texts_of(paper)]


def made(asked) -> tuple[list, str]:
    papers = list(papers_for(asked))
    pdf = set_paper(papers[0]) if len(papers) == 1 else set_side_by_side(papers[0], papers[1])
    return papers, "\n".join(pages_of(pdf))


# ------------------------------------------------------------------------------------------------------- what they say
@pytest.mark.parametrize("languages", [("ar-ly",), ("fr",), ("en",), ("ar-dz", "fr"), ("ar", "en")])
def test_minutes_say_on_their_pages_all_that_was_put_in(ask, meeting, languages):
    for number in range(3):
        decide(meeting, number)

    papers, text = made(ask(PaperKind.MINUTES, meeting.code, languages=languages))

    assert signs(put_in(*papers)) - signs(text) == signs("")
    assert words(put_in(*papers)) - words(text) == words("")


@pytest.mark.parametrize(
    ("kind", "subject"), [(PaperKind.NEED_SHEET, "u-ly-med"), (PaperKind.READINESS, "1")]
)
@pytest.mark.parametrize("languages", [("ar-ly",), ("fr",), ("en",), ("ar-dz", "fr"), ("ar", "en")])
def test_need_sheet_and_readiness_say_on_their_pages_all_that_was_put_in(ask, kind, subject, languages):
    papers, text = made(ask(kind, subject, languages=languages))

    assert all(any(isinstance(it, Table) and it.rows for it in paper.blocks) for paper in papers)
    assert signs(put_in(*papers)) - signs(text) == signs("")
    if "ar" not in {it[:2] for it in languages}:  # PDFium leaves out blanks between Arabic and Latin signs
        assert words(put_in(*papers)) - words(text) == words("")


@pytest.mark.parametrize("count", [0, 60])
def test_minutes_hold_no_decision_or_many(ask, meeting, count):
    for number in range(count):
        decide(meeting, number)

    (paper,) = papers_for(ask(PaperKind.MINUTES, meeting.code))

    tables = [it for it in paper.blocks if isinstance(it, Table)]
    assert [len(it.rows) for it in tables] == [2, count][: 2 if count else 1]
    assert [place.post for it in paper.blocks if isinstance(it, Signatures) for place in it.places] == [
        "\u2068رئيس الأركان\u2069"
    ] * 2


def test_what_is_not_translated_says_so_and_stands_once_beside_its_own_language(ask, meeting):
    alone, both = (
        said(ask(PaperKind.MINUTES, meeting.code, languages=("fr",))),
        list(papers_for(ask(PaperKind.MINUTES, meeting.code, languages=("ar", "fr")))),
    )

    assert f"Non traduit\u00a0; montré dans la langue où il a été écrit.\n{meeting.minutes_ar}" in alone
    assert [meeting.minutes_ar in texts_of(it) for it in both] == [True, False]
    assert "\u2068الجزائر\u2069 [ar]" in alone


def test_arabic_is_that_of_its_reader(ask, meeting):
    libyan, algerian = (
        said(ask(PaperKind.MINUTES, meeting.code, languages=(it,))) for it in ("ar-ly", "ar-dz")
    )

    assert [any("مايو" in it for it in libyan), any("ماي" in it and "مايو" not in it for it in algerian)] == [
        True,
        True,
    ]


def test_a_paper_of_a_plan_bears_the_plans_hash_and_that_of_records_what_they_say(ask, meeting):
    plan = PlanVersion.objects.get(number=1)
    before = next(papers_for(ask(PaperKind.MINUTES, meeting.code))).mark.hash
    same = next(papers_for(ask(PaperKind.MINUTES, meeting.code, "planner", ("fr",)))).mark.hash
    decide(meeting, 1)

    booklet = next(papers_for(ask(PaperKind.BOOKLET, "1")))

    assert booklet.mark.hash == plan.plan_sha256
    assert (same == before, next(papers_for(ask(PaperKind.MINUTES, meeting.code))).mark.hash == before) == (
        True,
        False,
    )


# ------------------------------------------------------------------------------------------------------------ no leaks
def test_minutes_leave_out_what_the_other_party_did_not_release(ask, meeting):
    decide(meeting, 1)
    decide(meeting, 2, owner="dz", text_fr=HIDDEN)

    seen = [
        sum(HIDDEN in it for it in said(ask(PaperKind.MINUTES, meeting.code, name, ("fr",))))
        for name in ("director", "planner")
    ]

    assert seen == [0, 1]


def test_a_need_sheet_is_of_units_that_one_sees_and_leaves_out_requests_that_one_does_not(ask):
    unit = Unit.objects.filter(owner="ly").first()
    course = Request.objects.first().course
    Request.objects.create(
        code="rq-hidden", owner="dz", unit=unit, course=course, seats=1, by_on=date(2026, 1, 1), priority=1
    )
    Unit.objects.update(released_to="")

    assert "rq-hidden" not in said(ask(PaperKind.NEED_SHEET, unit.code))
    with pytest.raises(NotFound):
        said(ask(PaperKind.NEED_SHEET, unit.code, "attache"))


def test_a_need_sheet_has_letters_only_for_who_reads_ratings(ask):
    unit = Task.objects.filter(unit__owner="ly", start_points__isnull=False).first().unit
    sees, does_not = (
        said(ask(PaperKind.NEED_SHEET, unit.code, name, ("en",))) for name in ("director", "idfad")
    )

    assert [any("points short" in it or "at target" in it for it in texts) for texts in (sees, does_not)] == [
        True,
        False,
    ]
    assert "Your roles do not read ratings, so this sheet has none." in does_not


@pytest.mark.parametrize("kind", [PaperKind.BOOKLET, PaperKind.YEARLY_REPORT])
def test_papers_of_a_plan_leave_out_ratings_that_one_may_not_read(ask, kind):
    more = {"year": 2026} if kind == PaperKind.YEARLY_REPORT else {}
    told = "No ratings are known here, so there is no readiness to show."

    seen = [told in said(ask(kind, "1", name, ("en",), **more)) for name in ("planner", "attache")]

    assert seen == [False, True]


def test_the_readiness_matrix_is_for_who_reads_readiness_and_without_what_is_not_released(ask):
    squares = [
        sum(
            bool(it.lines)
            for row in paper.blocks
            if isinstance(row, Table)
            for cells in row.rows
            for it in cells[1:]
        )
        for name in ("planner", "director", "cooperation")
        for paper in papers_for(ask(PaperKind.READINESS, "1", name))
    ]

    assert squares[0] > squares[1] > squares[2]
    with pytest.raises(NotAllowed):
        said(ask(PaperKind.READINESS, "1", "attache"))


@pytest.mark.parametrize(("kind", "subject", "more"), [
    (PaperKind.BOOKLET, "77", {}), (PaperKind.BOOKLET, "x", {}), (PaperKind.MINUTES, "none", {}),
    (PaperKind.NEED_SHEET, "none", {}),
    (PaperKind.QUOTA_LETTER, "1", {"year": 2026, "party": "none"}), (PaperKind.QUOTA_LETTER, "1", {"party": "dz"}),
    (PaperKind.YEARLY_REPORT, "1", {"year": 1999}),
])  # fmt: skip
def test_a_paper_of_nothing_is_refused(ask, kind, subject, more):
    with pytest.raises(Refused):
        said(ask(kind, subject, **more))


# ---------------------------------------------------------------------------------------------------------- their life
@pytest.mark.parametrize("state", PaperState)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_leads_where_the_table_says(state, step):
    assert after(state, step) == LIFE.get((state, step))


def test_every_step_is_known():
    assert {step for _, step in LIFE} == set(STEPS)


@pytest.fixture
def standing(at):
    """Give a booklet that the director asked for, in some state."""

    def stands(state, heard_at=at, **more):
        kept = (
            {"content": b"%PDF", "size": 4, "kept_until": at + KEPT_FOR} if state == PaperState.READY else {}
        )
        return MadePaper.objects.create(
            **{"kind": "booklet", "subject": "1", "languages": "fr", "by": "director", "at": at, **kept, **more},
            state=state, beat_at=heard_at,
        )  # fmt: skip

    return stands


@pytest.mark.parametrize(("state", "step"), LIFE)
def test_a_verb_leads_nowhere_where_the_table_does_not(standing, person, at, state, step, monkeypatch):
    monkeypatch.delitem(LIFE, (state, step))
    row, by = standing(state, at - SILENT_AFTER * 2), person("director")
    verbs = {
        "begin": lambda: services.make_paper(paper_id=row.pk),
        "cancel": lambda: services.cancel_paper(paper_id=row.pk, by=by, at=at - SILENT_AFTER * 2),
        "finish": lambda: services.keep_paper(paper_id=row.pk, asked_at=at, made=b"x", mark="", by=by, at=at),
        "fail": lambda: services.break_off_silent_papers(by=by, at=at),
        "retry": lambda: services.ask_for_paper_again(paper_id=row.pk, by=by, at=at),
    }  # fmt: skip

    with pytest.raises(StepRefused) if step == "retry" else nullcontext():
        verbs[step]()

    row.refresh_from_db()
    assert (row.state, row.cancel_is_asked, JournalLine.objects.filter(verb="documents.make_paper").count()) == (
        state, False, 0,
    )  # fmt: skip


@pytest.mark.parametrize("state", PaperState)
def test_cancelling_and_asking_again_lead_where_the_table_says(standing, person, at, state):
    by = {"by": person("director"), "at": at}
    cancelled, again = standing(state), standing(state)
    asked = services.cancel_paper(paper_id=cancelled.pk, **by)
    with nullcontext() if after(state, "retry") else pytest.raises(StepRefused):
        services.ask_for_paper_again(paper_id=again.pk, **by)

    again.refresh_from_db()
    is_led_on = after(state, "cancel") is not None
    assert (asked.cancel_is_asked, again.state) == (is_led_on, after(state, "retry") or state)
    assert asked.state == (
        PaperState.CANCELLED if state == PaperState.WAITING else state
    )  # its maker ends the other


@pytest.mark.parametrize(("asked_after", "kept"), [(timedelta(0), 1), (timedelta(seconds=1), 0)])
def test_the_maker_of_a_paper_ends_tells_and_keeps_no_other_making_of_it(standing, at, asked_after, kept):
    former, by = standing(PaperState.MAKING), NodeItself()
    MadePaper.objects.update(at=at + asked_after)  # closed as silent, asked for again, and begun by another

    services._Following(former, 3).tell(PaperStep.SETTING, 2)
    services._end(former, "fail", PaperFault.CANNOT_SET)
    told = MadePaper.objects.filter(done=2, state=PaperState.FAILED).count()
    MadePaper.objects.update(state=PaperState.MAKING)
    services.keep_paper(paper_id=former.pk, asked_at=former.at, made=b"x", mark="", by=by, at=at)

    assert (told, MadePaper.objects.filter(state=PaperState.READY).count()) == (kept, kept)


def test_a_short_paper_is_made_at_once_and_written_in_the_journal(ask, meeting, at):
    row = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)

    line = JournalLine.objects.order_by("-number").first()
    assert (row.state, row.pages, row.size, row.done) == (PaperState.READY, 2, len(row.content), row.total)
    assert bytes(row.content).startswith(b"%PDF-1.7")
    assert (line.verb, line.by, line.subject) == (
        "documents.make_paper",
        "director",
        "accords.meeting/mtg-paper",
    )
    assert row.mark in line.changes
    assert PaperMark.objects.filter(hash=row.mark, kind="minutes", subject=meeting.code).count() == 1


def test_a_long_paper_waits_for_the_worker_which_makes_it(ask, at):
    asked = ask(PaperKind.BOOKLET, "1", languages=("fr",))
    row = tasks.ask(asked=asked, at=at)
    waiting = (row.state, JournalLine.objects.filter(verb="documents.make_paper").count())

    services.make_paper(paper_id=row.pk)
    services.make_paper(paper_id=row.pk)  # a worker that is handed it twice does it once

    row.refresh_from_db()
    assert waiting == (PaperState.WAITING, 0)
    assert (row.state, row.pages > 30, row.step, row.mark) == (
        PaperState.READY, True, "keeping", PlanVersion.objects.get(number=1).plan_sha256,
    )  # fmt: skip
    assert JournalLine.objects.filter(verb="documents.make_paper").count() == 1


def test_a_paper_cancelled_while_it_waits_is_not_made_and_can_be_asked_for_again(ask, person, at):
    row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)

    services.cancel_paper(paper_id=row.pk, by=person("director"), at=at)
    services.make_paper(paper_id=row.pk)
    row.refresh_from_db()
    cancelled = row.state
    again = tasks.ask_once_more(paper_id=row.pk, by=person("director"), at=at)

    assert (cancelled, again.state, again.cancel_is_asked) == (
        PaperState.CANCELLED,
        PaperState.WAITING,
        False,
    )


def test_a_paper_cancelled_while_it_is_made_keeps_nothing(ask, at, monkeypatch):
    row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    real = services.papers_for

    def cancelled_meanwhile(*given):
        MadePaper.objects.filter(pk=row.pk).update(cancel_is_asked=True)
        return real(*given)

    monkeypatch.setattr(services, "papers_for", cancelled_meanwhile)
    monkeypatch.setattr("tansiq_desk.paper.press.ASKED_EVERY_SECONDS", 0.001)
    services.make_paper(paper_id=row.pk)

    row.refresh_from_db()
    assert (row.state, bytes(row.content)) == (PaperState.CANCELLED, b"")


def test_a_paper_of_what_is_gone_meanwhile_fails_in_words(ask, at):
    row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    MadePaper.objects.filter(pk=row.pk).update(subject="77")

    services.make_paper(paper_id=row.pk)

    row.refresh_from_db()
    assert (row.state, row.fault) == (PaperState.FAILED, PaperFault.NOT_SEEN)


def test_a_paper_that_cannot_be_set_fails_in_words(ask, at, monkeypatch):
    row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)

    def too_long(*_given):
        raise CannotSetError("over 120 s")

    monkeypatch.setattr("tansiq_desk.paper.press.set_paper", too_long)
    services.make_paper(paper_id=row.pk)

    row.refresh_from_db()
    assert (row.state, row.fault) == (PaperState.FAILED, PaperFault.CANNOT_SET)


def test_only_two_papers_are_set_at_once(ask, meeting, at, monkeypatch):
    monkeypatch.setattr(services, "WAITED_SECONDS", 0.01)
    with services._FEW_AT_A_TIME, services._FEW_AT_A_TIME:
        waited = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)

    made = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)

    assert [waited.fault, made.state] == [PaperFault.BUSY, PaperState.READY]


def test_a_paper_whose_worker_was_killed_fails_in_words_and_one_that_lives_does_not(ask, at):
    rows = [tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at) for _ in range(2)]
    for row, beat in zip(rows, (at - timedelta(minutes=5), at), strict=True):
        MadePaper.objects.filter(pk=row.pk).update(state=PaperState.MAKING, beat_at=beat)

    services.break_off_silent_papers(by=NodeItself(), at=at)

    assert [(it.state, it.fault) for it in MadePaper.objects.order_by("pk")] == [
        (PaperState.FAILED, PaperFault.WORKER_GONE), (PaperState.MAKING, ""),
    ]  # fmt: skip


def test_pages_write_nothing_and_show_a_paper_whose_worker_is_gone_as_failed(visit, standing, at):
    row = standing(PaperState.MAKING, at - SILENT_AFTER * 2)
    standing(PaperState.FAILED, at=at - KEPT_FOR, year=2031)
    browser = visit("director", "en")
    pages = [
        reverse("documents:papers"),
        *(reverse(f"documents:{it}", args=[row.pk]) for it in ("paper", "paper-progress")),
    ]
    with CaptureQueriesContext(connection) as asked:
        told = [browser.get(it).content.decode() for it in pages]

    said = [it["sql"] for it in asked if "documents_madepaper" in it["sql"] or "django_tasks" in it["sql"]]
    assert [it for it in said if not it.startswith("SELECT")] == []
    assert [">failed</span>" in it for it in told] == [True] * 3
    assert [str(PaperFault.WORKER_GONE.label) in it and "Ask for it again" in it for it in told[1:]] == [
        True
    ] * 2
    assert ("2031" in told[0], "Cancel it" in told[1], "data-follow" in told[1]) == (False, False, False)


def test_a_paper_whose_worker_is_gone_takes_no_room_and_is_asked_for_again_at_once(ask, standing, person, at):
    rows = [standing(PaperState.MAKING, at - SILENT_AFTER * 2) for _ in range(MOST_OPEN)]

    fresh = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    again = tasks.ask_once_more(paper_id=rows[0].pk, by=person("director"), at=at)
    given_up = services.cancel_paper(paper_id=rows[1].pk, by=person("director"), at=at)

    assert [fresh.state, again.state] == [PaperState.WAITING] * 2
    assert (given_up.state, given_up.fault) == (PaperState.FAILED, PaperFault.WORKER_GONE)


def test_one_sweep_waits_by_the_real_clock_and_asks_to_come_again_while_there_are_papers(
    ask, at, monkeypatch
):
    began, waiting = moment(None), DBTaskResult.objects.filter(task_path=tasks.sweep_made.module_path)
    for _ in range(2):
        row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    assert waiting.get().run_after >= began + KEPT_FOR
    MadePaper.objects.filter(pk=row.pk).update(state=PaperState.FAILED)

    found = []
    for days in (2, 3):
        waiting.update(status="RUNNING")
        monkeypatch.setattr(tasks, "moment_of_node", lambda days=days: at + timedelta(days=days))
        tasks.sweep_made.func()
        found.append(
            (
                MadePaper.objects.count(),
                [it.run_after >= began + SWEPT_EVERY for it in waiting.filter(status="READY")],
            )
        )
        MadePaper.objects.update(state=PaperState.CANCELLED)

    assert found == [(1, [True]), (0, [])]


def test_papers_are_swept_after_a_day_but_not_while_they_are_made(ask, meeting, at):
    ready, open_one = (
        tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at),
        tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at),
    )
    MadePaper.objects.filter(pk=ready.pk).update(kept_until=at + KEPT_FOR)
    MadePaper.objects.filter(pk=open_one.pk).update(at=at - timedelta(days=3))

    early, late = (services.sweep_papers(by=NodeItself(), at=it) for it in (at, at + KEPT_FOR))

    assert (early, late, list(MadePaper.objects.values_list("pk", flat=True))) == (0, 1, [open_one.pk])
    assert PaperMark.objects.count() == 1


def test_nobody_has_more_than_three_papers_made_at_once(ask, at):
    for _ in range(3):
        tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)

    with pytest.raises(services.TooManyPapers):
        tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    assert tasks.ask(asked=ask(PaperKind.BOOKLET, "1", "attache"), at=at).state == PaperState.WAITING


@pytest.fixture
def times_written(monkeypatch):
    """Count how often minutes are written."""
    times, real = [], writing.BUILDERS[PaperKind.MINUTES]
    monkeypatch.setitem(writing.BUILDERS, PaperKind.MINUTES, lambda asked: times.append(1) or real(asked))
    return times


def test_a_short_paper_is_written_once_in_each_language(ask, meeting, at, times_written):
    row = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code, languages=("ar", "fr")), at=at)

    assert (row.state, len(times_written)) == (PaperState.READY, 2)


def test_whoever_has_no_room_is_refused_before_anything_is_written(ask, meeting, standing, at, times_written):
    for _ in range(MOST_OPEN):
        standing(PaperState.WAITING)

    with pytest.raises(services.TooManyPapers):
        tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)

    assert (times_written, MadePaper.objects.count()) == ([], MOST_OPEN)


@pytest.mark.parametrize(("more", "state"), [(0, PaperState.READY), (-1, PaperState.WAITING)])
def test_a_paper_of_many_texts_is_made_in_the_background(ask, meeting, at, monkeypatch, more, state):
    asked = ask(PaperKind.MINUTES, meeting.code)
    monkeypatch.setattr(writing, "MOST_TEXTS_AT_ONCE", len(said(asked)) + more)

    row = tasks.ask(asked=asked, at=at)

    handed_over = DBTaskResult.objects.filter(task_path=tasks.paper.module_path)
    assert (row.state, [it.args_kwargs["args"] for it in handed_over]) == (state, [[row.pk]] * -more)


# ------------------------------------------------------------------------------------------------------------ the pages
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_each_page_opens_in_each_language(visit, ask, at, language, direction):
    row = tasks.ask(asked=ask(PaperKind.BOOKLET, "1"), at=at)
    browser = visit("director", language)
    pages = [
        reverse("documents:papers"), reverse("documents:check-paper"), reverse("documents:paper", args=[row.pk]),
        reverse("documents:paper-progress", args=[row.pk]), reverse("documents:new-paper", args=["quota_letter", "1"]),
    ]  # fmt: skip

    answers = [browser.get(it) for it in pages]

    assert [it.status_code for it in answers] == [200] * len(pages)
    assert [f'dir="{direction}"' in it.content.decode() for it in answers if b"<html" in it.content] == [
        True
    ] * 4


def test_a_short_paper_comes_as_a_file_that_nothing_runs_in(visit, meeting):
    answer = visit("director").post(
        reverse("documents:new-paper", args=["minutes", meeting.code]), {"languages": "ar fr"}
    )

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="minutes-mtg-paper-ar-fr.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {name: answer.headers[name] for name in NEVER_RUN} == NEVER_RUN
    assert answer.content.startswith(b"%PDF-1.7")


def test_a_long_paper_is_followed_and_then_saved_by_who_asked_alone(visit):
    browser = visit("director")
    followed = browser.post(reverse("documents:new-paper", args=["booklet", "1"]), {"languages": "en"})
    row = MadePaper.objects.get()
    early = browser.get(reverse("documents:paper-file", args=[row.pk]))
    services.make_paper(paper_id=row.pk)

    page = browser.get(followed.url).content.decode()
    saved = browser.get(reverse("documents:paper-file", args=[row.pk]))
    of_others = [
        visit("planner").get(reverse(f"documents:{name}", args=[row.pk])).status_code
        for name in ("paper", "paper-progress", "paper-file")
    ]

    assert (followed.status_code, early.status_code) == (302, 404)
    assert reverse("documents:paper-file", args=[row.pk]) in page
    assert (saved.status_code, saved.headers["Content-Disposition"]) == (
        200,
        'attachment; filename="booklet-1-en.pdf"',
    )
    assert of_others == [404, 404, 404]


def test_a_paper_is_cancelled_and_asked_for_again_on_its_page(visit):
    browser = visit("director")
    browser.post(reverse("documents:new-paper", args=["booklet", "1"]), {"languages": "ar"})
    row = MadePaper.objects.get()
    states = []
    for step in ("cancel-paper", "retry-paper"):
        browser.post(reverse(f"documents:{step}", args=[row.pk]))
        row.refresh_from_db()
        states.append(row.state)

    others = [
        visit("planner").post(reverse(f"documents:{it}", args=[row.pk])).status_code
        for it in ("cancel-paper", "retry-paper")
    ]

    assert (states, others) == ([PaperState.CANCELLED, PaperState.WAITING], [404, 404])


@pytest.mark.parametrize(("kind", "subject", "username", "status"), [
    ("none", "1", "director", 404), ("booklet", "77", "director", 404), ("booklet", "1", "administrator", 403),
    ("minutes", "none", "director", 404), ("readiness", "1", "attache", 403), ("need_sheet", "u-ly-bg-n", "attache", 404),
])  # fmt: skip
def test_what_one_may_not_have_is_refused(visit, kind, subject, username, status):
    Unit.objects.update(released_to="")
    answer = visit(username).post(reverse("documents:new-paper", args=[kind, subject]), {"languages": "ar"})

    assert (answer.status_code, MadePaper.objects.count()) == (status, 0)


@pytest.mark.parametrize(
    "given", [{}, {"languages": "xx"}, {"languages": "ar", "year": "1999", "party": "dz"}]
)
def test_wrong_choices_are_shown_again(visit, given):
    answer = visit("director").post(reverse("documents:new-paper", args=["quota_letter", "1"]), given)

    assert (
        answer.status_code,
        MadePaper.objects.count(),
        b"errorlist" in answer.content or b"faulty" in answer.content,
    ) == (200, 0, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_as_many_queries_for_many_papers(
    visit, ask, at, meeting, rows, django_assert_max_num_queries
):
    for number in range(rows):
        kind, subject = ((PaperKind.BOOKLET, "1"), (PaperKind.MINUTES, meeting.code))[number % 2]
        asked = ask(kind, subject)
        MadePaper.objects.create(kind=asked.kind, subject=asked.subject, languages="ar", by="director", at=at)
    browser = visit("director")
    browser.get(reverse("documents:papers"))

    with django_assert_max_num_queries(26):
        answer = browser.get(reverse("documents:papers"))

    assert answer.content.decode().count('<th scope="row">') == rows


def test_the_list_holds_ones_own_papers_alone(visit, ask, meeting, at):
    tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code, "planner"), at=at)

    assert meeting.name_ar not in visit("director").get(reverse("documents:papers")).content.decode()


# ---------------------------------------------------------------------------------------------------- checking a page
def checked(browser, typed: str) -> str:
    return browser.get(reverse("documents:check-paper"), {"signs": typed}).content.decode()


@pytest.mark.parametrize(("state", "told"), [
    (PlanState.APPROVED, "in force"), (PlanState.IN_EXECUTION, "in force"), (PlanState.DRAFT, "not in force"),
    (PlanState.CLOSED, "not in force"),
])  # fmt: skip
def test_a_page_of_a_plan_is_checked_by_the_first_signs_of_its_hash(visit, state, told):
    plan = PlanVersion.objects.get(number=1)
    PlanVersion.objects.update(state=state)

    page = checked(visit("director", "en"), f" {plan.plan_sha256[:6].upper()} {plan.plan_sha256[6:16]} ")

    assert f">{told}</span>" in page
    assert plan.plan_sha256 in page
    assert reverse("planning:plan", args=[1]) in page


@pytest.mark.parametrize(("state", "told"), [
    (PlanState.APPROVED, NO_LONGER), (PlanState.CLOSED, NO_LONGER), (PlanState.DRAFT, "not in force"),
    (PlanState.WITHDRAWN, "not in force"), (PlanState.PROPOSED, "not in force"),
])  # fmt: skip
def test_only_what_was_in_force_is_so_no_longer(visit, state, told):
    plan = PlanVersion.objects.get(number=1)
    PlanVersion.objects.update(state=state)
    later = PlanVersion.objects.get(number=1)
    later.pk, later.number, later.code, later.state, later.plan_sha256 = (
        None,
        99,
        "plan-99",
        PlanState.APPROVED,
        "9" * 64,
    )
    later.save()

    assert f">{told}</span>" in checked(visit("director", "en"), plan.plan_sha256)


@pytest.mark.parametrize("change", [
    lambda it: Meeting.objects.filter(pk=it.pk).update(series_number=77),
    lambda it: Meeting.objects.filter(pk=it.pk).update(marking="restricted"),
    lambda it: Meeting.objects.filter(pk=it.pk).update(opening_hour=time(9), closing_hour=time(10), time_zone="Africa/Tripoli"),
    lambda it: Meeting.objects.filter(pk=it.pk).update(accord=Accord.objects.exclude(pk=it.accord_id).first()),
    lambda it: it.delegations.filter(party="ly").update(is_host=True),
    lambda it: it.delegations.filter(party="dz").first().organisations.set(Organisation.objects.filter(owner="dz")[:1]),
    lambda it: it.decisions.update(owner_organisation=Organisation.objects.first()),
])  # fmt: skip
def test_whatever_is_changed_of_a_meeting_its_page_is_of_an_earlier_one(visit, ask, meeting, at, change):
    meeting.delegations.update(is_host=False)
    decide(meeting, 1)
    row = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)
    change(meeting)

    assert "changed here since the paper was made" in checked(visit("director", "en"), row.mark)


def test_hours_stand_in_the_minutes_in_the_time_of_both_countries(ask, meeting):
    hours = {"opening_hour": time(10), "closing_hour": time(12, 30), "time_zone": "Africa/Tripoli"}
    Meeting.objects.filter(pk=meeting.pk).update(**hours)

    texts = said(ask(PaperKind.MINUTES, meeting.code, languages=("en",)))

    assert [it in texts for it in ("10:00 – 12:30 (Tripoli)", "09:00 – 11:30 (Algiers)")] == [True, True]


def test_a_page_of_minutes_is_checked_against_what_they_say_now(visit, ask, meeting, at):
    row = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)
    browser = visit("director", "en")
    before = checked(browser, row.mark)
    decide(meeting, 9)

    assert ["as it stands here today" in it for it in (before, checked(browser, row.mark[:12]))] == [
        True,
        False,
    ]
    assert "changed here since the paper was made" in checked(browser, row.mark)


def test_a_page_of_what_one_may_not_see_is_not_known(visit, ask, meeting, at):
    row = tasks.ask(asked=ask(PaperKind.MINUTES, meeting.code), at=at)
    Meeting.objects.filter(pk=meeting.pk).update(owner="ly")

    page = checked(visit("attache", "en"), row.mark)

    assert "No paper that you may see bears this hash." in page
    assert meeting.code not in page
    assert "No paper that you may see bears this hash." in checked(
        visit("administrator", "en"), PlanVersion.objects.get(number=1).plan_sha256
    )


@pytest.mark.parametrize("typed", ["", "871d", "these are words", "zz" * 20])
def test_what_is_no_hash_is_refused_in_words(visit, typed):
    page = checked(visit("director", "en"), typed)

    assert ("at least 12 signs" in page or "Enter the hash" in page) is True


def test_words_are_those_of_the_language_of_the_moment(ask, meeting):
    with override("fr"):
        (paper,) = papers_for(ask(PaperKind.MINUTES, meeting.code, languages=("en",)))

    assert (paper.lang, paper.title) == ("en", "Minutes")
    assert replace(paper, lang="en") == paper
