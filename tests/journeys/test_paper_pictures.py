"""The pictures of papers in the documentation, taken again from the papers themselves."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tansiq_desk.paper.booklet import booklet_of
from tansiq_desk.paper.press import set_paper, set_side_by_side
from tests.desk.example_plan import planned_example

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).parents[2] / "docs" / "images" / "papers"
GREY, GAP = "#8a9099", 12
SHOWN = {("ar",): (0, 2, 8), ("fr",): (0, 2), ("en",): (0, 2), ("ar", "fr"): (0, 6)}
"""Pages beside each other: the cover, and some of those behind it."""


def beside(pdf: bytes, numbers: tuple[int, ...]) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].render(scale=0.75).to_pil() for number in numbers]
    document.close()
    width = sum(it.width + GAP for it in pages) + GAP
    sheet = Image.new("RGB", (width, max(it.height for it in pages) + 2 * GAP), GREY)
    at = GAP
    for it in pages:
        sheet.paste(it, (at, GAP))
        at += it.width + GAP
    return sheet


@pytest.mark.parametrize("langs", SHOWN)
def test_pictures_of_the_documentation_are_taken(langs):
    problem, result = planned_example("B")
    papers = [booklet_of(problem, result, lang) for lang in langs]
    pdf = set_paper(papers[0]) if len(papers) == 1 else set_side_by_side(papers[0], papers[1])
    path = PICTURES / f"booklet-{'-'.join(langs)}.png"

    PICTURES.mkdir(parents=True, exist_ok=True)
    beside(pdf, SHOWN[langs]).quantize(64).save(path, optimize=True)

    assert 15_000 < path.stat().st_size < 150_000
