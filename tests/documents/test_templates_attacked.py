"""What an attacker tried on Word texts: parts under names that nobody looks through, and a look within a transaction."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_LZMA, ZipFile

import pytest
from django.db import connection
from documents.word_files import BODY, GOOD, changed

from tansiq.documents.models import Attachment
from tansiq.documents.services.attachments.looking import Looked
from tansiq.documents.services.templates import editing
from tansiq_desk.paper.word.checking import STRICT, UnfitError, parts_of

MEETING = "mtg-art-241229"
FIELD = '<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;http://evil.example/a&quot;"/></w:p>'
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "word/_rels/document.xml.rels"


def part(name):
    """Give the text of a good file with a field in it that fetches, to stand under another name."""
    whole = parts_of(GOOD)[BODY].decode()
    return {name: whole.replace("<w:body>", f"<w:body>{FIELD}").encode()}


def opened_first(name):
    return changed(add=part(name), replace=[("_rels/.rels", BODY, name)])


def related(target):
    told = f'<Relationship Id="rId91" Type="{SPACE}/header" Target="{target}"/></Relationships>'
    return changed(replace=[(RELATIONS, "</Relationships>", told)], add=part("word/evil.bin"))


def packed_by_lzma():
    """Give a text with a part that is packed as Word never does, and damaged there."""
    stream = BytesIO(GOOD)
    with ZipFile(stream, "a") as packed:
        packed.writestr("word/more.xml", b"<a/>" * 50, ZIP_LZMA)
    content = stream.getvalue()
    at = content.index(b"word/more.xml") + 17  # how it is packed, behind the name
    return content[:at] + b"\xff" * 5 + content[at + 5 :]


def strict(name, root):
    """Give a text with a field that fetches in a part of the strict vocabulary."""
    return changed(add={name: f"<w:{root} xmlns:w='{STRICT}'>{FIELD}</w:{root}>".encode()})


def declared(coding):
    said = f"<?xml version='1.0'{' ' * 500}encoding='{coding}'?><a/>"
    return changed(add={"word/more.xml": said.encode()})


HIDDEN = {
    "opened first elsewhere": (opened_first("doc/main.xml"), "not_a_text"),
    "opened first by no ending": (opened_first("word/main.bin"), "not_a_text"),
    "opened first is none": (changed(replace=[("_rels/.rels", f'"{BODY}"', '"docProps/app.xml"')]), "not_a_text"),
    "no relations at all": (changed(drop=["_rels/.rels"]), "damaged"),
    "beside, elsewhere": (changed(add=part("doc/more.xml")), "field"),
    "header of no ending": (related("evil.bin"), "embedded"),
    "header with a tail": (related("evil.bin#.xml"), "embedded"),
    "header spelled otherwise": (related("evil%2Exml"), "embedded"),
    "packed otherwise": (packed_by_lzma(), "damaged"),
    "text in strict": (strict(BODY, "document"), "strict_format"),
    "header in strict": (strict("word/header1.xml", "hdr"), "strict_format"),
    "strict inside": (changed(add={"word/more.xml": f"<a><b xmlns='{STRICT}'/></a>".encode()}), "strict_format"),
    "in UTF-7": (declared("utf-7"), "entities"),
    "in windows-1256": (declared("windows-1256"), "entities"),
    "empty part": (changed(add={"word/more.xml": b""}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_part_that_a_program_opens_is_looked_through_whatever_it_is_called(name):
    content, code = HIDDEN[name]

    with pytest.raises(UnfitError) as refused:
        parts_of(content)

    assert {it.code for it in refused.value.faults} == {code}


def test_main_part_may_be_named_from_the_root():
    assert parts_of(changed(replace=[("_rels/.rels", f'"{BODY}"', f'"/{BODY}"')]))


@pytest.mark.django_db
def test_edited_minutes_are_looked_at_before_anything_is_written(person, at, monkeypatch):
    depth, outside = [], len(connection.savepoint_ids)
    said = {"identity": None, "own": {}, "paragraphs": [], "has_tracked_changes": False, "is_cut": False}

    def looked(name, content):
        depth.append(len(connection.savepoint_ids) - outside)
        return Looked(name, "docx", content, None, None, "", b"")

    monkeypatch.setattr(editing, "looked_through", lambda *_given: said)
    monkeypatch.setattr(editing, "looked_at", looked)
    edited = editing.attach_edited(
        code=MEETING, name="a.docx", content=b"x", owner="", belongs_here=True, by=person("director"), at=at
    )

    assert (depth, Attachment.objects.get(), edited.attachment.name) == ([0], edited.attachment, "a.docx")
