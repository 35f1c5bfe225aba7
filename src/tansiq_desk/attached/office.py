"""Looks into an office file: that it is what it claims, whole, within limits, and brings no program and no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from posixpath import normpath
from typing import Any
from xml.etree import ElementTree as ET

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.locations import data_tells_where, picture_tells_where, tells_where
from tansiq_desk.attached.looking import picture_form
from tansiq_desk.packages import (
    OF_XML,
    Limits,
    Package,
    PackageError,
    Wrong,
    begins_as_xml,
    demand_plain_xml,
    is_xml,
)

LIMITS = Limits(parts=2_000, unpacked=100_000_000, of_a_part=50_000_000, times=200)
CODES = {
    Wrong.ENCRYPTED: "encrypted", Wrong.NAMES: "archive_names", Wrong.TOO_MANY: "archive_limits",
    Wrong.TOO_LARGE: "archive_limits",
}  # fmt: skip
"""By what is wrong with the package; of all else an office file is broken."""
INSIDE = (
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\x7fELF",
    b"%PDF-",
    b"\x1f\x8b",
)
"""How files begin that have no place inside another one."""

WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OFFICE_FILES = {"docx": (WORD_MAIN, "word/document.xml"), "xlsx": (EXCEL_MAIN, "xl/workbook.xml")}
"""The type and the name of the part with which each kind begins; no other beginning is taken."""
TYPES, BEGINNING, MANIFEST = "[content_types].xml", "_rels/.rels", "meta-inf/manifest.xml"
POWERPOINT = "presentationml"
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
}  # fmt: skip
MACROS = re.compile(r"(?:vbaproject|vbadata|/macrosheets/|/dialogsheets/)|^(?:basic|scripts)/", re.IGNORECASE)
EMBEDDED = re.compile(
    r"/(?:embeddings|activex|ctrlprops)/|oleobject|^object [0-9]+$|/package[0-9]*\.bin$", re.IGNORECASE
)
EXTERNAL = re.compile(
    r"/externallinks/|^xl/connections\.xml$|^xl/querytables/|afchunk|^xl/customdata/", re.IGNORECASE
)
HYPERLINK = "hyperlink"
EMBEDDED_RELATIONS = frozenset({"afchunk", "oleobject", "package", "control", "subdocument"})
FETCHING_RELATIONS = frozenset({"webextension", "webextensiontaskpanes"})
"""Relations to programs of the web that are shown beside a text."""
NO_XML = frozenset(
    {
        "image", "hdphoto", "model3d", "font", "printersettings", "thumbnail", "audio", "video", "media", HYPERLINK,
        "customproperty", "attachedtoolbars", "origin", "certificate",
    }
)  # fmt: skip
"""Relations to what no program reads as a text or a sheet; the last two are of signatures."""
OF_TEXT, OF_DRAWINGS = re.compile(r"[^#?%:]+\.xml"), re.compile(r"[^#?%:]+\.(?:vml|xml)")
"""Names under which every other part must go, and those of the drawings of Excel's notes."""
FIELDS = re.compile(r"(?:^|[\s\"\\])(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT)\s", re.IGNORECASE)
FORMULAS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
)
"""Elements of Excel in which something is reckoned."""
MAY_FETCH = re.compile(rb"WEBSERVICE|FILTERXML|IMAGE|RTD|DDE|\||&#|<!|<\?(?!xml )", re.IGNORECASE)
"""What stands in a part whose formulas are worth reading one by one: large sheets of figures are not."""
FETCHES = re.compile(
    r"(?:^|[^a-z0-9_])(?:WEBSERVICE|FILTERXML|IMAGE|RTD|DDE)\s*\(|[\w.]\|[^!]*!", re.IGNORECASE
)
QUOTED = re.compile(r'"[^"]*"')

SCRIPTS = frozenset({"event-listener", "script", "libraries"})
"""Elements of OpenDocument that start a program."""
FETCHING = frozenset(
    {
        "image", "object", "object-ole", "plugin", "applet", "floating-frame", "section-source", "table-source",
        "cell-range-source", "fill-image", "background-image",
    }
)  # fmt: skip
"""Elements of OpenDocument that may lie elsewhere."""
LINKS = frozenset({"dde-source", "dde-connection", "dde-link", "dde-connection-decl", "database-source-sql"})
MACRO_ADDRESSES = ("vnd.sun.star.script:", "macro:", "javascript:")
INSIDE_THE_FILE = re.compile(
    r"(?!(?s:.*)\.\.[/\\])(?:#|\./|Object|Pictures/|ObjectReplacements/|Thumbnails/|media/)|^$"
)
FETCHING_ATTRIBUTES = ("}image-data", "}src")
"""Of forms, besides `src` without a namespace, which those of XForms have."""
DATA = "binary-data"

SVG = "image/svg+xml"
DRAWN = re.compile(rb"<(?:[^<>/\s:]+:)?svg[\s/>]")
TYPE_OF_DRAWING = re.compile(rb"<!DOCTYPE\s+svg\s[^<>\[\]]*>")
"""What old programs write at the beginning of an SVG; it declares nothing itself."""
SHOWN_IN_DRAWING = ("#", "data:")
ACTS = re.compile(rb"instrText|fldSimple|sheetData|" + DRAWN.pattern)
"""What a part must not have that is no XML: drawings of old Excel are none, and nothing else reads them."""


def look_at_office(content: bytes) -> str:
    """Give the type of an office file.

    Raises
    ------
    RefusedFileError
    """
    try:
        entries = _unpacked(content)
        type_of = _type(entries)
        _demand_harmless_entries(entries)
        for name, body in entries.items():
            if is_xml(name):
                demand_plain_xml(name, body)
            elif begins_as_xml(body):
                demand_plain_xml(name, TYPE_OF_DRAWING.sub(b"", body, count=1))
    except PackageError as error:
        code = CODES.get(error.code, "broken_office")
        raise RefusedFileError(code, name=error.name or "ZIP") from error
    if type_of in OFFICE_FILES:
        _demand_closed_package(entries, type_of)
    else:
        _demand_closed_odf(entries)
    _demand_no_places(entries)
    return type_of


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Give every entry by its name in small letters: office programs find a part by its name in whatever letters."""
    return {name.casefold(): body for name, body in Package(content, LIMITS).parts()}


def _type(entries: dict[str, bytes]) -> str:
    """Give the type that an office file says it has, where the parts of that type are there."""
    if "mimetype" in entries:
        if TYPES in entries:  # two types at once: which of them is read is up to the program
            raise RefusedFileError("broken_office", name=TYPES)
        kind = OPEN_DOCUMENT.get(entries["mimetype"].decode("ascii", errors="replace").strip())
        if kind and {"content.xml", MANIFEST} <= set(entries):
            return kind
        raise RefusedFileError("slides" if b"presentation" in entries["mimetype"] else "not_on_list")
    if TYPES not in entries:
        raise RefusedFileError("archive")
    parts = list(_tree(TYPES, entries[TYPES]))
    said = {part.get("ContentType", "").casefold() for part in parts}
    if any("macroenabled" in it or "vbaproject" in it for it in said):
        raise RefusedFileError("macros")
    if any(POWERPOINT in it for it in said):
        raise RefusedFileError("slides")
    kind = next((kind for kind, (main, _part) in OFFICE_FILES.items() if main.casefold() in said), "")
    if not kind:
        raise RefusedFileError("not_on_list")
    _demand_one_beginning(entries, OFFICE_FILES[kind][1])
    for part in parts:
        _demand_plain_name(part)
    return kind


def _demand_one_beginning(entries: dict[str, bytes], part: str) -> None:
    """Refuse a file that a program would begin to read elsewhere than it is looked through."""
    if BEGINNING not in entries or part not in entries:
        raise RefusedFileError("broken_office", name=part)
    for it in _tree(BEGINNING, entries[BEGINNING]):
        target = normpath(it.get("Target", "").casefold()).lstrip("/")
        if it.get("Type", "").casefold().endswith("/officedocument") and target != part:
            raise RefusedFileError("broken_office", name=target)


def _demand_plain_name(part: Any) -> None:
    """Refuse XML under a name that says it is something else: it would not be looked through."""
    type_of = part.get("ContentType", "").casefold()
    name = f".{part.get('Extension', '')}" if part.tag.endswith("}Default") else part.get("PartName", "")
    if type_of != SVG and type_of.endswith(("+xml", "/xml")) and not name.casefold().endswith(OF_XML):
        raise RefusedFileError("broken_office", name=name)


def _demand_harmless_entries(entries: dict[str, bytes]) -> None:
    for name, body in entries.items():
        if MACROS.search(name):
            raise RefusedFileError("macros")
        if EMBEDDED.search(f"/{name}") or EMBEDDED.search(name) or body.startswith(INSIDE):
            raise RefusedFileError("embedded", name=name)
        if EXTERNAL.search(f"/{name}") or EXTERNAL.search(name):
            raise RefusedFileError("external", name=name)


def _demand_no_places(entries: dict[str, bytes]) -> None:
    """Refuse pictures that tell where they were taken, whatever they are called."""
    for name, body in entries.items():
        form = picture_form(body)
        if not is_xml(name) and (picture_tells_where(body, form) if form else tells_where(body)):
            raise RefusedFileError("located_picture", name=name)
        if begins_as_xml(body) and DRAWN.search(body):
            _demand_closed_drawing(name, body)


def _demand_closed_drawing(name: str, body: bytes) -> None:
    """Refuse an SVG that shows a picture from elsewhere, or holds one that tells where it was taken."""
    for tag, attributes, text in _elements(name, body):
        for key, value in attributes.items():
            href = value.strip().casefold() if key == "href" or key.endswith("}href") else ""
            if href and tag != "a" and not href.startswith(SHOWN_IN_DRAWING):
                raise RefusedFileError("external", name=value)
            if data_tells_where(value):
                raise RefusedFileError("located_picture", name=name)
        if data_tells_where(text):
            raise RefusedFileError("located_picture", name=name)


def _demand_closed_package(entries: dict[str, bytes], type_of: str) -> None:
    """Refuse a Word or Excel file whose parts lie elsewhere; links that people follow themselves may stay.

    A part is looked through whatever its name ends in: a program follows a relation, not an ending.
    """
    demand_harmless = _demand_harmless_fields if type_of == "docx" else _demand_harmless_formulas
    for name, body in entries.items():
        if name.endswith(".rels"):
            for it in _tree(name, body):
                _demand_harmless_relation(it.get("Type", "").rpartition("/")[2].casefold(), it)
        if is_xml(name) or begins_as_xml(body):
            demand_harmless(name, body)


def _demand_harmless_relation(kind: str, relation: Any) -> None:
    target = relation.get("Target", "")
    if kind in EMBEDDED_RELATIONS:
        raise RefusedFileError("embedded", name=target)
    is_outside = relation.get("TargetMode", "").casefold() == "external" and kind != HYPERLINK
    if is_outside or kind in FETCHING_RELATIONS:
        raise RefusedFileError("external", name=target)
    named = OF_DRAWINGS if kind == "vmldrawing" else OF_TEXT
    if kind not in NO_XML and not named.fullmatch(target.casefold()):
        raise RefusedFileError("broken_office", name=target)


def _demand_harmless_fields(name: str, body: bytes) -> None:
    """Refuse a text with a field that fetches something; a field may be written in pieces."""
    said = []
    for tag, attributes, text in _elements(name, body):
        if tag == "instrText":
            said.append(text)
        elif tag == "fldSimple":
            said.append(f" {next((it for key, it in attributes.items() if key.endswith('instr')), '')} ")
    if FIELDS.search("".join(said) + " "):
        raise RefusedFileError("external", name=name)


def _demand_harmless_formulas(name: str, body: bytes) -> None:
    """Refuse a sheet that reckons with what it fetches."""
    if MAY_FETCH.search(body):
        for tag, _attributes, text in _elements(name, body):
            if tag in FORMULAS and _fetches(text):
                raise RefusedFileError("external", name=text)


def _fetches(formula: str) -> bool:
    return FETCHES.search(QUOTED.sub('""', formula)) is not None


def _demand_closed_odf(entries: dict[str, bytes]) -> None:
    for tag, attributes, _text in _elements(MANIFEST, entries[MANIFEST]):
        if tag == "encryption-data":
            raise RefusedFileError("encrypted")
        if any("oleobject" in it for it in attributes.values()):
            raise RefusedFileError("embedded", name="OLE")
    for name, body in entries.items():
        if name.endswith(".xml") and not name.startswith("meta-inf/"):
            for tag, attributes, text in _elements(name, body):
                _demand_harmless_element(tag, attributes)
                if tag == DATA and data_tells_where(f"data:image/*;base64,{text}"):
                    raise RefusedFileError("located_picture", name=name)


def _demand_harmless_element(tag: str, attributes: dict[str, str]) -> None:
    href = next((it for key, it in attributes.items() if key.endswith("}href")), None)
    if tag in SCRIPTS or (href or "").casefold().startswith(MACRO_ADDRESSES):
        raise RefusedFileError("macros")
    if tag in LINKS or (tag in FETCHING and href is not None and not INSIDE_THE_FILE.match(href)):
        raise RefusedFileError("external", name=href or tag)
    for key, said in attributes.items():
        is_of_form = key == "src" or key.endswith(FETCHING_ATTRIBUTES)
        if (is_of_form and not INSIDE_THE_FILE.match(said)) or (key.endswith("}formula") and _fetches(said)):
            raise RefusedFileError("external", name=said)


def _elements(name: str, body: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield each element by its name without its namespace, whatever that is called in the file; the XML is plain.

    What only begins as XML, and is none, has no elements: no program could read it as a text or a sheet.
    """
    if not body.strip():
        return  # LibreOffice writes such parts
    try:
        for _event, it in ET.iterparse(BytesIO(body)):  # noqa: S314 - declarations of types are refused before
            yield it.tag.rpartition("}")[2], it.attrib, it.text or ""
            it.clear()
    except ET.ParseError as error:
        if not name.endswith((".xml", ".rels")) and not ACTS.search(body):
            return
        raise RefusedFileError("broken_office", name=name) from error


def _tree(name: str, body: bytes) -> Any:
    demand_plain_xml(name, body)
    try:
        return ET.fromstring(body)  # noqa: S314 - declarations of types are refused before
    except ET.ParseError as error:
        raise RefusedFileError("broken_office", name=name) from error
