"""Locks that cannot hold together: which ones, and the rules that stand between them."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq_planner.problem import Lock
from tansiq_planner.result import Reason


@dataclass(frozen=True)
class Conflict:
    """A set of locks that cannot all hold, made as small as it can be: without any one of them the rest could.

    Parameters
    ----------
    locks : tuple of Lock
        At least one. A lock alone here is against the rules by itself.
    rules : tuple of Reason
        The rules that these locks run into, each with its place and figures; empty where no proof was found in time.
    confirmed : bool
        Whether a second solve, by another path and on these rules and locks alone, found no plan either.
    """

    locks: tuple[Lock, ...]
    rules: tuple[Reason, ...] = ()
    confirmed: bool = False
