"""Who may press which button: every address that writes, as every account; whoever may not is refused, and nothing is kept."""

import json

import every_address
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from documents import attached_rows, briefed_rows, edited_rows

from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.accords.rules import AccordType, MeetingKind
from tansiq.core.models import JournalHead
from tansiq.home.rehearsal import ACCOUNTS
from tansiq.organisations.models import Holiday, Unit
from tansiq.people.models import Person
from tansiq.planning.models import PlanningRun, PlanVersion, Programme, Remark
from tansiq.training.forms.courses import initial_of
from tansiq.training.models import Course, Indicator, Request, Task, Venue

pytestmark = pytest.mark.django_db

EVERYONE = {username for username, *_ in ACCOUNTS.values()}
ACCORDS = {"director", "cooperation"}
MINUTES = {"director", "cooperation", "attache", "planner", "exdirector"}
PLAN_MAKERS = {"planner", "director", "cooperation"}
PLAN_READERS = EVERYONE - {"border", "administrator"}
FILERS, COMMANDERS = {"director", "unit"}, {"unit"}
SCHOOL, PLANNER, ADMINISTRATOR = {"school"}, {"planner"}, {"administrator"}
OF_NO_RECORD = {
    "documents:sheets", "documents:sheet-columns", "documents:take-in-sheet", "documents:leave-sheet",
    "documents:take-back-sheet",
    "documents:forget-mapping",
    "people:sign-in", "people:sign-out", "people:my-account", "people:end-sign-in", "people:end-other-sign-ins",
    "people:set-reminders",
    "people:verify-journal",
    "ui:set-language", "ui:set-look", "accords:remove-delegation", "accords:remove-agenda-item",
    "accords:move-agenda-item", "accords:agree-minutes", "accords:decision-step", "planning:approve", "planning:new-run",
    "planning:try-relaxation", "planning:start-scenarios", "planning:file", "planning:take-in-file", "planning:leave-file",
    "documents:make-calendar", "documents:calendar", "documents:renew-calendar", "documents:revoke-calendar",
    "documents:new-paper", "documents:cancel-paper", "documents:retry-paper", "documents:letter-word",
    "exchange:add-reader", "exchange:revoke-reader",
    "exchange:answer-recall", "exchange:confirm", "exchange:exchange-now", "exchange:fork", "exchange:introduce",
    "exchange:leave-draft", "exchange:make-keys", "exchange:partner-step", "exchange:put-aside", "exchange:read-again",
    "exchange:release", "exchange:release-draft", "exchange:renew-keys", "exchange:save-bundle", "exchange:set-address",
    "exchange:take-in", "exchange:take-in-bundles",
    "planning:reject", "planning:take-in-part",
}  # fmt: skip
"""What a person does to their own sign-in or page, and buttons whose tests stand with their area's states; those of the
exchange with its own offices, as a shared office exchanges with nobody."""


READS = {
    "documents:preview-sheet", "documents:faulty-rows", "documents:taken-sheet", "documents:rows-left",
    "documents:save-list", "documents:save-plan",
    "documents:template", "documents:template-file", "documents:template-sample", "documents:shipped-template",
    "documents:meeting-word", "documents:edited",
    "documents:calendars", "documents:everyones-calendars", "documents:calendar-feed", "documents:plan-calendar",
    "documents:meeting-calendar",
    "documents:documents",
    "documents:papers", "documents:check-paper", "documents:paper", "documents:paper-progress", "documents:paper-file",
    "documents:briefing", "documents:summary",
    "documents:attachments", "documents:removed-attachments", "documents:attachment", "documents:attachment-file",
    "documents:attachment-picture", "documents:attachment-thumbnail", "documents:tag",
    "exchange:readers",
    "accords:register", "accords:meetings", "accords:meeting", "accords:decisions", "accords:decision", "accords:facts",
    "accords:accord", "home:first-page", "home:search", "people:people", "people:journal", "training:units",
    "training:unit", "training:requests", "training:courses", "training:course", "training:venues", "training:pools",
    "training:pool", "training:change-pool", "training:competencies", "training:competency", "training:calendars",
    "training:indicators", "planning:preview-file", "planning:programme", "planning:save-programme", "planning:compare",
    "exchange:book", "exchange:draft", "exchange:draft-attachment", "exchange:drafts", "exchange:inbox", "exchange:keys",
    "exchange:outbox", "exchange:partner", "exchange:received", "exchange:received-attachment",
    "exchange:release-attachment", "exchange:release-seen", "exchange:root-picture", "exchange:save-keyset",
    "exchange:sheet", "exchange:status", "exchange:taken",
    "planning:part", "planning:run", "planning:run-progress", "planning:plan",
    "planning:download", "planning:edition", "planning:edition-weeks", "planning:dependency", "planning:readiness", "ui:glossary",
}  # fmt: skip
"""Pages without a button of their own; instructors are kept on the page that venues are kept on."""


def code_of(kind, **wanted):
    return kind.objects.filter(**wanted).order_by("pk").first().code


def buttons(at):
    """Give each button by its address: its arguments, what is sent, and who may press it."""
    plan, programme = PlanVersion.objects.get(number=1), Programme.objects.get()
    edition = json.loads(plan.document)["editions"][0]
    by = {"by": "planner", "at": at}
    lock = programme.locks.create(
        code="lock-x", content={"id": "lock-x", "closed": {"from": "2027-03-01", "to": "2027-03-02"}}, **by
    )
    remark = Remark.objects.create(plan=plan, text="x", party="ly", **by)
    run = PlanningRun.objects.create(programme=programme, option="B", work=20, programme_document="{}", **by)
    unit = Unit.objects.get(code="u-ly-bg-n")
    absence = unit.absences.create(first_on="2027-01-01", last_on="2027-01-02")
    course, venue = Course.objects.get(code="crs-ihl-101"), Venue.objects.filter(owner="dz").first()
    change = venue.changes.create(first_on="2027-01-01", last_on="2027-01-02", capacity=1)
    holiday = Holiday.objects.filter(party__code="ly").first()
    task = Task.objects.filter(unit=unit).first()
    meeting = Meeting.objects.filter(state="draft").first() or Meeting.objects.first()
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    decision = Decision.objects.filter(meeting=meeting).first() or Decision.objects.first()
    Decision.objects.filter(pk=decision.pk).update(state="open", meeting=meeting)
    draft = Accord(code="accord-x", owner="joint", name_en="x", type=AccordType.values[0], state="draft")
    draft.save()
    request = Request.objects.filter(unit=unit).first()
    Request.objects.filter(pk=request.pk).update(state="draft")
    fact = Fact.objects.filter(owner="joint").first()
    asks = Request.objects.filter(owner="ly").last()
    Request.objects.filter(pk=asks.pk).update(state="screened")
    school = Person.objects.get(username="school")
    form = {name: value for name, value in initial_of(school, course).items() if value is not None}
    account = {
        "username": "someone",
        "full_name": "x",
        "locale": "ar",
        "roles": [1],
        "password": "long enough 4711",
    }
    attached = attached_rows.attachment("att-x", at, position=2)
    attached_rows.attachment("att-above", at)
    gone = attached_rows.attachment("att-gone", at, removed_at=at, removed_by="director")
    of_one_side = attached_rows.attachment("att-ly", at, owner="ly")
    tag = attached_rows.tag("tag-x")
    said = {"caption_en": "y", "role": "document", "rights": "own"}
    to_meeting = {"kind": "meeting", "code": "mtg-art-241229"}
    summary = briefed_rows.summary("sum-x", at)
    summed_up = {"text": "x", "title": "x", "language": "en", "origin": "news", "source_text": "x"}
    edited = edited_rows.edited(attached_rows.attachment("att-edited", at), "edited outside").attachment
    fresh, used = (
        edited_rows.template("fresh.docx", at),
        edited_rows.template("used.docx", at, is_in_use=True),
    )
    word_file = lambda: SimpleUploadedFile("a.docx", bytes(used.content))  # noqa: E731
    of_mtg = {"code": "mtg-art-241229"}
    holiday_of_1 = {"key": "eid_al_adha", "first_on": "2027-03-01", "days": 1, "status": "estimated"}
    one = {"version": 1}
    of = lambda record: {"code": record.code}  # noqa: E731
    named = {"name_en": "y", "version": 1}
    asked = {"unit": unit.code, "course": course.code, "seats": 5, "by_on": "2027-01-01", "priority": 1}
    days = {"first_on": "2027-03-01", "last_on": "2027-03-02"}
    at_edition = {"number": 1, "edition_id": edition["id"]}
    shown = {"first_on": holiday.first_on, "days": 2, "status": "confirmed", "seen": holiday.seen_as}
    in_ly = {"code": "ly", "holiday_id": holiday.pk}
    cell = {"unit": unit.code, "competency": task.competency.code}
    return {
        "accords:draft-accord": ({}, {"name_en": "y", "type": AccordType.values[0]}, ACCORDS),
        "accords:change-accord": (of(draft), {"type": AccordType.values[0], **named}, ACCORDS),
        "accords:accord-step": ({**of(draft), "step": "negotiate"}, one, ACCORDS),
        "accords:call-meeting": ({}, {"name_en": "y", "kind": MeetingKind.values[0], **days}, MINUTES),
        "training:change-unit": (of(unit), {"training_headcount": 5000, "version": unit.version}, FILERS),
        "training:add-absence": (of(unit), {**days, "version": unit.version}, FILERS),
        "training:remove-absence": ({**of(unit), "absence_id": absence.pk}, {"version": unit.version}, FILERS),
        "training:task": (cell, {"seen_rating": 0, "letter": "U", "reason": "x"}, COMMANDERS),
        "training:release-rating": (cell, {"seen": task.released_to, "to": "dz"}, {"director"}),
        "training:file-request": ({}, asked, FILERS),
        "training:change-request": (of(request), {**asked, "version": request.version}, FILERS),
        "training:request": (of(request), {"step": "submit", "version": request.version}, FILERS),
        "training:set-offer": ({"code": code_of(Course, leads_to=None, grown_pools=None)}, {"offered": "no", **one}, SCHOOL),
        "training:venue": (of(venue), {**days, "capacity": 1, "version": venue.version}, SCHOOL),
        "training:change-venue": (of(venue), {"capacity": venue.capacity + 1, "version": venue.version}, SCHOOL),
        "training:remove-capacity-change": (
            {"kind": "venues", **of(venue), "change_id": change.pk}, {"version": venue.version}, SCHOOL),
        "training:release-record": ({"kind": "units", **of(unit)}, {"version": unit.version}, {"director"}),
        "training:add-holiday": ({"code": "ly"}, holiday_of_1, {"director"}),
        "training:holiday": (in_ly, shown, {"director"}),
        "training:confirm-holiday": (in_ly, shown, {"director"}),
        "training:remove-holiday": (in_ly, shown, {"director"}),
        "training:ramadan": ({"code": "ly", "year": 2029}, {**days, "status": "confirmed"}, {"director"}),
        "training:indicator": ({"code": code_of(Indicator)},
                               {"level": 1, "measured_on": "2025-05-01", "evidence": "x"}, MINUTES - {"attache", "cooperation"}),
        "planning:cancel-run": ({"run_id": run.pk}, {}, PLAN_MAKERS),
        "planning:keep-days-free": ({}, days, PLAN_MAKERS),
        "planning:unlock": ({"lock_code": lock.code}, {}, PLAN_MAKERS),
        "planning:take-step": ({"number": 1}, {"step": "propose", "version": plan.version}, PLANNER),
        "planning:remark": ({"number": 1}, {"text": "x"}, PLAN_READERS),
        "planning:settle-remark": ({"number": 1, "remark_id": remark.pk}, {"answer": "x"}, PLANNER),
        "planning:move-edition": (at_edition, {"start": edition["start"]}, PLANNER),
        "planning:lock-edition": (at_edition, {}, PLAN_MAKERS),
        "people:add-person": ({}, account, ADMINISTRATOR),
        "people:set-password": ({"username": "unit"}, {"new": "long enough 4711", "again": "long enough 4711"}, ADMINISTRATOR),
        "people:person": ({"username": "unit"}, {"full_name": "other", "roles": [1], "is_active": "on", **one}, ADMINISTRATOR),
        "accords:change-meeting": (of(meeting), {"kind": meeting.kind, **days, **named, "version": meeting.version}, MINUTES),
        "accords:add-delegation": (of(meeting), {"party": "", "name_en": "x", "version": meeting.version}, MINUTES),
        "accords:add-agenda-item": (of(meeting), {"text_en": "x", "version": meeting.version}, MINUTES),
        "accords:write-minutes": (of(meeting), {"minutes_en": "x", "version": meeting.version}, MINUTES),
        "accords:take-decision": (of(meeting), {"text_en": "x", "owner_party": "joint", "version": meeting.version}, MINUTES),
        "accords:change-decision": (of(decision), {"text_en": "x", "owner_party": "joint", "version": decision.version}, MINUTES),
        "accords:record-fact": ({}, {"text_en": "x", "certainty": "claimed", "owner": "joint"}, MINUTES),
        "accords:change-fact": (of(fact), {"text_en": "x", "certainty": "claimed", "version": fact.version}, MINUTES),
        "training:take-step-with-each": ({}, {"step": "accept", "chosen": f"{asks.code}:{asks.version}"}, {"director"}),
        "documents:add-summary": (to_meeting, {**summed_up, "owner": "joint"}, MINUTES),
        "documents:change-summary": (of(summary), {**summed_up, **one}, MINUTES),
        "documents:remove-summary": (of(summary), one, MINUTES),
        "documents:attachments-of": (to_meeting, {**said, "chosen": SimpleUploadedFile("a.txt", b"a")}, MINUTES),
        "documents:change-attachment": (of(attached), {**said, **one}, MINUTES),
        "documents:move-attachment": (of(attached), one, MINUTES),
        "documents:remove-attachment": (of(attached), one, MINUTES),
        "documents:put-back-attachment": (of(gone), one, MINUTES),
        "documents:delete-attachment": (of(gone), one, MINUTES),
        "documents:release-attachment": (of(of_one_side), {**one, "to": "dz"}, {"director"}),
        "documents:templates": ({}, {"kind": "minutes", "language": "all", "file": word_file()}, ACCORDS),
        "documents:use-template": ({"number": fresh.pk}, {}, ACCORDS),
        "documents:leave-template": ({"number": fresh.pk}, {}, ACCORDS),
        "documents:use-shipped-template": ({"kind": "letter", "language": "all"}, {}, ACCORDS),
        "documents:meeting-docx": (of_mtg, {"languages": "fr"}, EVERYONE - ADMINISTRATOR),
        "documents:attach-edited": (of_mtg, {"file": word_file(), "owner": "joint", "belongs_here": "on"}, MINUTES),
        "documents:take-edited": (of(edited), {"version": Meeting.objects.get(**of_mtg).version}, MINUTES),
        "documents:tags": ({}, {"name_en": "y"}, MINUTES),
        "documents:change-tag": (of(tag), named, MINUTES),
        "documents:tags-of": (to_meeting, {"before": "", "tags": tag.code}, MINUTES),
        "training:offer-course": ({}, {**form, "provider": "dz", "code": "crs-x"}, SCHOOL),
        "training:change-course": (of(course), {**form, "weeks": course.weeks + 1}, SCHOOL),
    }  # fmt: skip


def rows():
    return {kind._meta.label: kind._default_manager.count() for kind in apps.get_models()}


def head():
    return JournalHead.objects.get().hash


def pressed(client, name, arguments, sent):
    """Press a button, take back what it did, and tell whether something was written, and the answer's status."""
    before = head()
    with transaction.atomic():
        status = client.post(reverse(name, kwargs=arguments), sent).status_code
        wrote = head() != before
        transaction.set_rollback(True)
    return wrote, status


@pytest.mark.parametrize("username", sorted(EVERYONE))
def test_button_writes_for_whoever_may_and_refuses_everyone_else(username, visit, at):
    client = visit(username, "en")
    table = buttons(at)
    before = rows()
    found = {name: pressed(client, name, arguments, sent) for name, (arguments, sent, _) in table.items()}
    may = {name for name, (_, _, who) in table.items() if username in who}
    assert {name for name, (wrote, _) in found.items() if wrote} == may
    assert {
        name: status for name, (_, status) in found.items() if name not in may and status not in {403, 404}
    } == {}
    assert rows() == before


def test_every_address_is_in_one_of_the_tables(at):
    known = {*buttons(at), *OF_NO_RECORD, *READS}
    assert {name for name, _ in every_address.names()} == known
