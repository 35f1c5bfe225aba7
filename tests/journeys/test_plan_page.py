"""The plan page in a real browser: directions, widths, axe, and the pictures of the documentation."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tansiq_desk.page import plan_page
from tests.desk.example_plan import planned_example
from tests.desk.sample_result import example_problem, sample_result

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "images"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    problem, result = planned_example("B")
    folder = tmp_path_factory.mktemp("plan")
    for lang in LANGUAGES:
        (folder / f"{lang}.html").write_text(plan_page(problem, result, lang), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, pages):
    """Open a page and gather what it says on the console and asks the network for."""
    contexts = []

    def opening(lang, width=1366, height=900, **settings):
        context = browser.new_context(viewport={"width": width, "height": height}, locale=lang, **settings)
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((pages / f"{lang}.html").as_uri())
        return page

    yield opening
    for context in contexts:
        context.close()


def from_outside(page):
    return [url for url in page.asked if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [1366, 390])
def test_page_runs_its_language_s_way_and_fits_its_screen(opened, lang, width):
    page = opened(lang, width)

    assert page.evaluate("document.documentElement.dir") == LANGUAGES[lang]
    assert page.evaluate("getComputedStyle(document.body).direction") == LANGUAGES[lang]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (page.said, from_outside(page)) == ([], [])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, lang, scheme):
    page = opened(lang, color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))

    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)

    faults = {it["id"]: [node["target"] for node in it["nodes"]][:3] for it in found["violations"]}
    assert faults == {}


def test_time_runs_from_right_to_left_in_arabic_only(opened):
    def first_years(lang):
        years = opened(lang).locator(".chart.by-unit .year").all()
        return [year.text_content() for year in sorted(years, key=lambda it: it.bounding_box()["x"])]

    assert first_years("ar") == ["2027", "2026", "2025"]
    assert first_years("en") == ["2025", "2026", "2027"]


@pytest.mark.parametrize("scripted", [True, False])
def test_grouping_changes_with_and_without_script(opened, scripted):
    page = opened("en", java_script_enabled=scripted)

    page.locator("label[for=by-venue]").click()

    shown = {by: page.locator(f".chart.by-{by}").is_visible() for by in ("unit", "venue", "course")}
    assert shown == {"unit": False, "venue": True, "course": False}


def test_grouping_changes_by_keyboard(opened):
    page = opened("en")

    page.locator("#by-unit").focus()
    page.keyboard.press("ArrowRight")

    assert page.locator(".chart.by-venue").is_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_cell_of_the_matrix_explains_itself(opened, scripted):
    page = opened("en", java_script_enabled=scripted)
    cell = page.locator(".matrix:visible td button").first

    cell.focus()
    page.keyboard.press("Enter")

    assert page.locator(".calculation:visible").count() == 1
    assert "Commander's score" in page.locator(".calculation:visible").inner_text()


def test_search_finds_a_request_and_forgives_arabic_spelling(opened):
    page = opened("ar")
    rows = page.locator("#editions-table tbody tr:visible")
    everything = rows.all_inner_texts()
    wanted = [text for text in everything if "الإسعاف" in text and "الميداني" in text]

    page.locator("#editions-search").fill("الاسعاف الميدانى")

    assert 0 < len(wanted) < len(everything)
    assert rows.all_inner_texts() == wanted


def test_editions_are_sorted_by_the_head_that_is_pressed(opened):
    page = opened("en")
    weeks = page.locator("#editions-table thead th").nth(3)

    weeks.get_by_role("button").click()
    weeks.get_by_role("button").click()

    shown = [int(text) for text in page.locator("#editions-table tbody td:nth-child(4)").all_inner_texts()]
    assert (weeks.get_attribute("aria-sort"), shown) == ("descending", sorted(shown, reverse=True))


def test_script_planted_in_every_name_does_not_run(browser, tmp_path):
    problem = example_problem()
    attack = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    names = {key: dict.fromkeys(texts, attack) for key, texts in problem.names.items()}
    path = tmp_path / "planted.html"
    path.write_text(plan_page(replace(problem, names=names), sample_result(problem), "ar"), encoding="utf-8")
    page = browser.new_page()

    page.goto(path.as_uri())

    assert page.evaluate("[window.ran ?? null, document.images.length]") == [None, 0]
    page.close()


def test_page_prints_on_a4_landscape(opened, tmp_path):
    reader = pytest.importorskip("pypdfium2")
    path = tmp_path / "plan.pdf"

    opened("ar").pdf(path=path, prefer_css_page_size=True)

    with reader.PdfDocument(path) as printed:
        sizes = {tuple(round(side) for side in printed[number].get_size()) for number in range(len(printed))}
        assert sizes == {(842, 595)}
        assert len(printed) < 30


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pictures_of_the_documentation_are_taken(opened, lang):
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"plan-{lang}.png"
    page = opened(lang)
    page.evaluate("document.fonts.ready")

    page.screenshot(path=path)

    assert 20_000 < path.stat().st_size < 300_000
