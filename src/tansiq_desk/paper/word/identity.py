"""What a text that we gave says of itself: of which record it is, and where in it that record's own text stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from xml.sax.saxutils import quoteattr

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.package import Package

from tansiq_desk.paper.word.direction import clean
from tansiq_desk.paper.word.runs import element
from tansiq_desk.paper.word.tree import Element, parsed, written

BOOKMARK = "tansiq_text_"
NUMBERS = {"ar": 9001, "fr": 9002, "en": 9003}
PREFIX = "tansiq_"
PLACE = PackURI("/docProps/custom.xml")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""Names custom properties (ECMA-376 part 1, 22.3)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Of which record a text is: its kind, code and version, and `given`, by which whoever gave it knows what it said."""

    kind: str
    code: str
    version: str
    given: str


def enclosed(content: Sequence[Element], language: str) -> list[Element]:
    """Put a text between two marks that stay when people go on writing in it.

    The second stands after the end of the last paragraph, so that what is added there is still between them. Fields
    (`w:sdt`) would show in Word, but LibreOffice 7.4 writes their text twice.
    """
    number = NUMBERS.get(language, 9000)
    first = content[0]
    begin = element("bookmarkStart", id=number, name=f"{BOOKMARK}{language}")
    first.insert(1 if first.find(qn("w:pPr")) is not None else 0, begin)
    return [*content, element("bookmarkEnd", id=number)]


def identify(package: Package, identity: Identity) -> None:
    """Write an identity among the custom properties of a text; others that its template has stay."""
    former = next((it for it in package.iter_parts() if it.partname == PLACE), None)
    root = parsed(former.blob if former is not None else f'<Properties xmlns="{SPACE}"/>'.encode())
    for it in list(root):
        if str(it.get("name", "")).startswith(PREFIX):
            root.remove(it)
    numbers = [int(it.get("pid", "1")) for it in root]
    for number, (key, value) in enumerate(asdict(identity).items(), start=max(numbers, default=1) + 1):
        root.append(_property(key, value, number))
    blob = written(root)
    if former is not None:
        former._blob = blob  # noqa: SLF001 - python-docx has no other door to a part that it does not know
    else:
        package.relate_to(Part(PLACE, CONTENT_TYPE, blob, package), RELATION)


def identity_of(parts: Mapping[str, bytes]) -> Identity | None:
    """Read what a text says of itself; None where it says nothing, or not all."""
    blob = parts.get(PLACE.lstrip("/"))
    if blob is None:
        return None
    said = dict(_said(parsed(blob)))
    try:
        return Identity(**{it: said[PREFIX + it] for it in Identity.__slots__})
    except KeyError:
        return None


def _said(root: Element) -> Iterable[tuple[str, str]]:
    for it in root:
        yield str(it.get("name", "")), "".join(str(text) for text in it.itertext())


def _property(key: str, value: str, number: int) -> Element:
    made = parsed(
        f'<property xmlns="{SPACE}" xmlns:vt="{VALUES}" fmtid="{FORMAT}" pid="{number}" '
        f"name={quoteattr(PREFIX + key)}><vt:lpwstr/></property>".encode()
    )
    made[0].text = clean(value)
    return made
