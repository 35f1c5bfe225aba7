"""The words of the areas: each keeps its own `locale/<language>/LC_MESSAGES/django.po`; compiled when the node starts.

Compiled catalogues are made, not kept: `django.mo` beside each `.po`, never committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

APPLICATION = Path(__file__).parents[1]


def catalogues(root: Path = APPLICATION) -> Iterator[Path]:
    """Yield every catalogue of words under a folder."""
    yield from sorted(root.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues(root: Path = APPLICATION) -> int:
    """Compile what is missing or older than its words; give how many were compiled.

    Where the folder cannot be written, as in an installed package, the compiled ones came with it.
    """
    made = 0
    for words in catalogues(root):
        compiled = words.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= words.stat().st_mtime_ns:
            continue
        if not os.access(words.parent, os.W_OK):
            continue
        with words.open("rb") as file:
            catalogue = read_po(file, locale=words.parts[-3], abort_invalid=True)
        content = BytesIO()
        write_mo(content, catalogue)
        fresh = compiled.with_name(f"django.{os.getpid()}.mo")
        fresh.write_bytes(content.getvalue())
        fresh.replace(compiled)
        made += 1
    return made
