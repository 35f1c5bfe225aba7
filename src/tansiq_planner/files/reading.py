"""Reads programme files: text or workbook, then merge, shape, references, and the problem they pose.

A bad file gives one list of all its faults, and nothing else happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tansiq_planner.calendar import Window
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.baseline import baseline_for
from tansiq_planner.files.building import build_problem
from tansiq_planner.files.json_text import read_json
from tansiq_planner.files.located import Document, Node, Place, place_order, placed, plain
from tansiq_planner.files.opening import document_of, read_document
from tansiq_planner.files.parts import JOINT, merge
from tansiq_planner.files.references import Facts, check_references, ids_of
from tansiq_planner.files.schema import Programme, agreed
from tansiq_planner.files.schema.programme import PartHeader
from tansiq_planner.files.shape import check_section, check_shape, nearest
from tansiq_planner.files.text import fault_at
from tansiq_planner.problem import Part, Problem
from tansiq_planner.solution import Plan


def read_problem(
    paths: Sequence[Path],
    *,
    count_tacit_renewal: bool | None = None,
    as_of: date | None = None,
    baseline: Plan | None = None,
) -> Problem:
    """Read the parts of a programme and give the problem they pose.

    Parameters
    ----------
    paths : sequence of Path
        YAML or JSON files, in any order.
    count_tacit_renewal, as_of, baseline
        Taken instead of what the files say, where given.

    Raises
    ------
    FaultyFileError
        With every fault of every file.
    """
    programme, parts = read_programme(paths)
    return pose(programme, parts, count_tacit_renewal=count_tacit_renewal, as_of=as_of, baseline=baseline)


def read_problem_text(text: str) -> Problem:
    """Give the problem that the JSON text of a whole programme poses.

    Raises
    ------
    FaultyFileError
        With every fault of the text.
    """
    document, faults = document_of(text, "programme.json", read_json)
    programme, parts = programme_of([] if document is None else [document], faults)
    return pose(programme, parts)


def read_programme(paths: Sequence[Path]) -> tuple[Programme, tuple[Part, ...]]:
    """Read, merge and check the parts of a programme.

    Returns
    -------
    (Programme, tuple of Part)
        The parts joint first, then by party.

    Raises
    ------
    FaultyFileError
        With every fault of every file.
    """
    read = [read_document(path) for path in _each_once(paths)]
    faults = [*_given_twice(paths), *(fault for _, found in read for fault in found)]
    return programme_of([document for document, _ in read if document is not None], faults)


def pose(
    programme: Programme,
    parts: tuple[Part, ...],
    *,
    count_tacit_renewal: bool | None = None,
    as_of: date | None = None,
    baseline: Plan | None = None,
) -> Problem:
    """Turn a checked programme into a problem, with what is asked instead of what the files say.

    Raises
    ------
    FaultyFileError
        Where `as_of` lies outside the horizon, or what has begun in the baseline names what is gone.
    """
    problem = build_problem(programme, parts)
    if count_tacit_renewal is not None:
        problem = replace(problem, count_tacit_renewal=count_tacit_renewal)
    if as_of is not None:
        first, last = problem.horizon.first, problem.horizon.last
        if as_of not in Window(first, last):
            figures = {"given": as_of, "first": first, "last": last}
            raise FaultyFileError([Fault("outside_horizon", ("as_of",), figures)])
        problem = replace(problem, as_of=as_of)
    if baseline is not None:
        problem = replace(problem, baseline=baseline_for(baseline, problem)[0])
    return problem


def programme_of(
    documents: Sequence[Document], faults: Iterable[Fault] = ()
) -> tuple[Programme, tuple[Part, ...]]:
    """Merge and check documents that have been read, from text or workbook.

    Parameters
    ----------
    documents : sequence of Document
    faults : iterable of Fault
        Found so far; they are reported with the rest.

    Raises
    ------
    FaultyFileError
        With every fault.
    """
    found = list(faults)
    if not documents:
        raise FaultyFileError(found or [Fault("no_joint_part")])
    merged, parts, between = merge(documents)
    found += [*between, *(fault for document in documents for fault in _header_faults(document))]
    programme = None
    if merged is not None:
        programme, inside = _checked(merged)
        found += [*inside, *_strangers(documents, merged)]
    if found or programme is None:
        raise FaultyFileError(sorted(found, key=place_order))
    return programme, parts


def _each_once(paths: Sequence[Path]) -> list[Path]:
    return list({_real(path): path for path in reversed(paths)}.values())[::-1]


def _given_twice(paths: Sequence[Path]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for path in paths:
        if _real(path) in seen:
            faults.append(fault_at("file_given_twice", Place(path.name)))
        seen.add(_real(path))
    return faults


def _real(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def _header_faults(document: Document) -> list[Fault]:
    header = document.root.value.get("part") if isinstance(document.root.value, dict) else None
    if header is None:
        return []
    faults = check_shape(PartHeader, plain(header))[1]
    return [_with_place(replace(fault, path=("part", *fault.path)), document.root) for fault in faults]


def _strangers(documents: Sequence[Document], merged: Node) -> Iterable[Fault]:
    """Find parts of parties that the programme does not know."""
    known = ids_of(merged)["parties"] | {JOINT}
    for document in documents:
        header = document.root.value.get("part") if isinstance(document.root.value, dict) else None
        party = header.value.get("party") if header is not None and isinstance(header.value, dict) else None
        if party is not None and isinstance(party.value, str) and party.value not in known:
            figures = {"given": party.value, "kind": "parties", "nearest": nearest(party.value, known)}
            yield placed(Fault("no_such_id", ("part", "party"), figures), document.root)


def _checked(merged: Node) -> tuple[Programme | None, list[Fault]]:
    value = plain(merged)
    programme, faults = check_shape(Programme, value)
    sections = _usable(value) if programme is None else {name: getattr(programme, name) for name in _FIELDS}
    found = check_references(_facts(merged, sections), merged)
    return programme, [*(_with_place(fault, merged) for fault in faults), *found]


def _with_place(fault: Fault, root: Node) -> Fault:
    return placed(fault, root, at_key=fault.code == "unknown_key")


_FIELDS = tuple(name for name in Programme.model_fields if name != "part")
_REQUIRED_ROWS = frozenset(
    name for name, field in Programme.model_fields.items() if field.is_required() and name != "meta"
)


def _usable(value: object) -> dict[str, Any]:
    """Give every section with what is wrong taken out."""
    given: Mapping[str, object] = value if isinstance(value, Mapping) else {}
    sections: dict[str, Any] = {}
    for name in _FIELDS:
        field = Programme.model_fields[name]
        empty: object = [] if name in _REQUIRED_ROWS else None
        default = empty if field.is_required() else field.get_default(call_default_factory=True)
        section, is_usable = check_section(field.annotation, given[name]) if name in given else (None, False)
        sections[name] = section if is_usable else default
    sections["meta"] = sections["meta"] or _usable_meta(given.get("meta"))
    return sections


def _usable_meta(value: object) -> agreed.Meta:
    """Give what can be read of a faulty `meta`; the rest of its attributes is not there."""
    given: Mapping[str, object] = value if isinstance(value, Mapping) else {}
    read = {
        name: check_section(field.annotation, given[field.alias or name])
        for name, field in agreed.Meta.model_fields.items()
        if (field.alias or name) in given
    }
    usable: dict[str, Any] = {name: part for name, (part, is_usable) in read.items() if is_usable}
    return agreed.Meta.model_construct(**usable)


def _facts(merged: Node, sections: dict[str, Any]) -> Facts:
    meta = sections["meta"]
    return Facts(
        programme=Programme.model_construct(**sections),
        horizon=getattr(meta, "horizon", None),
        as_of=getattr(meta, "as_of", None),
        gate=getattr(meta, "gate", None),
        scale=getattr(meta, "rating_scale", None),
        ids=ids_of(merged),
    )
