"""Summaries that people or others gave: each claim beside its source, what the source does not say marked in words."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tansiq.accords.models import Meeting
from tansiq.core.errors import NotAllowed, NotFound
from tansiq.core.models import JournalHead, JournalLine
from tansiq.core.rules import JOINT
from tansiq.documents.models import Summary
from tansiq.documents.queries.briefings.summaries import checked, summaries_of, summary_seen
from tansiq.documents.rules.briefings import MOST_SOURCE, Support
from tansiq.documents.services import attachments
from tansiq.documents.services.briefings import add_summary, change_summary, remove_summary

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"
SOURCE = "أعلنت المدرسة برنامجًا يضم 14 دورة.\n\nلم يقرر اللقاء موعد التمرين."
SUMMARY = (
    "أعلنت المدرسة برنامجًا اقتصاديًا. يضم البرنامج 15 دورة. قرر اللقاء موعد التمرين. أعلنت المدرسة برنامجًا."
)
FIELDS = {"language": "ar", "origin": "machine", "text": SUMMARY, "title": "خبر", "source_text": SOURCE}
FORM = {**FIELDS, "owner": JOINT}
DIRECTIONS = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
NEW = f"/documents/briefings/meeting/{MEETING}/summaries/new"


@pytest.fixture
def add(person, at):
    """Add a summary of the meeting of the article, as the director unless said otherwise."""

    def added(by="director", **more):
        fields = {"kind": "meeting", "code": MEETING, "owner": JOINT, "attachment": None, **FIELDS, **more}
        return add_summary(**fields, by=person(by), at=at)

    return added


@pytest.fixture
def attached(person, at):
    """Attach the source to the meeting, as a text."""
    return attachments.attach(
        subject_kind="meeting", subject_code=MEETING, name="source.txt", content=SOURCE.encode(), captions={"en": "x"},
        by=person("director"), at=at,
    )  # fmt: skip


def test_summary_is_marked_no_lower_than_its_record(visit, add):
    summary = add()
    assert summary.marking == "training"
    Meeting.objects.filter(code=MEETING).update(marking="restricted")

    assert set(re.findall(r'paper-marking">(.*?)<', page(visit("director", "en"), summary))) == {"RESTRICTED"}


def test_summaries_are_found_by_whoever_may_read_them(visit, add):
    ours, both = add(owner="ly", title="canary ours"), add(title="canary both")
    hidden = Meeting(
        code="mtg-x", owner="ly", kind="staff_meeting", first_on=date(2025, 5, 1), last_on=date(2025, 5, 1)
    )
    hidden.save()
    of_hidden = add(code="mtg-x", title="canary hidden")
    gone = add(title="canary gone")
    Summary.objects.filter(pk=gone.pk).update(removed_by="director", removed_at=gone.added_at)

    found = {
        who: re.findall(
            r'href="/documents/summaries/(.*?)/"', visit(who, "en").get("/search?q=canary").content.decode()
        )
        for who in ("director", "attache", "administrator")
    }

    assert found == {
        "director": [of_hidden.code, both.code, ours.code],
        "attache": [both.code],
        "administrator": [],
    }


def page(client, summary):
    return client.get(reverse("documents:summary", args=[summary.code])).content.decode()


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def last_line():
    return JournalLine.objects.order_by("-number").first()


# ------------------------------------------------------------------------------------------------------------- claims
def test_each_claim_is_held_against_the_source(add, person):
    found = checked(person("attache"), add())

    assert [(it.support, [place.place for place in it.places]) for it in found.claims] == [
        (Support.PARTLY, ["1.1"]), (Support.PARTLY, ["1.1"]), (Support.PARTLY, ["2.1"]), (Support.SUPPORTED, ["1.1"]),
    ]  # fmt: skip
    assert [(it.missing, it.figures, it.negated) for it in found.claims] == [
        (("اقتصاديًا",), (), ()), ((), ("15",), ()), ((), (), ("قرر",)), ((), (), ()),
    ]  # fmt: skip
    assert (found.told, found.is_sound) == ("المدعوم: 1 من 4 عبارات", False)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_page_marks_what_the_source_does_not_say_in_words_and_leads_to_the_passage(add, visit, language):
    html = page(visit("attache", language), add())

    assert f'dir="{DIRECTIONS[language]}"' in html
    assert re.findall(r'<mark class="(\w+)">(.*?)</mark>', html) == [
        ("missing", "اقتصاديًا"), ("figure", "15"), ("negated", "قرر"),
    ]  # fmt: skip
    anchors = set(re.findall(r'href="#(s\d+-\d+)"', html))
    assert anchors == {"s1-1", "s2-1"}
    assert anchors <= set(re.findall(r'<span id="(s\d+-\d+)">', html))
    signs = {
        "ar": "✗ ليس في المصدر: «اقتصاديًا»",
        "fr": "✗ Absent de la source : «اقتصاديًا»",
        "en": "✗ Not in the source: «اقتصاديًا»",
    }
    assert signs[language] in plain(html)
    assert plain(html).count("≈") == 3


def test_briefing_names_its_summaries_with_how_much_of_them_is_supported(add, visit):
    add()

    html = plain(visit("attache", "en").get(f"/documents/briefings/meeting/{MEETING}/").content.decode())

    assert "خبر machine-made elsewhere · 18 May 2025 ✗ 1 of 4 claims are supported" in html


def test_attached_text_is_the_source_as_long_as_its_reader_sees_it(add, attached, person, at):
    summary = add(attachment=attached, source_text="")

    assert [len(it.passages) for it in summaries_of(person("attache"), "meeting", MEETING)] == [2]
    attachments.remove_attachment(code=attached.code, version=attached.version, by=person("director"), at=at)
    found = checked(person("attache"), summary)

    assert (found.has_source, {it.support for it in found.claims}) == (False, {Support.UNCHECKED})


def test_endless_attached_text_is_compared_in_part_and_the_page_says_so(add, person, visit, at):
    long = ("تضم المدرسة دورة. " * 4000).encode()
    text = attachments.attach(
        subject_kind="meeting", subject_code=MEETING, name="a.txt", content=long, captions={"en": "x"},
        by=person("director"), at=at,
    )  # fmt: skip
    summary = add(attachment=text)

    assert len(checked(person("attache"), summary).source) == MOST_SOURCE < len(long.decode())
    assert "only this much of it is compared" in page(visit("attache", "en"), summary)


def test_nothing_is_compared_across_languages(add, person, visit):
    summary = add(
        source_text="The school announced a programme of 14 courses for the officers of both sides."
    )
    found = checked(person("attache"), summary)

    assert (found.source_language, {it.support for it in found.claims}) == ("en", {Support.UNCHECKED})
    assert "The source is in another language: nothing is checked" in page(visit("attache", "en"), summary)


# --------------------------------------------------------------------------------------------------------------- verbs
def test_summary_is_added_with_its_line_in_the_journal(visit):
    answer = visit("director").post(NEW, FORM)
    summary = Summary.objects.get()

    assert (answer.status_code, answer["Location"]) == (302, f"/documents/summaries/{summary.code}/")
    assert (summary.code, summary.subject_kind, summary.subject_code, summary.owner, summary.marking) == (
        "sum-ly-2025-001", "meeting", MEETING, JOINT, "training",
    )  # fmt: skip
    assert (last_line().verb, last_line().by, last_line().subject) == (
        "documents.add_summary", "director", f"documents.summary/{summary.code}",
    )  # fmt: skip
    assert '"summary_of":"meeting/mtg-art-241229"' in last_line().changes


def test_summary_takes_the_marking_of_its_record(add):
    Meeting.objects.filter(code=MEETING).update(marking="restricted")

    assert add().marking == "restricted"


def test_summary_is_changed_and_what_it_said_stays_in_the_journal(add, visit):
    summary = add()
    shown = visit("director").get(f"/documents/summaries/{summary.code}/edit").content.decode()

    answer = visit("director").post(
        f"/documents/summaries/{summary.code}/edit",
        {**FIELDS, "text": "أعلنت المدرسة برنامجًا.", "version": 1},
    )

    assert ("اقتصاديًا" in shown, answer.status_code) == (True, 302)
    assert Summary.objects.get().text == "أعلنت المدرسة برنامجًا."
    assert (last_line().verb, "اقتصاديًا" in last_line().changes) == ("documents.change_summary", True)


def test_removed_summary_leaves_its_page_and_keeps_its_history(add, visit):
    summary = add()
    client = visit("director", "en")
    address = f"/documents/summaries/{summary.code}/"

    assert 'data-confirm="Remove this summary? Its history stays."' in page(client, summary)
    assert client.post(f"{address}remove", {"version": 1}).status_code == 302
    html = client.get(f"/documents/briefings/meeting/{MEETING}/").content.decode()
    assert (client.get(address).status_code, address in html) == (404, False)
    assert "removed a summary" in html
    assert Summary.objects.get().removed_by == "director"
    assert client.post(f"{address}remove", {"version": 2}).status_code == 404


# ----------------------------------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source_text": " "}, "بدونه لا يمكن التحقق من شيء"),
        ({"text": ""}, "هذا الحقل مطلوب"),
        ({"language": "de"}, "de"),
        ({"origin": "x"}, "x"),
        ({"owner": "dz"}, "dz"),
        ({"attachment": "att-ly-2025-999", "source_text": ""}, "بدونه لا يمكن التحقق من شيء"),
        ({"source_text": "x" * (MOST_SOURCE + 1)}, str(MOST_SOURCE)),
        ({"text": "a\0b"}, ""),
    ],
)
def test_wrong_input_gets_a_clear_message_and_changes_nothing(visit, changes, says):
    client = visit("director")
    before = JournalHead.objects.get().hash

    answer = client.post(NEW, {**FORM, **changes})

    assert (answer.status_code, Summary.objects.count()) == (200, 0)
    assert says in answer.content.decode()
    assert JournalHead.objects.get().hash == before


def test_attachment_of_another_record_is_no_source(add, person, at):
    other = attachments.attach(
        subject_kind="accord", subject_code="agr-frame", name="a.txt", content=b"a text", captions={"en": "x"},
        by=person("director"), at=at,
    )  # fmt: skip

    with pytest.raises(NotFound):
        add(attachment=other)


def test_two_who_change_a_summary_at_once_lose_nothing(add, visit):
    summary = add()
    address = f"/documents/summaries/{summary.code}/"
    first = {**FIELDS, "title": "one", "version": 1}

    assert visit("director").post(f"{address}edit", first).status_code == 302
    answer = visit("cooperation").post(f"{address}edit", {**first, "title": "two"})

    assert (answer.status_code, Summary.objects.get().title) == (200, "one")
    assert visit("cooperation").post(f"{address}remove", {"version": 1}).status_code == 409
    assert visit("cooperation").post(f"{address}remove", {"version": "x"}).status_code == 404


# -------------------------------------------------------------------------------------------------------------- access
@pytest.mark.parametrize("username", ["school", "auditor", "idfad"])
def test_whoever_keeps_no_minutes_adds_and_changes_none(add, visit, username):
    summary = add()
    client = visit(username)

    assert client.get(f"/documents/summaries/{summary.code}/").status_code == 200
    assert client.get(NEW).status_code == client.post(NEW, FORM).status_code == 403
    assert client.post(f"/documents/summaries/{summary.code}/remove", {"version": 1}).status_code == 403
    assert Summary.objects.get().removed_at is None


def test_summary_of_one_side_is_not_there_for_the_other(add, visit, person):
    summary = add(owner="ly", title="canary-ly", text="canary-ly.")
    client = visit("cooperation", "en")

    briefing = client.get(f"/documents/briefings/meeting/{MEETING}/").content.decode()

    assert "canary" not in briefing
    assert client.get(f"/documents/summaries/{summary.code}/").status_code == 404
    assert client.get(f"/documents/summaries/{summary.code}/edit").status_code == 404
    assert client.post(f"/documents/summaries/{summary.code}/remove", {"version": 1}).status_code == 404
    assert summary_seen(person("director"), summary.code) == summary


def test_summary_of_a_record_that_is_hidden_is_hidden_with_it(add, visit):
    names = dict.fromkeys(("name_ar", "name_fr", "name_en"), "x")
    day = date(2025, 5, 1)
    Meeting(code="mtg-ly", owner="ly", kind="staff_meeting", first_on=day, last_on=day, **names).save()
    summary = add(code="mtg-ly")

    assert visit("cooperation").get(f"/documents/summaries/{summary.code}/").status_code == 404


def test_one_summary_or_thirty_take_as_many_questions(add, attached, person, django_assert_num_queries):
    add(attachment=attached)
    with CaptureQueriesContext(connection) as asked:
        summaries_of(person("attache"), "meeting", MEETING)
    for _ in range(29):
        add(attachment=attached)

    with django_assert_num_queries(len(asked)):
        found = summaries_of(person("attache"), "meeting", MEETING)
    assert len(found) == 30


def test_verbs_themselves_refuse_what_is_not_theirs(add, person, at):
    summary = add(owner="ly")
    for verb, given in ((change_summary, {**FIELDS, "attachment": None}), (remove_summary, {})):
        with pytest.raises(NotAllowed):
            verb(code=summary.code, version=1, by=person("unit"), at=at, **given)
    with pytest.raises(NotAllowed):
        add(owner="dz")
