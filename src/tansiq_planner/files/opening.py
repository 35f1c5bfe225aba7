"""Opens one file of a programme or plan and reads its text, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from stat import S_ISREG

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.json_text import read_json
from tansiq_planner.files.located import Document, Node, Place
from tansiq_planner.files.text import MAX_BYTES, TextError, decoded, fault_at, shortened
from tansiq_planner.files.yaml_text import read_yaml

READERS: Mapping[str, Callable[[str, str], tuple[Node | None, list[Fault]]]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
}


def read_document(path: Path) -> tuple[Document | None, list[Fault]]:
    """Read one file.

    Parameters
    ----------
    path : Path
        A YAML or JSON file by its suffix.

    Returns
    -------
    (Document or None, list of Fault)
        The document is None where nothing of it can be used.
    """
    name = path.name
    reader = READERS.get(path.suffix.lower())
    try:
        raw = _bytes_of(path)
        text = "" if reader is None else decoded(raw, name)
    except TextError as error:
        return None, [error.fault]
    if reader is None:
        figures: dict[str, Figure] = {"given": path.suffix, "expected": tuple(READERS)}
        return None, [fault_at("unknown_suffix", Place(name), figures)]
    return document_of(text, name, reader)


def document_of(
    text: str, name: str, reader: Callable[[str, str], tuple[Node | None, list[Fault]]]
) -> tuple[Document | None, list[Fault]]:
    """Read a text with one of `READERS`."""
    root, faults = reader(text, name)
    if root is not None and not isinstance(root.value, dict):
        figures = {"given": shortened(_kind_of(root)), "expected": "mapping"}
        return None, [*faults, Fault("wrong_type", (), figures, *root.place)]
    return (None if root is None else Document(name, root)), faults


def _kind_of(root: Node) -> str:
    return "list" if isinstance(root.value, list) else str(root.value)


def _bytes_of(path: Path) -> bytes:
    place = Place(path.name)
    try:
        state = path.stat()
        if not S_ISREG(state.st_mode):
            raise TextError(fault_at("not_a_file", place))
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise TextError(fault_at("missing_file", place)) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TextError(fault_at("unreadable_file", place, {"why": why})) from error
    if len(raw) > MAX_BYTES:
        raise TextError(fault_at("file_too_large", place, {"size": state.st_size, "at_most": MAX_BYTES}))
    return raw
