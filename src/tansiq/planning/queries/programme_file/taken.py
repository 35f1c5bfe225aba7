"""What a file did to each record, kept so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tansiq.planning.queries.programme_file.rows import Row
from tansiq.planning.rules import Hindrance


class Taken(NamedTuple):
    """What a file did to a record: what it had before (None where there was none), what it has since, and its version then."""

    before: Row | None
    after: Row
    version: int
    source: str


Brought = Mapping[str, Mapping[str, Taken]]
"""What a file brought, by section and code."""


class Latest(NamedTuple):
    """The latest plan, search, released part and line of the journal when something was taken in: later ones may know of it."""

    plan: int
    search: int
    part: int
    line: int = 0


class Obstacle(NamedTuple):
    """Why something is not taken back: the record, and what was done with it since."""

    section: str
    code: str
    why: Hindrance
    by: str = ""
