"""A value read from a file, with the place of every part of it: what text, workbook and merge all hand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

from tansiq_planner.errors import Fault

Steps = tuple[str | int, ...]
"""A path in a file: keys, and for rows their identity or index."""
Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]

ROW_KEYS: Mapping[tuple[str, ...], str] = {
    ("calendars",): "party",
    ("budget", "rates"): "kind",
    ("calendar", "planning_cycle"): "key",
}
"""Lists whose rows are told apart by another key than `id`."""


class Place(NamedTuple):
    """Where a value stands: line and column from 1 in a text, sheet and cell in a workbook."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(slots=True)
class Node:
    """A value with its place; `key_place` is where its key stands, for an entry of a mapping."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file read: its name and everything in it."""

    name: str
    root: Node


def plain(node: Node) -> Plain:
    """Give the value alone."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def located(value: object, places: Mapping[Steps, Place], path: Steps = ()) -> Node:
    """Join a plain value with the places of its parts.

    Parameters
    ----------
    value : object
        Mappings, lists and scalars.
    places : mapping of path to Place
        A part without a place of its own has that of the whole it stands in.
    path : tuple of str or int
        Steps of `value` itself.
    """
    place = places.get(path) or _nearest(places, path)
    if isinstance(value, Mapping):
        inner = {str(key): located(child, places, (*path, str(key))) for key, child in value.items()}
        return Node(inner, place, place)
    if isinstance(value, list | tuple):
        rows = [located(child, places, (*path, index)) for index, child in enumerate(value)]
        return Node(rows, place, place)
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return Node(value, place, place)
    return Node(str(value), place, place)


def _nearest(places: Mapping[Steps, Place], path: Steps) -> Place:
    for length in range(len(path) - 1, -1, -1) if places else ():
        if path[:length] in places:
            return places[path[:length]]
    return NOWHERE


NOWHERE = Place()
"""Where a value stands that came from no file."""


def row_key(path: Steps) -> str:
    """Give the key that tells the rows of the list at `path` apart."""
    return ROW_KEYS.get(tuple(str(step) for step in path), "id")


def identity(row: Node, path: Steps) -> str | None:
    """Give what tells a row of the list at `path` from the others, where it has such a thing."""
    if not isinstance(row.value, dict):
        return None
    key = row.value.get(row_key(path))
    return key.value if key is not None and isinstance(key.value, str) else None


def walk(root: Node, path: Sequence[str | int]) -> Iterator[tuple[str | int, Node]]:
    """Follow a path as far as it exists; rows may be named by identity or by index.

    Yields
    ------
    (str or int, Node)
        The step as people name it (identity rather than index) and what it leads to.
    """
    node = root
    gone: Steps = ()
    for step in path:
        following = _follow(node, gone, step)
        if following is None:
            return
        named, node = following
        yield named, node
        gone = (*gone, named)


def _follow(node: Node, gone: Steps, step: str | int) -> tuple[str | int, Node] | None:
    if isinstance(node.value, dict):
        child = node.value.get(str(step))
        return None if child is None else (str(step), child)
    if not isinstance(node.value, list):
        return None
    if isinstance(step, int):
        if not 0 <= step < len(node.value):
            return None
        row = node.value[step]
        return identity(row, gone) or step, row
    for row in node.value:
        if identity(row, gone) == step:
            return step, row
    return None


def placed(fault: Fault, root: Node, *, at_key: bool = False) -> Fault:
    """Give the fault with rows named by identity, and the place of what its path leads to.

    Parameters
    ----------
    fault : Fault
        Without a place.
    root : Node
        What the path is followed in. Where it ends early, the place is that of the last part found.
    at_key : bool
        Take the place of the key rather than of the value.
    """
    steps = list(walk(root, fault.path))
    named = (*(step for step, _ in steps), *fault.path[len(steps) :])
    node = steps[-1][1] if steps else root
    whole = len(steps) == len(fault.path)
    at_key = (whole and at_key) or isinstance(node.value, dict)
    place = node.key_place if at_key and node.key_place is not None else node.place
    return replace(
        fault,
        path=named,
        file=place.file,
        line=place.line,
        column=place.column,
        sheet=place.sheet,
        cell=place.cell,
    )


def place_order(fault: Fault) -> tuple[str, int, int, str, str]:
    """Sort key: faults in the order of the file."""
    return fault.file, fault.line or 0, fault.column or 0, fault.code, repr(fault.path)
