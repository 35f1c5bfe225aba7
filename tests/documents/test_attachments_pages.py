"""Pages of attachments: what stands on them, for whom, in which language; and how bytes are given so that nothing runs."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from documents import attached_files as files

from tansiq.accords.models import Fact, Meeting
from tansiq.core.models import JournalHead
from tansiq.core.rules import Marking
from tansiq.documents import tasks
from tansiq.documents.models import Attachment, Blob
from tansiq.documents.services import attachments as services
from tansiq.organisations.models import Unit

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"
OF_MEETING = f"/documents/attachments/of/meeting/{MEETING}/"
SAID = {"role": "document", "rights": "own", "caption_en": "A caption"}


@pytest.fixture
def attached(person, at):
    """Attach a file to the meeting of the article, as the director."""

    def attach(content=b"a text", name="a.txt", **more):
        where = {"subject_kind": "meeting", "subject_code": MEETING, "captions": {"en": "A caption"}, **more}
        return services.attach(name=name, content=content, by=person("director"), at=at, **where)

    return attach


def sent(*given):
    return [SimpleUploadedFile(name, content) for name, content in given]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_pages_open_in_every_language(language, direction, visit, attached, person, at):
    kept, gone = attached(files.photograph(), name="a.jpg", place="الجزائر"), attached()
    services.remove_attachment(code=gone.code, version=1, by=person("director"), at=at)
    tag = services.add_tag(names={"ar": "الحدود"}, by=person("director"), at=at)
    director = visit("director", language)
    one = f"/documents/attachments/{kept.code}/"
    paths = (
        "/documents/attachments/", "/documents/attachments/removed", OF_MEETING, one, f"{one}change", f"{one}remove",
        f"/documents/attachments/{gone.code}/", f"/documents/attachments/{gone.code}/delete", "/documents/tags/",
        f"/documents/tags/{tag.code}/", f"/documents/tags/{tag.code}/change",
        f"/documents/tags/of/meeting/{MEETING}/", f"/documents/tags/of/attachment/{kept.code}/",
    )  # fmt: skip

    for path in paths:
        answer = director.get(path)
        assert (answer.status_code, f'dir="{direction}"' in answer.content.decode()) == (200, True), path


def test_empty_lists_say_what_to_do(visit):
    director = visit("director", "en")

    assert "Open a meeting" in director.get("/documents/attachments/").content.decode()
    assert "No attachment matches." in director.get("/documents/attachments/?text=x").content.decode()
    assert "thirty days" in director.get("/documents/attachments/removed").content.decode()
    assert "The vocabulary is empty." in director.get("/documents/tags/").content.decode()
    assert "Nothing is attached." in director.get(OF_MEETING).content.decode()


def test_caption_is_starred_though_one_language_is_enough(visit):
    page = visit("director", "en").get(OF_MEETING).content.decode()
    starred = re.findall(r'<label for="id_(\w+)">[^<]*<span class="must"', page)

    assert starred[:5] == ["chosen", "caption_ar", "caption_fr", "caption_en", "role"]
    assert "One language is enough." in page
    assert 'required id="id_caption' not in page


def test_several_files_are_attached_each_by_itself(visit):
    director = visit("director", "en")

    answer = director.post(
        OF_MEETING, {**SAID, "chosen": sent(("a.txt", b"one"), ("b.svg", b"<svg/>"), ("../c.txt", b"three"))}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 files are attached." in page
    assert "b.svg: This is a page of the web" in page
    assert [it.name for it in Attachment.objects.order_by("position")] == ["a.txt", "c.txt"]
    assert 'value="A caption"' in page  # what was typed is there again


def test_attached_file_is_told_and_stands_in_the_lists(visit):
    director = visit("director", "en")

    answer = director.post(OF_MEETING, {**SAID, "chosen": sent(("رسالة.txt", b"one"))}, follow=True)

    assert answer.redirect_chain == [(OF_MEETING, 302)]
    assert "1 file is attached." in answer.content.decode()
    for path in (
        "/documents/attachments/",
        "/documents/attachments/?text=caption&kind=meeting&type=txt&role=document",
    ):
        assert "رسالة.txt" in director.get(path).content.decode()
    assert "رسالة.txt" not in director.get("/documents/attachments/?kind=unit").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"caption_en": ""},
        {"rights": "given"},
        {"rights": "x"},
        {"role": "x"},
        {"owner": "dz"},
        {"chosen": []},
        {"taken_on": "2201-01-01"},
        {"taken_on": "2025-05-19"},
        {"caption_en": "x" * 501},
        {"place": "\0"},
        {"author": "x" * 201},
        {"chosen": [(f"{n}.txt", b"x") for n in range(21)]},
        {"chosen": [("a.txt", b"")]},
        {"chosen": [("a" * 300, b"\0")]},
    ],
)
def test_wrong_form_is_shown_again_and_keeps_nothing(wrong, visit):
    director, before = visit("director", "en"), JournalHead.objects.get().number
    given = {**SAID, "chosen": [("a.txt", b"one")], **wrong}

    answer = director.post(OF_MEETING, {**given, "chosen": sent(*given["chosen"])})

    assert (answer.status_code, JournalHead.objects.get().number, Blob.objects.count()) == (200, before, 0)
    assert "fault" in answer.content.decode() or "message error" in answer.content.decode()


NEVER_RUN = {
    "Content-Security-Policy": "default-src 'none'; style-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""What goes with every file, wherever it is given out."""


@pytest.mark.parametrize(
    ("name", "made", "media_type"),
    [
        ("محضر.docx", files.word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.pdf", files.pdf, "application/pdf"),
        ("a.txt", b"alert(1)".__bytes__, "text/plain; charset=utf-8"),
        ("a.jpg", files.photograph, "image/jpeg"),
    ],
)
def test_file_is_given_to_be_saved_and_never_run(name, made, media_type, visit, attached):
    kept = attached(made(), name=name)

    answer = visit("attache").get(f"/documents/attachments/{kept.code}/file")

    assert {key: answer[key] for key in NEVER_RUN} == NEVER_RUN
    assert (answer["Content-Type"], answer.content) == (media_type, bytes(kept.blob.content))
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Cache-Control"] == "private, no-store"


def test_only_pictures_are_shown(visit, attached):
    picture, text = attached(files.photograph(), name="a.jpg"), attached()
    client = visit("attache")

    for what, first in (
        ("picture", kept := bytes(picture.blob.content)),
        ("thumbnail", bytes(picture.blob.thumbnail)),
    ):
        answer = client.get(f"/documents/attachments/{picture.code}/{what}")
        assert {key: answer[key] for key in NEVER_RUN} == NEVER_RUN
        assert (answer.content, answer["Content-Type"]) == (first, "image/jpeg")
        assert answer["Content-Disposition"] == 'inline; filename="a.jpg"'
        assert client.get(f"/documents/attachments/{text.code}/{what}").status_code == 404
    assert not any(it in kept for it in (*files.SECRETS, b"Exif"))


def test_other_sides_attachment_is_nowhere(visit, attached):
    ours = attached(files.photograph(), name="canary.jpg", owner="ly", captions={"en": "canary"})
    other, one = visit("attache", "en"), f"/documents/attachments/{ours.code}/"

    for part in ("", "file", "picture", "thumbnail", "change", "remove", "delete"):
        assert other.get(one + part).status_code == 404, part
    for part in ("change", "remove", "delete", "move", "put-back", "release"):
        assert other.post(one + part, {"version": 1}).status_code == 404, part
    for path in (
        "/documents/attachments/",
        "/documents/attachments/?text=canary",
        OF_MEETING,
        "/documents/attachments/removed",
    ):
        assert "canary.jpg" not in other.get(path).content.decode()
    assert Attachment.objects.get().version == 1


def test_whoever_may_not_attach_sees_no_form(visit, attached):
    attached()
    auditor = visit("auditor", "en")

    page = auditor.get(OF_MEETING).content.decode()
    assert "A caption" in page
    assert "multipart/form-data" not in page
    assert "Choose tags" not in page
    assert auditor.post(OF_MEETING, {**SAID, "chosen": sent(("b.txt", b"b"))}).status_code == 403
    assert auditor.get(f"/documents/tags/of/meeting/{MEETING}/").status_code == 403
    assert auditor.post("/documents/tags/", {"name_en": "x"}).status_code == 403
    assert Attachment.objects.count() == 1


def test_attachment_is_changed_removed_put_back_and_deleted_from_its_page(visit, attached):
    kept, director = attached(), visit("director", "en")
    one = f"/documents/attachments/{kept.code}/"

    director.post(f"{one}change", {**SAID, "caption_ar": "عنوان", "version": 1})
    assert Attachment.objects.get().names == {"ar": "عنوان", "en": "A caption"}
    assert (
        "was changed meanwhile"
        in director.post(f"{one}change", {**SAID, "place": "x", "version": 1}).content.decode()
    )
    assert director.get(f"{one}remove").status_code == 200
    assert director.post(f"{one}remove", {"version": 2}).headers["Location"] == OF_MEETING
    assert "can be put back until" in director.get(one).content.decode()
    director.post(f"{one}put-back", {"version": 3})
    assert Attachment.objects.get().removed_at is None
    director.post(f"{one}remove", {"version": 4})
    assert director.post(f"{one}delete", {"version": 5}).headers["Location"] == OF_MEETING
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_worker_is_asked_to_delete_what_was_removed(visit, attached, at):
    kept = attached()

    visit("director").post(f"/documents/attachments/{kept.code}/remove", {"version": 1})

    asked = DBTaskResult.objects.get(task_path=tasks.sweep.module_path)
    assert asked.run_after > Attachment.objects.get().kept_until > at
    tasks.sweep.func()  # at this moment nothing is due
    assert Attachment.objects.count() == 1


def test_release_stands_on_the_page_of_its_owner_alone(visit, attached):
    kept, director = attached(owner="ly"), visit("director", "en")
    one = f"/documents/attachments/{kept.code}/"

    assert "Release to these" in director.get(one).content.decode()
    director.post(f"{one}release", {"version": 1, "to": ["dz"]})
    page = visit("attache", "en").get(one).content.decode()
    assert "A caption" in page
    assert "Release to these" not in page
    assert director.post(f"{one}release", {"version": 2, "to": ["xx"]}).status_code == 404


@pytest.mark.parametrize(
    "path", ["of/person/x/", "of/meeting/x/", "of/plan/x/", "att-none/", "att-none/file"]
)
def test_what_is_not_there_is_not_found(path, visit):
    assert visit("director").get(f"/documents/attachments/{path}").status_code == 404


@pytest.mark.parametrize("kind", ["accord", "decision", "unit", "course", "plan"])
def test_page_of_each_kind_of_record_opens(kind, visit):
    code = {
        "accord": "agr-frame",
        "decision": "dec-art-001",
        "unit": "u-ly-bg-n",
        "course": "crs-ihl-101",
        "plan": "1",
    }[kind]

    assert visit("director").get(f"/documents/attachments/of/{kind}/{code}/").status_code == 200


def test_tags_are_chosen_on_their_page(visit, person, at):
    tag = services.add_tag(names={"ar": "الحدود"}, by=person("director"), at=at)
    director, path = visit("director", "ar"), f"/documents/tags/of/meeting/{MEETING}/"

    assert director.post(path, {"before": "", "tags": [tag.code]}).headers["Location"] == OF_MEETING
    assert f'href="/documents/tags/{tag.code}/"' in director.get(OF_MEETING).content.decode()
    assert director.post(path, {"before": "", "tags": []}).status_code == 200  # chosen meanwhile
    assert director.post(path, {"before": tag.code, "tags": ["tag-none"]}).status_code == 200
    director.post(path, {"before": tag.code, "tags": []})
    assert f"/documents/tags/{tag.code}/" not in director.get(OF_MEETING).content.decode()


@pytest.fixture
def tagged(person, at, attached):
    """Give a tag of the meeting, of a unit that stays on its own side, and of an attachment of one side."""
    director, kept = person("director"), attached(owner="ly", captions={"en": "canary file"})
    Unit.objects.filter(code="u-ly-bg-n").update(released_to="", name_en="canary unit")
    tag = services.add_tag(names={"en": "borders"}, by=director, at=at)
    for kind, code in (("meeting", MEETING), ("unit", "u-ly-bg-n"), ("attachment", kept.code)):
        services.set_tags(kind=kind, code=code, before=[], tags=[tag.code], by=director, at=at)
    return tag


def counted(client):
    """Give how many records the vocabulary says that tags lead to."""
    page = client.get("/documents/tags/").content.decode()
    return re.findall(r'<td class="n".*?><a href="/documents/tags/.*?/">\D*(\d+)', page)


def test_tag_leads_to_all_that_has_it(visit, tagged):
    director, page = visit("director", "en"), f"/documents/tags/{tagged.code}/"

    ways = re.findall(r'<th scope="row"><a href="(.*?)"', director.get(page).content.decode())

    assert ways == [
        "/documents/attachments/att-ly-2025-001/",
        f"/accords/meetings/{MEETING}/",
        "/training/units/u-ly-bg-n/",
    ]
    assert [director.get(it).status_code for it in ways] == [200, 200, 200]
    assert counted(director) == ["3"]


def test_tag_leads_the_other_side_to_nothing_of_ours(visit, tagged):
    other = visit("attache", "en")

    page = other.get(f"/documents/tags/{tagged.code}/").content.decode()

    assert ("1 record" in page, MEETING in page, "canary" in page) == (True, True, False)
    assert counted(other) == ["1"]
    assert other.get("/documents/tags/tag-none/").status_code == 404
    assert visit("administrator").get(f"/documents/tags/{tagged.code}/").status_code == 403


def test_removed_attachment_offers_neither_release_nor_tags(visit, attached):
    kept, director = attached(owner="ly"), visit("director", "en")
    one = f"/documents/attachments/{kept.code}/"
    director.post(f"{one}remove", {"version": 1})

    page = director.get(one).content.decode()

    assert ("Release to these" in page, "Choose tags" in page, "<h2>Tags</h2>" in page) == (
        False,
        False,
        False,
    )
    assert (
        "Put it back first" in director.post(f"{one}release", {"version": 2, "to": ["dz"]}).content.decode()
    )


@pytest.mark.parametrize(("of_record", "shown"), [("restricted", "restricted"), ("training", "training")])
def test_attachment_is_marked_no_lower_than_its_record(visit, attached, of_record, shown):
    kept = attached()
    Meeting.objects.filter(code=MEETING).update(marking=of_record)

    page = visit("director", "en").get(f"/documents/attachments/{kept.code}/").content.decode()

    assert set(re.findall(r'paper-marking">(.*?)<', page)) == {str(Marking(shown).label)}


def test_decision_and_facts_lead_to_what_is_attached(visit, attached):
    facts = list(Fact.objects.order_by("code").values_list("code", flat=True))
    attached(subject_kind="fact", subject_code=facts[0])
    way = "/documents/attachments/of/{}/{}/".format

    decision = visit("attache", "en").get("/accords/decisions/dec-art-001/").content.decode()
    every = {it: visit(it, "en").get("/accords/facts/").content.decode() for it in ("attache", "auditor")}

    assert way("decision", "dec-art-001") in decision
    assert [it for it in facts if way("fact", it) not in every["attache"]] == []
    assert [it for it in facts if way("fact", it) in every["auditor"]] == [facts[0]]


def test_facts_are_asked_once_for_what_is_attached(visit, django_assert_num_queries):
    client, path = visit("auditor"), "/accords/facts/"
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    fact = Fact.objects.first()
    for number in range(20):
        fact.pk, fact.code = None, f"fact-{number}"
        fact.save(force_insert=True)

    with django_assert_num_queries(len(asked)):
        client.get(path)


def test_list_asks_as_often_for_many_as_for_one(visit, attached, django_assert_num_queries):
    client, path = visit("attache"), "/documents/attachments/"
    kept = attached()
    client.get(path)
    with django_assert_num_queries(9):
        client.get(path)
    for number in range(29):
        kept.pk, kept.code, kept.position = None, f"att-{number}", number
        kept.save(force_insert=True)
    with django_assert_num_queries(9):
        assert client.get(path).content.decode().count("A caption") >= 30
