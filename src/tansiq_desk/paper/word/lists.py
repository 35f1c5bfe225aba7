"""The styles and lists that a template has, by the names that Word knows them by in every language of its menus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from tansiq_desk.paper.word.tree import Element

PARAGRAPHS: Mapping[str, tuple[str, ...]] = {
    "text": ("Body Text",),
    "heading-1": ("heading 1",),
    "heading-2": ("heading 2", "heading 1"),
    "heading-3": ("heading 3", "heading 2", "heading 1"),
    "note": ("Tansiq Note", "Intense Quote", "Quote", "Body Text"),
    "point": ("List Bullet",),
    "numbered point": ("List Number",),
    "plain point": ("List Paragraph", "Body Text"),
    "caption": ("caption",),
    "cell": ("Tansiq Cell",),
    "signature": ("Tansiq Signature",),
    "header": ("header",),
    "footer": ("footer",),
}
"""The styles of each kind of text; the first that a template has is taken, and its standard style where it has none."""
TABLES: Mapping[str, tuple[str, ...]] = {
    "table": ("Tansiq Table", "Table Grid"),
    "pairs": ("Tansiq Pairs", "Table Grid"),
    "signatures": ("Tansiq Signatures",),
}


class Styles:
    """What a template's styles are called inside of it."""

    def __init__(self, document: Document) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self.elements: dict[str, Element] = {}
        for style in document.styles.element.iterchildren(qn("w:style")):
            name = style.find(qn("w:name"))
            if name is not None:
                key, kind = style.get(qn("w:styleId")), style.get(qn("w:type"))
                self._ids[kind, name.get(qn("w:val"), "").casefold()] = key
                self.elements[key] = style

    def paragraph(self, of: str) -> str:
        """Give the style of a kind of text; nothing for the template's standard style."""
        return self._first("paragraph", PARAGRAPHS[of])

    def table(self, of: str) -> str:
        """Give the style of a kind of table; nothing where the template has none."""
        return self._first("table", TABLES[of])

    def _first(self, kind: str, names: tuple[str, ...]) -> str:
        found = (self._ids.get((kind, it.casefold())) for it in names)
        return next((it for it in found if it), "")


class Lists:
    """The lists of a template: each numbered list of a paper begins at 1."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._document, self._styles = document, styles

    def has_bullets(self) -> bool:
        """Tell whether the template draws the points of a list itself."""
        return self._number_of("point") is not None

    def new_numbers(self) -> int:
        """Begin a numbered list; 0 where the template numbers none."""
        known = self._number_of("numbered point")
        try:
            numbering: Any = self._document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        except KeyError:
            return 0
        former = next(
            (it for it in numbering.element.iterchildren(qn("w:num")) if it.get(qn("w:numId")) == known), None
        )
        if former is None:
            return 0
        begun = numbering.element.add_num(int(former.find(qn("w:abstractNumId")).get(qn("w:val"))))
        begun.add_lvlOverride(0).add_startOverride(1)
        return int(begun.numId)

    def _number_of(self, of: str) -> str | None:
        style = self._styles.elements.get(self._styles.paragraph(of))
        found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}") if style is not None else None
        return found.get(qn("w:val")) if found is not None else None
