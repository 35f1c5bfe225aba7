"""Reads what came back: of which record it is, what it says paragraph by paragraph, and the record's own text within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tansiq_desk.paper.word.checking import WORD
from tansiq_desk.paper.word.identity import BOOKMARK, Identity, identity_of
from tansiq_desk.paper.word.tree import Element, local_name, parsed

LANGUAGES = ("ar", "fr", "en")
W = f"{{{WORD}}}"
GONE = (f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
"""What stands in the file but not in the text: it was taken out, or is there for old programs."""
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
MOST_PARAGRAPHS, MOST_SIGNS = 5_000, 500_000


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says; `own` is the record's own text by language, where it was found again."""

    identity: Identity | None
    paragraphs: tuple[str, ...]
    own: Mapping[str, str]
    has_tracked_changes: bool
    is_cut: bool


def read_text(parts: Mapping[str, bytes]) -> Read:
    """Read the parts of a DOCX that was looked through before."""
    root = parsed(parts["word/document.xml"])
    lines = [said for said in map(said_in, paragraphs_of(root)) if said.strip()]
    kept, signs = [], 0
    for line in lines[:MOST_PARAGRAPHS]:
        signs += len(line)
        if signs > MOST_SIGNS:
            break
        kept.append(line)
    own = {language: text for language in LANGUAGES if (text := own_text(root, language)) is not None}
    tracked = next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None
    return Read(identity_of(parts), tuple(kept), own, tracked, len(kept) < len(lines))


def paragraphs_of(root: Element) -> Iterator[Element]:
    """Give each paragraph in the order it stands, those that were taken out left aside."""
    for it in root.iter(f"{W}p"):
        if not any(above.tag in GONE for above in it.iterancestors()):
            yield it


def said_in(paragraph: Element) -> str:
    """Give what a paragraph says, with its tabs and line breaks, changes of others taken as made."""
    said = []
    for it in paragraph.iter(f"{W}t", *(f"{W}{name}" for name in SIGNS)):
        above = list(it.iterancestors())
        if (
            any(other.tag in GONE for other in above)
            or next(a for a in above if a.tag == f"{W}p") is not paragraph
        ):
            continue
        name = local_name(it)
        is_in_run = above[0].tag == f"{W}r"  # a tab stop of a paragraph has the same name
        if name == "t":
            said.append(it.text or "")
        elif is_in_run and it.get(f"{W}type") != "page":
            said.append(SIGNS[name])
    return "".join(said)


def own_text(root: Element, language: str) -> str | None:
    """Give the record's own text, from the first mark of its name to the last; None where they are no longer there.

    A program may have parted what stood between two marks into several.
    """
    marks = list(root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"))
    numbers = {it.get(f"{W}id") for it in marks if it.get(f"{W}name") == f"{BOOKMARK}{language}"}
    ours = [it for it in marks if it.get(f"{W}id") in numbers]
    if len(ours) < 2:
        return None
    lines = list(paragraphs_of(root))
    first, last = _place(ours[0], lines, is_end=False), _place(ours[-1], lines, is_end=True)
    return "\n".join(said_in(it) for it in lines[first : last + 1])


def _place(mark: Element, lines: list[Element], *, is_end: bool) -> int:
    """Give the number of the first or last paragraph that a mark lets in; an end before a paragraph's text leaves it out."""
    within = next((it for it in mark.iterancestors(f"{W}p")), None)
    if within is None:
        before = {it for it in mark.itersiblings(preceding=True) for it in it.iter(f"{W}p")}
        number = max((n for n, it in enumerate(lines) if it in before), default=-1)
        return number if is_end else number + 1
    number = lines.index(within) if within in lines else -1
    leaves_out = is_end and not _has_text_before(mark, within)
    return number - 1 if leaves_out else number


def _has_text_before(mark: Element, paragraph: Element) -> bool:
    for it in paragraph.iter():
        if it is mark:
            return False
        if it.tag == f"{W}t":
            return True
    return False
