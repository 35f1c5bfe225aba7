"""One page of a collection: what was asked for, in order, and with it whatever its objects name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tansiq.exchange.queries.stix.asked import EVERY, FIRST, NEWEST, Asked
from tansiq.exchange.queries.stix.objects import SPECIFICATION, Stix, named_by, version_of
from tansiq.exchange.queries.stix.stream import Entry, Stream


@dataclass(slots=True)
class Page:
    """Objects to send, the entries among them that were asked for, and whether there are more after them."""

    objects: list[Stix] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    has_more: bool = False
    there: dict[str, str] = field(default_factory=dict)
    """By id of what is on it, its version."""

    def add(self, objects: list[Stix], entries: list[Entry]) -> None:
        """Put entries on the page, with what they name."""
        self.objects.extend(objects)
        self.entries.extend(entries)
        self.there |= {it["id"]: version_of(it) for it in objects}


def page_of(stream: Stream, asked: Asked, *, is_closed: bool = True) -> Page:
    """Give the first page of what is asked.

    An object never comes before what it names; and where a page has room for it, never on another page: what was sent
    before is then sent again. A release is only cut in two where little would fit on the page otherwise.
    """
    page = Page()
    closes = is_closed and asked.is_whole
    coming = _wanted(stream, asked)
    for entries in coming:
        if _added(page, entries, stream, asked.most, closes=closes):
            continue
        given = _cut(page, entries, stream, asked.most, closes=closes)
        page.has_more = given < len(entries) or next(coming, None) is not None
        break
    return page


def _cut(page: Page, entries: list[Entry], stream: Stream, most: int, *, closes: bool) -> int:
    """Put as much of a release on a page as it should have; give how many entries that are."""
    if 2 * len(page.objects) >= most:
        return 0
    for given, entry in enumerate(entries):
        if not _added(page, [entry], stream, most, closes=closes):
            if page.entries:
                return given
            break  # no room for what the first one names: better that alone than nothing
    part = entries[:most]
    page.add([it.stix for it in part], part)
    return len(part)


def _wanted(stream: Stream, asked: Asked) -> Iterator[list[Entry]]:
    for entries in stream.entries(asked):
        if wanted := [it for it in entries if _is_asked(it, asked)]:
            yield wanted


def _is_asked(entry: Entry, asked: Asked) -> bool:
    stix, version = entry.stix, entry.version
    if asked.specifications and SPECIFICATION not in asked.specifications:
        return False
    if (asked.ids and stix["id"] not in asked.ids) or (asked.types and stix["type"] not in asked.types):
        return False
    return (
        EVERY in asked.versions
        or (version.is_last and NEWEST in asked.versions)
        or (version.is_first and FIRST in asked.versions)
        or version_of(stix) in asked.versions
    )


def _added(page: Page, entries: list[Entry], stream: Stream, most: int, *, closes: bool) -> bool:
    """Put entries on a page with what they name, if there is room for all of it."""
    there = dict(page.there)
    objects: list[Stix] = []
    for entry in entries:
        stix = entry.stix
        if closes:
            _close(stix, there, objects, stream)
        if there.get(stix["id"]) != version_of(stix):  # else it is there already, as what another one names
            objects.append(stix)
            there[stix["id"]] = version_of(stix)
    if len(page.objects) + len(objects) > most:
        return False
    page.add(objects, entries)
    return True


def _close(stix: Stix, there: dict[str, str], objects: list[Stix], stream: Stream) -> None:
    """Put what an object names before it, and before that what those name."""
    for wanted in named_by(stix):
        found = None if wanted in there else stream.resolved(wanted)
        if found is not None:
            there[wanted] = version_of(found)
            _close(found, there, objects, stream)
            objects.append(found)
