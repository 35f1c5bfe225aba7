"""JSON with line numbers. The standard parser judges the text; a walk over its tokens builds the value."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable

from tansiq_planner.errors import Fault
from tansiq_planner.files.located import Node, Place
from tansiq_planner.files.text import (
    MAX_DEPTH,
    TextError,
    TreeBuilder,
    broken_number,
    fault_at,
    place_of,
    whole_number,
)

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|-?[0-9][0-9.eE+-]*|true|false|null|-?Infinity|NaN', re.DOTALL
)
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str, name: str) -> tuple[Node | None, list[Fault]]:
    """Read one JSON value.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for the places.

    Returns
    -------
    (Node or None, list of Fault)
        What could be read and everything wrong with the text.
    """
    builder = TreeBuilder()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place_at(offset: int) -> Place:
        line = bisect_right(starts, offset)
        return Place(name, line, offset - starts[line - 1] + 1)

    try:
        _refuse_depth(text, place_at)
        json.loads(text, parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)
        for token in _TOKEN.finditer(text):
            _take(token.group(), place_at(token.start()), builder)
    except TextError as error:
        builder.faults.append(error.fault)
        return None, builder.faults
    except json.JSONDecodeError as error:
        builder.faults.append(fault_at("bad_syntax", place_of(text, error.pos, name), {"problem": error.msg}))
        return None, builder.faults
    return builder.root, builder.faults


def _nothing(_: str) -> None:
    """Stand for a number while only the syntax is judged."""


def _refuse_depth(text: str, place_at: Callable[[int], Place]) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.group() in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise TextError(fault_at("too_deep", place_at(token.start()), {"at_most": MAX_DEPTH}))
        elif token.group() in "]}":
            depth -= 1


def _take(word: str, place: Place, builder: TreeBuilder) -> None:
    if word in "[{":
        builder.begin([] if word == "[" else {}, place)
    elif word in "]}":
        builder.end()
    elif word in ":,":
        return
    elif word.startswith('"'):
        text = json.loads(word)
        if "\\" in word:
            text = builder.clean_text(text, place)
        if builder.expects_key:
            builder.key(text, place)
        else:
            builder.scalar(text, place)
    elif word in _WORDS:
        builder.scalar(_WORDS[word], place)
    elif word in {"NaN", "Infinity", "-Infinity"}:
        raise TextError(fault_at("not_finite", place, {"given": word}))
    elif word.lstrip("-").isdigit():
        builder.scalar(whole_number(word, place), place)
    else:
        builder.scalar(broken_number(word, place), place)
