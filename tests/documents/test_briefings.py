"""Briefings: each sentence with the rows that it is from and what it rests on, as far as its reader may see them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.accords.rules import AccordState
from tansiq.accords.services import agree_minutes
from tansiq.core.errors import NotAllowed, NotFound
from tansiq.documents.queries.briefings import briefing_of, plans, short_briefing_of
from tansiq.documents.rules.briefings import BRIEFED, SHORT, Ground
from tansiq.documents.services.attachments import add_tag, set_tags
from tansiq.home.rehearsal import EXAMPLE_PLAN
from tansiq.planning.models import Approval, PlanVersion
from tansiq.planning.services import keep_version

pytestmark = pytest.mark.django_db
MEETING, CONFERENCE, ACCORD = "mtg-art-241229", "mtg-art-241221", "agr-frame"
RECORDS = [("plan", "1"), ("meeting", MEETING), ("meeting", CONFERENCE), ("accord", ACCORD)]
ON = date(2025, 5, 18)
DIRECTED = "Decided: Direct the programmes at the competencies of personnel, inside Libya or in Algeria."
DIRECTIONS = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
MACHINE_MADE = {"ar": "معدّ آليًا", "fr": "établi automatiquement", "en": "machine-made"}


@pytest.fixture
def tell(person):
    """Give the briefing of a record in English, as the director sees it unless said otherwise."""

    def told(kind, code, by="director", on=ON):
        with override("en"):
            return briefing_of(person(by), kind, code, on)

    return told


def lines(sentences):
    return [it.text.replace("\u00a0", " ") for it in sentences]


def path(kind, code):
    return reverse("documents:briefing", args=[kind, code])


def planned_again(plan, at, node):
    document = EXAMPLE_PLAN.with_name("example-plan-a.json").read_text(encoding="utf-8")
    return keep_version(
        programme=plan.programme, document=document, programme_document=plan.programme_document, option="A", title="",
        parent=plan, by=node, at=at,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------------- plans
def test_briefing_of_a_plan_tells_where_it_stands_and_what_it_holds(tell):
    said = tell("plan", "1")

    assert lines(said.record_said)[:7] == [
        "Plan 1: draft; made on 18 May 2025.",
        "No party has been asked to approve it yet.",
        "The independent checker finds no broken rule in it.",
        "It holds 58 editions of courses.",
        "Seats given on time: 1 000 of 1 079 asked for.",
        "Exercises held: 6 of 6.",
        "18 lines are not planned as they were asked for.",
    ]
    assert lines(said.sentences)[-1] == "It costs 2 499 280 XTS."
    assert said.facts == []


def test_figures_of_a_plan_are_those_of_its_rows(tell):
    from tansiq.planning.queries.plans.opened import opened

    whole = opened(PlanVersion.objects.get(number=1))
    short = sum(it.seats - whole.plan.seats_of(it.id) > 0 for it in whole.problem.requests.values())

    assert (len(whole.plan.editions), short) == (58, 18)
    assert sum(it.seats for it in whole.problem.requests.values()) == 1079


@pytest.mark.parametrize(
    ("decided", "said", "ground"),
    [
        ({"ly": "approve"}, ["Approved by {ly} alone.", "Not decided yet: {dz}."], Ground.ONE),
        ({"ly": "approve", "dz": "approve"}, ["Approved on the same hash by {dz} and {ly}."], Ground.AGREED),
        ({"dz": "reject"}, ["Rejected by {dz}.", "Not decided yet: {ly}."], Ground.ONE),
    ],
)
def test_briefing_of_a_plan_tells_who_approved_it(tell, at, decided, said, ground):
    plan = PlanVersion.objects.get(number=1)
    for party, decision in decided.items():
        Approval.objects.create(
            plan=plan, party=party, plan_sha256=plan.plan_sha256, decision=decision, by="x", at=at
        )
    names = {"ly": "Libya - Government of National Unity", "dz": "People's Democratic Republic of Algeria"}

    found = tell("plan", "1").sentences[1 : 1 + len(said)]

    assert lines(found) == [it.format(**names) for it in said]
    assert found[0].ground == ground


def test_briefing_of_a_plan_tells_what_changed_since_the_former(tell, at, person):
    newer = planned_again(PlanVersion.objects.get(number=1), at, person("planner"))

    found = [it for it in tell("plan", str(newer.number)).sentences if "since plan 1" in it.text]

    (change,) = found
    assert re.fullmatch(r"Changed since plan 1: (\w[\w ]+ \d+(, and |, | and )?)+\.", lines(found)[0])
    assert [it.address for it in change.sources] == [f"/plan/compare?before=1&after={newer.number}"]


# ------------------------------------------------------------------------------------------------------------ meetings
def test_briefing_of_a_meeting_tells_who_met_when_and_what_was_decided(tell):
    said = tell("meeting", MEETING)

    assert lines(said.record_said) == [
        "Meeting on activating joint training programmes: staff meeting, on 29 December 2024 in Tripoli.",
        "It stands under Agreed minutes: activation of joint training programmes.",
        "The delegations of Libya - Government of National Unity and People's Democratic Republic of Algeria took part.",
        "Libya - Government of National Unity was the host.",
        "The minutes are a draft to which no party has agreed yet.",
        "3 decisions of it are recorded.",
        "Decided: Activate the military cooperation of both sides in training. Work of: both sides. No day is set. State: open.",
        "Decided: Activate the joint training programmes of both sides. Work of: both sides. No day is set. State: open.",
        f"{DIRECTED} Work of: both sides. No day is set. State: open.",
    ]
    assert {it.ground for it in said.record_said} == {Ground.RECORD}


def test_conference_of_several_days_and_states_is_told(tell):
    said = lines(tell("meeting", CONFERENCE).record_said)

    assert said[0].endswith(": conference, from 21 December 2024 to 22 December 2024 in Tripoli.")
    assert said[1].endswith("Republic of Tunisia, Sudan, Chad, and Niger took part.")
    assert said[3:] == ["No minutes are written yet.", "No decision of it is recorded."]


def test_agreed_minutes_make_decisions_agreed_and_a_late_one_is_told(tell, person, at):
    meeting = Meeting.objects.get(code=MEETING)
    decision = Decision.objects.get(code="dec-art-002")
    decision.due_on = date(2025, 5, 1)
    decision.save()
    agree_minutes(code=MEETING, version=meeting.version, by=person("director"), at=at)
    half = tell("meeting", MEETING).sentences
    agree_minutes(code=MEETING, version=meeting.version + 1, by=person("cooperation"), at=at)

    said = tell("meeting", MEETING).record_said

    assert [(it.text.split(":")[0], it.ground) for it in half if "Not yet" in it.text] == [
        ("Agreed to the minutes", Ground.ONE)
    ]
    assert [it.ground for it in said if it.text.startswith("Decided")] == [Ground.AGREED] * 3
    assert "1 decision is late." in lines(said)
    assert any(it.endswith("Work of: both sides. Due on 1 May 2025. State: open.") for it in lines(said))


def test_facts_stand_with_their_source_and_certainty_and_where_sources_differ(tell):
    facts = tell("meeting", MEETING).facts

    assert {(it.ground, it.certainty) for it in facts} == {
        (Ground.NAMED, "discussed"), (Ground.NAMED, "decided"), (Ground.DIFFERING, "claimed"),
    }  # fmt: skip
    assert [it.sources[0].label for it in facts if it.ground == Ground.DIFFERING] == [
        "fact-place-directorate", "fact-place-embassy",
    ]  # fmt: skip
    assert (
        facts[0].said_by
        == "Statement of the General Staff, Western Region · Al-Araby Al-Jadeed · 3 January 2025 · S9-S17"
    )


def test_source_without_a_name_is_told_as_one(tell):
    fact = Fact.objects.get(code="fact-art-s34")
    fact.meeting = Meeting.objects.get(code=CONFERENCE)
    fact.save()

    (found,) = [it for it in tell("meeting", CONFERENCE).facts if it.sources[0].label == fact.code]

    assert (found.ground, found.certainty, found.said_by.split(" · ")[0]) == (
        Ground.UNNAMED, "claimed", "a source without a name",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- accords
def test_briefing_of_an_accord_tells_since_when_until_when_and_what_stands_on_it(tell):
    said = tell("accord", ACCORD).record_said

    assert lines(said)[:5] == [
        "Framework agreement on security and military cooperation: framework agreement; as of today: in force.",
        "It was signed on 15 June 2022.",
        "It has been in force since 15 June 2022.",
        "It runs until 14 June 2027 and then renews itself for 12 months.",
        "3 accords stand under it.",
    ]
    assert [it.ground for it in said[:4]] == [Ground.RECORD, Ground.AGREED, Ground.AGREED, Ground.RECORD]
    annex = lines(tell("accord", "agr-annex-trg").sentences)
    assert "27 courses of the catalogue stand on it." in annex


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tacit_renewal_months": None}, "It ends on 14 June 2027 and does not renew itself."),
        ({"tacit_renewal_months": 1}, "It runs until 14 June 2027 and then renews itself for 1 month."),
        ({"in_force_on": date(2025, 9, 1)}, "It enters into force on 1 September 2025."),
        ({"state": AccordState.SIGNED, "ratified_on": date(2022, 7, 1)}, "It was ratified on 1 July 2022."),
    ],
)
def test_days_of_an_accord_are_told(tell, changes, said):
    Accord.objects.filter(code=ACCORD).update(**changes)

    assert said in lines(tell("accord", ACCORD).sentences)


# --------------------------------------------------------------------------------------------------------------- pages
@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize(("kind", "code"), RECORDS)
def test_page_runs_its_languages_way_says_that_a_machine_made_it_and_links_every_sentence(
    visit, language, kind, code
):
    page = visit("director", language).get(path(kind, code)).content.decode()
    sentences = re.findall(r"<li data-sentence>(.*?)</li>", page, re.DOTALL)

    assert f'dir="{DIRECTIONS[language]}"' in page
    assert MACHINE_MADE[language] in page
    assert len(sentences) > 5
    assert [it for it in sentences if "<a href=" not in it or 'class="chip' not in it] == []


@pytest.mark.parametrize(("kind", "code"), RECORDS)
def test_every_link_of_a_briefing_leads_somewhere(visit, tell, kind, code):
    addresses = {link.address.partition("#")[0] for it in tell(kind, code).sentences for link in it.sources}
    client = visit("director", "en")

    assert {it: client.get(it).status_code for it in addresses} == dict.fromkeys(addresses, 200)


def test_listening_is_offered_by_a_button_that_is_hidden_until_a_voice_is_found(visit):
    page = visit("director", "fr").get(path("meeting", MEETING)).content.decode()

    assert re.findall(r'<div class="buttons screen-only" hidden data-listen="(.*?)"', page) == [
        "briefing-sentences"
    ]
    assert ('id="briefing-sentences"' in page, "documents/listen.js" in page) == (True, True)


def test_short_briefing_is_a_few_sentences_that_matter(tell):
    said = tell("meeting", MEETING)

    assert 3 <= len(said.short) <= SHORT
    assert lines(said.short)[-1] == "3 decisions of it are recorded."
    assert said.page == path("meeting", MEETING)
    assert lines(tell("plan", "1").short)[2:] == [
        "Seats given on time: 1 000 of 1 079 asked for.", "18 lines are not planned as they were asked for.",
        "It costs 2 499 280 XTS.",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "code"), RECORDS)
def test_page_of_a_record_works_out_the_sentences_that_matter_and_no_other(kind, code, tell, person):
    with override("en"):
        short = short_briefing_of(person("director"), kind, code, ON)

    assert list(short.sentences) == tell(kind, code).short


def test_page_of_a_plan_compares_no_plans_and_names_no_line(person, monkeypatch):
    for name in ("told", "speaker_of"):
        monkeypatch.setattr(plans, name, None)

    assert len(short_briefing_of(person("director"), "plan", "1", ON).sentences) == 5


@pytest.mark.parametrize("size", ["normal", "large", "largest"])
def test_page_shows_tags_contributors_and_the_size_of_text_that_was_chosen(visit, person, at, size):
    director, client = person("director"), visit("director", "en")
    client.cookies["tansiq_text"] = size
    before = client.get(path("meeting", MEETING)).content.decode()
    tag = add_tag(names={"en": "borders"}, by=director, at=at)
    set_tags(kind="meeting", code=MEETING, before=[], tags=[tag.code], by=director, at=at)

    after = client.get(path("meeting", MEETING)).content.decode()

    signs = ("<h2>Tags</h2>", f'href="/documents/tags/{tag.code}/"', "<h2>Contributors</h2>", "chose tags")
    assert [it in before for it in signs] == [False] * 4
    assert [it in after for it in signs] == [True] * 4
    assert f'data-text="{size}"' in after


def test_short_briefing_stands_folded_on_the_page_of_its_record(person):
    said = briefing_of(person("director"), "meeting", MEETING, ON)
    html = render_to_string("documents/_briefing.html", {"briefing": said, "today": ON})

    assert re.findall(r"<details class=\"briefing panel screen-only\" data-fold=\"briefing\">", html) != []
    assert (html.count("<li data-sentence>"), MACHINE_MADE["ar"] in html, said.page in html) == (
        len(said.short),
        True,
        True,
    )
    assert re.findall(r'data-listen="(.*?)"', html) == ["briefing-short"]
    assert render_to_string("documents/_briefing.html", {"briefing": None}).strip() == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("course", "crs-ihl-101"),
        ("unit", "u-ly-med"),
        ("plan", "99"),
        ("plan", "01"),
        ("plan", "x"),
        ("meeting", "x"),
        ("x", "x"),
    ],
)
def test_what_is_not_there_has_no_briefing(visit, kind, code):
    assert visit("director").get(path(kind, code)).status_code == 404


@pytest.mark.parametrize(("username", "answers"), [
    ("director", [200, 200, 200]), ("border", [403, 200, 200]), ("auditor", [200, 200, 200]), ("administrator", [403, 403, 403]),
])  # fmt: skip
def test_briefing_opens_for_whoever_reads_its_record(visit, username, answers):
    client = visit(username)

    found = [
        client.get(path(*it)).status_code for it in (("plan", "1"), ("meeting", MEETING), ("accord", ACCORD))
    ]

    assert found == answers


def test_every_kind_is_asked_for_what_its_page_asks(tell):
    assert BRIEFED == ("plan", "meeting", "accord")
    with pytest.raises(NotAllowed):
        tell("plan", "1", by="administrator")
    with pytest.raises(NotFound):
        tell("fact", "fact-art-s09")


def test_what_the_other_party_did_not_release_is_in_no_briefing(visit, tell):
    meeting, accord = Meeting.objects.get(code=MEETING), Accord.objects.get(code=ACCORD)
    words = dict.fromkeys(("text_ar", "text_fr", "text_en"), "canary-dz")
    names = dict.fromkeys(("name_ar", "name_fr", "name_en"), "canary-dz")
    Fact(
        code="fact-canary-dz", owner="dz", certainty="claimed", meeting=meeting, accord=accord, **words
    ).save()
    Decision(code="dec-canary-dz", owner="dz", meeting=meeting, owner_party="dz", **words).save()
    Accord(code="agr-canary-dz", owner="dz", type="technical_annex", parent=accord, **names).save()
    hidden = Meeting(
        code="mtg-canary-dz",
        owner="dz",
        kind="staff_meeting",
        accord=accord,
        first_on=ON,
        last_on=ON,
        **names,
    )
    hidden.save()

    pages = [visit("director", "en").get(path(*it)).content.decode() for it in RECORDS]

    assert [it for it in pages if "canary" in it] == []
    assert visit("director").get(path("meeting", "mtg-canary-dz")).status_code == 404
    assert visit("director").get(path("accord", "agr-canary-dz")).status_code == 404
    assert "canary-dz" in visit("school", "en").get(path("meeting", MEETING)).content.decode()
    assert "4 accords stand under it." in lines(tell("accord", ACCORD, by="school").sentences)


def test_one_decision_and_fact_or_thirty_take_as_many_questions(tell, django_assert_num_queries):
    meeting = Meeting.objects.get(code=CONFERENCE)

    def add(n):
        words = {"text_en": f"x {n}", "owner": "joint", "meeting": meeting}
        Decision(code=f"dec-{n}", owner_party="joint", **words).save()
        Fact(code=f"fact-{n}", certainty="claimed", conflict_group="x", **words).save()

    add(0)
    with CaptureQueriesContext(connection) as asked:
        tell("meeting", CONFERENCE)
    for n in range(1, 30):
        add(n)

    with django_assert_num_queries(len(asked)):
        said = tell("meeting", CONFERENCE)
    assert "30 decisions of it are recorded." in lines(said.sentences)
