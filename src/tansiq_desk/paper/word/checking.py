"""Looks through a DOCX that anybody may have sent, before anything else reads it: whole, small, and nothing in it acts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from tansiq_desk.paper.word.tree import Element, XMLSyntaxError, local_name, parsed

MOST_ENTRIES = 1_000
MOST_UNPACKED = 60_000_000
MOST_OF_XML = 20_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FINE_TEXT = (b"<", b"\xef\xbb\xbf<", b" ", b"\t", b"\r", b"\n")
"""How an XML part in UTF-8 begins; anything else, as a NUL of UTF-16, would slip past the search for entities."""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
BODY = "word/document.xml"
WHOLE = "/officeDocument"
"""How the kind of the relation ends that leads to the part which a program opens first."""
OF_XML = (".xml", ".rels", ".vml")
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OTHER_ENDINGS = {".doc": "old_format", ".dot": "old_format", ".docm": "macros", ".dotm": "macros", ".dotx": "template_format",
                 ".odt": "other_program", ".rtf": "other_program", ".pdf": "other_program"}  # fmt: skip
ACTING = ("oleObject", "package", "control", "aFChunk", "subDocument", "frame", "mailMergeSource", "mailMergeHeaderSource",
          "attachedTemplate", "vbaProject", "wordVbaData", "keyMapCustomizations", "attachedToolbars", "ui/extensibility",
          "ui/userCustomization", "webextension", "webextensiontaskpanes")  # fmt: skip
"""Relations to what is no text: it would be run, loaded or taken in from elsewhere."""
NO_XML = ("/image", "/font", "/printerSettings", "/thumbnail", "/hyperlink", "/audio", "/video", "/media")
"""Relations to what no program reads as text; every other part must go by a name under which it is looked through."""
LOOKED_THROUGH = re.compile(r"[^#?%]+\.xml", re.IGNORECASE).fullmatch
ACTING_FOLDERS = ("/embeddings/", "/activex/", "/webextensions/", "/customui/")
ACTING_ELEMENTS = {
    "object": "embedded", "OLEObject": "embedded", "control": "embedded", "altChunk": "taken_in", "subDoc": "taken_in",
    "mailMerge": "mail_merge",
}  # fmt: skip
FIELDS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "TC", "PAGEREF", "REF", "NOTEREF", "SEQ", "STYLEREF", "DATE", "TIME",
    "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "AUTHOR", "SUBJECT", "FILENAME", "DOCPROPERTY", "NUMWORDS", "NUMCHARS",
    "REVNUM", "LASTSAVEDBY", "XE", "INDEX", "LISTNUM", "SYMBOL", "=",
})  # fmt: skip
"""Fields that count or repeat what stands in the text itself; every other could fetch or start something."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and the words it is about."""

    code: str
    place: str = ""
    said: str = ""


class UnfitError(ValueError):
    """The file is no text that may be kept."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(it.code for it in faults))
        self.faults = faults


def parts_of(content: bytes, name: str = "") -> dict[str, bytes]:
    """Give every part of a DOCX that is fit to be read.

    Raises
    ------
    UnfitError
    """
    ending = PurePosixPath(name.casefold()).suffix
    if not content:
        raise UnfitError(Fault("empty"))
    if content.startswith(OLE):
        raise UnfitError(Fault("encrypted" if ENCRYPTED_STREAM in content else "old_format"))
    if not content.startswith(ZIP):
        raise (
            UnfitError(Fault(OTHER_ENDINGS.get(ending, "not_a_text")))
            if ending in OTHER_ENDINGS
            else UnfitError(Fault("not_a_text"))
        )
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = _unpacked(packed)
    except UnfitError:
        raise
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnfitError(Fault("damaged")) from error
    _demand_kind(parts, ending)
    faults = list(_faults_of(parts))
    if faults:
        raise UnfitError(*faults)
    return parts


def _unpacked(packed: ZipFile) -> dict[str, bytes]:
    entries = packed.infolist()
    if any(it.flag_bits & 1 for it in entries):
        raise UnfitError(Fault("encrypted"))
    if len(entries) > MOST_ENTRIES or sum(it.file_size for it in entries) > MOST_UNPACKED:
        raise UnfitError(Fault("too_large_inside"))
    names = [it.filename for it in entries]
    if len({it.casefold() for it in names}) < len(names) or any(_leads_out(it) for it in names):
        raise UnfitError(Fault("damaged"))
    return {it.filename: _read(packed, it) for it in entries if not it.is_dir()}


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts


def _read(packed: ZipFile, entry: ZipInfo) -> bytes:
    with packed.open(entry) as part:
        content = part.read(entry.file_size + 1)
    is_xml = entry.filename.casefold().endswith(OF_XML)
    if is_xml and len(content) > MOST_OF_XML:
        raise UnfitError(Fault("too_large_inside"))
    if is_xml and (ENTITIES.search(content) or b"\0" in content or not content.startswith(FINE_TEXT)):
        raise UnfitError(Fault("entities", entry.filename))
    return content


def _demand_kind(parts: dict[str, bytes], ending: str) -> None:
    """Refuse what is packed alike but is no Word text."""
    if "mimetype" in parts and parts["mimetype"].startswith(b"application/vnd.oasis.opendocument"):
        raise UnfitError(Fault("other_program"))
    if TYPES not in parts:
        raise UnfitError(Fault("not_a_text"))
    types = parts[TYPES].decode(errors="replace")
    if (
        "macroEnabled" in types
        or "vba" in types.casefold()
        or any("vbaproject" in it.casefold() for it in parts)
    ):
        raise UnfitError(Fault("macros"))
    if ending in {".docm", ".dotm"}:
        raise UnfitError(Fault("macros"))
    if "wordprocessingml.template.main" in types:
        raise UnfitError(Fault("template_format"))
    if MAIN not in types or BODY not in parts:
        raise UnfitError(Fault("not_a_text"))
    _demand_what_is_opened(parts)


def _demand_what_is_opened(parts: dict[str, bytes]) -> None:
    """Refuse a text of which a program would open another part than its text."""
    try:
        related = list(parsed(parts.get(RELATIONS, b"")).iter("{*}Relationship"))
    except XMLSyntaxError as error:
        raise UnfitError(Fault("damaged", RELATIONS)) from error
    whole = [str(it.get("Target", "")) for it in related if str(it.get("Type", "")).endswith(WHOLE)]
    if [it.removeprefix("/") for it in whole] != [BODY]:
        raise UnfitError(Fault("not_a_text", RELATIONS))


def _faults_of(parts: dict[str, bytes]) -> Iterator[Fault]:
    for name, content in parts.items():
        if any(it in f"/{name.casefold()}" for it in ACTING_FOLDERS):
            yield Fault("embedded", name)
        if not name.casefold().endswith((".xml", ".rels")):
            continue
        try:
            root = parsed(content)
        except XMLSyntaxError:
            yield Fault("damaged", name)
            continue
        if name.casefold().endswith(".rels"):
            yield from _relations(root, name)
        else:
            yield from _acting(root, name)


def _relations(root: Element, name: str) -> Iterator[Fault]:
    for it in root.iter("{*}Relationship"):
        kind, target = str(it.get("Type", "")), str(it.get("Target", ""))[:200]
        if kind.endswith("/attachedTemplate"):
            yield Fault("remote_template", name, target)
        elif str(it.get("TargetMode", "")).casefold() == "external":
            yield Fault("external_link", name, target)
        elif kind.endswith(tuple(f"/{each}" for each in ACTING)) or not (
            kind.endswith(NO_XML) or LOOKED_THROUGH(target)
        ):
            yield Fault("embedded", name, target)


def _acting(root: Element, name: str) -> Iterator[Fault]:
    if root.tag == f"{{{STRICT}}}document":
        yield Fault("strict_format")
        return
    for it in root.iter(
        "{*}object", "{*}OLEObject", "{*}control", "{*}altChunk", "{*}subDoc", "{*}mailMerge"
    ):
        yield Fault(ACTING_ELEMENTS[local_name(it)], name)
        return
    for instruction in instructions(root):
        word, _, rest = instruction.strip().partition(" ")
        is_inside = word.upper() == "HYPERLINK" and rest.strip().startswith("\\l")
        if word and word.upper() not in FIELDS and not word.startswith("=") and not is_inside:
            yield Fault("field", name, word[:40])


def instructions(root: Element) -> Iterator[str]:
    """Give what each field of a part is told to do, put together where Word parted it."""
    open_fields: list[list[str]] = []
    for it in root.iter(
        f"{{{WORD}}}fldChar", f"{{{WORD}}}instrText", f"{{{WORD}}}delInstrText", f"{{{WORD}}}fldSimple"
    ):
        kind = local_name(it)
        if kind == "fldSimple":
            yield str(it.get(f"{{{WORD}}}instr", ""))
        elif kind == "fldChar" and it.get(f"{{{WORD}}}fldCharType") == "begin":
            open_fields.append([])
        elif kind == "fldChar" and open_fields and it.get(f"{{{WORD}}}fldCharType") == "separate":
            yield "".join(open_fields[-1])
            open_fields[-1] = []
        elif kind == "fldChar" and open_fields:
            yield "".join(open_fields.pop())
        elif kind != "fldChar":
            (open_fields[-1] if open_fields else []).append(it.text or "")
            if not open_fields:
                yield it.text or ""
    yield from ("".join(it) for it in open_fields)
