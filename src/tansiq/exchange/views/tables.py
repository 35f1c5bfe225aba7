"""Tables of what is attached to a record, folded by section and paged, so that a large part stays a page that can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from tansiq.planning.queries.shared.tables import Cell, Table
from tansiq.ui.answering import page_of

ROWS = 50
"""Of a section at a time."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with the page of it that is shown, under the name by which an address asks for it; open where one does."""

    key: str
    table: Table
    page: Page[Any]
    is_open: bool

    @property
    def rows(self) -> list[list[tuple[str, Cell]]]:
        """Give the rows of the page, each cell with what its column is called."""
        return [list(zip(self.table.headings, row, strict=True)) for row in self.page.object_list]


def tables_shown(request: HttpRequest, tables: Iterable[Table], under: str = "") -> list[ShownTable]:
    """Give the tables of a record, each at its first page, but for the one that the address asks for."""
    wanted = request.GET.get("table", "")
    return [_shown(request, it, f"{under}{it.name}", wanted) for it in tables]


def _shown(request: HttpRequest, table: Table, key: str, wanted: str) -> ShownTable:
    page = page_of(request, table.rows, ROWS) if key == wanted else Paginator(table.rows, ROWS).get_page(1)
    return ShownTable(key, table, page, key == wanted)
