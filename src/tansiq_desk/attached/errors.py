"""Why a file is refused, as a code with its figures."""

from __future__ import annotations

MOST_SIGNS = 80


class RefusedFileError(Exception):
    """A file that is not taken: `code` says why, `figures` what a sentence about it needs."""

    def __init__(self, code: str, **figures: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.figures = {
            key: _short(value) if isinstance(value, str) else value for key, value in figures.items()
        }


def _short(text: str) -> str:
    """Give a text out of a file so that it can be shown: printable, and not endless."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown.encode(errors="replace").decode()[-MOST_SIGNS:]
