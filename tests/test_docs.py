"""What the papers say is true: commands, numbers, names of files, kinds of news, the form of a decision."""

import re
import tomllib
from pathlib import Path

import pytest
from test_house import FUNCTION_LINES, MODULE_LINES, tracked

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
LAUNCHER = (ROOT / "tansiq").read_text()
TOWNCRIER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
KINDS = [kind["directory"] for kind in TOWNCRIER["type"]]
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
PAPERS = [
    path for name, path in tracked(ROOT) if name.endswith(".md") and not name.startswith("changelog.d/")
]


def test_contributing_names_every_developers_command() -> None:
    handled = set(re.findall(r"^(\w+)\)", LAUNCHER, re.MULTILINE))
    named = set(re.findall(r"`\./tansiq (\w+)", CONTRIBUTING))

    assert named == handled | {"help"}


def test_contributing_gives_the_sizes_that_are_kept() -> None:
    assert f"at most {MODULE_LINES} lines, a function at most {FUNCTION_LINES}" in CONTRIBUTING


def test_contributing_gives_the_kinds_of_news() -> None:
    given = ", ".join(f"`{kind}`" for kind in KINDS[:-1]) + f" and\n`{KINDS[-1]}`"

    assert f"The kinds are {given}." in CONTRIBUTING


def test_news_are_of_a_known_kind() -> None:
    news = [path.name for path in (ROOT / "changelog.d").glob("*.md")]

    assert [
        name for name in news if not re.fullmatch(rf"(\d+|\+[\w-]+)\.({'|'.join(KINDS)})\.md", name)
    ] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", paper.read_text())

    assert [target for target in targets if not (paper.parent / target).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_decision_is_a_page_with_what_was_rejected(decision: Path) -> None:
    lines = decision.read_text().splitlines()

    assert lines[0].startswith(f"# {decision.stem[:4]}: ")
    assert {"## Decision", "## Rejected"} <= set(lines)
    assert len(lines) <= 60
