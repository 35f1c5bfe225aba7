"""Markers of a template: plain words in double braces that are replaced by what a paper says. Nothing is ever executed."""

from __future__ import annotations

import re
from enum import StrEnum


class Marker(StrEnum):
    """What a marker stands for."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    ISSUER = "issuer"
    REFERENCE = "reference"
    DAY = "day"
    MARKING = "marking"
    MARK = "mark"
    PAGES = "pages"
    BODY = "body"


WRITTEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
"""A marker as it stands in a text."""
BRACES = re.compile(r"\{\{|\}\}")


def unknown_markers(text: str) -> list[str]:
    """Give what stands in double braces and is no marker, and braces that are left over.

    >>> unknown_markers("{{title}} {{ nobody }} {{day}"), unknown_markers("{{ DAY }}")
    (['{{ nobody }}', '{{'], [])
    """
    unknown = [it[0] for it in WRITTEN.finditer(text) if it[1].casefold() not in set(Marker)]
    return unknown + BRACES.findall(WRITTEN.sub("", text))


def markers_in(text: str) -> list[Marker]:
    """Give the markers of a text in the order they stand."""
    return [Marker(it[1].casefold()) for it in WRITTEN.finditer(text) if it[1].casefold() in set(Marker)]
