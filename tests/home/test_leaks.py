"""No page tells one party what the other did not release: every address, as every account, words and figures planted."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import every_address
import pytest
from documents import attached_rows, briefed_rows, edited_rows

from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.core.models import Node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself, write_line
from tansiq.documents.models import Attachment
from tansiq.home.rehearsal import ACCOUNTS, EXAMPLE_PLAN
from tansiq.organisations.models import Organisation, Unit, UnitAbsence
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans import editions
from tansiq.planning.services import keep_version
from tansiq.training.models import (
    Course,
    Indicator,
    Pool,
    PoolChange,
    Qualified,
    Rating,
    Request,
    Staffing,
    Task,
    Venue,
    VenueChange,
)
from tansiq_desk.sheets.fields import LISTS

pytestmark = pytest.mark.django_db

PARTIES = ("ly", "dz")
PLAN_A = EXAMPLE_PLAN.with_name("example-plan-a.json")
PEOPLE = {"ly": 8_000_000, "dz": 7_000_000}
"""So many seats, people and money units: no other figure of the example is near."""
FIGURES = {"ly": r"(?<![\d,.])8,?000,?\d{3}(?![\d,])", "dz": r"(?<![\d,.])7,?000,?\d{3}(?![\d,])"}
DAYS = {"first_on": "2025-06-01", "last_on": "2025-06-02"}
JOINT_ACCOUNTS = {"planner", "exdirector", "border", "auditor"}
"""Members of a joint body: they see what both sides brought to this node."""


def canary(party):
    return f"canary-{party}"


def secret(kind, party, at, **fields):
    """Keep a record that its party did not release, and a line of the journal about it."""
    word = canary(party)
    texts = {it.name: word for it in kind._meta.fields if it.name[-3:] in {"_ar", "_fr", "_en"}}
    record = kind(
        code=f"{kind.__name__.lower()}-{party}-hidden", owner=party, released_to="", **{**texts, **fields}
    )
    record.save()
    subject = f"{kind._meta.label_lower}/{record.code}"
    write_line(verb="training.change", subject=subject, changes={word: PEOPLE[party]}, by=NodeItself(), at=at)
    return record


def first(kind, owner):
    """Give a record of a party that both see; of the other party where it has none."""
    seen = kind.objects.exclude(released_to="").order_by("pk")
    return seen.filter(owner=owner).first() or seen.first()


def plant_supply(party, at):
    """Hide a venue, a pool and a course, on which courses that the other party sees stand too."""
    word, seen = canary(party), first(Course, party)
    venue = secret(Venue, party, at, capacity=PEOPLE[party], tags=word)
    pool = secret(Pool, party, at, capacity=PEOPLE[party], languages=word)
    copied = {
        it.name: getattr(seen, it.name) for it in Course._meta.fields if it.name not in {"id", "folded"}
    }
    for name in ("code", "owner", "released_to", "name_ar", "name_fr", "name_en"):
        copied.pop(name)
    most = dict.fromkeys(("cost_fixed", "seats_min", "seats_max"), PEOPLE[party])
    course = secret(Course, party, at, **{**copied, **most, "tags": word})
    for it in Course.objects.exclude(pk=course.pk):
        it.prerequisites.add(course)
    seen.venues.add(venue)
    course.venues.add(venue)
    Staffing.objects.create(course=seen, alternative=1, pool=pool, instructors=99)
    grown = first(Pool, party)
    grown.grows_by_course, grown.grows_per_graduates, grown.grows_by, grown.grows_to = (
        course,
        1,
        1,
        PEOPLE[party],
    )
    grown.save()
    VenueChange.objects.create(venue=venue, capacity=PEOPLE[party], why=word, **DAYS)
    PoolChange.objects.create(pool=pool, capacity=PEOPLE[party], why=word, **DAYS)
    return seen, course


def plant_demand(party, at, seen_course, course):
    """Hide a unit, requests of it and of a unit that is seen, and ratings of both."""
    word, seen = canary(party), first(Unit, party)
    unit = secret(
        Unit, party, at, command=seen.command, type=word, training_headcount=PEOPLE[party], sector=word
    )
    UnitAbsence.objects.create(unit=unit, why=word, **DAYS)
    Qualified.objects.create(unit=seen, course=course, people=PEOPLE[party])
    asked = {"seats": PEOPLE[party], "by_on": "2026-05-01", "priority": 1, "state": "submitted"}
    said = {"justification": word, "answer": word}
    secret(Request, party, at, unit=seen, course=seen_course, **asked, **said)
    Request(code=f"request-{party}-other", owner=party, unit=unit, course=course, **asked, **said).save()
    for of in (unit, seen):
        fields = {"weight": 1, "target": "T", "start_points": 99, "released_to": ""}
        competency = Task.objects.first().competency
        task, _ = Task.objects.update_or_create(unit=of, competency=competency, defaults=fields)
        Rating.objects.create(
            task=task, rated_on=at.date(), suggested_points=99, suggested_letter="T", letter="P", points=60,
            state="overridden", reason=word, evidence=word, by=word, at=at,
        )  # fmt: skip


def plant_facts(party, at):
    word, organisation = canary(party), Organisation.objects.filter(owner=party).first()
    secret(Indicator, party, at, organisation=organisation, start_level=0, target_level=4, evidence=word)
    secret(
        Fact, party, at, certainty="claimed", passage=word, accord=Accord.objects.first(),
        meeting=Meeting.objects.first(), conflict_group="border-length",
    )  # fmt: skip


BRIEFED = [
    {"kind": kind, "code": code}
    for kind, code in (("plan", "1"), ("plan", "2"), ("meeting", "mtg-art-241229"), ("accord", "agr-frame"))
]
"""Records with a briefing, among them those that facts of both parties hidden from the other stand on."""
ATTACHED = (
    "attachment", "attachment-file", "attachment-picture", "attachment-thumbnail", "change-attachment", "remove-attachment",
    "delete-attachment",
)  # fmt: skip


def plant_attachments(party, at):
    """Hide an attachment of a meeting, one that was removed, and one that was released on a unit that is hidden."""
    word, seen_by_all = canary(party), " dz ly "
    said = {
        "owner": party,
        "caption_en": word,
        "place": word,
        "author": word,
        "name": f"{word}.txt",
        "type": "png",
    }
    edited_rows.edited(attached_rows.attachment(f"att-{party}-hidden", at, **said), word)
    attached_rows.attachment(f"att-{party}-gone", at, **said, removed_at=at, removed_by=word)
    on_unit = {"subject_kind": "unit", "subject_code": f"unit-{party}-hidden", "released_to": seen_by_all}
    attached_rows.attachment(f"att-{party}-unit", at, **said, **on_unit)


def attached():
    """Give the arguments of the hidden attachments of both parties."""
    return [{"code": it} for it in Attachment.objects.order_by("code").values_list("code", flat=True)]


@pytest.fixture
def planted(at):
    for party in PARTIES:
        plant_attachments(party, at)
        briefed_rows.summary(f"sum-{party}-hidden", at, owner=party, title=canary(party), text=canary(party))
        plant_demand(party, at, *plant_supply(party, at))
        plant_facts(party, at)
    attached_rows.tagged(attached_rows.tag("tag-x"), "-hidden")
    plan = PlanVersion.objects.get(number=1)
    keep_version(
        programme=plan.programme, document=PLAN_A.read_text(encoding="utf-8"),
        programme_document=plan.programme_document, option="A", title="", parent=plan, by=NodeItself(), at=at,
    )  # fmt: skip


def both(kind, **more):
    """Give the arguments of hidden records of both parties, and of one that is seen."""
    codes = [f"{kind.__name__.lower()}-{party}-hidden" for party in PARTIES]
    return [{"code": code, **more} for code in [*codes, *(first(kind, party).code for party in PARTIES)]]


def arguments():
    """Give what addresses are opened with: hidden records and seen ones, of both parties."""
    tasks = Task.objects.filter(ratings__isnull=False).select_related("unit", "competency")
    cells = [{"unit": it.unit.code, "competency": it.competency.code} for it in tasks]
    facts = [{"code": it} for it in Fact.objects.filter(owner__in=PARTIES).values_list("code", flat=True)]
    one = {kind: [{"code": kind.objects.order_by("pk").first().code}] for kind in (Accord, Meeting, Decision)}
    whole = PlanVersion.objects.get(number=1)
    edition = {"number": 1, "edition_id": json.loads(whole.document)["editions"][0]["id"]}
    units, requests, courses = both(Unit), both(Request), both(Course)
    return {
        "accords:accord": one[Accord], "accords:change-accord": one[Accord],
        "accords:meeting": one[Meeting], "accords:change-meeting": one[Meeting], "accords:take-decision": one[Meeting],
        "accords:decision": one[Decision], "accords:change-decision": one[Decision], "accords:change-fact": facts,
        "people:person": [{"username": "director"}], "people:set-password": [{"username": "director"}],
        "training:unit": units, "training:change-unit": units, "training:add-absence": units, "training:task": cells,
        "training:request": requests, "training:change-request": requests,
        "training:course": courses, "training:change-course": courses,
        "training:venue": both(Venue), "training:pool": both(Pool),
        "training:change-venue": both(Venue), "training:change-pool": both(Pool),
        "training:competency": [{"code": cells[0]["competency"]}],
        "training:indicator": [{"code": f"indicator-{party}-hidden"} for party in PARTIES],
        "training:add-holiday": [{"code": party} for party in PARTIES],
        "training:holiday": [{"code": "ly", "holiday_id": 1}], "training:ramadan": [{"code": "ly", "year": 2026}],
        "planning:part": [{"part_id": 1}], "planning:run": [{"run_id": 1}], "planning:run-progress": [{"run_id": 1}],
        "planning:save-programme": [{"form": "json"}, {"form": "yaml"}],
        "planning:plan": [{"number": 1}], "planning:download": [{"number": 1}],
        "planning:edition": [edition], "planning:edition-weeks": [edition],
        "documents:calendar-feed": [{"secret": "none"}], "documents:plan-calendar": [{"number": 1}],
        "documents:meeting-calendar": one[Meeting],
        **{f"documents:{it}": [{"code": "cal-none"}] for it in ("calendar", "renew-calendar", "revoke-calendar")},
        **{f"documents:{it}": [{"paper_id": 1}] for it in ("paper", "paper-progress", "paper-file")},
        "documents:new-paper": [
            {"kind": "booklet", "subject": "1"}, *({"kind": "need_sheet", "subject": it["code"]} for it in units),
            {"kind": "minutes", "subject": one[Meeting][0]["code"]},
        ],
        **{f"documents:{it}": attached() for it in ATTACHED},
        "documents:edited": attached(), "documents:meeting-word": one[Meeting], "documents:letter-word": [{"number": 1}],
        **{f"documents:{it}": [{"number": 0}] for it in ("template", "template-file", "template-sample")},
        "documents:shipped-template": [{"kind": "none"}],
        "documents:taken-sheet": [{"number": 1}], "documents:rows-left": [{"number": 1}],
        "documents:save-plan": [{"number": 1}],
        "documents:save-list": [{"section": it, "form": "csv"} for it in LISTS],
        "documents:briefing": BRIEFED, "documents:add-summary": BRIEFED,
        **{f"documents:{it}": [{"code": f"sum-{party}-hidden"} for party in PARTIES] for it in ("summary", "change-summary")},
        "documents:attachments-of": [{"kind": "meeting", "code": "mtg-art-241229"}, *({"kind": "unit", **it} for it in units)],
        "documents:tags-of": [{"kind": "attachment", **it} for it in attached()], "documents:change-tag": [{"code": "tag-x"}],
        "documents:tag": [{"code": "tag-x"}],
        "exchange:partner": [{"code": party} for party in PARTIES], "exchange:fork": [{"fork_id": 1}],
        "exchange:revoke-reader": [{"code": f"{party}-1"} for party in PARTIES],
        "exchange:draft": [{"draft_id": 1}], "exchange:draft-attachment": [{"draft_id": 1, "digest": "0" * 64}],
        "exchange:release-seen": [{"release_id": 1}], "exchange:received": [{"received_id": 1}],
        "exchange:release-attachment": [{"release_id": 1, "digest": "0" * 64}],
        "exchange:received-attachment": [{"received_id": 1, "digest": "0" * 64}],
        "exchange:release": [
            {"kind": kind, **it} for kind, found in (("request", requests), ("offer", courses), ("accord", one[Accord]))
            for it in found
        ],
    }  # fmt: skip


ASKED = {
    "home:search": ["?q=canary", "?q=hidden"],
    "training:units": ["", "?text=canary", "?text=hidden"],
    "training:requests": ["", "?text=canary", "?sort=-seats"],
    "training:courses": ["", "?text=canary&offered=all"],
    "training:file-request": ["", "?course=course-ly-hidden&unit=unit-ly-hidden"],
    "ui:glossary": ["?text=canary"],
    "planning:compare": ["?before=1&after=1", "?plan=1&plan=2", "?plan=1&plan=2&base=2"],
    "planning:dependency": ["", "?plan=1&of=ly", "?of=dz&year=2026"],
    "planning:readiness": ["", "?on=2026-05-01"],
    "accords:facts": ["", "?text=canary"],
    "documents:check-paper": ["", "?signs=000000000000"],
    "documents:attachments": ["", "?text=canary", "?kind=unit"],
}
"""What a page is asked for; any other is opened as it stands."""


def paths():
    given = arguments()
    for name, wanted in every_address.names():
        if name not in every_address.BUTTONS:
            for path in every_address.of(name, wanted, given):
                yield from (path + query for query in ASKED.get(name, [""]))


def text_of(answer):
    """Give what an answer says; of a workbook or document, every part of it."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with ZipFile(BytesIO(answer.content)) as packed:
        return "".join(packed.read(it).decode(errors="replace") for it in packed.namelist())


def told(answer, parties):
    """Give what an answer tells of these parties' secrets."""
    text = text_of(answer) + str(answer.headers)
    own = {word for word in re.findall(r"canary-\w\w", text) if word[-2:] in parties}
    return own | {it for party in parties for it in re.findall(FIGURES[party], text)}


OTHERS = {
    username: [other for other in PARTIES if other != party]
    for username, party, *_ in ACCOUNTS.values()
    if username not in JOINT_ACCOUNTS
}


@pytest.mark.parametrize("username", OTHERS)
def test_no_page_tells_what_the_other_party_did_not_release(username, planted, visit, monkeypatch):
    # the fifty others are told in the same words, and take seconds
    monkeypatch.setattr(editions, "ALL_WEEKS", 2)
    client = visit(username, "en")
    client.raise_request_exception = False
    answers = {path: client.get(path) for path in paths()}

    assert {
        path: told(it, OTHERS[username]) for path, it in answers.items() if told(it, OTHERS[username])
    } == {}
    assert {path: it.status_code for path, it in answers.items() if it.status_code >= 500} == {}


@pytest.mark.parametrize("username", ["director", "cooperation"])
def test_plan_does_not_tell_how_a_command_of_the_other_party_fares(username, visit):
    client, (other,) = visit(username, "en"), OTHERS[username]
    score = json.loads(client.get("/plan/1/plan.json").content)["score"]

    judged = {code for code, share in score["by_party"].items() if share["task_months"] is not None}
    assert judged == set(PARTIES) - {other}
    assert {
        code for code, share in score["by_command"].items() if share["task_months"] and f"-{other}-" in code
    } == set()
    assert {code for code in score["untrained_by_unit"] if f"-{other}-" in code} == set()


def test_office_of_one_party_and_whoever_is_not_signed_in_see_no_more(planted, visit, client):
    Node.objects.update(mode=Mode.ONE_PARTY, party="ly")
    director = visit("director", "en")

    assert {path: told(director.get(path), ["dz"]) for path in ("/", "/search?q=canary")} == {
        "/": set(),
        "/search?q=canary": set(),
    }
    assert {
        client.get(path).headers.get("Location", "").partition("?")[0]
        for path in paths()
        if path not in {"/sign-in", "/documents/calendars/none.ics"}
    } == {"/sign-in"}
