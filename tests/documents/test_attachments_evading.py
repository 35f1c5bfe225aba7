"""Office files that fetch from a part called otherwise, and real ones, whose parts keep their own endings."""

import io
import zipfile
from base64 import b64encode

import docx
import openpyxl
import pytest
from documents import attached_files as files
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Shown
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tansiq_desk.attached import RefusedFileError, look

HEAD = (
    b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:p><w:fldSimple w:instr=" INCLUDEPICTURE http://x.invalid "/></w:p></w:hdr>'
)
OF_SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATED = '<Relationship Id="r9" Type="http://x.invalid/{}" Target="{}"/></Relationships>'
FORM = "<o:forms xmlns:o='urn:o' xmlns:f='urn:f' xmlns:x='urn:x'>{}</o:forms>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='urn:l'>{}</svg>"
OLD_TYPE = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n'


def real_word():
    """Give a text with what texts have: a head, a note, a picture, a table."""
    text = docx.Document()
    text.sections[0].header.paragraphs[0].text = "محضر"
    text.add_comment(text.add_paragraph("a").runs[0], "a note")
    text.add_picture(io.BytesIO(files.plain_picture()))
    text.add_table(2, 2).cell(0, 0).text = "b"
    return files.bytes_of(text.save)


def real_sheet():
    """Give a workbook with what workbooks have: a note, a link, a picture, a chart, a table, choices, merged cells."""
    book = openpyxl.Workbook()
    page = book.active
    for row in (("a", "b"), (1, 2), (3, "=SUM(B2,1)")):
        page.append(row)
    page["A1"].comment = Comment("a note", "x")
    page["B1"].hyperlink = "https://x.invalid/"
    page.add_image(Shown(io.BytesIO(files.plain_picture())), "D1")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, min_row=2, max_row=3))
    page.add_chart(chart, "F1")
    page.add_table(Table(displayName="t", ref="A1:B3"))
    page.add_data_validation(DataValidation("list", formula1='"x,y"', sqref="A9"))
    page.merge_cells("A5:B6")
    return files.bytes_of(book.save)


def called(content, part, name):
    """Give a package in which a part is called otherwise, wherever the others speak of it."""
    folder, _, before = part.rpartition("/")
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        parts = {it: given.read(it).replace(before.encode(), name.encode()) for it in given.namelist()}
    parts[f"{folder}/{name}"] = parts.pop(part)
    return files.archive(parts)


def head_called(name, kind=b"header"):
    """Give a text whose head fetches, called otherwise and related as whatever, its type not said."""
    text = docx.Document()
    text.sections[0].header.paragraphs[0].text = "1"
    hidden = {
        "word/header1.xml": HEAD,
        "[Content_Types].xml": lambda it: it.replace(b"/word/header1.xml", b"/word/none.xml"),
        "word/_rels/document.xml.rels": lambda it: it.replace(b"relationships/header", b"relationships/" + kind),
    }  # fmt: skip
    return called(files.changed(files.bytes_of(text.save), hidden), "word/header1.xml", name)


def sheet_called(name, kind=b"worksheet"):
    book = openpyxl.Workbook()
    book.active["A1"] = '=WEBSERVICE("http://x.invalid")'
    hidden = {
        "[Content_Types].xml": lambda it: it.replace(OF_SHEET, b"application/octet-stream"),
        "xl/_rels/workbook.xml.rels": lambda it: it.replace(b'/worksheet"', b'/%b"' % kind),
    }
    return called(files.changed(files.bytes_of(book.save), hidden), "xl/worksheets/sheet1.xml", name)


def related(kind, target, part="word/_rels/document.xml.rels", content=files.word):
    told = RELATED.format(kind, target).encode()
    return files.changed(content(), {part: lambda it: it.replace(b"</Relationships>", told)})


def drawn(inside, begin="", kind="a.svg"):
    return files.changed(files.word(), {f"word/media/{kind}": (begin + SVG.format(inside)).encode()})


def with_drawing(told):
    """Give a text with an SVG, as Word writes it."""
    svg = b'<Default Extension="svg" ContentType="%b"/></Types>' % told
    types = {"[Content_Types].xml": lambda it: it.replace(b"</Types>", svg)}
    return files.changed(drawn("<path d='M0 0'/>"), types)


def data(content, kind="image/jpeg"):
    return f"data:{kind};base64,{b64encode(content).decode()}"


def odt(inside):
    return files.open_document(content=FORM.format(inside))


REFUSED = {
    "head .vml": (lambda: head_called("header1.vml"), "broken_office"),
    "head .rels": (lambda: head_called("header1.rels"), "broken_office"),
    "head .dat": (lambda: head_called("header1.dat"), "broken_office"),
    "head with an escaped ending": (lambda: related("header", "a%2Exml"), "broken_office"),
    "head .vml called a picture": (lambda: head_called("header1.vml", b"image"), "external"),
    "head .png called a picture": (lambda: head_called("header1.png", b"image"), "external"),
    "head .rels called a picture": (lambda: head_called("header1.rels", b"image"), "broken_office"),
    "head called a drawing of notes": (lambda: head_called("header1.vml", b"vmlDrawing"), "external"),
    "head .png in other letters": (
        lambda: files.changed(head_called("a.png", b"image"), {"word/a.png": HEAD.decode().encode("utf-16")}),
        "broken_office",
    ),
    "sheet .vml": (lambda: sheet_called("sheet1.vml"), "broken_office"),
    "sheet .dat": (lambda: sheet_called("sheet1.dat"), "broken_office"),
    "sheet .dat called a picture": (lambda: sheet_called("sheet1.dat", b"image"), "external"),
    "program of the web": (lambda: related("webextensiontaskpanes", "a.xml", "_rels/.rels"), "external"),
    "program of the web in a text": (lambda: related("webextension", "a.xml"), "external"),
    "picture of a form": (lambda: odt("<f:image-frame f:image-data='http://x.invalid'/>"), "external"),
    "what a form begins with": (lambda: odt("<x:instance src='http://x.invalid'/>"), "external"),
    "picture out of the file": (lambda: odt("<o:image xmlns:l='u' l:href='./../a.png'/>"), "external"),
    "picture as text of ODT": (
        lambda: odt(f"<o:binary-data>{b64encode(files.photograph()).decode()}</o:binary-data>"),
        "located_picture",
    ),
    "photograph in SVG": (
        lambda: drawn(f"<image href='{data(files.photograph())}'/>"),
        "located_picture",
    ),
    "photograph in SVG of an old type": (
        lambda: drawn(f"<image l:href='DATA{data(files.photograph())[4:]}'/>", OLD_TYPE),
        "located_picture",
    ),
    "photograph in SVG called otherwise": (
        lambda: drawn(f"<image href='{data(files.photograph(), 'font/woff')}'/>", kind="a.bin"),
        "located_picture",
    ),
    "photograph in the style of SVG": (
        lambda: drawn(f"<style>a {{ background: url({data(files.picture(), 'image/png')}) }}</style>"),
        "located_picture",
    ),
    "picture in SVG that nobody can look at": (
        lambda: drawn(f"<image href='{data(b'unknown', 'image/jxl')}'/>"),
        "located_picture",
    ),
    "photograph in SVG behind an end of its own": (
        lambda: drawn(f"<image href='{data(b'BM')}{data(files.photograph())[23:]}'/>"),
        "located_picture",
    ),
    "photograph in SVG in escaped signs": (
        lambda: drawn(f"<image href='{data(files.photograph()).replace('/9j', '%2F9%6A')}'/>"),
        "located_picture",
    ),
    "SVG in SVG": (lambda: drawn("<image href='data:image/svg+xml,%3Csvg/>'/>"), "located_picture"),
    "SVG that is not whole": (lambda: drawn("<image>"), "broken_office"),
    "SVG that declares": (
        lambda: drawn("&b;", "<!DOCTYPE svg [<!ENTITY b 'c'>]>"),
        "broken_office",
    ),
    "SVG that fetches": (lambda: drawn("<image href='http://x.invalid/a.png'/>"), "external"),
}  # fmt: skip


@pytest.mark.parametrize("tried", REFUSED)
def test_what_evades_is_found(tried):
    made, code = REFUSED[tried]

    with pytest.raises(RefusedFileError) as refused:
        look(made(), "a")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("made", "type_of"),
    [
        (real_word, "docx"),
        (real_sheet, "xlsx"),
        (lambda: related("font", "fonts/font1.odttf"), "docx"),
        (lambda: with_drawing(b"image/svg+xml"), "docx"),
        (lambda: related("origin", "/_xmlsignatures/origin.sigs", "_rels/.rels"), "docx"),
        (lambda: related("hyperlink", "mailto:a@x.invalid"), "docx"),
        (lambda: related("printerSettings", "p.bin", "_rels/.rels", files.sheet), "xlsx"),
        (lambda: files.changed(real_sheet(), {"xl/drawings/a.vml": b"<xml><br>old Excel</xml>"}), "xlsx"),
        (lambda: drawn(f"<a l:href='http://x.invalid'><use href='#b'/></a>"
                       f"<image href='{data(files.plain_picture())}'/>"), "docx"),
        (lambda: drawn(f"<style>{data(b'wOFF', 'font/woff')}</style><image href='data:image/png;base64,'/>", OLD_TYPE), "docx"),
        (lambda: odt("<f:image-frame f:image-data='Pictures/a.png'/><x:instance src='#a'/>"), "odt"),
        (lambda: odt(f"<o:binary-data>{b64encode(files.plain_picture()).decode()}</o:binary-data>"), "odt"),
    ],
)  # fmt: skip
def test_real_file_is_taken(made, type_of):
    assert look(made(), "a").type == type_of


def test_real_files_have_parts_that_are_no_text():
    with zipfile.ZipFile(io.BytesIO(real_sheet())) as sheet, zipfile.ZipFile(io.BytesIO(real_word())) as word:
        endings = {it.rpartition(".")[2] for kept in (sheet, word) for it in kept.namelist()}

    assert endings == {"xml", "rels", "png", "vml", "jpeg"}
