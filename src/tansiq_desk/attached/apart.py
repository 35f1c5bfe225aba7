"""Looks at a file that anybody may have sent, in a process of its own: its bytes come in, its name is the one argument.

A line of JSON goes out, then the bytes that are kept where they are new, then those of a picture's small one. The process has
a ceiling of memory and of computing time, and writes no file; whatever the file does to it, whoever asked goes on.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.looking import look
from tansiq_desk.confined import bind

MOST_MEMORY_BYTES = 1_500_000_000
MOST_SECONDS = 20


def main() -> int:
    """Look at the file that comes in, and write down what it is or why it is refused."""
    bind(MOST_MEMORY_BYTES, MOST_SECONDS, writes_files=False)
    from PIL import Image  # noqa: PLC0415 - only here, where nobody else's pictures are read

    Image.MAX_IMAGE_PIXELS = None  # ours is the limit
    told, kept, small = found(sys.stdin.buffer.read(), sys.argv[1])
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=True).encode() + b"\n" + kept + small)
    return 0


def found(content: bytes, name: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Give what a file is or why it is refused, its bytes where they are new, and those of a picture's small one."""
    try:
        looked = look(content, name)
    except RefusedFileError as error:
        return {"refused": error.code, "figures": error.figures}, b"", b""
    kept = b"" if looked.content == content else looked.content
    told = {
        "name": looked.name, "type": looked.type, "width": looked.width, "height": looked.height,
        "mended": " ".join(looked.mended), "new_bytes": len(kept),
    }  # fmt: skip
    return told, kept, looked.thumbnail


if __name__ == "__main__":
    sys.exit(main())
