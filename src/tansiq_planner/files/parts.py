"""A problem is the merge of parts: one joint, one per party.

Neither side holds the other's ratings, ceilings and money unless released; the reader merges what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tansiq_planner.errors import Fault
from tansiq_planner.files.canonical import sha256_of
from tansiq_planner.files.located import Document, Node, Place, Steps, identity, placed, plain
from tansiq_planner.files.normal import normal
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.text import shortened
from tansiq_planner.problem import Part

JOINT = "joint"


@dataclass(frozen=True, slots=True)
class _Contribution:
    """One file as a part: its party, and its content without the header."""

    party: str
    programme: str | None
    header: Node | None
    root: Node
    content: Node


def merge(documents: Sequence[Document]) -> tuple[Node | None, tuple[Part, ...], list[Fault]]:
    """Merge files to one programme.

    Mappings merge key by key, rows by their identity; everything else must be equal where two parts give
    it. Rows of one part keep their order; rows of several parts are sorted by identity. So the order of
    files says nothing.

    Parameters
    ----------
    documents : sequence of Document

    Returns
    -------
    (Node or None, tuple of Part, list of Fault)
        The merged programme (None where the joint part is missing), the parts with the SHA-256 of what their
        content means (`normal`: the same from YAML, JSON and Excel), joint first, and what is wrong between them.
    """
    contributions = sorted(
        (_contribution(document) for document in documents),
        key=lambda it: (it.party != JOINT, it.party, it.root.place.file),
    )
    faults = [*_twice(contributions), *_misplaced_meta(contributions)]
    parts = tuple(Part(it.party, sha256_of(normal(Programme, plain(it.root)))) for it in contributions)
    if contributions[0].party != JOINT:
        place = contributions[0].root.place
        return None, parts, [*faults, Fault("no_joint_part", (), {}, place.file, place.line, place.column)]
    merged = contributions[0].content
    for it in contributions[1:]:
        merged = _merged(merged, it.content, (), faults)
    return merged, parts, [*faults, *_foreign(contributions, merged)]


def _contribution(document: Document) -> _Contribution:
    root = document.root
    header = root.value.get("part") if isinstance(root.value, dict) else None
    if not isinstance(root.value, dict) or header is None:
        return _Contribution(JOINT, None, None, root, root)
    inner = {key: child for key, child in root.value.items() if key != "part"}
    content = Node(inner, root.place, root.key_place)
    fields = header.value if isinstance(header.value, dict) else {}
    party, programme = (_text(fields.get(key)) for key in ("party", "programme"))
    return _Contribution(party or JOINT, programme, header, root, content)


def _text(node: Node | None) -> str | None:
    return node.value if node is not None and isinstance(node.value, str) else None


def _twice(contributions: Sequence[_Contribution]) -> Iterable[Fault]:
    first: dict[str, _Contribution] = {}
    for it in contributions:
        other = first.setdefault(it.party, it)
        if other is not it:
            figures = {"party": it.party, "other_file": other.root.place.file}
            yield placed(Fault("two_parts_of_party", ("part",), figures), it.root)


def _misplaced_meta(contributions: Sequence[_Contribution]) -> Iterable[Fault]:
    for it in contributions:
        if it.party != JOINT and isinstance(it.root.value, dict) and "meta" in it.root.value:
            fault = Fault("meta_outside_joint", ("meta",), {"party": it.party})
            yield placed(fault, it.root, at_key=True)


def _foreign(contributions: Sequence[_Contribution], merged: Node) -> Iterable[Fault]:
    meta = merged.value.get("meta") if isinstance(merged.value, dict) else None
    programme = _text(meta.value.get("id")) if meta is not None and isinstance(meta.value, dict) else None
    for it in contributions:
        if programme is not None and it.programme not in {None, programme}:
            figures = {"given": str(it.programme), "expected": programme}
            yield placed(Fault("other_programme", ("part", "programme"), figures), it.root)


def _merged(ours: Node, theirs: Node, path: Steps, faults: list[Fault]) -> Node:
    if isinstance(ours.value, dict) and isinstance(theirs.value, dict):
        return _merged_mapping(ours, theirs, path, faults)
    if _is_keyed(ours, path) and _is_keyed(theirs, path):
        return _merged_rows(ours, theirs, path, faults)
    if plain(ours) != plain(theirs) or isinstance(ours.value, bool) != isinstance(theirs.value, bool):
        faults.append(_conflict(ours, theirs, path))
    return ours


def _conflict(ours: Node, theirs: Node, path: Steps) -> Fault:
    place: Place = theirs.place
    figures = {
        "given": shortened(plain(theirs)),
        "other": shortened(plain(ours)),
        "other_file": ours.place.file,
        "other_line": ours.place.line or "",
    }
    return Fault("parts_differ", path, figures, *place)


def _merged_mapping(ours: Node, theirs: Node, path: Steps, faults: list[Fault]) -> Node:
    left, right = _entries(ours), _entries(theirs)
    inner = {
        key: _merged(child, right[key], (*path, key), faults) if key in right else child
        for key, child in left.items()
    }
    return Node(
        inner | {key: child for key, child in right.items() if key not in left}, ours.place, ours.key_place
    )


def _entries(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _rows(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else []


def _is_keyed(node: Node, path: Steps) -> bool:
    return isinstance(node.value, list) and all(identity(row, path) is not None for row in node.value)


def _merged_rows(ours: Node, theirs: Node, path: Steps, faults: list[Fault]) -> Node:
    left = {str(identity(row, path)): row for row in reversed(_rows(ours))}
    right = {str(identity(row, path)): row for row in reversed(_rows(theirs))}
    rows = []
    for row in _rows(ours):
        key = str(identity(row, path))
        shared = right.get(key) if left[key] is row else None
        rows.append(row if shared is None else _merged(row, shared, (*path, key), faults))
    added = [
        row
        for row in _rows(theirs)
        if str(identity(row, path)) not in left or right[str(identity(row, path))] is not row
    ]
    if added and rows:
        rows = sorted([*rows, *added], key=lambda row: str(identity(row, path)))
    return Node(rows or added, ours.place, ours.key_place)


def split_programme(programme: Programme) -> dict[str, dict[str, object]]:
    """Cut a programme into what both sides share and what each party keeps to itself.

    A party's part holds the ratings of its units (`metl`: `start`), their ceilings (`training_headcount`,
    `max_absent_share`, `not_available`) and its own budget lines. Only what the programme says is written; a
    party without anything of its own has no part.

    Parameters
    ----------
    programme : Programme

    Returns
    -------
    dict of str to dict
        By party, `joint` first; merging all of them gives the programme again (budget lines sorted by id).
    """
    joint = programme.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"part"})
    parts: dict[str, dict[str, object]] = {JOINT: joint}
    for party in (row.id for row in programme.parties):
        units = [
            own for row in joint["units"] if row["party"] == party and len(own := _take_internal(row)) > 1
        ]
        lines = [row for row in joint.get("budget", {}).get("lines", []) if row["payer"] == party]
        header = {"party": party, "programme": programme.meta.id}
        internal = ({"units": units} if units else {}) | ({"budget": {"lines": lines}} if lines else {})
        if internal:
            parts[party] = {"part": header, **internal}
    if "lines" in joint.get("budget", {}):
        held = set(parts)
        joint["budget"]["lines"] = [
            row for row in joint["budget"]["lines"] if row["payer"] == JOINT or row["payer"] not in held
        ]
    return parts


_CEILINGS = ("training_headcount", "max_absent_share", "not_available")


def _take_internal(unit: dict[str, object]) -> dict[str, object]:
    own: dict[str, object] = {"id": unit["id"]}
    own |= {key: unit.pop(key) for key in _CEILINGS if key in unit}
    metl = unit.get("metl")
    if isinstance(metl, Mapping):
        starts = {key: {"start": task.pop("start")} for key, task in metl.items() if "start" in task}
        own |= {"metl": starts} if starts else {}
    return own
