"""What a given file is and what is kept of it, found by its bytes; each bad one is refused by a sentence of its own."""

import io
import re
from contextlib import suppress

import pytest
import typst
from documents import attached_files as files
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from tansiq.documents.rules.attachments import FileType
from tansiq.documents.rules.attachments_refused import REFUSALS
from tansiq_desk.attached import RefusedFileError, clean_name, look
from tansiq_desk.attached.names import FORBIDDEN

SAID_BY_THE_NODE = {"too_large", "too_long", "busy", "form_too_long", "same", "too_many", "subject_full"}


@pytest.mark.parametrize("wrong", files.BAD)
def test_bad_file_is_refused_by_its_own_sentence(wrong):
    name, made, code = files.BAD[wrong]

    with pytest.raises(RefusedFileError) as refused:
        look(made(), name)

    assert refused.value.code == code
    assert "%" not in str(REFUSALS[code]) % refused.value.figures


def test_every_sentence_has_its_file():
    assert {code for _name, _made, code in files.BAD.values()} | SAID_BY_THE_NODE == set(REFUSALS)


@pytest.mark.parametrize(
    ("name", "made", "kept_as", "type_of", "mended"),
    [
        ("a.jpg", files.photograph, "a.jpg", "jpg", "metadata"),
        ("a.JPEG", files.photograph, "a.JPEG", "jpg", "metadata"),
        ("a.pdf", files.photograph, "a.jpg", "jpg", "metadata name"),
        ("a.png", files.picture, "a.png", "png", "metadata"),
        ("a.webp", lambda: files.picture("WEBP"), "a.jpg", "jpg", "metadata format name"),
        ("a.tif", lambda: files.picture("TIFF"), "a.jpg", "jpg", "metadata format name"),
        ("محضر", files.word, "محضر.docx", "docx", "name"),
        ("a.xlsx", files.sheet, "a.xlsx", "xlsx", ""),
        ("a.odt", files.open_document, "a.odt", "odt", ""),
        ("a.ods", lambda: files.open_document("spreadsheet"), "a.ods", "ods", ""),
        ("a.pdf", files.pdf, "a.pdf", "pdf", ""),
        ("a.pdf", lambda: files.pdf("/OpenAction [3 0 R /Fit]"), "a.pdf", "pdf", ""),
        ("a.pdf", lambda: files.pdf(objects=(files.object_stream(b"9 0 << /S /GoTo >>"),)), "a.pdf", "pdf", ""),
        ("a.txt", "نص بسيط".encode, "a.txt", "txt", ""),
        ("a.csv", "né;à".encode, "a.csv", "csv", ""),
        ("a.csv", lambda: "né;à".encode("cp1252"), "a.csv", "csv", "utf8"),
        ("a.txt", lambda: "الدورة الثالثة".encode("cp1256"), "a.txt", "txt", "utf8"),
        ("a.txt", lambda: "الدورة".encode("utf-16"), "a.txt", "txt", "utf8"),
    ],
)  # fmt: skip
def test_type_is_decided_by_content(name, made, kept_as, type_of, mended):
    found = look(made(), name)

    assert (found.name, found.type, " ".join(found.mended)) == (kept_as, type_of, mended)
    assert found.type in FileType.values


def test_paper_that_the_node_sets_can_be_attached():
    content = typst.compile('= محضر\n#link("https://example.org")[ق]'.encode(), pdf_standards=["a-2b"])

    assert look(content, "a.pdf").content == content


@pytest.mark.parametrize(
    ("coding", "text"), [("cp1256", "محضر الدورة"), ("cp1252", "élève à Alger"), ("utf-16", "محضر")]
)
def test_text_of_other_machines_is_kept_in_utf8(coding, text):
    assert look(text.encode(coding), "a.txt").content.decode() == text


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_nothing_of_camera_and_place_is_kept(form):
    given_bytes = files.photograph() if form == "JPEG" else files.picture(form)
    assert any(it in given_bytes for it in files.SECRETS)

    found = look(given_bytes, "a.jpg")
    kept = Image.open(io.BytesIO(found.content))

    assert not any(it in found.content + found.thumbnail for it in (*files.SECRETS, b"Exif", b"eXIf"))
    assert (dict(kept.getexif()), kept.info.get("icc_profile"), kept.info.get("comment")) == ({}, None, None)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_picture_stands_upright(orientation, form):
    upright = Image.new("RGB", (3, 2), "white")
    upright.putpixel((0, 0), (255, 0, 0))
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    held = upright if back is None else upright.transpose(Image.Transpose(back))
    content = files.bytes_of(lambda out: held.save(out, form, exif=files.exif(orientation)))

    kept = Image.open(io.BytesIO(look(content, "a.png").content))

    assert kept.size == (3, 2)
    assert kept.convert("RGB").tobytes() == upright.tobytes()


def test_page_hidden_in_a_picture_is_gone():
    content = files.plain_picture() + b"<html><script>alert(1)</script></html>"

    assert b"script" not in look(content, "a.png").content


def test_large_picture_is_made_smaller():
    content = files.bytes_of(lambda out: Image.new("L", (8000, 2000)).save(out, "PNG"))

    found = look(content, "a.png")

    assert (found.width, found.height, found.mended) == (6928, 1732, ("metadata", "scaled"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_points_is_kept_as_screens_show_it(mode):
    form = "TIFF" if mode == "CMYK" else "PNG"
    content = files.bytes_of(lambda out: Image.new(mode, (8, 8)).save(out, form))

    found = look(content, "a")

    assert Image.open(io.BytesIO(found.content)).mode in {"L", "RGB", "RGBA"}
    assert (found.width, found.height, found.thumbnail[:2]) == (8, 8, b"\xff\xd8")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\windows\\a.pdf", "a.pdf"), ("/etc/passwd", "passwd"), ("a\0b.pdf", "ab.pdf"), ("nul.txt", "file-nul.txt"),
        ("", "file"), ("...", "file"), (".pdf", "pdf"), ("a:b*c?.pdf", "abc.pdf"), ("اسم\u202efdp.exe", "اسمfdp.exe"),
        ("a" * 400 + ".pdf", "a" * 150 + ".pdf"), ("م" * 400 + ".docx", "م" * 75 + ".docx"), ("a .  b.pdf", "a . b.pdf"),
    ],
)  # fmt: skip
def test_name_is_cleaned(name, kept):
    assert clean_name(name) == kept


@given(some.text(max_size=300))
def test_cleaned_name_leads_nowhere_and_stays(name):
    kept = clean_name(name)

    assert kept == clean_name(kept)
    assert kept
    assert not set(kept) & FORBIDDEN
    assert kept.isprintable()
    assert len(kept.encode()) <= 200
    assert not re.match(r"[. ]|.*[. ]$|(?i:con|nul|aux|prn)(\.|$)", kept)


GOOD = (
    files.photograph(),
    files.picture(),
    files.picture("TIFF"),
    files.word(),
    files.open_document(),
    files.pdf(),
)


@settings(max_examples=80)
@given(
    some.sampled_from(GOOD),
    some.lists(some.tuples(some.integers(0, 10**6), some.binary(max_size=8)), min_size=1, max_size=6),
)
def test_damage_is_refused_or_kept_and_never_an_error(content, damage):
    damaged = content
    for place, what in damage:
        at = place % len(damaged)
        damaged = damaged[:at] + what + damaged[at + 1 :]
    with suppress(RefusedFileError):
        assert look(damaged, "a").type in FileType.values
