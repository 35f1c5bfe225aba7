"""Reads that every page needs: this node, and its journal."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.core.models import JournalHead, JournalLine, Node
from tansiq.core.rules import FIRST_LINE_FOLLOWS, line_hash


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found: how many lines hold, and the first that does not with what is wrong."""

    lines: int
    broken_at: int | None = None
    fault: str = ""

    @property
    def holds(self) -> bool:
        """Whether every line follows from the one before."""
        return self.broken_at is None


def this_node() -> Node | None:
    """Give the node, or None before anything was loaded."""
    return Node.objects.first()


def journal_verdict() -> Verdict:
    """Recompute every hash of the journal, first to last."""
    before, count = FIRST_LINE_FOLLOWS, 0
    for line in JournalLine.objects.order_by("number").iterator(chunk_size=2000):
        if line.number != count + 1:
            return Verdict(count, count + 1, "missing")
        if line.before != before:
            return Verdict(count, line.number, "chain")
        found = line_hash(
            number=line.number,
            at=line.at,
            by=line.by,
            verb=line.verb,
            subject=line.subject,
            changes=line.changes,
            before=before,
        )
        if found != line.hash:
            return Verdict(count, line.number, "changed")
        before, count = line.hash, line.number
    head = JournalHead.objects.first()
    if (head.number, head.hash) != (count, before) if head else count:
        return Verdict(count, count + 1, "cut")
    return Verdict(count)
