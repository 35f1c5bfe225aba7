"""What a partner offers and asks for becomes known here: only what is theirs, and only what was released."""

from datetime import date
from unicodedata import normalize

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tansiq.accords.rules.crossing import FormFaulty, NotKnownHere, NotTheirs, OtherRecord
from tansiq.core.errors import Refused
from tansiq.core.models import JournalLine
from tansiq.core.rules import Marking, canonical
from tansiq.core.services import NodeItself
from tansiq.people.models import Person
from tansiq.training import services
from tansiq.training.models import Course, Pool, Rating, Request, Task, Venue
from tansiq.training.queries.crossing import (
    course_form,
    differences,
    form_here,
    form_told,
    markings_in,
    request_form,
)
from tansiq.training.rules import RequestState

pytestmark = pytest.mark.django_db
EVERYONE = ("ly", "tn")


@pytest.fixture
def take(at):
    """Take in a form of a kind, from a party."""

    def run(kind, form, party, **more):
        verb = {"offer": services.take_in_offer, "request": services.take_in_request}[kind]
        return verb(form=form, source="dz, 14", origin_party=party, by=NodeItself(), at=at, **more)

    return run


def lines():
    return JournalLine.objects.count()


def now(record):
    return type(record).objects.get(code=record.code)


def course(code="crs-ihl-101"):
    return Course.objects.get(code=code)


def forget(wanted):
    """Take a course out of this node, as if it had never come."""
    for relation in (
        wanted.spans,
        wanted.teachings,
        wanted.staffings,
        wanted.requests,
        wanted.qualified_before,
    ):
        relation.all().delete()
    wanted.grown_pools.update(grows_by_course=None)
    wanted.delete()


# --------------------------------------------------------------------------------------------------------- round trips
def test_every_offer_of_the_world_crosses_whole(take):
    """Courses that come first go before: each form names only what is known by then."""
    courses = list(Course.objects.order_by("pk"))
    forms = {it.code: (it.owner, course_form(it, to=["ly"])) for it in courses}
    Request.objects.all().delete()
    for it in courses:
        forget(it)
    Venue.objects.filter(owner="dz").delete()
    Pool.objects.filter(owner="dz").delete()

    ahead = dict(forms)
    while ahead:
        ready = [
            code for code, (_party, form) in ahead.items() if not set(form["row"]["prereq"]) & set(ahead)
        ]
        for code in ready:
            party, form = ahead.pop(code)
            take("offer", form, party)

    assert {code: (course(code).owner, course_form(course(code), to=["ly"])) for code in forms} == forms


def test_every_request_of_the_world_crosses_whole(take):
    requests = list(Request.objects.order_by("pk"))
    forms = [(it.owner, request_form(it)) for it in requests]
    Request.objects.all().delete()

    assert [(party, request_form(now(take("request", form, party)))) for party, form in forms] == forms


@pytest.mark.parametrize("kind", ["offer", "request"])
def test_the_same_form_twice_changes_nothing(take, kind):
    record = course() if kind == "offer" else Request.objects.first()
    form = course_form(record, to=["ly"]) if kind == "offer" else request_form(record)
    Venue.objects.filter(code="v-ly-trip").update(capacity=61)
    taken = take(kind, form, record.owner)
    before = (lines(), now(taken).version)

    take(kind, form, record.owner)

    assert (lines(), now(taken).version) == before


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\u200f\u202b\u2066\u0651أإآةىپ"),
    max_size=200,
).filter(str.strip)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, other=TEXTS)
def test_names_cross_as_they_were_written(take, name, other):
    form = course_form(course("crs-sig-101"), to=["ly"])
    form["row"]["name"] = {"ar": name, "fr": other}
    form["venues"][0]["name"] = {"ar": other}
    with transaction.atomic():
        said = course_form(now(take("offer", form, "dz")), to=["ly"])
        transaction.set_rollback(True)

    assert canonical(said) == normalize("NFC", canonical(form))


# ------------------------------------------------------------------------------------------------------------ an offer
def changed_offer(code="crs-sig-101", **changes):
    form = course_form(course(code), to=["ly"])
    return {**form, "row": {**form["row"], **changes}}


def test_an_offer_changes_what_its_party_says_of_it(take):
    form = changed_offer(
        weeks=3, seats={"min": 5, "max": 9}, season={"start_only": ["01-15/02-28"]}, teaches={"c-com": {"gain": 7, "cap": 80}},
        prereq=["crs-ihl-101"], is_offered=False,
    )  # fmt: skip
    taken = take("offer", form, "dz")

    assert course_form(now(taken), to=["ly"]) == form
    line = JournalLine.objects.order_by("number").last()
    assert (line.verb, line.subject) == ("training.take_in_offer", "training.course/crs-sig-101")


def test_places_that_come_with_an_offer_are_theirs(take):
    form = changed_offer()
    form["venues"][0]["capacity"] = 77
    form["venues"][0]["changes"] = [
        {"from": "2025-07-01", "to": "2025-07-31", "capacity": 0, "why": "maintenance"}
    ]
    take("offer", form, "dz")

    venue = Venue.objects.get(code=form["venues"][0]["id"])
    assert (venue.capacity, [str(it) for it in venue.changes.all()]) == (77, ["2025-07-01/2025-07-31"])

    for kind, code in ((Venue, form["venues"][0]["id"]), (Pool, form["pools"][0]["id"])):
        kind.objects.filter(code=code).update(owner="ly")
        before = lines()
        with pytest.raises(NotTheirs):
            take("offer", changed_offer(weeks=5) | {"venues": form["venues"], "pools": form["pools"]}, "dz")
        assert lines() == before
        kind.objects.filter(code=code).update(owner="dz")


def test_an_offer_is_its_providers_alone(take):
    before = lines()
    for form, party in ((changed_offer(), "ly"), (changed_offer(provider="ly"), "dz")):
        with pytest.raises(NotTheirs):
            take("offer", form, party)
    Course.objects.filter(code="crs-sig-101").update(owner="ly")
    with pytest.raises(NotTheirs):
        take("offer", changed_offer(), "dz")
    Course.objects.filter(code="crs-sig-101").update(owner="joint")
    with pytest.raises(NotTheirs):
        take("offer", changed_offer(), "dz")
    assert lines() == before


@pytest.mark.parametrize(
    "change",
    [{"venues": ["v-none"]}, {"legal_basis": ["agr-none"]}, {"prereq": ["crs-none"]}, {"instructors": {"ip-none": 1}},
     {"teaches": {"c-none": {"gain": 1, "cap": 1}}}],
)  # fmt: skip
def test_what_an_offer_stands_on_must_be_known(take, change):
    before = (lines(), course_form(course("crs-sig-101"), to=["ly"]))
    with pytest.raises(NotKnownHere):
        take("offer", changed_offer(**change), "dz")
    assert (lines(), course_form(course("crs-sig-101"), to=["ly"])) == before


@pytest.mark.parametrize(
    "change",
    [{"weeks": 0}, {"weeks": 105}, {"weeks": "3"}, {"seats": {"min": 9, "max": 5}}, {"mode": "air"}, {"language": "de"},
     {"season": {"closed": ["13-01/02-01"]}}, {"cost": {"fixed": -1, "per_seat": 0}}, {"cost": None},
     {"instructors": {"ip-tec": 0}}, {"instructors": {"one_of": "all"}}, {"teaches": {"c-com": {"gain": 101, "cap": 5}}},
     {"legal_basis": ["agr-plan-2026"]}, {"prereq": ["crs-sig-101"]}, {"name": {}}, {"tags": ["two words"]}, {"id": "a b"}],
)  # fmt: skip
def test_an_offer_that_cannot_be_is_refused_and_nothing_is_written(take, change):
    before = (lines(), course_form(course("crs-sig-101"), to=["ly"]))
    with pytest.raises(FormFaulty):
        take("offer", changed_offer(**change), "dz")
    assert (lines(), course_form(course("crs-sig-101"), to=["ly"])) == before


def test_our_people_see_what_was_taken_in(take, person):
    form = changed_offer()
    Course.objects.filter(code="crs-sig-101").update(released_to=" tn ")
    take("offer", form, "dz")

    assert course("crs-sig-101").released_to == " ly tn "


# ----------------------------------------------------------------------------------------------------------- a request
def changed_request(code="rq-001", **changes):
    return {"row": {**request_form(Request.objects.get(code=code))["row"], **changes}}


def test_a_request_changes_as_its_party_says(take):
    take("request", changed_request(seats=7, by="2026-03-01", late="allowed", state="withdrawn"), "ly")

    request = Request.objects.get(code="rq-001")
    assert (request.seats, request.by_on, request.late_is_allowed, request.state) == (
        7, date(2026, 3, 1), True, RequestState.WITHDRAWN,
    )  # fmt: skip


@pytest.mark.parametrize("state", RequestState)
def test_what_a_plan_gave_is_not_taken_back(take, state):
    Request.objects.filter(code="rq-001").update(state=state)
    form = changed_request()
    planned = {RequestState.PLANNED, RequestState.FULFILLED, RequestState.PARTLY}
    assert form["row"]["state"] == ("accepted" if state in planned else state)

    take("request", form, "ly")
    assert Request.objects.get(code="rq-001").state == state


def test_a_request_is_for_a_unit_of_their_own(take):
    before = lines()
    with pytest.raises(NotTheirs):
        take("request", changed_request(), "dz")
    Request.objects.filter(code="rq-001").update(owner="dz")
    with pytest.raises(NotTheirs):
        take("request", changed_request(), "ly")
    Request.objects.filter(code="rq-001").update(owner="ly")
    with pytest.raises(OtherRecord):
        take("request", changed_request(unit="u-ly-bg-n"), "ly")
    for change in ({"unit": "u-none"}, {"course": "crs-none"}):
        with pytest.raises(NotKnownHere):
            take("request", changed_request(**change), "ly")
    assert lines() == before


@pytest.mark.parametrize(
    "change",
    [{"seats": 0}, {"seats": True}, {"priority": 4}, {"late": "maybe"}, {"by": "soon"}, {"state": "lost"}],
)
def test_a_request_that_cannot_be_is_refused(take, change):
    with pytest.raises(FormFaulty):
        take("request", changed_request(**change), "ly")


# ------------------------------------------------------------------------------------------------------ whatever is sent
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from(["dz", "ar", "ip-tec"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.data(), kind=st.sampled_from(["offer", "request"]))
def test_whatever_is_sent_is_taken_in_or_refused_in_words(take, choices, kind):
    with transaction.atomic():
        form = changed_offer() if kind == "offer" else changed_request()
        inner = (
            form["row"]
            if kind == "request"
            else choices.draw(st.sampled_from([form, form["row"], form["venues"][0]]))
        )
        inner[choices.draw(st.sampled_from(sorted(inner)))] = choices.draw(JSON)
        before = (lines(), Course.objects.count(), Request.objects.count(), Venue.objects.count())
        try:
            form_told(kind, form), differences(kind, form)
            take(kind, form, "dz" if kind == "offer" else "ly")
        except Refused:
            assert (lines(), Course.objects.count(), Request.objects.count(), Venue.objects.count()) == before
        transaction.set_rollback(True)


# ----------------------------------------------------------------------------------------------------- nothing else goes
def test_an_offer_names_nothing_that_was_not_released():
    for kind in (Venue, Pool, Course):
        for record in kind.objects.exclude(code="crs-sig-101").filter(owner="dz"):
            kind.objects.filter(pk=record.pk).update(released_to="", name_en="canary", source="canary")
    hidden = [*Venue.objects.filter(owner="dz"), *Pool.objects.filter(owner="dz")]
    Course.objects.get(code="crs-sig-101").prerequisites.add(course("crs-ihl-101"))

    text = canonical(course_form(course("crs-sig-101"), to=["ly"]))

    assert "canary" not in text
    assert [it.code for it in (*hidden, course("crs-ihl-101")) if f'"{it.code}"' in text] == []
    assert course_form(course("crs-sig-101"), to=[])["row"]["venues"] == []


def test_what_one_receiver_may_not_see_no_receiver_gets():
    Venue.objects.filter(owner="dz").update(released_to=" ly ")

    assert course_form(course("crs-sig-101"), to=["ly"])["row"]["venues"] != []
    assert course_form(course("crs-sig-101"), to=EVERYONE)["row"]["venues"] == []


def test_no_account_no_rating_and_no_word_of_the_office_crosses(at):
    Request.objects.update(
        justification="canary", answer="canary", source="canary", released_to=" canary ", planned_seats=424242
    )
    Course.objects.update(source="canary")
    Task.objects.update(start_points=42, released_to=" canary ")
    Person.objects.update(full_name="canary")
    task = Task.objects.first()
    Rating.objects.create(
        task=task, rated_on=at.date(), suggested_points=42, suggested_letter="canary", letter="canary", points=42,
        state="confirmed", evidence="canary", by="canary", at=at,
    )  # fmt: skip

    forms = [request_form(it) for it in Request.objects.all()]
    forms += [course_form(it, to=["ly"]) for it in Course.objects.all()]

    assert "canary" not in canonical(forms)
    assert "424242" not in canonical(forms)


def test_markings_are_told_with_those_of_the_places(take):
    Venue.objects.filter(code=course_form(course("crs-sig-101"), to=["ly"])["venues"][0]["id"]).update(
        marking="restricted"
    )

    assert set(markings_in(course("crs-sig-101"), to=["ly"])) == {Marking.TRAINING, Marking.RESTRICTED}
    assert set(markings_in(course("crs-sig-101"), to=[])) == {Marking.TRAINING}
    assert markings_in(Request.objects.first()) == [Marking.TRAINING]
    assert take("offer", changed_offer(), "dz", marking=Marking.RESTRICTED).marking == Marking.RESTRICTED


def test_released_and_recalled_are_noted(at):
    by, record = NodeItself(), course("crs-sig-101")
    Course.objects.filter(pk=record.pk).update(released_to="")

    services.mark_released(record=record, parties={"ly"}, by=by, at=at)
    assert now(record).released_to == " ly "
    services.mark_recalled(record=record, parties={"ly"}, by=by, at=at)
    assert now(record).released_to == ""
    verbs = JournalLine.objects.order_by("-number").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["training.mark_recalled", "training.mark_released"]


# ------------------------------------------------------------------------------------------------------------- in words
def test_forms_are_told_in_the_language_of_the_page():
    offer, request = changed_offer(), changed_request()
    for language, weeks, seats in (
        ("ar", "الأسابيع", "المقاعد"),
        ("fr", "semaines", "places"),
        ("en", "weeks", "seats"),
    ):
        with override(language):
            assert dict(form_told("offer", offer))[weeks] == "4"
            assert dict(form_told("request", request))[seats] == "24"
    assert form_here("request", request) == request


def test_only_what_differs_is_shown_beside_ours():
    with override("en"):
        assert differences("request", changed_request(seats=7)) == [("seats", "24", "7")]
        assert differences("offer", changed_offer(weeks=5)) == [("weeks", "4", "5")]
        assert differences("offer", changed_offer()) == []
        new = changed_request(id="rq-900")
        assert [(label, theirs) for label, _here, theirs in differences("request", new)] == form_told(
            "request", new
        )
