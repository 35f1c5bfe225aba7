"""YAML as the programme file uses it: mappings, lists, texts, true, false, null, decimal numbers.

A date stays a text, `yes`, `012` and `12:30` stay texts. Anchors, aliases, tags and merge keys are faults:
no text can then be small and its value huge.
"""

from __future__ import annotations

import re

import yaml

from tansiq_planner.errors import Fault
from tansiq_planner.files.located import Node, Place, Scalar
from tansiq_planner.files.text import TextError, TreeBuilder, broken_number, fault_at, shortened, whole_number

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_BROKEN = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read_yaml(text: str, name: str) -> tuple[Node | None, list[Fault]]:
    """Read one YAML document.

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
    try:
        _read(text, name, builder)
    except TextError as error:
        builder.faults.append(error.fault)
        return None, builder.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name) if mark is None else Place(name, mark.line + 1, mark.column + 1)
        builder.faults.append(fault_at("bad_syntax", place, {"problem": str(error.problem or error.context)}))
        return None, builder.faults
    except yaml.YAMLError as error:
        builder.faults.append(fault_at("bad_syntax", Place(name), {"problem": shortened(str(error))}))
        return None, builder.faults
    if builder.root is None:
        builder.faults.append(fault_at("empty_file", Place(name, 1, 1)))
    return builder.root, builder.faults


def _read(text: str, name: str, builder: TreeBuilder) -> None:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            _take(loader.get_event(), name, builder)
    finally:
        loader.dispose()


def _take(event: yaml.Event, name: str, builder: TreeBuilder) -> None:
    mark = event.start_mark
    place = Place(name) if mark is None else Place(name, mark.line + 1, mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        _refuse_decorations(event, place, builder)
        _take_scalar(event, place, builder)
    elif isinstance(event, yaml.CollectionStartEvent):
        _refuse_decorations(event, place, builder)
        builder.begin({} if isinstance(event, yaml.MappingStartEvent) else [], place)
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.end()
    elif isinstance(event, yaml.AliasEvent):
        raise TextError(fault_at("alias", place, {"name": str(event.anchor)}))
    elif isinstance(event, yaml.DocumentStartEvent) and builder.root is not None:
        raise TextError(fault_at("second_document", place))


def _refuse_decorations(
    event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place, builder: TreeBuilder
) -> None:
    if event.anchor is not None:
        builder.faults.append(fault_at("anchor", place, {"name": str(event.anchor)}))
    if event.tag is not None:
        builder.faults.append(fault_at("tag", place, {"name": shortened(str(event.tag))}))


def _take_scalar(event: yaml.ScalarEvent, place: Place, builder: TreeBuilder) -> None:
    is_bare = not event.style and event.implicit[0]
    text = builder.clean_text(event.value, place) if event.style == '"' else event.value
    if builder.expects_key:
        if is_bare and text == "<<":
            builder.faults.append(fault_at("merge_key", place))
        builder.key(text, place)
    else:
        builder.scalar(_resolved(text, place) if is_bare else text, place)


def _resolved(text: str, place: Place) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return whole_number(text, place)
    if _BROKEN.fullmatch(text):
        return broken_number(text, place)
    if _NOT_FINITE.fullmatch(text):
        raise TextError(fault_at("not_finite", place, {"given": text}))
    return text
