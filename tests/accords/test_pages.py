"""Pages of this area: in three languages, for those who may, with what they may see and nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from tansiq.accords import services
from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself

pytestmark = pytest.mark.django_db
LISTS = ("", "meetings/", "decisions/", "facts/")
PAGES = (
    *LISTS, "new", "agr-frame/", "agr-annex-brd/edit", "meetings/new", "meetings/mtg-art-241229/",
    "meetings/mtg-art-241229/edit", "meetings/mtg-art-241229/decisions/new", "decisions/dec-art-001/",
    "decisions/dec-art-001/edit", "facts/new", "facts/fact-border-900/edit",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _article(at, db):
    services.load_founding_article(by=NodeItself(), at=at)


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("ar-ly", "rtl"), ("fr", "ltr"), ("en", "ltr")]
)
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_in_every_language(visit, page, language, direction):
    answer = visit("director", language).get(f"/accords/{page}")

    assert answer.status_code == 200
    assert f'dir="{direction}"' in answer.content.decode()[:200]


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_those_who_may(visit, page):
    assert visit("administrator").get(f"/accords/{page}").status_code == 403
    assert Client().get(f"/accords/{page}").status_code == 302


@pytest.mark.parametrize("page", [it for it in PAGES if it.endswith(("new", "edit"))])
def test_form_is_for_keepers(visit, page):
    assert visit("school").get(f"/accords/{page}").status_code == 403


@pytest.mark.parametrize(
    "page", ["nothing/", "nothing/edit", "meetings/nothing/", "decisions/nothing/", "facts/nothing/edit"]
)
def test_unknown_code_is_not_here(visit, page):
    assert visit("director").get(f"/accords/{page}").status_code == 404


SECRET = "سر الطرف الآخر"  # noqa: S105 - a title, no password


@pytest.fixture
def secrets():
    accord = Accord.objects.create(
        code="agr-secret",
        owner="dz",
        type="technical_annex",
        name_ar=SECRET,
        parent=Accord.objects.get(code="agr-frame"),
    )
    meeting = Meeting.objects.create(
        code="mtg-secret", owner="dz", kind="conference", name_ar=SECRET, first_on=date(2025, 1, 1),
        last_on=date(2025, 1, 1), accord=Accord.objects.get(code="agr-frame"),
    )  # fmt: skip
    Decision.objects.create(code="dec-secret", owner="dz", meeting=meeting, owner_party="dz", text_ar=SECRET)
    Fact.objects.create(
        code="fact-secret", owner="dz", certainty="claimed", text_ar=SECRET, accord=Accord.objects.get(code="agr-frame"),
        meeting=Meeting.objects.get(code="mtg-art-241229"), conflict_group="border-length",
    )  # fmt: skip
    return accord


@pytest.mark.parametrize("page", [*LISTS, "agr-frame/", "meetings/mtg-art-241229/", "new", "facts/new"])
def test_page_keeps_what_the_other_side_did_not_release(visit, secrets, page):
    path = f"/accords/{page}"

    assert SECRET not in visit("director").get(path).content.decode()
    if page in {*LISTS, "agr-frame/"}:
        assert SECRET in visit("cooperation").get(path).content.decode()


@pytest.mark.parametrize(
    "page", ["agr-secret/", "meetings/mtg-secret/", "decisions/dec-secret/", "facts/fact-secret/edit"]
)
def test_record_of_the_other_side_is_not_here(visit, secrets, page):
    assert visit("director").get(f"/accords/{page}").status_code == 404


def more(numbers):
    """Add an accord, meeting, decision and fact for each number."""
    frame = Accord.objects.get(code="agr-frame")
    for number in numbers:
        day = date(2025, 1, 1)
        accord = Accord.objects.create(
            code=f"agr-many-{number}", owner="joint", type="technical_annex", name_en="An annex", parent=frame
        )
        meeting = Meeting.objects.create(
            code=f"mtg-many-{number}",
            owner="joint",
            kind="conference",
            first_on=day,
            last_on=day,
            accord=accord,
        )
        Decision.objects.create(
            code=f"dec-many-{number}", owner="joint", meeting=meeting, owner_party="ly", text_en="Decided"
        )
        Fact.objects.create(
            code=f"fact-many-{number}", owner="joint", certainty="claimed", meeting=meeting, accord=accord
        )


@pytest.mark.parametrize(("page", "queries"), [("", 9), ("meetings/", 7), ("decisions/", 9), ("facts/", 8)])
def test_list_asks_as_often_for_thirty_rows_as_for_one(visit, django_assert_num_queries, page, queries):
    client = visit("director", "en")
    client.get(f"/accords/{page}")
    for numbers in (range(1), range(1, 30)):
        more(numbers)
        with django_assert_num_queries(queries):
            assert client.get(f"/accords/{page}").status_code == 200


def test_officer_drafts_signs_and_brings_into_force(visit):
    client = visit("director", "en")
    given = {
        "type": "technical_annex",
        "name_en": "Annex on languages",
        "parent": "agr-frame",
        "areas": ["language"],
    }
    made = client.post("/accords/new", given)
    code = made.url.rstrip("/").split("/")[-1]
    steps = [
        ("negotiate", {}), ("initial", {}), ("sign", {"signed_on": "2025-05-01"}),
        ("enter_into_force", {"in_force_on": "2025-05-02"}),
    ]  # fmt: skip
    for version, (step, words) in enumerate(steps, start=1):
        answer = client.post(f"/accords/{code}/steps/{step}", {"version": version, **words})
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"/accords/{code}/")

    accord = Accord.objects.get(code=code)
    assert (accord.state, accord.in_force_on, accord.areas) == ("in_force", date(2025, 5, 2), "language")


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("agr-annex-brd/steps/initial", {"version": "9"}, "It was changed meanwhile"),
        ("agr-annex-brd/steps/withdraw", {"version": "1", "ended_because": "", "sure": "on"}, "This field is required"),
        ("agr-annex-brd/steps/withdraw", {"version": "1", "ended_because": "Kept words"}, "Kept words"),
        ("agr-annex-brd/steps/sign", {"version": "1", "signed_on": "2025-05-01"}, "This step is not possible"),
        ("agr-frame/steps/renew", {"version": "1", "valid_until": "yesterday"}, "Enter a valid date"),
        ("agr-frame/steps/renew", {"version": "1", "valid_until": "2026-01-01"}, "A renewal ends later"),
        ("agr-annex-brd/edit", {"version": "1", "type": "nonsense", "name_en": "x"}, "Select a valid choice"),
        ("agr-annex-brd/edit", {"version": "1", "type": "technical_annex"}, "Give it in at least one language"),
        ("new", {"type": "technical_annex", "name_en": "Kept title", "parent": "agr-nothing"}, "Kept title"),
        ("facts/new", {"text_en": "x", "certainty": "decided", "owner": "joint"}, "Choose claimed or discussed"),
        (
            "meetings/new",
            {"name_en": "x", "kind": "conference", "first_on": "2025-05-02", "last_on": "2025-05-01"},
            "The last day is before the first",
        ),
        ("meetings/mtg-art-241229/delegations", {"version": "1", "party": "dz"}, "has a delegation already"),
        ("decisions/dec-art-001/steps/finish", {"version": "1", "words": ""}, "This field is required"),
        ("decisions/dec-art-001/steps/confirm", {"version": "1"}, "This step is not possible"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_written(visit, path, given, said):
    client = visit("director", "en")
    lines = JournalLine.objects.count()
    answer = client.post(f"/accords/{path}", given)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert JournalLine.objects.count() == lines


@pytest.mark.parametrize(
    "path",
    [
        "agr-annex-brd/steps/nonsense",
        "decisions/dec-art-001/steps/nonsense",
        "meetings/mtg-art-241229/agenda/99999/remove",
    ],
)
def test_forged_step_is_not_here(visit, path):
    assert visit("director").post(f"/accords/{path}", {"version": "1"}).status_code == 404


def test_both_sides_agree_on_the_page(visit):
    for who in ("director", "attache"):
        version = Meeting.objects.get(code="mtg-art-241229").version
        client = visit(who, "en")
        assert "Agree for our side" in client.get("/accords/meetings/mtg-art-241229/").content.decode()
        client.post("/accords/meetings/mtg-art-241229/agree", {"version": version})

    assert Meeting.objects.get(code="mtg-art-241229").state == "agreed"
    assert "Agree for our side" not in client.get("/accords/meetings/mtg-art-241229/").content.decode()


def test_meeting_is_entered_with_all_its_parts(visit):
    client = visit("director", "en")
    made = client.post(
        "/accords/meetings/new",
        {
            "name_ar": "جلسة",
            "kind": "joint_committee_session",
            "series_number": "3",
            "place_fr": "Alger",
            "first_on": "2025-05-10",
            "last_on": "2025-05-11",
        },
    )
    page = made.url
    parts = [
        ("delegations", {"party": "ly", "organisations": ["org-ly-td"], "head_en": "Director", "is_host": "on"}),
        ("agenda", {"text_ar": "بند"}), ("minutes", {"minutes_ar": "نص المحضر"}),
        (
            "decisions/new",
            {"text_fr": "Envoyer la liste", "owner_party": "ly", "owner_organisation": "org-ly-td", "due_on": "2025-06-01"},
        ),
    ]  # fmt: skip
    for version, (part, given) in enumerate(parts, start=1):
        assert client.post(f"{page}{part}", {"version": version, **given}).status_code == 302

    shown = client.get(page).content.decode()
    assert [it in shown for it in ("جلسة", "Director", "بند", "نص المحضر", "Envoyer la liste")] == [True] * 5


def test_accord_shows_what_was_decided_under_its_annexes(visit):
    shown = visit("director", "en").get("/accords/agr-frame/").content.decode()

    assert "Meeting on activating joint training programmes" in shown
    assert "Activate the joint training programmes of both sides" in shown


def test_sides_of_the_unnamed_are_told(visit):
    shown = visit("attache", "en").get("/accords/facts/?certainty=claimed").content.decode()

    assert shown.count("a source without a name</span>") == 5


def test_decision_lives_on_its_page(visit):
    page = "/accords/decisions/dec-art-001/"
    attache, director = visit("attache", "en"), visit("director", "en")
    attache.post(f"{page}steps/finish", {"version": "1", "words": "Letter of 16 May."})
    director.post(f"{page}steps/confirm", {"version": "2"})

    assert Decision.objects.get(code="dec-art-001").state == "confirmed"
    assert "Letter of 16 May." in attache.get(page).content.decode()


def test_text_of_users_is_escaped(visit):
    client = visit("director", "en")
    client.post("/accords/new", {"type": "technical_annex", "name_en": "<b>bold</b>"})

    assert "<b>bold</b>" not in client.get("/accords/").content.decode()


@pytest.mark.parametrize(
    ("language", "state", "marking", "parties", "signature"),
    [
        ("ar", "مسودة", "غير مصنف", ("ليبيا", "الجزائر"), "التوقيع"),
        ("fr", "proj", "NON PROTÉGÉ - FORMATION", ("Libye", "algér"), "Signature"),
        ("en", "draft", "UNCLASSIFIED", ("Libya", "Algeria"), "Signature"),
    ],
)
def test_paper_of_minutes_is_what_is_signed(visit, language, state, marking, parties, signature):
    page = visit("director", language).get("/accords/meetings/mtg-art-241229/").content.decode()
    head = page.partition('class="page-head"')[2].partition('class="page-actions"')[0]
    paper = page.partition('<section class="panel paper-only signatures"')[2].partition("</section>")[0]
    claims = page.partition('<section class="panel screen-only">')[2].partition("</section>")[0]

    assert [it in head for it in (state, marking)] == [True, True]
    assert [party in paper for party in parties] == [True, True]
    assert paper.count(f">{signature}</dd>") == 2
    assert page.count('class="panel screen-only"') == 3
    assert claims.count("<li>") == Meeting.objects.get(code="mtg-art-241229").facts.count()


@pytest.mark.parametrize(
    ("language", "question"),
    [("ar", "حذف البند «بند <1>» من جدول الأعمال؟"), ("en", "Remove the point “بند <1>” from the agenda?")],
)
def test_question_before_a_point_is_removed_names_it(visit, language, question):
    client = visit("planner", language)
    code = "mtg-art-241229"
    version = Meeting.objects.get(code=code).version
    client.post(f"/accords/meetings/{code}/agenda", {"text_ar": "بند <1>", "version": version})

    assert f'data-confirm="{escape(question)}"' in client.get(f"/accords/meetings/{code}/").text


@pytest.mark.parametrize("address", ["/accords/decisions/", "/accords/decisions/dec-art-001/"])
def test_decision_does_not_name_a_meeting_that_its_reader_does_not_see(visit, address):
    decision = Decision.objects.get(code="dec-art-001")
    meeting = decision.meeting
    meeting.owner, meeting.released_to, meeting.name_ar, meeting.code = "ly", "", "لقاء لا يُرى", "mtg-unseen"
    meeting.save()

    seen, unseen = (visit(it).get(address).text for it in ("director", "cooperation"))

    assert [("لقاء لا يُرى" in it, "mtg-unseen" in it) for it in (seen, unseen)] == [
        (True, True),
        (False, False),
    ]
