"""What leaves and what came, in words: every row of a part, every edition of a plan, files under names of their own."""

import json
import re

import pytest
from conftest import AT
from exchange.browsing import PASSWORD, came, drafted, shown, visiting
from exchange.carrying import carry, release_record

from tansiq.accords.models import Accord
from tansiq.core.rules import JOINT
from tansiq.exchange.models import Draft, Received, Release
from tansiq.exchange.queries.contents import name_of_file
from tansiq.exchange.rules import Classification, ReceivedState
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.shared import NamesHere
from tansiq.training.models import Course, Request
from tansiq_protocol.record import Kind, Record, read_record


def part_drafted(box) -> Draft:
    """Prepare the release of a party's part and of what both share."""
    code = Programme.objects.get().code
    visiting(box).post(
        f"/exchange/release/plan.input/{code}",
        {"audience": ["dz" if box.party == "ly" else "ly"], "classification": "RESTRICTED"},
    )
    return Draft.objects.latest("pk")


def section(page: str, key: str) -> str:
    """Give what stands in a folded section of a page."""
    return page.partition(f'id="table-{key}"')[2].partition("</details>")[0]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ------------------------------------------------------------------------------------------------------------- a part
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_preview_of_a_part_shows_every_row_in_words(offices, language, direction):
    ly, _dz = offices
    with ly:
        draft = part_drafted(ly)
        request = Request.objects.filter(code="rq-013").select_related("course", "unit").get()
        page = shown(visiting(ly, language=language).get(f"/exchange/drafts/{draft.pk}/"))
        course, unit = (getattr(it, f"name_{language}") for it in (request.course, request.unit))
        on_the_next = shown(
            visiting(ly, language=language).get(f"/exchange/drafts/{draft.pk}/?table=2-requests&page=2")
        )

    asked = words(section(page, "2-requests"))
    row = asked.partition("rq-013")[2].partition("rq-014")[0]
    assert f'dir="{direction}"' in page
    assert [it in row for it in (course, unit, str(request.seats))] == [True, True, True]
    assert ("rq-060" in asked, "rq-060" in words(section(on_the_next, "2-requests"))) == (False, True)
    assert [
        f'id="table-{it}"' in page for it in ("1-exercises", "2-units", "2-budget.lines", "2-exercises")
    ] == [
        True,
        True,
        True,
        False,
    ]


def test_preview_shows_the_money_of_each_budget_line_and_year(offices):
    ly, _dz = offices
    with ly:
        draft = part_drafted(ly)
        page = shown(visiting(ly).get(f"/exchange/drafts/{draft.pk}/"))

    told = words(section(page, "2-budget.lines"))
    assert "bl-03" in told
    assert re.search(r"Travel .* 2025: 45\D?000 2026: 120\D?000", told)


def test_preview_of_a_part_takes_the_same_count_of_reads_whatever_it_holds(
    offices, django_assert_num_queries, django_assert_max_num_queries
):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        few = part_drafted(ly).pk
        client.get(f"/exchange/drafts/{few}/")
        with django_assert_max_num_queries(45) as reads:
            client.get(f"/exchange/drafts/{few}/")
        count = len(reads)
        original = Request.objects.get(code="rq-013")
        for number in range(100, 160):
            original.pk, original.code = None, f"rq-{number}"
            original.save(force_insert=True)
        many = part_drafted(ly).pk
        with django_assert_num_queries(count):
            client.get(f"/exchange/drafts/{many}/")


def test_same_rows_stand_on_the_page_of_what_left_and_of_what_came(offices):
    ly, dz = offices
    with ly:
        code = Programme.objects.get().code
    released = release_record(ly, "plan.input", code, "dz")
    carry(ly, dz)
    with ly:
        left = shown(visiting(ly).get(f"/exchange/outbox/{released[1].pk}/"))
    with dz:
        row = Received.objects.get(record_id=released[1].record_id)
        here = shown(visiting(dz).get(f"/exchange/inbox/{row.pk}/"))

    assert ["rq-013" in section(it, "requests") for it in (left, here)] == [True, True]
    assert "/plan/parts/" in here


def test_course_that_was_not_released_to_us_is_not_named(offices):
    ly, _dz = offices
    with ly:
        Course.objects.filter(code="crs-ihl-101").update(
            owner="dz", released_to="", name_en="canary of the partner"
        )
        page = shown(visiting(ly).get(f"/exchange/drafts/{part_drafted(ly).pk}/"))
        called = [NamesHere(party).called("crs-ihl-101") for party in ("ly", "dz")]

    assert "canary of the partner" not in page
    assert called == ["crs-ihl-101", "canary of the partner (crs-ihl-101)"]


def test_attachments_are_saved_under_their_own_name_and_opened_by_no_browser(offices):
    ly, dz = offices
    with ly:
        code = Programme.objects.get().code
        draft = part_drafted(ly)
        blobs = [it.body["part"] for it in bodies(draft)]
        prepared = [visiting(ly).get(f"/exchange/drafts/{draft.pk}/{it}.bin") for it in blobs]
        draft.delete()
    released = release_record(ly, "plan.input", code, "dz")
    carry(ly, dz)
    with ly:
        left = visiting(ly).get(f"/exchange/outbox/{released[1].pk}/{blobs[1]}.bin")
    with dz:
        row = Received.objects.get(record_id=released[1].record_id)
        here = visiting(dz).get(f"/exchange/inbox/{row.pk}/{blobs[1]}.bin")

    names = [f'attachment; filename="{code}-{party}-part.json"' for party in ("joint", "ly", "ly", "ly")]
    answers = [*prepared, left, here]
    assert [it["Content-Disposition"] for it in answers] == names
    assert {it["Content-Type"] for it in answers} == {"application/octet-stream"}
    assert {it["X-Content-Type-Options"] for it in answers} == {"nosniff"}
    assert json.loads(here.content)["part"]["party"] == "ly"


def bodies(draft: Draft):
    return [read_record(bytes(it.payload)) for it in draft.records.order_by("position")]


@pytest.mark.parametrize("name", ['x"\r\nSet-Cookie: a=b', "../../etc/passwd", "", "برنامج"])
def test_name_of_a_file_is_never_the_senders_to_forge(offices, name):
    record = Record.__new__(Record)
    for field, value in (
        ("kind", Kind.PLAN_INPUT),
        ("body", {"programme": name, "party": name, "part": "a" * 64}),
    ):
        object.__setattr__(record, field, value)

    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.json", name_of_file(record, "a" * 64))
    assert name_of_file(record, "b" * 64) == f"{'b' * 16}.bin"


# --------------------------------------------------------------------------------------------------- two records leave
def test_releasing_our_part_says_that_two_records_leave_and_then_shows_both(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        form = shown(client.get(f"/exchange/release/plan.input/{Programme.objects.get().code}"))
        draft = part_drafted(ly)
        page = shown(client.get(f"/exchange/drafts/{draft.pk}/"))
        answer = client.post(
            f"/exchange/drafts/{draft.pk}/release", {"digest": draft.digest, "password": PASSWORD}
        )
        after = shown(client.get(answer["Location"]))
        kept = list(Release.objects.order_by("pk"))

    assert "Release our part and what both sides share" in form
    assert "These leave together, each as a record of its own:" in form
    assert "Two records leave together: our part, and what both sides share." in words(page)
    assert "2 records released." in after
    together = after.partition("Released together")[2].partition("</section>")[0]
    assert [f"/exchange/outbox/{it.pk}/" in together for it in kept] == [False, True]
    assert together.count("<li>") == 2


# ---------------------------------------------------------------------------------------------------------- a request
def test_request_in_draft_does_not_leave(offices):
    ly, _dz = offices
    with ly:
        Request.objects.filter(code="rq-013").update(state="draft")
        address = "/exchange/release/request/rq-013"
        page = visiting(ly).get(address)
        visiting(ly).post(address, {"audience": ["dz"], "classification": "TRAINING"})
        drafts = Draft.objects.count()
        Request.objects.filter(code="rq-013").update(state="submitted")
        then = shown(visiting(ly).get(address))

    assert (page.status_code, drafts) == (200, 0)
    assert "It is a draft, which is nobody else&#x27;s business yet. Submit it" in shown(page)
    assert "Show the exact bytes" in then


def test_recall_of_a_request_names_it_by_code_seats_and_course(offices):
    ly, dz = offices
    released = release_record(ly, "request", "rq-013", "dz")[0]
    carry(ly, dz)
    with ly:
        request = Request.objects.select_related("course").get(code="rq-013")
        name = f"rq-013 ({request.seats} seats, {request.course.name_en})"
        form = shown(visiting(ly).get(f"/exchange/release/recall/{released.record_id}"))
    release_record(ly, "recall", released.record_id, "dz", reason="x")
    carry(ly, dz)
    with dz:
        asked = Received.objects.get(kind="recall")
        page = shown(visiting(dz).get(f"/exchange/inbox/{asked.pk}/"))
        Received.objects.filter(pk=asked.pk - 1).update(
            payload=bytes(Received.objects.get(pk=asked.pk - 1).payload).replace(
                b'"critical":[]', b'"critical":["x"]'
            )
        )
        hidden = shown(visiting(dz).get(f"/exchange/inbox/{asked.pk}/"))

    assert [name in words(it) for it in (form, page, hidden)] == [True, True, False]


# ------------------------------------------------------------------------------------------------------ who may take in
def request_came(ly, dz) -> Received:
    release_record(ly, "request", "rq-013", "dz")
    carry(ly, dz)
    with dz:
        return Received.objects.get(kind="request")


def test_reader_who_may_not_take_in_is_told_why_and_who_may(offices):
    ly, dz = offices
    release_record(ly, "accord", "agr-frame", "dz")
    carry(ly, dz)
    with dz:
        row, client = Received.objects.get(kind="accord"), visiting(dz, "attache")
        somebody = words(shown(client.get(f"/exchange/inbox/{row.pk}/")))
        theirs = words(shown(visiting(dz).get(f"/exchange/inbox/{row.pk}/")))
        able = Person.objects.get(username="cooperation")
        able.roles.clear()
        nobody = words(shown(client.get(f"/exchange/inbox/{row.pk}/")))

    for page in (nobody, somebody):
        assert "Taking it in needs the permission “keep accords”, which your roles do not have." in page
        assert "Taking in writes it into our records." not in page
    assert ("Nobody in this office may" in nobody, f"These may: {able}" in somebody) == (True, True)
    assert ("Take it in" in theirs, "which your roles do not have" in theirs) == (True, False)


def test_whoever_receives_takes_in_what_a_partner_asks_for(offices):
    ly, dz = offices
    row = request_came(ly, dz)
    with dz:
        answer = visiting(dz, "attache").post(f"/exchange/inbox/{row.pk}/take-in", follow=True)

        assert Received.objects.get(pk=row.pk).state == ReceivedState.TAKEN_IN
    assert "Taken in. Our records say now what was released to us." in shown(answer)


# ------------------------------------------------------------------------------------------------ what taking in changes
def test_all_that_taking_in_changes_is_shown_before(offices):
    ly, dz = offices
    row = request_came(ly, dz)
    with dz:
        Request.objects.filter(code="rq-013").update(seats=3)
        before = Request.objects.get(code="rq-013")
        client = visiting(dz)
        told = client.get(f"/exchange/inbox/{row.pk}/").context["differences"]
        client.post(f"/exchange/inbox/{row.pk}/take-in")
        kept = Request.objects.get(code="rq-013")
        nothing = client.get(f"/exchange/inbox/{row.pk}/").context["differences"]

    differs = {name for name in ("seats", "marking", "source", "released_to", "owner", "state", "by_on", "priority")
               if getattr(before, name) != getattr(kept, name)}  # fmt: skip
    assert {it.label for it in told} == {
        str(Request._meta.get_field(it).verbose_name) if it != "released_to" else "released to"
        for it in differs
    }
    assert [(it.here, it.theirs) for it in told if it.label == "marking"] == [
        ("UNCLASSIFIED - TRAINING", "RESTRICTED")
    ]
    assert nothing == []


def test_new_record_tells_whose_it_will_be_and_under_which_marking(offices):
    ly, dz = offices
    row = request_came(ly, dz)
    with dz:
        Request.objects.filter(code="rq-013").delete()
        told = {
            it.label: it.theirs
            for it in visiting(dz).get(f"/exchange/inbox/{row.pk}/").context["differences"]
        }

    assert (told["owner"], told["marking"]) == ("Libya - Government of National Unity", "RESTRICTED")
    assert told["source"].startswith("node-ly ")


def test_same_words_under_a_higher_classification_are_a_change(offices):
    ly, dz = offices
    with ly:
        code = Accord.objects.order_by("pk").first().code
    release_record(ly, "accord", code, "dz")
    carry(ly, dz)
    with dz:
        client, row = visiting(dz), Received.objects.get(kind="accord")
        told = client.get(f"/exchange/inbox/{row.pk}/").context["differences"]
        client.post(f"/exchange/inbox/{row.pk}/take-in")
        kept = Accord.objects.get(code=code)

    assert [it.label for it in told] == ["marking", "source"]
    assert (kept.marking, kept.source) == ("restricted", told[1].theirs)


# ------------------------------------------------------------------------------------------------------ second persons
@pytest.mark.parametrize("has_second", [False, True])
def test_draft_that_waits_for_a_second_person_says_where_there_is_none(offices, has_second):
    ly, _dz = offices
    with ly:
        if has_second:
            Person.objects.get(username="planner").roles.set(
                Person.objects.get(username="director").roles.all()
            )
        client = visiting(ly)
        high = drafted(ly, "dz", "high", Classification.CONFIDENTIAL)
        pages = [shown(client.get(f"/exchange/drafts/{high.pk}/"))]
        client.post(f"/exchange/drafts/{high.pk}/release", {"digest": high.digest, "password": PASSWORD})
        pages.append(shown(client.get(f"/exchange/drafts/{high.pk}/")))
        low = shown(client.get(f"/exchange/drafts/{drafted(ly, 'dz', 'low').pk}/"))

    said = ["Nobody else in this office may release this." in it for it in (*pages, low)]
    assert said == [not has_second, not has_second, False]


# ------------------------------------------------------------------------------------------------- messages and plans
def test_message_is_replied_to_with_its_sender_named(offices):
    ly, dz = offices
    (row,) = came(dz, ly, "When?")
    with ly:
        page = shown(visiting(ly).get(f"/exchange/inbox/{row.pk}/"))
        address = re.search(r'href="(/exchange/release/message/new[^"]*)"[^>]*>Reply', page)[1]
        form = shown(visiting(ly).get(address))
        forged = shown(visiting(ly).get("/exchange/release/message/new?to=tn"))

    assert "aking in writes" not in page
    assert re.search(r'value="dz"[^>]*checked', form)
    assert 'value="tn"' not in forged


def test_page_of_a_plan_that_came_leads_to_the_plan_here(offices):
    ly, dz = offices
    (row,) = came(dz, ly, "one")
    with ly:
        PlanVersion.objects.create(
            code="plan-x", owner=JOINT, programme=Programme.objects.get(), number=7, option="A", document="{}",
            programme_document="{}", plan_sha256="c" * 64, problem_sha256="b" * 64, made_by="x", made_at=AT,
        )  # fmt: skip
        Received.objects.filter(pk=row.pk).update(
            kind="plan", state="taken_in", subject="planning.planversion/plan-x"
        )
        page = shown(visiting(ly).get(f"/exchange/inbox/{row.pk}/"))

    assert ('href="/plan/7"' in page, "Nothing: it is as it is." in page) == (True, False)
