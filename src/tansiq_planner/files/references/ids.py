"""Every id once."""

from __future__ import annotations

from collections.abc import Iterable

from tansiq_planner.errors import Fault
from tansiq_planner.files.located import Node, Steps, identity, placed, row_key
from tansiq_planner.files.references.facts import JOINT, OWN_SPACE, SECTIONS, rows_at

RESERVED = frozenset({JOINT, "provider", "host", "sender"})
"""Words that stand for a party where one is named."""


def repeated_ids(root: Node) -> list[Fault]:
    """Find rows of one list with one identity, ids that two sections use, and words that cannot be a party.

    Parameters
    ----------
    root : Node
        The merged programme.

    Returns
    -------
    list of Fault
        With their places.
    """
    return [*_within_lists(root, ()), *_across_sections(root), *_reserved(root)]


def _within_lists(node: Node, path: Steps) -> Iterable[Fault]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _within_lists(child, (*path, key))
    elif isinstance(node.value, list):
        first: dict[str, Node] = {}
        for index, row in enumerate(node.value):
            name = identity(row, path)
            yield from _within_lists(row, (*path, index if name is None else name))
            if name is not None and first.setdefault(name, row) is not row:
                line = first[name].place.line or ""
                yield _at(Fault("duplicate_id", (*path, name), {"given": name, "first": line}), row, path)


def _at(fault: Fault, row: Node, path: Steps) -> Fault:
    place = placed(Fault(fault.code, (row_key(path),)), row)
    return Fault(
        fault.code, fault.path, fault.figures, place.file, place.line, place.column, place.sheet, place.cell
    )


def _across_sections(root: Node) -> Iterable[Fault]:
    owner = dict.fromkeys(_programme_id(root), "meta")
    for kind, path in SECTIONS.items():
        if kind in OWN_SPACE:
            continue
        for row in rows_at(root, path):
            name = identity(row, path)
            if name is not None and owner.setdefault(name, kind) != kind:
                figures = {"given": name, "other": owner[name]}
                yield _at(Fault("id_in_two_sections", (*path, name), figures), row, path)


def _programme_id(root: Node) -> Iterable[str]:
    meta = root.value.get("meta") if isinstance(root.value, dict) else None
    if meta is not None and isinstance(meta.value, dict):
        name = meta.value.get("id")
        if name is not None and isinstance(name.value, str):
            yield name.value


def _reserved(root: Node) -> Iterable[Fault]:
    for row in rows_at(root, SECTIONS["parties"]):
        name = identity(row, SECTIONS["parties"])
        if name in RESERVED:
            yield _at(Fault("reserved_id", ("parties", name), {"given": name}), row, ("parties",))
