"""How the documentation is built: `./tansiq docs`, where a warning is an error."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

project = "Tansiq"
author = "The Tansiq contributors"
project_copyright = "the Tansiq contributors"
release = version = _project["version"]

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = f"Tansiq · تنسيق {release}"
html_show_sphinx = False

GLOSSARY = Path(__file__).parents[1] / "src/tansiq/ui/words/glossary.csv"
KINDS = {
    "entity": "What a node keeps",
    "state": "States",
    "step": "Steps",
    "choice": "Choices of a list",
    "role": "Roles",
    "permission": "Permissions",
    "rule": "Rules of a plan",
    "term": "Terms of the staffs",
}


def glossary_tables() -> Iterator[str]:
    """Yield a table of the glossary for each kind of term; its file is the only place where the words stand."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    english = {row["key"]: row["en"] for row in rows}
    reviewed = sum(bool(row["reviewed_by_native_officer"]) for row in rows)
    yield f"**{len(rows)} terms, {reviewed} of them reviewed by a native staff officer.**"
    for kind, heading in KINDS.items():
        yield f"\n## {heading}\n\n| English | French | Arabic | Meaning |"
        yield "|---|---|---|---|"
        for row in (it for it in rows if it["kind"] == kind):
            arabic = "<br>".join(
                f'{country} <bdi lang="ar" dir="rtl">{row[usage]}</bdi>'
                for usage, country in (("ar", ""), ("ar_dz", "DZ"), ("ar_ly", "LY"))
                if row[usage]
            )
            whose = f" ({english[row['of']]})" if row["of"] else ""
            when = row["reviewed_by_native_officer"]
            review = f" *Reviewed: {when}.*" if when else ""
            cells = (f"{row['en']}{whose}", row["fr"], arabic, f"{row['meaning_en']}{review}")
            yield f"| {' | '.join(cells)} |"


def put_glossary(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the tables where the page of the glossary asks for them, and make it again when the file changes."""
    if page == "reference/glossary":
        app.env.note_dependency(str(GLOSSARY))
        source[0] = source[0].replace("<!-- terms -->", "\n".join(glossary_tables()))


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the glossary."""
    app.connect("source-read", put_glossary)
