# ruff: noqa: E402, T201 - a program: Django is set up before its models are named, and what was found is printed
"""Officers who act at the same instant: a program for tests, run on a node of its own.

It prints, for each race, what each of them was told and what is left.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["DJANGO_SETTINGS_MODULE"] = "tansiq.settings"

import django

django.setup()

from django.db import connection, transaction

from tansiq.accords import services as accords
from tansiq.accords.models import Accord, Meeting
from tansiq.core.models import JournalLine
from tansiq.core.queries import journal_verdict, this_node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself, write_line
from tansiq.documents.models import Attachment, Blob, GivenSheet
from tansiq.documents.services import attachments, sheets
from tansiq.documents.services.briefings import add_summary, change_summary
from tansiq.exchange.models import Draft, Partner, Release
from tansiq.exchange.queries.bodies import Asked, items_for
from tansiq.exchange.rules import Classification, PartnerState
from tansiq.exchange.services import releasing
from tansiq.exchange.services.epochs import begin_epoch
from tansiq.exchange.services.keys import begin_keys
from tansiq.organisations.models import Holiday, Unit
from tansiq.people import services as people
from tansiq.people.models import Person, SignIn
from tansiq.planning import services as planning
from tansiq.planning.models import Lock, PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import PlanState, PlanStep, RunState
from tansiq.planning.services import runs
from tansiq.training import services as training
from tansiq.training.models import Course, Indicator, Request
from tansiq_desk.sheets import apart
from tansiq_protocol.record import Kind

AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
TO_AGREED = (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE)
MOST_MILLISECONDS, LINGERS_SECONDS = 4, 0.3
NUMBERS = count()
CHANCE = random.Random(18)  # noqa: S311 - the same waits each time


def person(username):
    return Person.objects.get(username=username)


def slowly(execute, sql, params, many, context):
    """Wait a little before each statement, so that those who act meet in the middle of what they do."""
    time.sleep(CHANCE.random() * MOST_MILLISECONDS / 1000)
    return execute(sql, params, many, context)


def lingering(act):
    """Let whoever does this hold what they claimed for long before they come to the journal."""

    def linger(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "core_journalhead" in sql:
            time.sleep(LINGERS_SECONDS)
        return execute(sql, params, many, context)

    def slow():
        with connection.execute_wrapper(linger):
            act()

    return slow


def together(*acts):
    """Have these done at the same instant, each on a connection of its own; give how often each thing was told."""
    start, told = threading.Barrier(len(acts)), []

    def run(act):
        said = "kept"
        try:
            with connection.execute_wrapper(slowly):
                start.wait()
                act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the officer met
            said = type(error).__name__
        finally:
            told.append(said)
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(sorted(Counter(told).items()))


def lines(verb, **wanted):
    return JournalLine.objects.filter(verb=verb, **wanted).count()


def plan_under(state):
    """Keep the plan of the rehearsal once more, and lead it there."""
    first = PlanVersion.objects.get(number=1)
    plan = planning.keep_version(
        programme=first.programme, document=first.document, programme_document=first.programme_document,
        option="B", title="", parent=None, by=person("planner"), at=AT,
    )  # fmt: skip
    for step in TO_AGREED if state == PlanState.AGREED else ():
        plan = planning.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=AT
        )
    return plan


def approving(plan, username):
    by = person(username)
    return lambda: planning.approve(code=plan.code, plan_sha256=plan.plan_sha256, by=by, at=AT)


def stepping(plan, step):
    by = person("planner")
    return lambda: planning.take_step(code=plan.code, version=plan.version, step=step, by=by, at=AT)


def asking():
    """Ask for a search on the programme as it was when the plan of the rehearsal was made."""
    by, first = person("planner"), PlanVersion.objects.get(number=1)
    return lambda: planning.start_run(
        programme=first.programme, option="A", work=1, title="", baseline=None, document=first.programme_document,
        by=by, at=AT,
    )  # fmt: skip


def left_of(plan):
    now = PlanVersion.objects.get(pk=plan.pk)
    subject = f"planning.planversion/{plan.code}"
    return [
        now.state, now.approvals.filter(decision="approve").count(), lines("planning.approve", subject=subject),
        lines("training.plan_requests", subject=subject),
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- the races
def two_approve_for_one_party():
    plan = plan_under(PlanState.AGREED)
    person("idfad").roles.add(*person("director").roles.all())
    return together(approving(plan, "director"), approving(plan, "idfad")), left_of(plan)


def both_parties_approve():
    plan = plan_under(PlanState.AGREED)
    return together(approving(plan, "director"), approving(plan, "cooperation")), left_of(plan)


def one_approves_and_one_reopens():
    plan = plan_under(PlanState.AGREED)
    told = together(approving(plan, "director"), stepping(plan, PlanStep.REOPEN))
    return told, left_of(plan)


def last_approves_and_one_reopens():
    plan = plan_under(PlanState.AGREED)
    approving(plan, "director")()
    plan.refresh_from_db()
    told = together(approving(plan, "cooperation"), stepping(plan, PlanStep.REOPEN))
    return told, left_of(plan)


def one_proposes_and_one_withdraws():
    plan = plan_under(PlanState.DRAFT)
    told = together(stepping(plan, PlanStep.PROPOSE), stepping(plan, PlanStep.WITHDRAW))
    return told, [left_of(plan)[0] in {"proposed", "withdrawn"}, PlanVersion.objects.get(pk=plan.pk).version]


def last_approves_while_a_request_is_released():
    plan = plan_under(PlanState.AGREED)
    approving(plan, "director")()
    seated = {name for edition in opened(plan).plan.editions for name in edition.seats}
    Request.objects.filter(code__in=seated).update(state="accepted")
    request = Request.objects.filter(code__in=seated, owner="ly").order_by("pk").first()
    by, other = person("director"), () if request.released_to else ("dz",)

    def releasing():
        training.release_record(
            kind="requests", code=request.code, version=request.version, to=other, by=by, at=AT
        )

    told = together(approving(plan, "cooperation"), lingering(releasing))
    now = Request.objects.get(pk=request.pk)
    return told, [*left_of(plan), now.state, now.version in {request.version + 1, request.version + 2}]


def two_change_one_unit():
    unit, by = Unit.objects.get(code="u-ly-bg-n"), person("unit")

    def changing(headcount):
        return lambda: training.change_unit(
            code=unit.code, version=unit.version, training_headcount=headcount, absent_share_at_most=None, by=by, at=AT
        )  # fmt: skip

    wanted = [unit.training_headcount + 1, unit.training_headcount + 2]
    told = together(*map(changing, wanted))
    unit.refresh_from_db()
    return told, [unit.training_headcount in wanted]


def one_files_while_one_changes_the_unit():
    unit, by = Unit.objects.get(code="u-ly-bg-n"), person("unit")
    course = Course.objects.filter(is_offered=True).order_by("pk").first()
    before = Request.objects.count()

    def filing():
        training.file_request(
            unit=unit.code, course=course.code, seats=1, by_on=date(2027, 1, 1), priority=1, late_is_allowed=False,
            justification="", by=by, at=AT,
        )  # fmt: skip

    def changing():
        training.change_unit(
            code=unit.code, version=unit.version, training_headcount=unit.training_headcount + 1,
            absent_share_at_most=None, by=by, at=AT,
        )  # fmt: skip

    return together(filing, filing, lingering(changing)), [Request.objects.count() - before]


def two_fix_the_same_edition():
    plans = [plan_under(PlanState.DRAFT) for _ in range(2)]
    edition = opened(plans[0]).plan.editions[0].id
    by, before = person("planner"), lines("planning.lock")
    told = together(
        *(lambda it=it: planning.lock_edition(code=it.code, edition_id=edition, by=by, at=AT) for it in plans)
    )
    left = [Lock.objects.filter(code=planning.lock_code_of(edition)).count(), lines("planning.lock") - before]
    Lock.objects.filter(is_of_the_file=False).delete()
    return told, left


def two_free_the_same_lock():
    programme, by = Programme.objects.get(), person("planner")
    lock = planning.keep_days_free(
        programme=programme.code, first_on=date(2026, 5, 2), last_on=date(2026, 5, 2), by=by, at=AT
    )

    def freeing():
        planning.unlock(programme=programme.code, lock_code=lock.code, by=by, at=AT)

    return together(freeing, freeing), [Lock.objects.filter(code=lock.code).count()]


def two_start_a_search():
    told = together(*[asking()] * 2)
    left = [PlanningRun.objects.filter(state=RunState.WAITING).count()]
    PlanningRun.objects.all().delete()
    return told, left


def one_cancels_while_the_worker_begins():
    run = asking()()
    by = person("planner")
    runs._found = lambda *_asked: json.loads(PlanVersion.objects.get(number=1).document)
    before = PlanVersion.objects.count()
    told = together(lambda: planning.cancel_run(run_id=run.pk, by=by, at=AT), lambda: runs.carry_out(run.pk))
    run.refresh_from_db()
    kept = PlanVersion.objects.count() - before
    return told, [(run.state, run.result is not None, kept) in {("cancelled", False, 0), ("done", True, 1)}]


def one_breaks_off_while_the_worker_keeps():
    run = asking()()
    PlanningRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, beat_at=None)
    document, before = json.loads(PlanVersion.objects.get(number=1).document), PlanVersion.objects.count()
    told = together(lambda: planning.break_off_silent_runs(at=AT), lambda: runs._keep(run, document))
    run.refresh_from_db()
    kept = PlanVersion.objects.count() - before
    return told, [(run.state, run.result is not None, kept) in {("broken_off", False, 0), ("done", True, 1)}]


def a_part_is_asked_back_while_the_worker_keeps():
    run = asking()()
    part = {"party": "dz", "sha256": "0" * 64}
    run.programme.shared_parts.create(**part, content="x", is_own=False, by="node", at=AT)
    PlanningRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, parts=[part])
    document, before = json.loads(PlanVersion.objects.get(number=1).document), PlanVersion.objects.count()

    def emptying():
        planning.empty_shared_part(programme=run.programme, **part, by=NodeItself(), at=AT)

    told = together(emptying, lambda: runs._keep(run, document))
    run.refresh_from_db()
    run.programme.shared_parts.all().delete()
    kept = PlanVersion.objects.count() - before
    return told, [(run.state, run.result is not None, kept) in {("cancelled", False, 0), ("done", True, 1)}]


def three_plans_are_kept():
    before = set(PlanVersion.objects.values_list("number", flat=True))
    told = together(*[lambda: plan_under(PlanState.DRAFT)] * 3)
    new = sorted(set(PlanVersion.objects.values_list("number", flat=True)) - before)
    return told, [number - max(before) for number in new]


def two_draft_an_accord():
    by, before = person("director"), Accord.objects.count()

    def drafting():
        accords.draft_accord(
            type="framework", names={"en": "x"}, parent=None, clauses=[], areas=[], tacit_renewal_months=None, by=by, at=AT
        )  # fmt: skip

    return together(drafting, drafting), [Accord.objects.count() - before]


def both_parties_agree_to_the_minutes():
    meeting = Meeting.objects.order_by("pk").first()
    Meeting.objects.filter(pk=meeting.pk).update(state="draft", minutes_en="x")
    meeting.delegations.update(agreed_at=None, agreed_by="")
    meeting.refresh_from_db()

    def agreeing(by):
        return lambda: accords.agree_minutes(code=meeting.code, version=meeting.version, by=by, at=AT)

    told = together(*map(agreeing, map(person, ("director", "attache"))))
    meeting.refresh_from_db()
    return told, [meeting.state, meeting.delegations.exclude(agreed_at=None).count()]


def two_lead_the_same_requests_on():
    found = list(Request.objects.filter(owner="ly").order_by("pk")[:6])
    Request.objects.filter(pk__in=[it.pk for it in found]).update(state="submitted")
    by, chosen = person("director"), [(it.code, it.version) for it in found]

    def leading(some):
        return lambda: training.take_step_with_each(chosen=some, step="screen", by=by, at=AT)

    told = together(leading(chosen), leading(chosen[::-1]))
    return told, [Request.objects.filter(pk__in=[it.pk for it in found], state="screened").count()]


def two_measure_on_one_day():
    indicator, by = Indicator.objects.order_by("pk").first(), person("planner")
    indicator.measurements.all().delete()

    def measuring():
        training.measure_indicator(
            code=indicator.code, level=1, measured_on=date(2025, 5, 1), evidence="x", by=by, at=AT
        )

    return together(measuring, measuring), [indicator.measurements.count()]


def two_holidays_come_to_one_day():
    by, day = person("director"), date(2027, 7, 1)
    Holiday.objects.filter(first_on=day).delete()
    holiday = Holiday.objects.filter(party__code="ly").order_by("pk").first()
    was, said = holiday.first_on, {"party": "ly", "days": 1, "status": "confirmed", "by": by, "at": AT}
    told = together(
        lambda: training.add_holiday(key=holiday.key, first_on=day, **said),
        lambda: training.move_holiday(holiday_id=holiday.pk, seen=holiday.seen_as, first_on=day, **said),
    )
    left = Holiday.objects.filter(first_on=day).count()
    Holiday.objects.filter(pk=holiday.pk).update(first_on=was)
    return told, [left]


def account_is_shut_while_its_owner_signs_out():
    Person.objects.filter(username="border").update(is_active=True)
    border, by = person("border"), person("administrator")
    signed_in = people.open_sign_in(session_key="x", address=None, browser="", by=border, at=AT)
    told = together(
        lambda: people.change_person(
            username="border", version=border.version, full_name="x", email="", roles=list(border.roles.all()),
            is_active=False, by=by, at=AT,
        ),
        lambda: people.end_sign_in(sign_in_id=signed_in.pk, by=border, at=AT),
    )  # fmt: skip
    return told, [SignIn.objects.filter(person=border).count(), person("border").is_active]


def attaching(kind, code, content=b"a"):
    said = {"captions": {"en": "x"}, "by": person("director"), "at": AT}
    return lambda: attachments.attach(
        subject_kind=kind, subject_code=code, name="a.txt", content=content, **said
    )


def two_attach_the_same_file():
    Attachment.objects.all().delete()
    told = together(*[attaching("meeting", "mtg-art-241229")] * 2)
    return told, [Attachment.objects.count(), Blob.objects.count()]


def one_attaches_while_one_deletes_the_same_bytes():
    Attachment.objects.all().delete()
    first, by = attaching("meeting", "mtg-art-241229")(), person("director")
    gone = attachments.remove_attachment(code=first.code, version=1, by=by, at=AT)
    told = together(
        attaching("accord", "agr-frame"),
        lambda: attachments.delete_attachment(code=gone.code, version=gone.version, by=by, at=AT),
    )
    return told, [Attachment.objects.count(), Blob.objects.count()]


def one_moves_up_past_what_another_changes():
    Attachment.objects.all().delete()
    by = person("director")
    first, second = (attaching("meeting", "mtg-art-241229", content)() for content in (b"a", b"b"))

    def changing():
        attachments.change_attachment(
            code=first.code, version=1, captions={"en": "y"}, role="letter", taken_on=None, place="", author="",
            rights="own", rights_name="", by=by, at=AT,
        )  # fmt: skip

    told = together(
        lingering(changing),
        lambda: attachments.move_attachment(code=second.code, version=1, by=by, at=AT),
    )
    order = Attachment.objects.order_by("position").values_list("code", flat=True)
    return told, [list(order) == [second.code, first.code]]


def one_puts_back_what_another_sweeps():
    Attachment.objects.all().delete()
    old, by = attaching("meeting", "mtg-art-241229")(), person("director")
    gone = attachments.remove_attachment(code=old.code, version=1, by=by, at=AT - timedelta(days=31))
    told = together(
        lingering(
            lambda: attachments.put_back_attachment(code=gone.code, version=gone.version, by=by, at=AT)
        ),
        attaching("meeting", "mtg-art-241229", b"b"),
    )
    return told, [Attachment.objects.count()]


def one_changes_a_summary_of_what_another_deletes():
    Attachment.objects.all().delete()
    text, by = attaching("meeting", "mtg-art-241229")(), person("director")
    said = {"language": "en", "origin": "officer", "title": "x", "source_text": "x", "by": by, "at": AT}
    summary = add_summary(
        kind="meeting", code="mtg-art-241229", owner="joint", text="x", attachment=text, **said
    )
    gone = attachments.remove_attachment(code=text.code, version=1, by=by, at=AT)
    told = together(
        lingering(lambda: change_summary(code=summary.code, version=1, text="y", attachment=None, **said)),
        lambda: attachments.delete_attachment(code=gone.code, version=gone.version, by=by, at=AT),
    )
    summary.refresh_from_db()
    return told, [Attachment.objects.count(), summary.text, summary.attachment]


def libyan_office():
    """Give the node as that of an office that exchanges with Algeria's."""
    node = this_node()
    node.mode, node.party = Mode.ONE_PARTY, "ly"
    if not Partner.objects.exists():
        begin_keys(node=node, first="first words here", second="second words here", by=NodeItself(), at=AT)
        confirmed = {"state": PartnerState.CONFIRMED, "confirmed_by": "administrator", "confirmed_at": AT}
        partner = Partner.objects.create(party="dz", node="dz-node", root="0" * 64, **confirmed)
        begin_epoch(partner=partner, by=NodeItself(), at=AT)
    return node


def read_here(name, content):
    """Read a sheet as its own process would, in this one: what that costs is measured elsewhere."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return apart.read(path), Path(folder, apart.ROWS).read_bytes()


def list_given(node, by):
    """Have a list of one need read that none is like, and say which column is which; give how it is taken in."""
    on = date(2026, 11, 1) + timedelta(days=next(NUMBERS))
    content = f"unit,course,seats,by,priority\nu-ly-bg-n,crs-ihl-101,7,{on},2\n".encode()
    sheets._answer_of_another_process = read_here
    given = sheets.give_sheet(name="needs.csv", content=content, sender="", by=by, at=AT)
    fields = ["unit", "course", "seats", "by", "priority"]
    sheets.map_columns(shown=given.shown_as, fields=fields, fixed={}, order="", node=node, by=by)
    digest = GivenSheet.objects.get(by=by.username).digest
    return lambda: sheets.take_in_sheet(digest=digest, without_faulty=False, node=node, by=by, at=AT)


def draft_on(node, request, by):
    """Prepare to release a need; give how it is released."""
    items, title = items_for(Asked(Kind.REQUEST, request.code, node, by, ("dz",), AT.date()))
    draft = releasing.prepare_release(
        node=node, items=items, audience=("dz",), classification=Classification.RESTRICTED, title=title, by=by, at=AT
    )  # fmt: skip
    return lambda: releasing.release(node=node, draft_id=draft.pk, digest=draft.digest, by=by, at=AT)


def left_of_need(request, before):
    found = Request.objects.filter(pk=request.pk).first()
    left = [found is not None, Release.objects.count() - before, bool(found and found.released_to)]
    Draft.objects.all().delete()
    return left


def _released_and_taken_back(slowly_released, slowly_taken_back):
    node, by, before = libyan_office(), person("director"), Release.objects.count()
    taken = list_given(node, by)()
    request = Request.objects.order_by("-pk").first()
    release = draft_on(node, request, by)

    def taking_back():
        sheets.take_back_sheet(number=taken.pk, node=node, by=by, at=AT)

    told = together(slowly_released(release), slowly_taken_back(taking_back))
    return told, left_of_need(request, before)


def one_releases_while_one_takes_the_list_back():
    return _released_and_taken_back(lambda act: lambda: (time.sleep(LINGERS_SECONDS / 2), act()), lingering)


def one_takes_the_list_back_while_one_releases():
    return _released_and_taken_back(lingering, lambda act: lambda: (time.sleep(LINGERS_SECONDS / 2), act()))


def one_releases_while_one_takes_a_list_in():
    node, by, before = libyan_office(), person("director"), Release.objects.count()
    list_given(node, by)()
    request = Request.objects.order_by("-pk").first()
    release, taking_in = draft_on(node, request, by), list_given(node, by)
    told = together(lambda: (time.sleep(LINGERS_SECONDS / 2), release()), lingering(taking_in))
    return told, left_of_need(request, before)


def eight_write_in_the_journal():
    before = JournalLine.objects.count()

    def writing():
        for _ in range(5):
            with transaction.atomic():
                write_line(verb="core.set_up_node", subject="x", changes=None, by=NodeItself(), at=AT)

    return together(*[writing] * 8), [JournalLine.objects.count() - before]


RACES = {
    it.__name__: it
    for it in (
        two_approve_for_one_party, both_parties_approve, one_approves_and_one_reopens, last_approves_and_one_reopens,
        one_proposes_and_one_withdraws, last_approves_while_a_request_is_released, two_change_one_unit,
        one_files_while_one_changes_the_unit, two_fix_the_same_edition, two_free_the_same_lock, two_start_a_search,
        one_cancels_while_the_worker_begins, one_breaks_off_while_the_worker_keeps,
        a_part_is_asked_back_while_the_worker_keeps, three_plans_are_kept,
        two_draft_an_accord, both_parties_agree_to_the_minutes, two_lead_the_same_requests_on, two_measure_on_one_day,
        two_holidays_come_to_one_day, account_is_shut_while_its_owner_signs_out, two_attach_the_same_file,
        one_attaches_while_one_deletes_the_same_bytes, one_moves_up_past_what_another_changes,
        one_puts_back_what_another_sweeps, one_changes_a_summary_of_what_another_deletes,
        one_releases_while_one_takes_the_list_back, one_takes_the_list_back_while_one_releases,
        one_releases_while_one_takes_a_list_in, eight_write_in_the_journal,
    )
}  # fmt: skip


def main(rounds, wanted):
    """Run each race so many times and print all that came of it."""
    for name, race in RACES.items():
        if wanted and name not in wanted:
            continue
        began, found = time.monotonic(), set()
        for _ in range(rounds):
            told, left = race()
            found.add(json.dumps([told, left, journal_verdict().holds]))
        print(json.dumps([name, sorted(found), round(time.monotonic() - began, 1)]), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), set(sys.argv[2:]))
