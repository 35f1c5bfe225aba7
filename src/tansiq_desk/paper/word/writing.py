"""Writes a paper as DOCX from a template: its styles stay, its markers are replaced, and the same paper gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from io import BytesIO

from docx import Document
from docx.document import Document as Text
from docx.oxml.ns import qn

from tansiq_desk.paper.blocks import Paper
from tansiq_desk.paper.word.direction import ISOLATES, clean, tag
from tansiq_desk.paper.word.filling import body_paragraph, fill, mark_every_page, run_rtl, said_by
from tansiq_desk.paper.word.identity import Identity, identify
from tansiq_desk.paper.word.laying import Layer, turned
from tansiq_desk.paper.word.lists import Lists, Styles
from tansiq_desk.paper.word.packing import steady
from tansiq_desk.paper.word.shipped import shipped_template
from tansiq_desk.paper.word.tree import Element
from tansiq_desk.words.languages import is_right_to_left

LONGEST_PROPERTY = 255


class NoBodyError(ValueError):
    """The template has no place for the text."""


def write_docx(
    paper: Paper, template: bytes | None = None, *, beside: Paper | None = None, own: Mapping[str, str] | None = None,
    identity: Identity | None = None,
) -> bytes:  # fmt: skip
    """Give a paper as DOCX, alone or with the same in another language beside it.

    `own` is the text of the record itself by language (`ar`, `fr`, `en`), which stands in a field of its own so that it is
    found again; `identity` says of which record it is.

    Raises
    ------
    NoBodyError
        The template has no `{{body}}`; templates are looked through before they are kept.
    """
    papers = sorted(filter(None, (paper, beside)), key=lambda it: not is_right_to_left(it.lang))
    template = template or shipped_template("minutes")
    document = Document(BytesIO(template))
    place = body_paragraph(document)
    if place is None:
        raise NoBodyError
    styles = Styles(document)
    layer = Layer(papers, styles, Lists(document, styles), section_of(place), own or {})
    for it in layer.laid():
        place.addprevious(it)
    _end(place, layer)
    said = [said_by(it) for it in papers]
    fill(document, said)
    mark_every_page(document, said, {it: styles.paragraph(it) for it in ("header", "footer")})
    run_rtl(document, papers[0].lang)
    _describe(document, papers)
    if identity:
        identify(document.part.package, identity)
    stream = BytesIO()
    document.save(stream)
    return steady(stream.getvalue(), template, paper.made_at.astimezone(UTC))


def section_of(place: Element) -> Element:
    """Give the properties of the pages that a paragraph stands on."""
    for later in place.itersiblings():
        found = later if later.tag == qn("w:sectPr") else later.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return found
    body = place.getparent()
    return body.get_or_add_sectPr()


def _end(place: Element, layer: Layer) -> None:
    """Take out the marker's line; pages that lie across at the end end where the text of the template goes on."""
    following = [it for it in place.itersiblings() if it.tag != qn("w:sectPr")]
    body, before = place.getparent(), place.getprevious()
    if layer.is_wide and not following:
        turned(layer.section, is_wide=True)
    elif layer.is_wide:
        for it in layer.broken_back():
            place.addprevious(it)
    if before is not None or following:
        body.remove(place)
    else:
        for it in list(place):
            if it.tag != qn("w:pPr"):
                place.remove(it)


def _describe(document: Text, papers: Sequence[Paper]) -> None:
    about, paper = document.core_properties, papers[0]
    moment = paper.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.title = " · ".join(dict.fromkeys(clean(it.title).translate(ISOLATES) for it in papers))[
        :LONGEST_PROPERTY
    ]
    about.author = clean(paper.issuer)[:LONGEST_PROPERTY]
    about.last_modified_by = about.author
    about.language = tag(paper.lang)
    about.identifier = clean(paper.reference)[:LONGEST_PROPERTY]
    about.created = about.modified = moment
    about.revision = 1
