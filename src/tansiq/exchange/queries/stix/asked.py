"""What a program asks of a collection: which objects, which versions of them, from where on, how many.

It is read strictly: what makes no sense is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from tansiq.core.errors import Refused

START = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST = "last"
FIRST, EVERY = "first", "all"
MOST_OBJECTS = 1000
"""On a page; who asks for more gets so many."""

MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+ -]\d\d:\d\d)", re.ASCII)
OBJECT_ID = re.compile(r"[a-z][a-z0-9-]{0,249}--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
TYPE = re.compile(r"[a-z][a-z0-9-]{0,249}", re.ASCII)
SPECIFICATION = re.compile(r"\d{1,3}\.\d{1,3}", re.ASCII)
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
PLACE = re.compile(r"[0-9a-f]{1,15}", re.ASCII)
MOST_VALUES = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; `after` is a number of microseconds since 1970, and an empty filter lets everything through."""

    after: int | None = None
    most: int = MOST_OBJECTS
    ids: Collection[str] = field(default_factory=frozenset)
    types: Collection[str] = field(default_factory=frozenset)
    versions: Collection[str] = frozenset({NEWEST})
    specifications: Collection[str] = field(default_factory=frozenset)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is picked out, so that a page must not lack what its objects name."""
        return not self.ids and not self.types

    def about(self, stix_id: str, versions: Collection[str] = ()) -> Asked:
        """Give the same of one object alone, and of other versions of it where some are named."""
        return replace(self, ids=frozenset({stix_id}), versions=versions or self.versions)


class AskedWrong(Refused):
    """A request that makes no sense; nothing was looked up."""


def asked_in(query: QueryDict) -> Asked:
    """Read what is asked.

    Raises
    ------
    AskedWrong
    """
    after = [it for it in (_moment_of(query, "added_after"), _place(query)) if it is not None]
    return Asked(
        after=max(after, default=None),
        most=_most(query),
        ids=_values(query, "match[id]", OBJECT_ID),
        types=_values(query, "match[type]", TYPE),
        versions=frozenset(_version(it) for it in _listed(query, "match[version]")) or frozenset({NEWEST}),
        specifications=_values(query, "match[spec_version]", SPECIFICATION),
    )


def written_place(added: int) -> str:
    """Write where the next page begins, as programs hand it back."""
    return f"{added:x}"


def _wrong(name: str) -> AskedWrong:
    return AskedWrong(_("The parameter “%(name)s” makes no sense here.") % {"name": name})


def _one(query: QueryDict, name: str) -> str | None:
    given = query.getlist(name)
    if len(given) > 1:
        raise _wrong(name)
    return given[0] if given else None


def _listed(query: QueryDict, name: str) -> list[str]:
    given = _one(query, name)
    values = [] if given is None else given.split(",")
    if len(values) > MOST_VALUES:
        raise _wrong(name)
    return values


def _values(query: QueryDict, name: str, shape: re.Pattern[str]) -> frozenset[str]:
    values = _listed(query, name)
    if not all(shape.fullmatch(it) for it in values):
        raise _wrong(name)
    return frozenset(values)


def _most(query: QueryDict) -> int:
    given = _one(query, "limit")
    if given is None:
        return MOST_OBJECTS
    if not WHOLE.fullmatch(given) or int(given) < 1:
        raise _wrong("limit")
    return min(int(given), MOST_OBJECTS)


def _place(query: QueryDict) -> int | None:
    given = _one(query, "next")
    if given is not None and not PLACE.fullmatch(given):
        raise _wrong("next")
    return None if given is None else int(given, 16)


def _moment_of(query: QueryDict, name: str) -> int | None:
    given = _one(query, name)
    return None if given is None else _moment(name, given)


def _moment(name: str, given: str) -> int:
    """Give a moment in microseconds since 1970; what is finer is left out."""
    found = MOMENT.fullmatch(given)
    if found is None:
        raise _wrong(name)
    seconds, fraction, zone = found.groups()
    try:
        at = datetime.fromisoformat(f"{seconds}.{(fraction or '')[:6]:0<6}{zone.replace(' ', '+')}")
        return (at - START) // timedelta(microseconds=1)
    except (ValueError, OverflowError) as error:
        raise _wrong(name) from error


def _version(given: str) -> str:
    """Give a version as objects have it, however many decimals a program writes."""
    if given in {NEWEST, FIRST, EVERY}:
        return given
    milliseconds, finer = divmod(_moment("match[version]", given), 1000)
    return given if finer else version_written(milliseconds)


def version_written(moment: int) -> str:
    """Write a number of milliseconds since 1970 as STIX has moments."""
    at = START + timedelta(milliseconds=moment)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def moment_written(added: int) -> str:
    """Write a number of microseconds since 1970 as TAXII has moments."""
    return f"{START + timedelta(microseconds=added):%Y-%m-%dT%H:%M:%S.%fZ}"
