"""Reads a DOCX that anybody may have sent, in a process of its own: `python -m tansiq_desk.paper.word.apart KIND FILE`.

`template` looks through a template and says which of its markers are unknown; `edited` reads what a text says that came
back. The process has a ceiling of memory and of computing time; whatever the file does to it, whoever asked goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

from tansiq_desk.confined import bind
from tansiq_desk.paper.word.checking import Fault, UnfitError, parts_of

MOST_MEMORY_BYTES = 1_500_000_000
MOST_SECONDS = 20
MOST_FAULTS = 50
LONGEST_SAID = 120
MOST_OF_A_TEMPLATE = 8_000_000
"""Bytes of a template's text, styles and settings, unpacked: it is opened anew for every paper that is made from it."""


def main() -> int:
    """Read the file named and write down what it says, or what is wrong with it."""
    bind(MOST_MEMORY_BYTES, MOST_SECONDS)
    path = Path(sys.argv[2])
    json.dump(look(sys.argv[1], path.name, path.read_bytes()), sys.stdout, ensure_ascii=True)
    return 0


def look(kind: str, name: str, content: bytes) -> dict[str, Any]:
    """Give `faults`, and what an edited text says."""
    try:
        parts = parts_of(content, name)
        told = _template(content, parts) if kind == "template" else _edited(parts)
    except UnfitError as error:
        return {"faults": [asdict(it) for it in error.faults[:MOST_FAULTS]]}
    return {"faults": [], **told}


def _template(content: bytes, parts: Mapping[str, bytes]) -> dict[str, Any]:
    if sum(len(it) for name, it in parts.items() if name.endswith(".xml")) > MOST_OF_A_TEMPLATE:
        raise UnfitError(Fault("too_large_inside"))
    from docx import Document  # noqa: PLC0415 - a text that is not fit is not opened

    from tansiq_desk.paper.word.trying import try_template  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
        faults = list(template_faults(document))
        if not faults:
            try_template(content)
    except Exception as error:
        raise UnfitError(Fault("damaged")) from error
    if faults:
        raise UnfitError(*faults)
    return {}


def template_faults(document: Any) -> Iterator[Fault]:
    """Give what is wrong with the markers of a template, each with its place."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    from tansiq_desk.paper.word.filling import body_paragraph, stories, text_of  # noqa: PLC0415
    from tansiq_desk.paper.word.markers import WRITTEN, Marker, markers_in, unknown_markers  # noqa: PLC0415

    bodies = 0
    for place, story in stories(document):
        for number, line in enumerate(story.iter(qn("w:p")), start=1):
            text = text_of(line)
            bodies += markers_in(text).count(Marker.BODY)
            for unknown in unknown_markers(text):
                yield Fault("unknown_marker", f"{place} {number}", unknown[:LONGEST_SAID])
    alone = body_paragraph(document)
    if bodies == 0:
        yield Fault("no_body")
    elif bodies > 1:
        yield Fault("several_bodies")
    elif alone is None or not WRITTEN.fullmatch(text_of(alone).strip()):
        yield Fault("body_not_alone")


def _edited(parts: Mapping[str, bytes]) -> dict[str, Any]:
    from tansiq_desk.paper.word.reading import read_text  # noqa: PLC0415 - only where it is asked for

    try:
        said = read_text(parts)
    except Exception as error:
        raise UnfitError(Fault("damaged")) from error
    return {
        "identity": asdict(said.identity) if said.identity else None, "paragraphs": said.paragraphs, "own": said.own,
        "has_tracked_changes": said.has_tracked_changes, "is_cut": said.is_cut,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
