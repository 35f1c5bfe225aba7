"""What is printed says its degree of secrecy at its head and foot; on the screen it stands where the page tells it."""

import re

import pytest

pytestmark = pytest.mark.django_db
PAGES = [
    "/accords/agr-frame/",
    "/accords/meetings/mtg-art-241229/",
    "/accords/decisions/dec-art-001/",
    "/plan/1",
]


@pytest.mark.parametrize("path", PAGES)
def test_marking_stands_at_the_head_and_the_foot_of_the_paper(visit, path) -> None:
    page = visit("director", "en").get(path).text
    marks = re.findall(r'<p class="paper-marking">(.*?)</p>', page)

    assert marks in (["RESTRICTED"] * 2, ["UNCLASSIFIED - TRAINING"] * 2)
    assert page.index("paper-marking") < page.index("<h1>") < page.rindex("paper-marking")
