"""Looks into an office file: that it is what it claims, whole, within limits, and brings no program and no other file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import normpath
from typing import Any
from xml.etree import ElementTree as ET

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.locations import tells_where

MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 100_000_000
MOST_OF_AN_ENTRY = 50_000_000
MOST_TIMES = 200
"""How many times larger an entry may be than it is packed, once it is larger than a little."""
A_LITTLE = 1_000_000
STEP = 1 << 16
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways in which office programs pack their entries."""
DOTS = re.compile(r"(^|/)\.\.?(/|$)")
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
PICTURE_ENDINGS = (".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".png", ".webp")

WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OFFICE_FILES = {"docx": (WORD_MAIN, "word/document.xml"), "xlsx": (EXCEL_MAIN, "xl/workbook.xml")}
"""The type and the name of the part with which each kind begins; no other beginning is taken."""
TYPES, BEGINNING, MANIFEST = "[content_types].xml", "_rels/.rels", "meta-inf/manifest.xml"
XML = (".xml", ".rels", ".vml")
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
FIELDS = re.compile(r"(?:^|[\s\"\\])(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT)\s", re.IGNORECASE)
FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"})
"""Elements of Excel in which something is reckoned."""
MAY_FETCH = re.compile(rb"WEBSERVICE|FILTERXML|IMAGE|RTD|DDE|\||&#|<!|<\?(?!xml )", re.IGNORECASE)
"""What stands in a part whose formulas are worth reading one by one: large sheets of figures are not."""
FETCHES = re.compile(
    r"(?:^|[^a-z0-9_])(?:WEBSERVICE|FILTERXML|IMAGE|RTD|DDE)\s*\(|[\w.]\|[^!]*!", re.IGNORECASE
)
QUOTED = re.compile(r'"[^"]*"')
ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})")
READABLE = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})

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
INSIDE_THE_FILE = re.compile(r"(?:#|\./|Object|Pictures/|ObjectReplacements/|Thumbnails/|media/)|^$")


def look_at_office(content: bytes) -> str:
    """Give the type of an office file.

    Raises
    ------
    RefusedFileError
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as held:
            entries = _unpacked(held)
    except (RefusedFileError, MemoryError):
        raise
    except Exception as error:  # an archive of bad bytes raises whatever it likes
        raise RefusedFileError("broken_office", name="ZIP") from error
    type_of = _type(entries)
    _demand_harmless_entries(entries)
    for name, body in entries.items():
        if name.endswith(XML) or name == "mimetype":
            _demand_harmless_xml(name, body)
    if type_of in OFFICE_FILES:
        _demand_closed_package(entries, type_of)
    else:
        _demand_closed_odf(entries)
    for name, body in entries.items():
        if name.endswith(PICTURE_ENDINGS) and tells_where(body):
            raise RefusedFileError("located_picture", name=name)
    return type_of


def _unpacked(held: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack every entry within limits that do not believe what the file says of itself.

    Names are given in small letters: office programs find a part by its name in whatever letters.
    """
    entries, room = dict[str, bytes](), MOST_UNPACKED_BYTES
    listed = held.infolist()
    if len(listed) > MOST_ENTRIES:
        raise RefusedFileError("archive_limits", name=str(len(listed)))
    for it in listed:
        name = it.orig_filename.replace("\0", "?").casefold()
        if (
            it.orig_filename != it.filename
            or name.startswith("/")
            or "\\" in name
            or ":" in name
            or DOTS.search(name)
        ):
            raise RefusedFileError("archive_names", name=name)
        if it.flag_bits & 1:
            raise RefusedFileError("encrypted")
        if it.compress_type not in PACKED:
            raise RefusedFileError("broken_office", name=name)
        if name in entries:
            raise RefusedFileError("archive_names", name=name)
        if it.is_dir():
            continue
        entries[name] = _entry(held, it, name, room)
        room -= len(entries[name])
    return entries


def _entry(held: zipfile.ZipFile, it: zipfile.ZipInfo, name: str, room: int) -> bytes:
    out, most = bytearray(), min(MOST_OF_AN_ENTRY, room)
    with held.open(it) as packed:
        while part := packed.read(STEP):
            out += part
            if len(out) > most or len(out) > max(A_LITTLE, MOST_TIMES * max(it.compress_size, 1)):
                raise RefusedFileError("archive_limits", name=name)
    return bytes(out)


def _type(entries: dict[str, bytes]) -> str:
    """Give the type that an office file says it has, where the parts of that type are there."""
    if "mimetype" in entries:
        if TYPES in entries:  # two types at once: which of them is read is up to the program
            raise RefusedFileError("broken_office", name=TYPES)
        kind = OPEN_DOCUMENT.get(entries["mimetype"].decode("latin-1").strip())
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
    if type_of.endswith(("+xml", "/xml")) and not name.casefold().endswith(XML):
        raise RefusedFileError("broken_office", name=name)


def _demand_harmless_entries(entries: dict[str, bytes]) -> None:
    for name, body in entries.items():
        if MACROS.search(name):
            raise RefusedFileError("macros")
        if EMBEDDED.search(f"/{name}") or EMBEDDED.search(name) or body.startswith(INSIDE):
            raise RefusedFileError("embedded", name=name)
        if EXTERNAL.search(f"/{name}") or EXTERNAL.search(name):
            raise RefusedFileError("external", name=name)


def _demand_harmless_xml(name: str, body: bytes) -> None:
    """Refuse XML that declares types of its own, or is written so that a plain look would miss something."""
    said = ENCODING.search(body[:400])
    if (said and said[1].lower() not in READABLE) or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise RefusedFileError("broken_office", name=name)
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise RefusedFileError("broken_office", name=name) from error


def _demand_closed_package(entries: dict[str, bytes], type_of: str) -> None:
    """Refuse a Word or Excel file whose parts lie elsewhere; links that people follow themselves may stay."""
    for name, body in entries.items():
        if name.endswith(".rels"):
            for it in _tree(name, body):
                _demand_harmless_relation(it.get("Type", "").rpartition("/")[2].casefold(), it)
        elif name.endswith(".xml"):
            (_demand_harmless_fields if type_of == "docx" else _demand_harmless_formulas)(name, body)


def _demand_harmless_relation(kind: str, relation: Any) -> None:
    target = relation.get("Target", "")
    if kind in EMBEDDED_RELATIONS:
        raise RefusedFileError("embedded", name=target)
    if relation.get("TargetMode", "").casefold() == "external" and kind != HYPERLINK:
        raise RefusedFileError("external", name=target)


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
            for tag, attributes, _text in _elements(name, body):
                _demand_harmless_element(tag, attributes)


def _demand_harmless_element(tag: str, attributes: dict[str, str]) -> None:
    href = next((it for key, it in attributes.items() if key.endswith("}href")), None)
    if tag in SCRIPTS or (href or "").casefold().startswith(MACRO_ADDRESSES):
        raise RefusedFileError("macros")
    if tag in LINKS or (tag in FETCHING and href is not None and not INSIDE_THE_FILE.match(href)):
        raise RefusedFileError("external", name=href or tag)
    if fetching := next(
        (it for key, it in attributes.items() if key.endswith("}formula") and _fetches(it)), ""
    ):
        raise RefusedFileError("external", name=fetching)


def _elements(name: str, body: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield each element by its name without its namespace, whatever that is called in the file."""
    _demand_harmless_xml(name, body)
    if not body.strip():
        return  # LibreOffice writes such parts
    try:
        for _event, it in ET.iterparse(BytesIO(body)):  # noqa: S314 - declarations of types are refused before
            yield it.tag.rpartition("}")[2], it.attrib, it.text or ""
            it.clear()
    except ET.ParseError as error:
        raise RefusedFileError("broken_office", name=name) from error


def _tree(name: str, body: bytes) -> Any:
    _demand_harmless_xml(name, body)
    try:
        return ET.fromstring(body)  # noqa: S314 - declarations of types are refused before
    except ET.ParseError as error:
        raise RefusedFileError("broken_office", name=name) from error
