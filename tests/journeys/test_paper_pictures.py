"""The pictures of papers in the documentation, taken again from the papers themselves."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tansiq.core.queries import this_node
from tansiq.documents.queries.papers import Asked, papers_for
from tansiq.documents.rules.papers import PaperKind
from tansiq_desk.paper.blocks import Paper
from tansiq_desk.paper.booklet import booklet_of
from tansiq_desk.paper.press import set_paper, set_side_by_side
from tests.desk.example_plan import planned_example

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).parents[2] / "docs" / "images" / "papers"
GREY, GAP = "#8a9099", 12
SHOWN = {("ar",): (0, 2, 8), ("fr",): (0, 2), ("en",): (0, 2), ("ar", "fr"): (0, 6)}
"""Pages beside each other: the cover, and some of those behind it."""


OF_RECORDS = {
    PaperKind.MINUTES: {"subject": "mtg-art-241229"},
    PaperKind.NEED_SHEET: {"subject": "u-ly-med"},
    PaperKind.QUOTA_LETTER: {"subject": "1", "year": 2026, "party": "dz"},
    PaperKind.YEARLY_REPORT: {"subject": "1", "year": 2026},
    PaperKind.READINESS: {"subject": "1"},
}
"""Papers whose first page is shown in each language, and in two side by side."""
EACH = (("ar",), ("fr",), ("en",), ("ar", "fr"))


def pages_of(pdf: bytes, numbers: tuple[int, ...], scale: float = 0.75) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].render(scale=scale).to_pil() for number in numbers]
    document.close()
    return pages


def keep_beside(pages: list[Image.Image], name: str) -> int:
    """Keep pages beside each other as one picture of the documentation; give its bytes."""
    width = sum(it.width + GAP for it in pages) + GAP
    sheet = Image.new("RGB", (width, max(it.height for it in pages) + 2 * GAP), GREY)
    at = GAP
    for it in pages:
        sheet.paste(it, (at, GAP))
        at += it.width + GAP
    PICTURES.mkdir(parents=True, exist_ok=True)
    sheet.quantize(64).save(PICTURES / name, optimize=True)
    return (PICTURES / name).stat().st_size


def made(papers: list[Paper]) -> bytes:
    return set_paper(papers[0]) if len(papers) == 1 else set_side_by_side(papers[0], papers[1])


@pytest.mark.parametrize("langs", SHOWN)
def test_pictures_of_the_booklet_are_taken(langs):
    problem, result = planned_example("B")
    pdf = made([booklet_of(problem, result, lang) for lang in langs])

    size = keep_beside(pages_of(pdf, SHOWN[langs]), f"booklet-{'-'.join(langs)}.png")

    assert 15_000 < size < 150_000


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OF_RECORDS)
def test_pictures_of_every_other_paper_are_taken_in_each_language(kind, person, at):
    of = Asked(kind=kind, person=person("planner"), node=this_node(), at=at, **OF_RECORDS[kind])
    asked = [replace(of, languages=languages) for languages in EACH]
    pages = [pages_of(made(list(papers_for(it))), (0,), scale=0.62)[0] for it in asked]

    size = keep_beside(pages, f"{kind.replace('_', '-')}.png")

    assert 15_000 < size < 200_000
