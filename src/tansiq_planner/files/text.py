"""From the text of a YAML or JSON file to a located value: what both share, and its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.located import Node, Place, Scalar

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 1_000_000
MAX_INTEGER = 2**53 - 1
"""Beyond it, readers of JSON elsewhere lose digits."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class TextError(Exception):
    """The text cannot be read further; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def fault_at(code: str, place: Place, figures: Mapping[str, Figure] | None = None) -> Fault:
    """Give a fault of the text itself, at a place."""
    return Fault(code, (), dict(figures or {}), place.file, place.line, place.column)


@dataclass
class _Open:
    """A mapping or list not yet closed, with the key whose value comes next."""

    node: Node
    key: str | None = None
    key_place: Place | None = None
    drop: bool = False


@dataclass
class TreeBuilder:
    """Puts a located value together from a stream of parts, without recursion and within the limits."""

    faults: list[Fault] = field(default_factory=list)
    root: Node | None = None
    _open: list[_Open] = field(default_factory=list)
    _count: int = 0

    @property
    def expects_key(self) -> bool:
        """Whether the next scalar is a key of the open mapping."""
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def begin(self, value: list[Node] | dict[str, Node], place: Place) -> None:
        """Open a mapping or list.

        Raises
        ------
        TextError
            Where it stands too deep, or in the place of a key.
        """
        if self.expects_key:
            raise TextError(fault_at("key_not_text", place))
        if len(self._open) == MAX_DEPTH:
            raise TextError(fault_at("too_deep", place, {"at_most": MAX_DEPTH}))
        node = Node(value, place)
        self._add(node)
        self._open.append(_Open(node))

    def end(self) -> None:
        """Close the mapping or list opened last."""
        self._open.pop()

    def key(self, text: str, place: Place) -> None:
        """Take the key of the next value; a second value of one key is a fault and is left out."""
        text = normalize("NFC", text)
        top = self._open[-1]
        if not isinstance(top.node.value, dict):
            raise TypeError(text)
        first = top.node.value.get(text)
        top.key, top.key_place, top.drop = text, place, first is not None
        if first is not None:
            line = first.key_place.line if first.key_place else None
            self.faults.append(fault_at("duplicate_key", place, {"key": text, "first": line or ""}))

    def scalar(self, value: Scalar, place: Place) -> None:
        """Take a value that has no parts."""
        self._add(Node(value, place))

    def clean_text(self, text: str, place: Place) -> str:
        """Refuse what only an escape can bring into a text that was decoded: half characters, controls."""
        bad = _FORBIDDEN.search(text)
        if bad is None:
            return text
        self.faults.append(fault_at("bad_character", place, {"character": code_point(bad.group())}))
        return _FORBIDDEN.sub("\ufffd", text)

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise TextError(fault_at("too_many_values", node.place, {"at_most": MAX_NODES}))
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict) and top.key is not None:
            node.key_place = top.key_place
            if not top.drop:
                top.node.value[top.key] = node
            top.key = None


def code_point(character: str) -> str:
    """Name a character that must not be printed, as `U+0000`."""
    return f"U+{ord(character):04X}"


def decoded(raw: bytes, name: str) -> str:
    """Decode a file as UTF-8; a byte order mark is left out.

    Raises
    ------
    TextError
        `empty_file`, `bad_encoding` or `bad_character`.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise TextError(fault_at("bad_encoding", place, {"byte": f"0x{raw[error.start]:02X}"})) from error
    bad = _FORBIDDEN.search(text)
    if bad is not None:
        place = place_of(text, bad.start(), name)
        raise TextError(fault_at("bad_character", place, {"character": code_point(bad.group())}))
    if not text.strip():
        raise TextError(fault_at("empty_file", Place(name, 1, 1)))
    return text


def place_of(text: str, offset: int, name: str) -> Place:
    """Give line and column of a character."""
    return Place(name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def whole_number(text: str, place: Place) -> int:
    """Give an integer within what every reader of JSON keeps exactly.

    Raises
    ------
    TextError
        `number_too_large`.
    """
    if len(text) > len(str(MAX_INTEGER)) + 1 or abs(int(text)) > MAX_INTEGER:
        raise TextError(fault_at("number_too_large", place, {"given": shortened(text)}))
    return int(text)


def broken_number(text: str, place: Place) -> float:
    """Give a number with a fraction or an exponent.

    Raises
    ------
    TextError
        `number_too_large`.
    """
    number = float(text)
    if abs(number) > MAX_INTEGER:
        raise TextError(fault_at("number_too_large", place, {"given": shortened(text)}))
    return number


def shortened(value: object, length: int = 60) -> str:
    """Give a value as a short text for a sentence."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"
