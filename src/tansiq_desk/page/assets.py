"""The page's style, script and fonts in one place, and the policy that lets nothing else in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

LAYERS = ("tokens", "base", "layout", "components", "timeline", "print")
MARGIN_FONT = 'font:8pt "IBM Plex Sans Arabic",sans-serif;direction:ltr'
WEIGHTS = (400, 600)
LETTERS = {
    "arabic": "U+0600-06FF,U+0750-077F,U+0870-088E,U+0890-0891,U+0897-08E1,U+08E3-08FF,U+200C-200E,"
    "U+2010-2011,U+204F,U+2E41,U+FB50-FDFF,U+FE70-FE74,U+FE76-FEFC",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
"""The letters that each embedded font file holds, as its package declares them."""


def style(footer: str, marking: str, columns: Sequence[str]) -> str:
    """Give the whole style sheet.

    `footer` and `marking` are printed on every sheet of paper; `columns` caption the fields of a listing
    that has no room for a head.
    """
    boxes = {
        "bottom-left": css_text(footer),
        "top-center": css_text(marking),
        "bottom-center": css_text(marking),
        "bottom-right": 'counter(page)" / "counter(pages)',
    }
    margins = "".join(f"@{box}{{content:{content};{MARGIN_FONT}}}" for box, content in boxes.items())
    captions = "".join(f"--column-{place}:{css_text(text)};" for place, text in enumerate(columns, 1))
    return f"{_static_style()}@page{{{margins}}}:root{{{captions}}}"


@lru_cache
def script() -> str:
    """Give the script that adds search and sorting."""
    return _read("script/page.js")


def policy(style_text: str) -> str:
    """Give a Content-Security-Policy for this style, the script, the embedded fonts, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style_text)}'; script-src '{_digest(script())}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def css_text(text: str) -> str:
    """Give a text as a CSS string that no text can leave: all but letters and digits as code points."""
    return (
        '"'
        + "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):x} " for char in text)
        + '"'
    )


@lru_cache
def _static_style() -> str:
    order = f"@layer {','.join(LAYERS)};"
    layers = "".join(f"@layer {name}{{{_read(f'style/{name}.css')}}}" for name in LAYERS)
    dark = f"@media (prefers-color-scheme: dark){{@layer tokens{{{_read('style/dark.css')}}}}}"
    faces = "".join(_face(letters, weight) for letters in LETTERS for weight in WEIGHTS)
    return order + faces + layers + dark


def _face(letters: str, weight: int) -> str:
    name = f"fonts/ibm-plex-sans-arabic-{letters}-{weight}-normal.woff2"
    data = b64encode((files("tansiq_desk.page") / name).read_bytes()).decode()
    return (
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};font-display:swap;'
        f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{LETTERS[letters]}}}"
    )


def _read(name: str) -> str:
    return (files("tansiq_desk.page") / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
