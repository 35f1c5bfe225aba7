"""Reads that every page needs: this node, and its journal."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tansiq.core.models import JournalHead, JournalLine, Node
from tansiq.core.rules import FIRST_LINE_FOLLOWS, MOST_SIGNS, MOST_WORDS, folded, line_hash

AT_ONCE = 500


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


def says(text: str, *places: str) -> Q:
    """Give the condition that every word of a text stands in a record's searched texts, in any spelling.

    `places` are ways to the records that are looked into, such as `unit__`; the record itself is the empty one.
    """
    condition = Q()
    for word in folded(text[:MOST_SIGNS]).split()[:MOST_WORDS]:
        somewhere = Q()
        for place in places or ("",):
            somewhere |= Q(**{f"{place}folded__contains": word})
        condition &= somewhere
    return condition


def some_at_a_time(codes: Iterable[str]) -> Iterator[list[str]]:
    """Give codes some at a time: a database takes only so many in one question."""
    wanted = list(codes)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


def this_node() -> Node | None:
    """Give the node, or None before anything was loaded."""
    return Node.objects.first()


def last_line() -> int:
    """Give the number of the journal's last line."""
    head = JournalHead.objects.first()
    return head.number if head else 0


def told_since(number: int, verb: str, subjects: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Give the subject and the changes of each line after a number that tells of a verb done to one of some records."""
    for few in some_at_a_time(subjects):
        lines = JournalLine.objects.filter(number__gt=number, verb=verb, subject__in=few).order_by("number")
        for subject, changes in lines.values_list("subject", "changes"):
            yield subject, json.loads(changes)


def codes_told(kind: str, stem: str, section: str, verbs: Collection[str]) -> set[str]:
    """Give the codes with a beginning that the journal knows: its subjects, and what lines of some verbs tell of a section.

    Such a line names by its section what was added and what was changed; what else it says are the words of whoever wrote.
    """
    subjects = JournalLine.objects.filter(subject__startswith=f"{kind}/{stem}").values_list(
        "subject", flat=True
    )
    found = {it.removeprefix(f"{kind}/") for it in subjects.distinct()}
    lines = JournalLine.objects.filter(verb__in=verbs, changes__contains=f'"{stem}')
    for changes in map(json.loads, lines.values_list("changes", flat=True).iterator()):
        named = (code for how in ("added", "changed") for code in changes.get(how, {}).get(section, ()))
        found.update(code for code in named if code.startswith(stem))
    return found


def journal_verdict() -> Verdict:
    """Recompute every hash of the journal, first to last, and compare its end with the head that is kept apart.

    Lines that are written meanwhile are read too, so that a node at work is not taken for a broken one.
    """
    before, count = FIRST_LINE_FOLLOWS, 0
    while True:
        start = count
        lines = JournalLine.objects.order_by("number")
        try:
            for line in (lines.filter(number__gt=count) if count else lines).iterator(chunk_size=2000):
                if fault := _fault_of(line, count + 1, before):
                    return Verdict(count, count + 1, fault)
                before, count = line.hash, line.number
        except ValueError:  # a day that is none, put there past this program
            return Verdict(count, count + 1, "changed")
        head = JournalHead.objects.first() or JournalHead(number=0, hash=FIRST_LINE_FOLLOWS)
        if head.number <= count or count == start:
            return _end_compared(count, before, head)


def _fault_of(line: JournalLine, number: int, before: str) -> str:
    """Say what is wrong with the line that should be this one after that one; nothing where it holds."""
    if line.number != number:
        return "missing"
    if line.before != before:
        return "chain"
    try:
        found = line_hash(
            number=number,
            at=line.at,
            by=line.by,
            verb=line.verb,
            subject=line.subject,
            changes=line.changes,
            before=before,
        )
    except (AttributeError, TypeError):  # what was put there past this program is not even of its kind
        return "changed"
    return "" if found == line.hash else "changed"


def _end_compared(count: int, last: str, head: JournalHead) -> Verdict:
    if head.number > count:
        return Verdict(count, count + 1, "cut")
    if head.number < count:
        return Verdict(head.number, head.number + 1, "added")
    return Verdict(count) if head.hash == last else Verdict(max(count - 1, 0), max(count, 1), "changed")
