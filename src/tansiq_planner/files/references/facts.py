"""What the checks of references read: the usable sections, and every id of the file, faulty rows included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tansiq_planner.errors import Fault
from tansiq_planner.files.located import Node, Steps, identity
from tansiq_planner.files.schema import Programme, agreed
from tansiq_planner.files.shape import nearest

JOINT = "joint"
"""Who is meant where both sides are: host of an exercise, payer, party of a joint body."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "parties": ("parties",),
    "organisations": ("organisations",),
    "accords": ("accords",),
    "competencies": ("competencies",),
    "units": ("units",),
    "venues": ("venues",),
    "instructor_pools": ("instructor_pools",),
    "courses": ("courses",),
    "requests": ("requests",),
    "exercises": ("exercises",),
    "sectors": ("border", "sectors"),
    "lines": ("budget", "lines"),
    "seasons": ("calendar", "seasons"),
    "locks": ("locks",),
    "places": ("border", "places"),
    "rates": ("budget", "rates"),
}
"""Where the rows of each kind of id stand."""

OWN_SPACE = frozenset({"places", "rates"})
"""Kinds whose ids may also be ids of another kind; all others share one space, for they share their names."""


@dataclass(frozen=True)
class Facts:
    """The sections that could be read; those of `meta` that could not are None.

    Parameters
    ----------
    programme : Programme
        Only rows without faults; `meta` must not be read here.
    horizon, as_of, gate, scale
        Of `meta`.
    ids : mapping of str to frozenset of str
        By kind, see `SECTIONS`.
    """

    programme: Programme
    horizon: agreed.Horizon | None
    as_of: object
    gate: agreed.Gate | None
    scale: Mapping[str, agreed.Letter] | None
    ids: Mapping[str, frozenset[str]]

    def absent(
        self, given: str | None, kind: str, *path: str | int, also: Iterable[str] = ()
    ) -> Iterable[Fault]:
        """Say so when an id names nothing of its kind; None names nothing and is fine.

        Parameters
        ----------
        given : str or None
        kind : str
            See `SECTIONS`; several kinds are joined by a blank.
        path : str or int
        also : iterable of str
            Words that are meant besides ids.
        """
        known = frozenset(also).union(*(self.ids[name] for name in kind.split()))
        if given is not None and given not in known:
            yield Fault("no_such_id", path, {"given": given, "kind": kind, "nearest": nearest(given, known)})

    def all_absent(self, given: Iterable[str], kind: str, *path: str | int) -> Iterable[Fault]:
        """Say so for every id of a list, and for every id that stands in it twice."""
        seen: set[str] = set()
        for index, name in enumerate(given):
            yield from self.absent(name, kind, *path, index)
            if name in seen:
                yield Fault("repeated_value", (*path, index), {"given": name})
            seen.add(name)

    def keys_absent(self, given: Iterable[str], kind: str, *path: str | int) -> Iterable[Fault]:
        """Say so for every key of a mapping that should be an id."""
        for name in given:
            yield from self.absent(name, kind, *path, name)


def rows_at(root: Node, path: Steps) -> list[Node]:
    """Give the rows of a section; none where there is no list."""
    node: Node | None = root
    for step in path:
        node = node.value.get(str(step)) if node is not None and isinstance(node.value, dict) else None
    return node.value if node is not None and isinstance(node.value, list) else []


def ids_of(root: Node) -> dict[str, frozenset[str]]:
    """Collect every id of every kind, those of faulty rows too."""
    return {
        kind: frozenset(name for row in rows_at(root, path) if (name := identity(row, path)) is not None)
        for kind, path in SECTIONS.items()
    }


def cycles(successors: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Find cycles among ids; each id is in at most one of those given.

    Parameters
    ----------
    successors : mapping of str to iterable of str

    Returns
    -------
    list of tuple of str
        Each cycle from its first member in the order of the mapping.
    """
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in successors:
        trail: list[str] = []
        stack = [(start, iter((start,)))]
        while stack:
            _, choices = stack[-1]
            step = next((it for it in choices if it in successors), None)
            if step is None:
                stack.pop()
                if len(trail) >= len(stack) and trail:
                    done.add(trail.pop())
            elif step in trail:
                found.append(tuple(trail[trail.index(step) :]))
            elif step not in done:
                trail.append(step)
                stack.append((step, iter(tuple(successors[step]))))
    return found
