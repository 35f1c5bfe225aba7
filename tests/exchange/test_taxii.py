"""The feed for programs of partners: what OpenCTI's and the real taxii2-client's own loops find, and what nobody finds."""

import json
import re
from datetime import datetime, timedelta

import pytest
import stix2
from conftest import AT
from django.core.cache import cache
from exchange.carrying import release_record
from exchange.feeding import ROOT, Program, about, minutes, plan, program, put, reader, recall, served

SHARED = ("identity", "marking-definition")


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def ly(offices):
    """Give Libya's office at work; what it releases is read by Algeria's programs."""
    with offices[0] as box:
        yield box


@pytest.fixture
def dz_program(ly) -> Program:
    return program(reader(ly))


def the_circle(of: Program) -> str:
    (only,) = of.collections()
    return only["id"]


def of_records(objects: list[dict]) -> list[dict]:
    return [it for it in objects if it["type"] not in SHARED]


def names_of(stix: dict) -> list[str]:
    created_by = [stix["created_by_ref"]] if "created_by_ref" in stix else []
    return [*stix.get("object_marking_refs", []), *created_by, *stix.get("object_refs", [])]


def many(count: int = 83) -> None:
    for n in range(count):
        put("minutes", minutes(f"jmc-{n}"), "dz")


# -------------------------------------------------------------------------------------------------------- real programs
def test_the_real_client_finds_every_object_once_over_the_real_door(ly):
    from taxii2client.v21 import as_pages

    many()
    added = reader(ly)
    with served() as door:
        collection = door.collection(added)
        assert (collection.title, collection.can_read, collection.can_write) == ("dz-ly", True, False)
        pages = [page["objects"] for page in as_pages(collection.get_objects, per_request=100)]
        listed = [it for page in as_pages(collection.get_manifest, per_request=100) for it in page["objects"]]

    ids = [it["id"] for page in pages for it in of_records(page)]
    assert (len(listed), len(pages), len(ids), len(set(ids))) == (253, 3, 249, 249)
    assert {it["id"] for page in pages for it in page} == {it["id"] for it in listed}
    for page in pages:
        assert len({it["id"] for it in page}) == len(page) <= 100
        stix2.parse({"type": "bundle", "id": f"bundle--{the_uuid()}", "objects": page}, allow_custom=False)


def the_uuid() -> str:
    return "11111111-1111-4111-8111-111111111111"


def test_the_real_client_discovers_gets_one_object_and_its_versions(ly):
    first = put("minutes", minutes(word="first"), "dz")
    put("minutes", minutes(word="second"), "dz", after=first)
    added = reader(ly)
    report = f"report--{first.record_id}"
    with served() as door:
        server, collection = door.server(added), door.collection(added)
        assert server.title
        assert [it.url for it in server.api_roots] == [f"{door.address}{ROOT}"]
        assert door.root(added).versions == ["application/taxii+json;version=2.1"]
        (newest,) = collection.get_object(report)["objects"]
        versions = collection.object_versions(report)["versions"]
        after = datetime.fromisoformat(newest["modified"]) + timedelta(minutes=1)
        assert collection.get_objects(added_after=after) == {}
    assert (newest["name"], newest["modified"]) == ("meeting second", versions[-1])
    assert len(versions) == 2


def test_the_real_client_is_told_that_its_password_opens_nothing(ly):
    import requests

    from tansiq.exchange.services.readers import revoke_reader

    added = reader(ly)
    with served() as door:
        assert door.collection(added).id
        revoke_reader(code=added.reader.code, by=ly.person("administrator"), at=AT)
        with pytest.raises(requests.HTTPError, match="401"):
            door.server(added).refresh()


class OpenCTI:
    """How OpenCTI asks, request by request (`ingestionTaxii.ts`): it keeps milliseconds of the last moment it was told."""

    def __init__(self, asks: Program, limit: int = 0) -> None:
        bilateral = next(it["id"] for it in asks.collections() if it["title"] == "dz-ly")
        self._asks, self._path = asks, f"{ROOT}collections/{bilateral}/objects/"
        self._limit, self._next, self._after = limit, None, None

    def poll(self) -> list[dict]:
        """Go on until nothing more is said to come."""
        found: list[dict] = []
        for _request in range(1000):
            given = {"next": self._next, "added_after": self._after, "limit": self._limit or None}
            answered = self._asks.ask(self._path, query={k: v for k, v in given.items() if v is not None})
            page = json.loads(answered.content)
            if not page.get("objects"):
                return found
            found += page["objects"]
            self._next = page["next"] if page.get("more") else None
            if self._next is None:
                last = datetime.fromisoformat(answered["X-TAXII-Date-Added-Last"])
                self._after = f"{last:%Y-%m-%dT%H:%M:%S}.{last.microsecond // 1000:03}Z"
                return found
        raise AssertionError("it asks for ever")


@pytest.mark.parametrize("limit", [0, 7, 100])
def test_opencti_gets_everything_and_then_only_what_is_new(dz_program, limit):
    many(40)
    asks = OpenCTI(dz_program, limit)
    assert len({it["id"] for it in asks.poll()}) == 4 + 40 * 3
    assert asks.poll() == []
    new = put("plan", plan(), "dz")
    assert [it["id"] for it in of_records(asks.poll())] == [f"report--{new.record_id}"]
    assert asks.poll() == []


def test_the_connector_of_opencti_may_drop_the_moment_and_keep_the_place(dz_program):
    many(10)
    path = f"{ROOT}collections/{the_circle(dz_program)}/objects/"
    page = dz_program.read(path, added_after="2020-01-01T00:00:00.000000Z", limit="20")
    found = page["objects"]
    while page["more"]:
        page = dz_program.read(path, next=page["next"], limit="20")
        found += page["objects"]
    assert sorted(it["id"] for it in of_records(found)) == sorted(
        it["id"] for it in of_records(dz_program.objects())
    )


# ----------------------------------------------------------------------------------------------------- order and moments
def test_moments_rise_though_the_clock_stands_still_or_goes_back(dz_program):
    for minutes_later in (0, 0, 5, -5, 0):
        put("minutes", minutes(), "dz", at=AT + timedelta(minutes=minutes_later))
    listed = dz_program.all_of(the_circle(dz_program), "manifest", limit="2")
    added = [it["date_added"] for it in listed]
    assert added == sorted(set(added))
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", it) for it in added)


def test_what_was_released_later_leaves_earlier_moments_alone(dz_program):
    first = put("minutes", minutes(), "dz")
    before = dz_program.all_of(the_circle(dz_program), "manifest")
    put("minutes", minutes(), "dz", after=first)
    put("plan", plan(), "dz")
    after = dz_program.all_of(the_circle(dz_program), "manifest", **{"match[version]": "all"})
    assert after[: len(before)] == before


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 50, 1000])
def test_an_object_never_comes_before_what_it_names(dz_program, limit):
    report = put("plan", plan(), "dz")
    many(5)
    put("approval", {"subject": about(report), "decision": "approve", "role": "r", "at": "-"}, "dz")
    path, query, seen = f"{ROOT}collections/{the_circle(dz_program)}/objects/", {"limit": str(limit)}, set()
    while True:
        page = dz_program.read(path, **query)
        here = [it["id"] for it in page["objects"]]
        assert len(here) == len(set(here)) <= limit
        for place, it in enumerate(page["objects"]):
            assert set(names_of(it)) <= ({*here[:place]} if limit > 5 else seen | {*here[:place]})
        seen |= {*here}
        if not page["more"]:
            assert "next" not in page
            break
        query["next"] = page["next"]
    assert len(seen) == 4 + 1 + 15 + 1


def test_an_empty_collection_is_an_empty_answer(dz_program):
    answered = dz_program.ask(f"{ROOT}collections/{the_circle(dz_program)}/objects/")
    assert (answered.status_code, answered.content) == (200, b"{}")
    assert not answered.has_header("X-TAXII-Date-Added-Last")


# -------------------------------------------------------------------------------------------------------------- the words
def the_one(objects: list[dict], kind: str) -> dict:
    (only,) = [it for it in objects if it["type"] == kind]
    return only


def test_minutes_are_a_report_and_each_decision_a_note(dz_program):
    release = put("minutes", minutes(word="x", decisions=1), "dz")
    objects = dz_program.objects()
    report, note = the_one(objects, "report"), the_one(objects, "note")
    assert (report["id"], report["name"], report["report_types"]) == (
        f"report--{release.record_id}",
        "meeting x",
        ["meeting-minutes"],
    )
    assert "What was said. x" in report["description"]
    assert (note["abstract"], note["object_refs"]) == ("Decision jmc-1-d0", [report["id"]])
    assert note["content"].startswith("decide 0 x\n\nOwner: ")


def test_a_plan_is_a_report_with_its_courses(dz_program):
    from pathlib import Path

    document = (Path(__file__).parents[2] / "examples/example-plan-a.json").read_bytes()
    put("plan", plan(3, document), "dz", blobs=[document])
    objects = dz_program.objects()
    report, note = the_one(objects, "report"), the_one(objects, "note")
    assert (report["name"], report["report_types"]) == ("Plan of programme-1, version 3", ["training-plan"])
    assert f"Hash of the plan: {'a' * 64}" in report["description"]
    first = json.loads(document)["editions"][0]
    assert f"{first['start']} · {first['course']} · {first['venue']} · " in note["content"]


@pytest.mark.parametrize(
    ("decision", "opinion"),
    [
        ("approve", "strongly-agree"),
        ("reject", "strongly-disagree"),
        ("withdraw", "neutral"),
        ("?", "neutral"),
    ],
)
def test_a_decision_on_a_plan_of_ours_is_an_opinion_on_it(dz_program, decision, opinion):
    report = put("plan", plan(), "dz")
    body = {"subject": about(report), "decision": decision, "role": "r", "at": "-", "reason": "because"}
    put("approval", body, "dz")
    said = the_one(dz_program.objects(), "opinion")
    assert (said["opinion"], said["explanation"], said["object_refs"]) == (
        opinion,
        "because",
        [f"report--{report.record_id}"],
    )


def test_a_decision_on_a_plan_that_is_not_here_is_a_note_of_the_office(dz_program):
    subject = {"id": the_uuid(), "rev": 1, "sha256": "c" * 64, "planHash": "d" * 64}
    put("approval", {"subject": subject, "decision": "approve", "role": "r", "at": "-"}, "dz")
    objects = dz_program.objects()
    note = the_one(objects, "note")
    offices = [it["id"] for it in objects if it["type"] == "identity" and "sectors" in it]
    assert note["object_refs"] == offices
    assert note["content"].startswith("The plan is approved.")


def test_a_notice_is_a_report(dz_program):
    put("notice", {"activity": "night march", "firstOn": "2025-07-01", "lastOn": "2025-07-02"}, "dz")
    report = the_one(dz_program.objects(), "report")
    assert (report["name"], report["description"]) == ("night march", "Days: 2025-07-01 / 2025-07-02")


@pytest.mark.parametrize(
    ("classification", "light"),
    [("TRAINING", "amber"), ("RESTRICTED", "amber"), ("CONFIDENTIAL", "red"), ("SECRET", "red")],
)
def test_the_label_is_a_traffic_light_and_says_itself_in_full(dz_program, classification, light):
    put("minutes", minutes(), "dz", classification=classification)
    objects = dz_program.objects()
    tlp, said = [it for it in objects if it["type"] == "marking-definition"]
    assert stix2.parse(tlp) == {"amber": stix2.TLP_AMBER, "red": stix2.TLP_RED}[light]
    circle = the_circle(dz_program)
    assert (
        said["definition"]["statement"] == f"{circle}: {classification}; Releasable To (PERMISSIVE): dz, ly"
    )
    assert {tuple(it["object_marking_refs"]) for it in of_records(objects)} == {(tlp["id"], said["id"])}


@pytest.mark.parametrize(("language", "name"), [("ar", "اجتماع x"), ("fr", "réunion x"), ("en", "meeting x")])
def test_a_program_reads_in_its_language(ly, language, name):
    put("minutes", minutes(word="x"), "dz")
    report = the_one(program(reader(ly, language=language)).objects(), "report")
    assert (report["name"], report["lang"]) == (name, language)


def test_everything_is_strict_stix(ly, dz_program):
    first = put("minutes", minutes(), "dz")
    report = put("plan", plan(), "dz")
    put("plan.amendment", plan(2, inReplyTo=about(report)), "dz")
    put("approval", {"subject": about(report), "decision": "approve", "role": "r", "at": "-"}, "dz")
    put("notice", {"activity": "a", "firstOn": "2025-07-01", "lastOn": "2025-07-02"}, "dz")
    put("minutes", minutes(decisions=1), "dz", after=first)
    recall(report, "dz")
    found = dz_program.all_of(the_circle(dz_program), **{"match[version]": "all"})
    assert {it["type"] for it in found} == {"identity", "marking-definition", "report", "note", "opinion"}
    for it in found:
        stix2.parse(it, allow_custom=False)


def test_odd_bodies_of_older_versions_stop_nothing(dz_program):
    put(
        "minutes",
        {
            "meeting": {"id": 7, "delegations": "?", "agenda": [3], "name": {"xx": 1}},
            "decisions": [{}, 5, {}],
        },
        "dz",
    )
    put("plan", plan(0, parties=[1], inReplyTo="?"), "dz", blobs=[b"[]"])
    put("approval", {"subject": {}, "decision": "approve", "role": "r", "at": "-"}, "dz")
    put("recall", {"subject": {}, "reason": "-"}, "dz")
    for it in dz_program.objects():
        stix2.parse(it, allow_custom=False)


# -------------------------------------------------------------------------------------------------- revisions and recalls
def test_a_revision_keeps_ids_and_birthdays_and_ends_what_it_no_longer_has(dz_program):
    first = put("minutes", minutes(word="old"), "dz")
    before = {it["id"]: it for it in of_records(dz_program.objects())}
    put("minutes", minutes(word="new", decisions=1), "dz", after=first)
    after = {it["id"]: it for it in of_records(dz_program.objects())}
    assert set(before) == set(after)
    assert all(after[it]["created"] == before[it]["created"] for it in before)
    assert all(after[it]["modified"] > before[it]["modified"] for it in before)
    revoked = [it for it in after.values() if it.get("revoked")]
    assert [(it["type"], it["content"]) for it in revoked] == [("note", "Withdrawn")]


def test_a_recall_revokes_every_object_and_leaves_none_of_its_words(dz_program):
    document = b'{"editions": [{"course": "canary"}]}'
    report = put("plan", plan(document=document, title="canary"), "dz", blobs=[document])
    body = {"subject": about(report), "decision": "approve", "role": "r", "at": "-", "reason": "why"}
    put("approval", body, "dz")
    put("plan", plan(2, title="canary"), "dz", after=report)
    asks = OpenCTI(dz_program)
    asks.poll()
    recall(report, "dz")
    told = of_records(asks.poll())
    assert [(it["type"], it.get("revoked")) for it in told] == [("report", True)]
    every = dz_program.all_of(the_circle(dz_program), **{"match[version]": "all"})
    assert "canary" not in json.dumps(every)
    assert {it["type"]: it.get("revoked", False) for it in of_records(every)} == {
        "report": True,
        "note": True,
        "opinion": False,
    }


def test_what_is_released_again_after_a_recall_is_another_object(dz_program):
    first = put("minutes", minutes(word="old"), "dz")
    recall(first, "dz")
    put("minutes", minutes(word="new"), "dz", after=first)
    found = of_records(dz_program.objects())
    alive = [it for it in found if not it.get("revoked")]
    ended = [it for it in found if it.get("revoked")]
    assert (len(alive), len(ended)) == (3, 3)
    assert {it["id"] for it in alive}.isdisjoint(it["id"] for it in ended)
    assert the_one(alive, "report")["name"] == "meeting new"


def test_a_recall_for_one_of_several_shows_to_that_one(ly):
    three = put("minutes", minutes(word="three"), "dz", "tn")
    recall(three, "dz")
    asks = program(reader(ly))
    shown = {
        it["title"]: [o.get("revoked", False) for o in of_records(asks.all_of(it["id"]))]
        for it in asks.collections()
    }
    assert shown == {"dz-ly": [], "dz-ly-tn": [True, True, True]}


# ---------------------------------------------------------------------------------------------------------------- filters
def test_filters_are_combined(dz_program):
    first = put("minutes", minutes(word="old"), "dz")
    put("minutes", minutes(word="new"), "dz", after=first)
    put("plan", plan(), "dz")
    circle, report = the_circle(dz_program), f"report--{first.record_id}"

    def names(**query: str) -> list[str]:
        return [
            it["name"] for it in dz_program.all_of(circle, **{f"match[{k}]": v for k, v in query.items()})
        ]

    plan_name = "Plan of programme-1, version 1"
    assert names(type="report") == ["meeting new", plan_name]
    assert names(type="report", id=report) == ["meeting new"]
    assert names(type="note", id=report) == []
    assert names(type="report", version="all") == ["meeting old", "meeting new", plan_name]
    assert names(type="report", version="first") == ["meeting old", plan_name]
    assert names(type="report", version="first,last", id=report) == ["meeting old", "meeting new"]
    assert names(type="report", spec_version="2.0") == []
    assert names(type="report", spec_version="2.0,2.1") == ["meeting new", plan_name]
    (old,) = dz_program.all_of(circle, **{"match[version]": "first", "match[id]": report})
    assert names(id=report, version=old["modified"]) == ["meeting old"]
    assert names(id=report, version=old["modified"].replace(".000Z", "Z")) == ["meeting old"]
    assert names(id=report, version="1999-01-01T00:00:00Z") == []


WRONG = [
    "limit=-1", "limit=0", "limit=x", "limit=1e3", "limit=%D9%A3", "limit=9999999999", "limit=", "limit=1&limit=2",
    "next=", "next=-1", "next=zz", f"next={'f' * 400}", "next=..%2F..", "next=1&next=2",
    "added_after=", "added_after=yesterday", "added_after=2025-13-01T00:00:00Z", "added_after=2025-01-01",
    "added_after=2025-01-01T00:00:00", "added_after=0000-01-01T00:00:00Z", "added_after=2025-01-01T00:00:00%2B99:99",
    "added_after=%00", "added_after=2025-01-01T00:00:00Z%0A", "added_after=9999-12-31T23:59:59-23:59:59",
    "match[id]=x", "match[id]=report--1", "match[id]=", "match[type]=Report", "match[type]='", "match[version]=newest",
    "match[version]=last,", "match[spec_version]=two", f"match[type]={','.join(['a'] * 501)}",
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_what_makes_no_sense_is_refused_in_the_form_of_taxii(dz_program, query):
    put("minutes", minutes(), "dz")
    circle = the_circle(dz_program)
    for path in ("objects/", "manifest/", f"objects/report--{the_uuid()}/"):
        answered = dz_program.ask(f"{ROOT}collections/{circle}/{path}", query=query)
        assert (answered.status_code, answered["Content-Type"]) == (400, "application/taxii+json;version=2.1")
        assert json.loads(answered.content)["http_status"] == "400"


@pytest.mark.parametrize(
    "query",
    [
        "added_after=2025-01-01T00:00:00.123456789Z", "added_after=1970-01-01T00:00:00Z", "limit=999999999",
        "added_after=2025-01-01T02:00:00%2B02:00", "added_after=9999-12-31T23:59:59.999999Z", "something=else", "next=0",
        "next=fffffffffffffff", "match[added]=x",
    ],
)  # fmt: skip
def test_what_makes_sense_is_answered(dz_program, query):
    assert (
        dz_program.ask(f"{ROOT}collections/{the_circle(dz_program)}/objects/", query=query).status_code == 200
    )


# ------------------------------------------------------------------------------------------------------- who may read what
def everything(asks: Program) -> str:
    """Give all that a program can read, headers and errors too."""
    read = [asks.ask("/taxii2/"), asks.ask(ROOT), asks.ask(f"{ROOT}collections/"), asks.ask("/taxii2/x/")]
    for it in asks.collections():
        paths = ("", "objects/?match[version]=all", "manifest/?match[version]=all", "objects/?limit=-1")
        read += [asks.ask(f"{ROOT}collections/{it['id']}/{path}") for path in paths]
        for one in asks.all_of(it["id"]):
            read += [
                asks.ask(f"{ROOT}collections/{it['id']}/objects/{one['id']}/{path}")
                for path in ("", "versions/")
            ]
    return "\n".join(f"{it.headers} {it.content.decode()}" for it in read)


def test_nothing_is_read_that_was_not_released_to_the_program_s_party(offices):
    from tansiq.exchange.models import Draft, Received

    ly, _dz = offices
    with ly:
        kept = put("minutes", minutes(word="shown-to-dz"), "dz")
        put("minutes", minutes(word="canary-tn"), "tn")
        put("minutes", minutes("canary-three", word="canary-three"), "eg", "tn")
        for kind, body in {
            "message": {"text": "canary-message"}, "accord": {"row": {"id": "canary-accord"}},
            "offer": {"row": {"id": "canary-offer"}}, "request": {"row": {"id": "canary-request"}},
            "decision": {"row": {"id": "canary-decision"}}, "plan.input": {"programme": "canary-p", "party": "ly", "part": "-"},
        }.items():  # fmt: skip
            put(kind, body, "dz")
        recall(kept, "tn")
        Draft.objects.create(
            circle_id=kept.circle_id, audience=" dz ", classification="TRAINING", subject="canary-draft",
            title="canary-draft", digest="0" * 64, by="canary-officer", at=AT,
        )  # fmt: skip
        Received.objects.create(
            partner=reader(ly, name="canary-program").reader.partner, epoch="1", place=1, sha256="1" * 64,
            payload=b"canary-received", envelope=b"canary-received", told="canary-received", at=AT, way="line",
        )  # fmt: skip
        asks = program(reader(ly))
        found = everything(asks)
        assert "shown-to-dz" in found
        assert re.findall(r"canary[\w-]*", found) == []
        assert [it["title"] for it in asks.collections()] == ["dz-ly"]


def test_objects_are_made_of_the_outbox_alone(ly):
    from django.db import connection

    from tansiq.exchange.queries import outbox
    from tansiq.exchange.queries.stix import Asked, Stream, collections_of, page_of

    report = put("plan", plan(), "dz", blobs=[b"{}"])
    put("approval", {"subject": about(report), "decision": "approve", "role": "r", "at": "-"}, "dz")
    tables: set[str] = set()

    def note(execute, sql, params, many, context):
        tables.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        (circle,) = collections_of("ly", "dz")
        read = Stream(circle, own="ly", party="dz", names={})
        assert len(page_of(read, Asked()).entries) == 6
    assert tables <= outbox.OUTBOX

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "OUTBOX", frozenset())
        for reads in (
            lambda: collections_of("ly", "dz"),
            lambda: Stream(circle, own="ly", party="dz", names={}),
        ):
            with pytest.raises(outbox.LeakRefusedError):
                reads()


def test_another_circle_s_collection_is_not_there(ly):
    other = put("minutes", minutes(), "tn")
    asks = program(reader(ly))
    report = f"report--{other.record_id}"
    for path in ("", "objects/", "manifest/", f"objects/{report}/", f"objects/{report}/versions/"):
        assert asks.ask(f"{ROOT}collections/{other.circle_id}/{path}").status_code == 404
    for path in (f"objects/{report}/", f"objects/{report}/versions/", "objects/nonsense/"):
        answered = asks.ask(f"{ROOT}collections/{the_circle(asks)}/{path}")
        assert answered.status_code in {400, 404}


def test_what_an_officer_releases_is_read_and_names_nobody(offices):
    from tansiq.accords.models import Meeting
    from tansiq.people.models import Person

    ly, _dz = offices
    with ly:
        code = Meeting.objects.filter(owner__in=["ly", "joint"]).order_by("code").first().code
        asks = program(reader(ly))
        people = list(Person.objects.exclude(full_name="").values_list("full_name", flat=True))
    release_record(ly, "minutes", code, "dz")
    with ly:
        found = everything(asks)
        assert people
        assert [it for it in people if it in found] == []
        assert the_one(asks.objects(), "report")["report_types"] == ["meeting-minutes"]


# -------------------------------------------------------------------------------------------------------------- who asks
def refused(asks: Program, path: str = ROOT) -> int:
    answered = asks.ask(path)
    assert json.loads(answered.content)["title"] in {"Unauthorized", "Too many requests"}
    return answered.status_code


def test_whoever_has_no_right_password_is_told_the_same_everywhere(ly):
    added = reader(ly)
    wrong = [
        Program(added.reader.code, "wrong"), Program("dz-nobody", added.token), Program("", ""), Program("\0", "\0"),
        Program(added.reader.code, added.token + "x"), Program("x" * 5000, "y"), Program(added.reader.code, ""),
    ]  # fmt: skip
    paths = (
        "/taxii2/",
        ROOT,
        f"{ROOT}collections/",
        f"{ROOT}collections/{the_uuid()}/",
        "/taxii2/nothing/here",
        "/taxii2/x",
    )
    answers = {(it.status_code, it.content) for it in (it.ask(ROOT) for it in wrong)}
    cache.clear()
    answers |= {(it.status_code, it.content) for it in (wrong[0].ask(path) for path in paths)}
    assert answers == {(401, b'{"title":"Unauthorized","http_status":"401"}')}
    for scheme in ("", "Basic", "Basic ====", "Bearer x", "Basic " + "A" * 5000, "Digest a:b"):
        assert wrong[0].ask(ROOT, HTTP_AUTHORIZATION=scheme).status_code == 401
    assert wrong[0].ask(ROOT)["WWW-Authenticate"] == 'Basic realm="taxii", charset="UTF-8"'


def test_a_password_is_kept_as_its_hash_alone(ly):
    from tansiq.exchange.models import FeedReader

    added = reader(ly)
    assert len(added.token) == 43
    assert added.token not in str(FeedReader.objects.filter(pk=added.reader.pk).values().get())
    assert added.token.encode() not in (ly.folder / "node.sqlite3").read_bytes()


@pytest.mark.parametrize("step", ["pause", "end"])
def test_a_program_reads_only_while_the_exchange_goes_on(ly, step):
    from tansiq.exchange.models import Partner
    from tansiq.exchange.rules import PartnerStep
    from tansiq.exchange.services.partners import take_partner_step

    asks = program(reader(ly))
    assert asks.ask(ROOT).status_code == 200
    version = Partner.objects.get(party="dz").version
    said = {"party": "dz", "by": ly.person("administrator"), "at": AT}
    take_partner_step(version=version, step=PartnerStep(step), **said)
    assert refused(asks) == 401
    if step == "pause":
        take_partner_step(version=version + 1, step=PartnerStep.RESUME, **said)
        assert asks.ask(ROOT).status_code == 200


def test_a_password_from_before_the_keys_were_read_aloud_anew_opens_nothing(ly):
    from tansiq.exchange.models import Partner

    asks = program(reader(ly))
    Partner.objects.filter(party="dz").update(confirmed_at=AT - timedelta(hours=1))
    assert refused(asks) == 401
    assert program(reader(ly, at=AT - timedelta(days=2))).ask(ROOT).status_code == 200


def test_whoever_tries_passwords_waits_and_stops_nobody_else(ly):
    added = reader(ly)
    guessing = Program(added.reader.code, "wrong", address="198.51.100.1")
    assert [refused(guessing) for _ in range(12)] == [401] * 10 + [429] * 2
    assert guessing.ask(ROOT)["Retry-After"] == "60"
    assert refused(Program(added.reader.code, added.token, address="198.51.100.1")) == 429
    assert program(added).ask(ROOT).status_code == 200


def test_a_program_that_asks_too_often_waits(ly, monkeypatch):
    from tansiq.exchange.views import taxii_manners

    monkeypatch.setattr(taxii_manners, "ASKED_AT_MOST", 3)
    asks = program(reader(ly))
    assert [asks.ask(ROOT).status_code for _ in range(5)] == [200] * 3 + [429] * 2


def test_when_a_program_last_asked_is_kept(ly):
    from tansiq.exchange.models import FeedReader

    added = reader(ly)
    assert FeedReader.objects.get().used_at is None
    program(added).ask(ROOT)
    assert FeedReader.objects.get().used_at is not None


# -------------------------------------------------------------------------------------------------------- in which form
@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"HTTP_ACCEPT": "application/taxii+json"}, 200),
        ("GET", {"HTTP_ACCEPT": "application/taxii+json; version=2.1"}, 200),
        ("GET", {"HTTP_ACCEPT": "text/html, */*;q=0.1"}, 200),
        ("GET", {"HTTP_ACCEPT": "application/taxii+json;version=2.0"}, 406),
        ("GET", {"HTTP_ACCEPT": "application/vnd.oasis.taxii+json"}, 406),
        ("GET", {"HTTP_ACCEPT": "text/html"}, 406),
        ("GET", {"HTTP_ACCEPT": ""}, 406),
        ("POST", {"CONTENT_TYPE": "application/taxii+json;version=2.1"}, 403),
        ("POST", {"CONTENT_TYPE": "application/json"}, 415),
        ("DELETE", {}, 403),
        ("OPTIONS", {}, 405),
    ],
)
def test_it_is_only_read_and_only_in_the_form_of_taxii(dz_program, method, headers, status):
    path = f"{ROOT}collections/{the_circle(dz_program)}/objects/"
    answered = dz_program.ask(path, method, **headers)
    assert (answered.status_code, answered["Content-Type"]) == (status, "application/taxii+json;version=2.1")


def test_where_there_is_nothing_a_program_is_told_so_and_a_stranger_not(ly, dz_program):
    for path in (
        "/taxii2/api/status/1/",
        "/taxii2/api/collections/nonsense/",
        "/taxii2/x",
        f"/taxii2/api/collections/{the_uuid()}/",
    ):
        answered = dz_program.ask(path)
        assert (answered.status_code, json.loads(answered.content)["http_status"]) == (404, "404")
    for path in ("/", "/taxii2", "/taxii", "/x/"):
        answered = dz_program.ask(path)
        assert (answered.status_code, answered.content) == (404, b"")


def test_the_officers_site_serves_none_of_it():
    from django.urls import Resolver404, resolve

    for path in ("/taxii2/", ROOT, f"{ROOT}collections/"):
        with pytest.raises(Resolver404):
            resolve(path)
