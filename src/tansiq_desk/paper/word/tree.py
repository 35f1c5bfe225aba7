"""Elements of XML as anybody may have written it: no entity is resolved, and nothing is fetched."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

__all__ = ["Element", "XMLSyntaxError", "canonical", "local_name", "parsed", "written"]


Element: TypeAlias = Any
"""An element; what reads them says nothing of its types."""
XMLSyntaxError = etree.XMLSyntaxError


def parsed(part: bytes) -> Element:
    """Read a part.

    Raises
    ------
    XMLSyntaxError
    """
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def written(root: Element) -> bytes:
    """Write a part."""
    part: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


def canonical(part: bytes) -> bytes:
    """Give a part so that two which say the same are the same (Canonical XML 1.0).

    Raises
    ------
    XMLSyntaxError
    """
    said: bytes = etree.tostring(parsed(part), method="c14n")
    return said


def local_name(element: Element) -> str:
    """Give an element's name without that of its vocabulary."""
    return str(etree.QName(element).localname)
