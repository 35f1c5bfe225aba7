"""Templates of an office, minutes and letters as Word texts, and minutes that come back edited: verbs and pages."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.translation import override
from documents.word_files import BAD, BAD_TEMPLATES, GOOD, changed
from docx import Document

from tansiq.accords.models import Decision, Meeting
from tansiq.accords.services import write_minutes
from tansiq.accords.services.meetings import MinutesFixed
from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.core.models import JournalHead, JournalLine, Node
from tansiq.documents.models import Attachment, EditedMinutes, GivenText, PaperMark, PaperTemplate
from tansiq.documents.queries import templates as reading
from tansiq.documents.queries.papers import Asked
from tansiq.documents.rules.papers import PaperKind
from tansiq.documents.rules.templates import EditedStanding, TemplateKind, TemplateLanguage, template_language
from tansiq.documents.services import templates as services
from tansiq.documents.services.attachments import FileRefused, attaching
from tansiq.documents.services.attachments.looking import Looked
from tansiq.documents.services.templates import editing, giving, keeping, looking
from tansiq_desk.paper.word.apart import look
from tansiq_desk.paper.word.checking import parts_of
from tansiq_desk.paper.word.reading import read_text
from tansiq_desk.paper.word.shipped import shipped_template

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"
PAGE = f"/documents/word/meetings/{MEETING}/"
TEXT = {
    "ar": "اتفق الطرفان على 24 مقعدا.\n\nوافقا على الخطة.",
    "fr": "Vingt-quatre places.\nPlan approuvé.",
    "en": "",
}
OTHER_TEMPLATE = changed(replace=[("word/document.xml", "{{issuer}}", "Ministry: {{issuer}}")])
LONG_AGO = "1" * 32


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setattr(looking, "_answer_of_another_process", look)
    monkeypatch.setattr(
        attaching, "looked_at", lambda name, content: Looked(name, "docx", content, None, None, "", b"")
    )


@pytest.fixture
def meeting(person, at):
    """Give the meeting of the article with minutes in two languages, not agreed yet."""
    Meeting.objects.filter(code=MEETING).update(state="draft")
    found = Meeting.objects.get(code=MEETING)
    return write_minutes(code=MEETING, version=found.version, minutes=TEXT, by=person("director"), at=at)


@pytest.fixture
def given(meeting, person, at):
    """Give the minutes as a Word text to someone, in some languages."""

    def give(languages="ar", username="director"):
        who = person(username)
        asked = Asked(PaperKind.MINUTES, MEETING, who, Node.objects.get(), at, tuple(languages.split()))
        return services.give_text(asked=asked, by=who, at=at)[1]

    return give


@pytest.fixture
def attach(person, at):
    def attaching_it(
        content, username="director", name="back.docx", owner="joint", code=MEETING, *, belongs_here=False
    ):
        return services.attach_edited(
            code=code,
            name=name,
            content=content,
            owner=owner,
            belongs_here=belongs_here,
            by=person(username),
            at=at,
        )

    return attaching_it


@pytest.fixture
def give(person, at):
    def giving(content=OTHER_TEMPLATE, kind="minutes", language="all", username="director", name="ours.docx"):
        return services.give_template(
            kind=kind, language=language, name=name, content=content, by=person(username), at=at
        )

    return giving


def edited_in_word(content, before, after):
    """Change a word of a text as an officer does, outside."""
    document = Document(BytesIO(content))
    for it in document.element.body.iter("{*}t"):
        it.text = (it.text or "").replace(before, after)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def said(content):
    return read_text(parts_of(content))


def counts():
    return [it.objects.count() for it in (PaperTemplate, GivenText, EditedMinutes, Attachment, JournalLine)]


def sent(content, name="a.docx"):
    return SimpleUploadedFile(name, content)


# ---------------------------------------------------------------------------------------------------- templates: verbs
@pytest.mark.parametrize(("languages", "found"), [("ar", "ar"), ("en", "en"), ("ar fr", "two")])
def test_template_of_a_paper_is_by_its_languages(languages, found):
    assert template_language(languages) == TemplateLanguage(found)


def test_template_is_used_only_once_it_is_taken_so_and_can_be_put_back(give, person, at):
    director = person("director")
    with_us = lambda languages="ar": reading.bytes_in_use(TemplateKind.MINUTES, languages)  # noqa: E731
    ours, french = give(), give(GOOD, language="fr")

    assert with_us() == shipped_template("minutes")
    services.use_template(number=ours.pk, by=director, at=at)
    services.use_template(number=french.pk, by=director, at=at)
    assert (with_us(), with_us("fr"), with_us("ar fr")) == (OTHER_TEMPLATE, GOOD, OTHER_TEMPLATE)
    assert reading.bytes_in_use(TemplateKind.LETTER, "ar") == shipped_template("letter")

    second = give(changed(replace=[("word/document.xml", "{{issuer}}", "Second")]))
    services.use_template(number=second.pk, by=director, at=at)
    services.use_template(number=ours.pk, by=director, at=at)
    assert with_us() == OTHER_TEMPLATE
    services.use_shipped_template(kind="minutes", language="all", by=director, at=at)
    assert (with_us(), with_us("fr")) == (shipped_template("minutes"), GOOD)
    assert [(it.is_in_use, it.was_in_use) for it in PaperTemplate.objects.order_by("pk")] == [
        (False, True), (True, True), (False, True),
    ]  # fmt: skip
    assert list(JournalLine.objects.order_by("number").values_list("verb", flat=True))[-5:] == [
        "documents.use_template", "documents.give_template", "documents.use_template", "documents.use_template",
        "documents.use_shipped_template",
    ]  # fmt: skip


def test_template_in_use_is_what_papers_are_made_from(give, given, person, at):
    services.use_template(number=give().pk, by=person("director"), at=at)

    assert any(it.startswith("Ministry: ") for it in said(given("fr")).paragraphs)


def test_template_that_was_in_use_stays_and_another_can_be_left(give, person, at):
    director, used, unused = person("director"), give(), give(GOOD)
    services.use_template(number=used.pk, by=director, at=at)
    services.leave_template(number=unused.pk, by=director, at=at)

    with pytest.raises(keeping.WasInUse):
        services.leave_template(number=used.pk, by=director, at=at)
    assert list(PaperTemplate.objects.all()) == [used]


def test_unfit_template_is_told_in_words_and_not_kept(give):
    before = counts()

    for content, code in (BAD | BAD_TEMPLATES).values():
        with override("en"), pytest.raises(looking.TextUnfit) as refused:
            give(content)
        assert refused.value.codes == [code]
        assert len(str(refused.value).split()) > 4
    assert counts() == before


def test_large_same_and_too_many_templates_are_refused(give, monkeypatch):
    give()
    before = counts()

    with pytest.raises(looking.TextUnfit, match="2"):
        give(GOOD + b" " * 2_000_001)
    with pytest.raises(keeping.GivenBefore):
        give()
    monkeypatch.setattr(keeping, "MOST_TEMPLATES", 1)
    with pytest.raises(keeping.TooManyTemplates):
        give(GOOD)
    assert counts() == before


@pytest.mark.parametrize("username", ["planner", "unit", "administrator", "auditor", "attache"])
def test_only_whoever_sends_papers_out_chooses_templates(username, give, person, at):
    ours = give()
    someone, before = person(username), counts()

    for verb in (
        lambda: give(GOOD, username=username),
        lambda: services.use_template(number=ours.pk, by=someone, at=at),
        lambda: services.leave_template(number=ours.pk, by=someone, at=at),
        lambda: services.use_shipped_template(kind="minutes", language="all", by=someone, at=at),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert counts() == before


@pytest.mark.parametrize("languages", ["ar", "fr", "en", "ar fr", "ar en"])
def test_sample_fills_every_marker(languages, at):
    filled = said(reading.sample_of(GOOD, languages, Node.objects.get(), at)).paragraphs

    assert len(filled) > 30
    assert [it for it in filled if "{{" in it] == []


# ----------------------------------------------------------------------------------------------------------- given out
def test_minutes_say_their_text_and_know_what_they_are(given, meeting):
    text = said(given("ar fr"))

    kept = GivenText.objects.get()
    assert text.own == {"ar": TEXT["ar"], "fr": TEXT["fr"]}
    assert (text.identity.code, text.identity.version, text.identity.given) == (
        MEETING,
        str(meeting.version),
        kept.key,
    )
    assert kept.paragraphs == list(text.paragraphs)
    assert JournalLine.objects.latest("number").verb == "documents.give_paper"
    assert PaperMark.objects.filter(subject=MEETING).exists()


def test_text_is_written_before_anything_is_held(given, monkeypatch):
    held, deep = [], connection.savepoint_ids.copy()
    for name in ("text_asked", "docx_of", "paragraphs_in", "write_line"):
        real = getattr(giving, name)
        monkeypatch.setattr(
            giving,
            name,
            lambda *it, real=real, **by: held.append(connection.savepoint_ids != deep) or real(*it, **by),
        )

    given()

    assert held == [False, False, False, True]


def test_same_minutes_given_twice_are_kept_once(given):
    assert given() == given()
    given("fr")

    assert GivenText.objects.count() == 2


def test_given_text_holds_only_what_its_reader_sees(given, meeting):
    Decision(
        code="dec-x", owner="dz", meeting=meeting, owner_party="dz", text_en="canary", text_ar="canary"
    ).save()

    assert "canary" not in "".join(said(given("en", "director")).paragraphs)
    assert "canary" in "".join(said(given("en", "cooperation")).paragraphs)


def test_letter_is_given_as_a_word_text(visit):
    answer = visit("planner", "en").post(
        "/documents/word/letters/1/", {"party": "dz", "year": "2026", "languages": "ar fr"}
    )

    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert len(said(answer.content).paragraphs) > 20


# ------------------------------------------------------------------------------------------------------- comes back
def test_what_came_back_is_attached_compared_and_taken_over(given, attach, person, at, meeting):
    director = person("director")
    edited = attach(edited_in_word(given(), "الخطة", "الخطة المعدلة"))

    page = reading.edited_page(director, edited.attachment.code)
    assert (edited.standing, page.is_changed_since, page.may_take) == (EditedStanding.GIVEN_HERE, False, True)
    assert [it.kind for it in page.from_given.rows if it.kind != "same"] == ["changed"]
    assert [(it.language, [row.kind for row in it.rows]) for it in page.from_minutes] == [
        ("ar", ["same", "changed"])
    ]
    assert (edited.attachment.role, Meeting.objects.get(code=MEETING).minutes["ar"]) == (
        "edited_minutes",
        TEXT["ar"],
    )

    changed_now = services.take_edited(
        code=edited.attachment.code, version=meeting.version, by=director, at=at
    )
    assert changed_now.minutes == {"ar": TEXT["ar"].replace("الخطة", "الخطة المعدلة"), "fr": TEXT["fr"]}
    after = reading.edited_page(director, edited.attachment.code)
    assert (after.is_changed_since, after.may_take, after.edited.taken_by) == (True, False, "director")
    with pytest.raises(editing.NothingDiffers):
        services.take_edited(code=edited.attachment.code, version=changed_now.version, by=director, at=at)


def test_minutes_are_written_in_word_where_nothing_was_written(given, attach, person, at, meeting):
    director, empty = person("director"), dict.fromkeys(TEXT, "")
    write_minutes(code=MEETING, version=meeting.version, minutes=empty, by=director, at=at)
    untouched = attach(given("fr"), name="same.docx")
    edited = attach(edited_in_word(given("ar fr"), "Rien n'est encore écrit.", "Le premier texte."))

    assert (untouched.own, edited.own) == ({}, {"fr": "Le premier texte."})
    version = Meeting.objects.get(code=MEETING).version
    services.take_edited(code=edited.attachment.code, version=version, by=director, at=at)
    assert Meeting.objects.get(code=MEETING).minutes == {"fr": "Le premier texte."}


def test_translation_written_in_word_is_taken_over_beside_the_text_there_is(
    given, attach, person, at, meeting
):
    content = given("ar en")
    note = next(it for it in said(content).own["en"].split("\n"))
    edited = attach(edited_in_word(content, note, "Twenty-four seats."))

    assert edited.own == {"ar": TEXT["ar"], "en": "Twenty-four seats."}
    taken = services.take_edited(
        code=edited.attachment.code, version=meeting.version, by=person("director"), at=at
    )
    assert taken.minutes == {**TEXT, "en": "Twenty-four seats."}


def test_minutes_changed_or_agreed_meanwhile_are_told_and_nothing_is_taken(
    given, attach, person, at, meeting
):
    director = person("director")
    edited = attach(edited_in_word(given(), "24", "25"))
    now = write_minutes(
        code=MEETING, version=meeting.version, minutes={**TEXT, "en": "x"}, by=director, at=at
    )
    take = {"code": edited.attachment.code, "by": director, "at": at}

    assert reading.edited_page(director, edited.attachment.code).is_changed_since
    with pytest.raises(ChangedMeanwhile):
        services.take_edited(version=meeting.version, **take)
    Meeting.objects.filter(code=MEETING).update(state="agreed")
    with pytest.raises(MinutesFixed):
        services.take_edited(version=now.version, **take)
    assert not reading.edited_page(director, edited.attachment.code).may_take
    assert Meeting.objects.get(code=MEETING).minutes["ar"] == TEXT["ar"]


def test_text_of_another_meeting_or_of_none_is_refused_unless_confirmed(given, attach, at):
    other = Meeting.objects.exclude(code=MEETING).filter(owner="joint").first() or Meeting.objects.get(
        code=MEETING
    )
    content, nameless, before = given(), reading.sample_of(GOOD, "fr", Node.objects.get(), at), counts()

    with pytest.raises(editing.OfAnother, match=MEETING):
        attach(content, code=other.code)
    with pytest.raises(editing.OfNone):
        attach(nameless)
    assert counts() == before
    kept = attach(content, code=other.code, belongs_here=True), attach(nameless, belongs_here=True)
    assert [(it.standing, it.own) for it in kept] == [
        (EditedStanding.OTHER, {}),
        (EditedStanding.UNKNOWN, {}),
    ]


def test_text_that_the_partners_node_gave_says_so(given, attach):
    content = given()
    GivenText.objects.all().delete()

    edited = attach(edited_in_word(content, "24", "25"))

    assert (edited.standing, edited.given, edited.own["ar"]) == (
        EditedStanding.SAYS_SO,
        None,
        TEXT["ar"].replace("24", "25"),
    )


def test_unfit_edited_text_is_not_kept(attach, meeting):
    before = counts()

    for content, code in BAD.values():
        with pytest.raises(looking.TextUnfit) as refused:
            attach(content)
        assert refused.value.codes == [code]
    assert counts() == before


def test_same_file_twice_and_other_hands_are_refused(given, attach):
    content = given()
    attach(content)

    with pytest.raises(FileRefused):
        attach(content)
    with pytest.raises(NotAllowed):
        attach(given("fr"), "unit")
    with pytest.raises(NotFound):
        attach(given("fr"), code="mtg-nowhere")


def test_what_was_taken_out_by_who_sees_more_is_not_shown_to_who_sees_less(given, attach, meeting, visit):
    Decision(
        code="dec-x", owner="dz", meeting=meeting, owner_party="dz", text_en="canary", text_ar="canary"
    ).save()
    edited = attach(edited_in_word(given("en", "cooperation"), "canary", "-"), "cooperation")
    page = f"/documents/word/edited/{edited.attachment.code}/"

    assert "canary" in visit("cooperation", "en").get(page).content.decode()
    assert "canary" not in visit("director", "en").get(page).content.decode()


def test_what_is_of_one_side_only_is_not_there_for_the_other(given, attach, visit):
    edited = attach(given(), owner="ly", name="canary.docx")
    page = f"/documents/word/edited/{edited.attachment.code}/"

    assert [visit(it).get(page).status_code for it in ("director", "planner", "attache")] == [200, 200, 404]
    assert "canary" not in visit("attache").get(PAGE).content.decode()


# --------------------------------------------------------------------------------------------------------------- pages
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_pages_open_in_every_language(language, direction, visit, give, given, attach):
    ours, edited = give(), attach(edited_in_word(given(), "24", "25"))
    director = visit("director", language)

    for path in (
        "/documents/word/templates/", f"/documents/word/templates/{ours.pk}/", PAGE, "/documents/word/letters/1/",
        f"/documents/word/edited/{edited.attachment.code}/",
    ):  # fmt: skip
        answer = director.get(path)
        assert (answer.status_code, f'dir="{direction}"' in answer.content.decode()) == (200, True), path


def test_list_of_templates_asks_as_often_for_one_as_for_thirty(visit, django_assert_num_queries, person, at):
    director = visit("director")
    kept = {"kind": "minutes", "content": b"", "size": 1, "by": "director", "at": at}
    PaperTemplate.objects.create(name="0", sha256="0", **kept)
    director.get("/documents/word/templates/")

    with django_assert_num_queries(8):
        director.get("/documents/word/templates/")
    for n in range(1, 30):
        PaperTemplate.objects.create(name=str(n), sha256=str(n), **kept)
    with django_assert_num_queries(8):
        director.get("/documents/word/templates/")


def test_files_are_given_so_that_nothing_runs(visit, give, meeting):
    ours, director = give(), visit("director")
    base = "/documents/word/templates"
    answers = [
        director.get(f"{base}/{ours.pk}/file"), director.get(f"{base}/{ours.pk}/sample?languages=ar fr"),
        director.get(f"{base}/shipped/letter"), director.post(f"{PAGE}file", {"languages": "ar"}),
    ]  # fmt: skip

    for it in answers:
        assert it.content[:2] == b"PK"
        assert (it["Content-Disposition"][:11], it["X-Content-Type-Options"], "sandbox" in it["Content-Security-Policy"]) == (
            "attachment;", "nosniff", True,
        )  # fmt: skip
    assert answers[0].content == OTHER_TEMPLATE
    assert [
        director.get(it).status_code
        for it in (f"{base}/{ours.pk}/sample?languages=xx", f"{base}/shipped/x", f"{base}/9/")
    ] == [404] * 3


def test_template_is_given_and_taken_in_use_on_its_pages(visit):
    director = visit("director", "en")
    said_of = {"kind": "letter", "language": "fr", "file": sent(OTHER_TEMPLATE, "../../ours.docx")}

    led_to = director.post("/documents/word/templates/", said_of)["Location"]
    director.post(f"{led_to}use")

    page = director.get("/documents/word/templates/").content.decode()
    assert (PaperTemplate.objects.get().name, PaperTemplate.objects.get().is_in_use) == ("ours.docx", True)
    assert "Take out of use" in page
    director.post("/documents/word/templates/shipped/letter/fr")
    assert "Take out of use" not in director.get("/documents/word/templates/").content.decode()


def test_each_reason_stands_on_the_form(visit):
    content = changed(
        replace=[
            ("word/document.xml", "{{day}}", "{{date}} {{heure}}"),
            ("word/document.xml", "{{body}}", ""),
        ]
    )
    director = visit("director", "en")
    head = JournalHead.objects.get().hash

    page = director.post(
        "/documents/word/templates/", {"kind": "minutes", "language": "all", "file": sent(content)}
    )

    text = page.content.decode()
    assert [
        it in text
        for it in (
            "{{date}} is no marker (text, paragraph 5)",
            "{{heure}} is no marker",
            "The marker {{body}} is missing",
        )
    ] == [True] * 3
    assert JournalHead.objects.get().hash == head


def test_edited_minutes_go_through_the_pages(visit, given, meeting):
    director = visit("director", "en")
    content = edited_in_word(given(), "24", "25")
    refused = director.post(f"{PAGE}edited", {"file": sent(BAD["macros"][0]), "owner": "joint"})
    assert "This file holds macros" in refused.content.decode()

    page = director.post(f"{PAGE}edited", {"file": sent(content), "owner": "joint"})["Location"]
    assert "<del>24</del><ins>25</ins>" in director.get(page).content.decode()
    assert director.post(f"{page}take", {"version": "x"}).status_code == 404
    director.post(f"{page}take", {"version": meeting.version})

    assert "25" in Meeting.objects.get(code=MEETING).minutes["ar"]
    assert "back.docx" not in director.get(PAGE).content.decode()
    assert "a.docx" in director.get(PAGE).content.decode()


@pytest.mark.parametrize("username", ["unit", "attache", "auditor"])
def test_whoever_reads_registers_takes_minutes_to_word(username, visit, meeting):
    someone = visit(username)

    assert someone.post(f"{PAGE}file", {"languages": "fr"}).content[:2] == b"PK"
    assert someone.post(f"{PAGE}file", {"languages": "xx"}).status_code == 404
