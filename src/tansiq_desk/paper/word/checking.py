"""Looks through a DOCX that anybody may have sent, before anything else reads it: whole, small, and nothing in it acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tansiq_desk.packages import Limits, Package, PackageError, Wrong, demand_plain_xml, is_xml
from tansiq_desk.paper.word.tree import Element, XMLSyntaxError, local_name, parsed

LIMITS = Limits(parts=1_000, unpacked=60_000_000)
MOST_OF_XML = 20_000_000
CODES = {
    Wrong.ENCRYPTED: "encrypted", Wrong.OLD_FORMAT: "old_format", Wrong.NOT_PLAIN: "entities", Wrong.TOO_MANY: "too_large_inside",
    Wrong.TOO_LARGE: "too_large_inside",
}  # fmt: skip
"""By what is wrong with the package; of all else a text is damaged."""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
BODY = "word/document.xml"
WHOLE = "/officeDocument"
"""How the kind of the relation ends that leads to the part which a program opens first."""
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
    try:
        parts = _unpacked(content)
    except PackageError as error:
        if error.code == Wrong.NO_PACKAGE:
            raise UnfitError(Fault(OTHER_ENDINGS.get(ending, "not_a_text"))) from error
        raise UnfitError(Fault(CODES.get(error.code, "damaged"), error.name)) from error
    _demand_kind(parts, ending)
    if faults := dict.fromkeys(_faults_of(parts)):
        raise UnfitError(*faults)
    return parts


def _unpacked(content: bytes) -> dict[str, bytes]:
    parts = {}
    for name, part in Package(content, LIMITS).parts():
        if is_xml(name):
            if len(part) > MOST_OF_XML:
                raise UnfitError(Fault("too_large_inside", name))
            demand_plain_xml(name, part)
        parts[name] = part
    return parts


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
    if next(root.iter(f"{{{STRICT}}}*"), None) is not None:  # in it what follows would find nothing
        yield Fault("strict_format")
        return
    for it in root.iter(*(f"{{*}}{name}" for name in ACTING_ELEMENTS)):
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
