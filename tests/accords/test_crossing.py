"""What a partner released becomes ours too: as it was said, as far as it is theirs to say, and only once."""

from copy import deepcopy
from datetime import date
from unicodedata import normalize

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tansiq.accords import services
from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.queries.crossing import (
    accord_form,
    decision_form,
    form_here,
    marking_of,
    markings_in,
    minutes_form,
)
from tansiq.accords.queries.telling import differences, form_told
from tansiq.accords.rules import AccordState
from tansiq.accords.rules import accords as accord_rules
from tansiq.accords.rules.crossing import (
    ChangedHereToo,
    FirstCrossing,
    FormFaulty,
    Keeps,
    NotKnownHere,
    NotTheirs,
    NoWayThere,
    OtherRecord,
    is_to_be_kept,
    version_of,
)
from tansiq.accords.services.accords import CircleRefused, TextFixed
from tansiq.core.errors import Refused
from tansiq.core.models import JournalLine
from tansiq.core.rules import Marking, canonical
from tansiq.core.services import NodeItself
from tansiq.people.models import Person
from tests.accords.crossed import (
    agreed_by,
    decision_row,
    done,
    lines,
    meeting_form,
    now,
    with_basis,
)

pytestmark = pytest.mark.django_db


# --------------------------------------------------------------------------------------------------------- round trips
ACCORDS = [
    "agr-frame", "agr-min-241229", "agr-annex-trg", "agr-annex-brd", "agr-plan-2025", "agr-plan-2026", "agr-plan-2027",
]  # fmt: skip


@pytest.mark.parametrize("code", ACCORDS)
def test_every_accord_of_the_world_crosses_whole(take, code):
    here = Accord.objects.get(code=code)
    form = accord_form(here)
    Accord.objects.filter(pk=here.pk).update(code="elsewhere")

    assert accord_form(now(take("accord", form))) == form


def test_no_accord_of_the_world_is_left_out():
    assert sorted(ACCORDS) == sorted(Accord.objects.values_list("code", flat=True))


def test_all_minutes_of_the_world_cross_whole(take):
    forms = [minutes_form(it) for it in Meeting.objects.order_by("pk")]
    Decision.objects.all().delete()
    for meeting in Meeting.objects.all():
        meeting.facts.all().delete()
    Meeting.objects.all().delete()

    assert [minutes_form(now(take("minutes", form))) for form in forms] == forms


def test_every_decision_of_the_world_crosses_whole(take):
    decisions = list(Decision.objects.order_by("pk"))
    forms = [decision_form(it) for it in decisions]
    Decision.objects.all().delete()

    assert [decision_form(now(take("decision", form))) for form in forms] == forms


def test_minutes_cross_whole(take, meeting):
    assert minutes_form(now(meeting)) == meeting_form()


@pytest.mark.parametrize("kind", ["accord", "minutes", "decision"])
def test_the_same_form_twice_changes_nothing(take, meeting, kind):
    form = {
        "accord": accord_form(Accord.objects.get(code="agr-frame")),
        "minutes": minutes_form(now(meeting)),
        "decision": decision_form(Decision.objects.get(code="dec-dz-2025-ly")),
    }[kind]
    record = take(kind, form)
    before = (lines(), now(record).version)

    take(kind, form)

    assert (lines(), now(record).version) == before


def test_what_is_new_tells_where_it_came_from(take, meeting):
    line = JournalLine.objects.order_by("number").last()

    assert (line.verb, line.subject) == ("accords.take_in_minutes", f"accords.meeting/{meeting.code}")
    assert (now(meeting).owner, now(meeting).source) == ("joint", "dz, 14")


# --------------------------------------------------------------------------------------------------------------- texts
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t\u200f\u202b\u2066\u0651أإآةىپ"),
    max_size=120,
).filter(str.strip)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, text=TEXTS, evidence=TEXTS)
def test_texts_cross_as_they_were_written(take, name, text, evidence):
    with transaction.atomic():
        row = {**done("dz", "dz"), "text": {"ar": text}, "evidence": evidence}
        form = {**meeting_form(name={"ar": name}, minutes={"fr": text * 40}), "decisions": [row]}
        said = minutes_form(now(take("minutes", form)))
        transaction.set_rollback(True)

    assert canonical(said) == normalize("NFC", canonical(form))


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("meeting", "name"), {"en": "with a \0 in it"}),
        (("meeting", "name"), {"en": " "}),
        (("meeting", "name"), {"de": "Zweites Treffen"}),
        (("meeting", "name"), ["Second meeting"]),
        (("meeting", "name"), {"en": "x" * 301}),
        (("meeting", "id"), "mtg/../1"),
        (("meeting", "id"), 7),
        (("meeting", "kind"), "duel"),
        (("meeting", "first_on"), "2025-13-01"),
        (("meeting", "first_on"), "20250510"),
        (("meeting", "first_on"), "0001-01-01"),
        (("meeting", "last_on"), "2025-05-09"),
        (("meeting", "series_number"), True),
        (("meeting", "series_number"), 2**53),
        (("meeting", "series_number"), 40_000),
        (("meeting", "agenda"), [{"text": {}}]),
        (("meeting", "delegations"), [{"party": "dz"}, {"party": "dz"}]),
        (("meeting", "delegations"), [{"party": "dz", "name": {"en": "Algeria"}}]),
        (("meeting", "delegations"), [{"party": "dz", "agreed_at": "2025-05-11T16:00:00"}]),
        (("meeting", "delegations"), [{"party": "dz"}] * 1001),
        (("meeting",), "minutes"),
        (("decisions",), [decision_row("dz"), decision_row("dz")]),
        (("decisions",), [decision_row("dz", state="late")]),
        (("decisions",), [decision_row("dz", state="done")]),
        (("decisions",), {"1": decision_row("dz")}),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused_and_nothing_is_written(take, place, wrong):
    form = meeting_form()
    *way, last = place
    inner = form[way[0]] if way else form
    inner[last] = wrong
    before = (lines(), Meeting.objects.count(), Decision.objects.count())

    with pytest.raises(FormFaulty):
        take("minutes", form)

    assert (lines(), Meeting.objects.count(), Decision.objects.count()) == before


@pytest.mark.parametrize("kind", ["accord", "minutes", "decision"])
@pytest.mark.parametrize("form", [{}, {"row": None}, {"row": []}, {"meeting": 1, "decisions": []}, {1: 2}])
def test_what_is_no_form_is_refused_wherever_it_is_read(take, kind, form):
    for read in (lambda: take(kind, form), lambda: form_told(kind, form), lambda: differences(kind, form)):
        with pytest.raises(FormFaulty):
            read()


# ----------------------------------------------------------------------------------------------------------- ownership
def test_what_another_party_owns_is_refused(take, meeting):
    owned = Decision.objects.get(code="dec-dz-2025-ly")
    for kind, record, form in (
        ("accord", Accord.objects.get(code="agr-frame"), accord_form(Accord.objects.get(code="agr-frame"))),
        ("minutes", meeting, minutes_form(now(meeting))),
        ("decision", owned, decision_form(owned)),
    ):
        type(record).objects.filter(pk=record.pk).update(owner="ly")
        before = lines()

        with pytest.raises(NotTheirs):
            take(kind, form)
        assert lines() == before


def test_what_it_refers_to_must_be_known(take):
    for form in (meeting_form(accord="agr-none"), meeting_form(delegations=[{"party": "fr"}])):
        with pytest.raises(NotKnownHere):
            take("minutes", form)
    with pytest.raises(NotKnownHere):
        take("decision", {"row": decision_row("dz", meeting="mtg-none")})
    with pytest.raises(NotKnownHere):
        take("minutes", meeting_form(), party="fr")
    assert Meeting.objects.filter(code="mtg-dz-2025-001").count() == 0


def test_a_code_that_another_record_has_is_refused(take, meeting):
    other = meeting_form(kind="conference")
    with pytest.raises(OtherRecord):
        take("minutes", other)

    elsewhere = {"row": decision_row("dz", meeting="mtg-art-241229")}
    with pytest.raises(OtherRecord):
        take("decision", elsewhere)

    accord = accord_form(Accord.objects.get(code="agr-frame"))
    accord["row"]["type"] = "technical_annex"
    with pytest.raises(OtherRecord):
        take("accord", accord)


# --------------------------------------------------------------------------------------------------- both sides changed
def test_their_words_are_kept_where_nobody_changed_them_here(take, meeting):
    seen = minutes_form(now(meeting))
    theirs = with_basis(meeting_form(minutes={"en": "They agreed on other dates."}, agenda=[]), seen)

    take("minutes", theirs)

    assert now(meeting).minutes_en == "They agreed on other dates."
    assert now(meeting).agenda.count() == 0
    assert now(meeting).version == 2


def test_words_that_they_did_not_change_leave_ours_alone(take, meeting):
    seen = minutes_form(now(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(minutes_en="We agreed on seats.")
    before = lines()

    take("minutes", with_basis(seen, seen))

    assert (now(meeting).minutes_en, lines()) == ("We agreed on seats.", before)


def test_both_changed_is_for_an_officer_to_settle(take, meeting):
    seen = minutes_form(now(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(minutes_en="We agreed on seats.")
    theirs = with_basis(meeting_form(minutes={"en": "They agreed on other dates."}), seen)
    before = lines()

    with pytest.raises(ChangedHereToo) as found:
        take("minutes", theirs)
    assert (found.value.ours, found.value.theirs) == (minutes_form(now(meeting)), theirs)
    assert lines() == before

    take("minutes", theirs, keeps=Keeps.OURS)
    assert (now(meeting).minutes_en, lines()) == ("We agreed on seats.", before)

    take("minutes", theirs, keeps=Keeps.THEIRS)
    assert now(meeting).minutes_en == "They agreed on other dates."
    after = lines()
    take("minutes", theirs, keeps=Keeps.THEIRS)
    assert lines() == after


def test_a_form_without_basis_never_overwrites(take):
    form = accord_form(Accord.objects.get(code="agr-frame"))
    form["row"]["status"] = "terminated"

    with pytest.raises(FirstCrossing):
        take("accord", form)

    assert Accord.objects.get(code="agr-frame").state == "in_force"


@pytest.mark.parametrize(
    ("basis", "refused"),
    [(None, FirstCrossing), ("0" * 64, ChangedHereToo), ("ours", None), ("theirs", None)],
)
def test_first_crossing_never_says_that_both_changed_it(basis, refused):
    """What both loaded from one file and one side changed: nobody need have touched it here."""
    ours, theirs = {"row": {"id": "x", "text": "as it was"}}, {"row": {"id": "x", "text": "new words"}}
    said = {**theirs, "basis": {"ours": version_of(ours), "theirs": version_of(theirs)}.get(basis, basis)}

    if refused is None:
        assert is_to_be_kept(said, ours, None) == (basis == "ours")
    else:
        with pytest.raises(refused) as found:
            is_to_be_kept(said, ours, None)
        assert type(found.value) is refused
    for keeps in Keeps:
        assert refused is None or is_to_be_kept(said, ours, keeps) == (keeps == Keeps.THEIRS)


def test_first_crossing_of_the_same_words_asks_nothing():
    ours = {"row": {"id": "x", "text": "as it was"}}

    assert not is_to_be_kept({**ours, "basis": None}, ours, None)


# --------------------------------------------------------------------------------------------------------------- accords
def changed_accord(code, **changes):
    seen = accord_form(Accord.objects.get(code=code))
    return with_basis({"row": {**seen["row"], **changes}}, seen)


def test_an_accord_goes_on_as_they_say(take):
    take(
        "accord",
        changed_accord("agr-frame", status="terminated", ended_because="Replaced", ended_on="2025-05-17"),
    )

    accord = Accord.objects.get(code="agr-frame")
    assert (accord.state, accord.ended_on, accord.ended_because) == (
        "terminated",
        date(2025, 5, 17),
        "Replaced",
    )


def test_an_accord_does_not_go_back(take):
    with pytest.raises(NoWayThere):
        take("accord", changed_accord("agr-frame", status="draft"))
    with pytest.raises(NoWayThere):
        take("accord", changed_accord("agr-frame", status="draft"), keeps=Keeps.THEIRS)


@pytest.mark.parametrize(
    "change", [{"title": {"en": "Another"}}, {"clauses": ["discipline"]}, {"parent": "agr-annex-trg"}]
)
def test_the_text_of_a_signed_accord_is_fixed(take, change):
    with pytest.raises(TextFixed):
        take("accord", changed_accord("agr-frame", **change))


def test_an_accord_never_stands_under_itself(take):
    Accord.objects.filter(code="agr-frame").update(state="draft")
    with pytest.raises(CircleRefused):
        take("accord", changed_accord("agr-frame", parent="agr-annex-trg"))


def test_days_that_no_accord_can_have_are_refused(take):
    with pytest.raises(FormFaulty):
        take("accord", changed_accord("agr-frame", valid_until="2001-01-01"))


@pytest.mark.parametrize("state", AccordState)
def test_every_step_of_an_accord_leads_where_its_table_says(state):
    reached = {state}
    for _round in AccordState:
        reached |= {after for (before, _step), after in accord_rules.LIFE.items() if before in reached}

    assert {it for it in AccordState if accord_rules.leads_to(state, it)} == reached


# ------------------------------------------------------------------------------------------------------ whatever is sent
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from(["dz", "joint", "draft"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def places(value, way=()):
    """Give the way to every value that lies in a form."""
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, it in inner:
        yield from places(it, (*way, key))


def spoilt(form, draw):
    """Put something else somewhere in a form."""
    form = deepcopy(form)
    way = draw(st.sampled_from([it for it in places(form) if it]))
    inner = form
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = draw(JSON)
    return form


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.data(), kind=st.sampled_from(["accord", "minutes", "decision"]))
def test_whatever_is_sent_is_taken_in_or_refused_in_words(take, choices, kind):
    with transaction.atomic():
        good = {
            "accord": accord_form(Accord.objects.get(code="agr-annex-trg")),
            "minutes": agreed_by("dz"),
            "decision": {"row": {**done("dz", "dz"), "meeting": "mtg-art-241229"}},
        }[kind]
        form = spoilt(good, choices.draw)
        before = (lines(), Meeting.objects.count(), Decision.objects.count())
        try:
            form_told(kind, form), differences(kind, form)
            take(kind, form)
        except Refused:
            assert (lines(), Meeting.objects.count(), Decision.objects.count()) == before
        transaction.set_rollback(True)


# ----------------------------------------------------------------------------------------------------- nothing else goes
def test_no_account_and_no_word_of_the_office_crosses(meeting, person, at):
    Meeting.objects.filter(pk=meeting.pk).update(source="canary-source", released_to=" canary ")
    Decision.objects.filter(meeting=meeting).update(source="canary-source", released_to=" canary ")
    Accord.objects.filter(code="agr-frame").update(source="canary-source", released_to=" canary ")
    Person.objects.filter(username="director").update(username="canary-account", full_name="canary-name")
    services.agree_minutes(
        code=meeting.code, version=1, by=Person.objects.get(username="canary-account"), at=at
    )

    forms = [minutes_form(now(meeting)), accord_form(Accord.objects.get(code="agr-frame"))]
    forms += [decision_form(it) for it in Decision.objects.all()]

    assert "canary" not in canonical(forms)
    assert list(meeting.delegations.exclude(agreed_by="").values_list("agreed_by", flat=True)) == [
        "canary-account"
    ]


def test_markings_are_told_and_never_fall(take, meeting):
    Decision.objects.filter(code="dec-dz-2025-ly").update(marking="restricted")
    assert markings_in(now(meeting)) == [Marking.TRAINING, Marking.TRAINING, Marking.RESTRICTED]

    form = minutes_form(now(meeting))
    take("minutes", form, marking=Marking.RESTRICTED)
    assert marking_of(now(meeting)) == Marking.RESTRICTED
    take("minutes", form, marking=Marking.TRAINING)
    assert marking_of(now(meeting)) == Marking.RESTRICTED


def test_released_and_recalled_are_noted(meeting, at):
    by = NodeItself()
    services.mark_released(record=meeting, parties={"tn"}, by=by, at=at)
    services.mark_released(record=meeting, parties={"dz"}, by=by, at=at)
    before = lines()
    services.mark_released(record=meeting, parties={"dz"}, by=by, at=at)

    assert (now(meeting).released_to, lines()) == (" dz tn ", before)
    assert set(Decision.objects.filter(meeting=meeting).values_list("released_to", flat=True)) == {" dz tn "}

    services.mark_recalled(record=meeting, parties={"tn"}, by=by, at=at)
    assert now(meeting).released_to == " dz "
    with pytest.raises(NotKnownHere):
        services.mark_released(record=meeting, parties={"fr"}, by=by, at=at)


# ------------------------------------------------------------------------------------------------------------- in words
def test_a_form_is_told_in_the_language_of_the_page():
    form = meeting_form()
    told = {}
    for language in ("ar", "fr", "en"):
        with override(language):
            told[language] = dict(form_told("minutes", form))

    assert told["en"]["kind"] == "working group"
    assert told["en"]["decision dec-dz-2025-dz: owner party"] == "People's Democratic Republic of Algeria"
    assert told["en"]["decision dec-dz-2025-dz: due on"] == "1 September 2025"
    assert told["fr"]["décision dec-dz-2025-dz\u00a0: échéance le"] == "1er septembre 2025"
    assert told["ar"]["القرار dec-dz-2025-dz: الأجل"] == "1 سبتمبر 2025"
    assert not set(told["ar"]) & set(told["en"])


def test_only_what_differs_is_shown_beside_ours(meeting):
    form = meeting_form(minutes={"en": "Else"})
    form["decisions"][0]["due_on"] = "2025-12-31"

    with override("en"):
        found = differences("minutes", form)

    assert found == [
        ("minutes in English", "Both sides agreed on dates.", "Else"),
        ("decision dec-dz-2025-dz: due on", "1 September 2025", "31 December 2025"),
    ]
    assert form_here("minutes", form) == minutes_form(now(meeting))


def test_what_is_new_here_is_shown_whole():
    form = meeting_form()
    with override("en"):
        assert [(label, theirs) for label, _here, theirs in differences("minutes", form)] == form_told(
            "minutes", form
        )


def test_long_minutes_are_told_with_as_few_questions_as_short_ones(django_assert_num_queries, meeting):
    def told(count):
        rows = [{**decision_row("dz"), "id": f"dec-dz-2025-{number}"} for number in range(count)]
        return len(form_told("minutes", {**meeting_form(), "decisions": rows}))

    with django_assert_num_queries(3):
        few = told(1)
    with django_assert_num_queries(3):
        assert told(30) > few
