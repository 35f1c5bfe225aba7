"""What a file did to each record, kept so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tansiq.planning.queries.programme_file.rows import Row


class Taken(NamedTuple):
    """What a file did to a record: what it had before (None where there was none), what it has since, and its version then."""

    before: Row | None
    after: Row
    version: int
    source: str


Brought = Mapping[str, Mapping[str, Taken]]
"""What a file brought, by section and code."""
