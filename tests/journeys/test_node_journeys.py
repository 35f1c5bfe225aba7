"""Officers at work on the node in a real browser, and the pictures of the documentation that they take on the way."""

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from own_node import OwnNode

from tansiq.people.rules import DEMO_PASSWORD
from tests.journeys.test_node_pages import CHROMIUM, FLAGS, LANGUAGES, Visitor, faults_of

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.xdist_group("journeys"),  # on one node, whose plans and ratings they all change
]

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / os.environ.get("TANSIQ_SCREENSHOTS", "build/screenshots")
PATIENCE_MS = 300_000
"""A quick look takes half a minute on an idle machine, more beside other work, such as the tests of the other process."""

WIDTH, HEIGHT = 1366, 768
NO_FAULT = "Password forms should have (optionally hidden) username fields"
MOVABLE = "crs-med-101@v-ly-field@2026-06-14"
LAWFUL_WEEK, UNLAWFUL_WEEK = 8, -15
"""Weeks from the planned one, in the plan of the rehearsal."""

FREE_DAYS = ("2026-05-31", "2026-06-04")
IN_THOSE_DAYS = "crs-inf-101@v-ly-trip@2026-05-31"


class Officer(Visitor):
    """A visitor on whose pages nothing runs over the edge; reads what is on them."""

    def __init__(self, browser, node, language) -> None:
        screen = {"width": WIDTH, "height": HEIGHT}
        super().__init__(browser, node, language, viewport=screen, reduced_motion="reduce", bypass_csp=True)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page.on("dialog", lambda question: question.accept())

    def opens(self, path, account):
        page = super().opens(path, account)
        assert page.evaluate("document.documentElement.scrollWidth") == WIDTH, path
        return page

    def sends(self, button) -> str:
        """Press a button that sends a form; give the kind and words of the message on the page that follows."""
        with self.page.expect_navigation():
            button.click()
        assert self.page.evaluate("document.documentElement.scrollWidth") == WIDTH, self.page.url
        return " ".join(self.page.locator("main > .messages, main .message").all_inner_texts())

    def takes_picture(self, name: str) -> None:
        """Keep what the screen shows, in 256 colours where Pillow is at hand."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        target, shot = PICTURES / f"{name}-{self.language}.png", self.page.screenshot()
        try:
            from PIL import Image
        except ImportError:
            target.write_bytes(shot)
        else:
            image = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
            image.save(target, optimize=True)


@pytest.fixture(scope="module")
def node(rehearsed_folder, tmp_path_factory):
    folder = shutil.copytree(rehearsed_folder, tmp_path_factory.mktemp("journeys") / "node")
    with OwnNode(Path(folder)).started() as started:
        yield f"http://127.0.0.1:{started.port}"
        started.stop()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def officer(browser, node):
    """Give officers, on whose console nothing may have been said when they leave."""
    officers = []

    def arriving(language):
        officers.append(Officer(browser, node, language))
        return officers[-1]

    yield arriving
    for each in officers:
        each.context.close()
        assert [text for text in each.said if NO_FAULT not in text] == []


def search(planner, baseline: str, option: str) -> int:
    """Have a plan made with the quick look; follow it until it opens, and give its number."""
    page = planner.opens(f"/plan/new?baseline={baseline}", "planner")
    page.locator(f"input[name=option][value={option}]").check()
    page.locator("input[name=work][value='20']").check()
    planner.sends(page.locator("main form button.main"))
    page.locator("progress").wait_for()
    page.wait_for_url(re.compile(r"/plan/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def found(officer) -> int:
    """Give the number of a plan that the planner had made in Arabic, from nothing."""
    return search(officer("ar"), "", "B")


def drag(page, number: int, weeks: int) -> None:
    """Drag an edition with the mouse to another week, as far as just before it is dropped."""
    bar = page.locator(f'.chart:visible a[href="/plan/{number}/editions/{MOVABLE}"]').first
    bar.scroll_into_view_if_needed()
    box, section = bar.bounding_box(), page.locator("[data-timeline]")
    first, last = section.get_attribute("data-first"), section.get_attribute("data-last")
    whole = bar.evaluate("it => it.ownerSVGElement.getBoundingClientRect().width")
    days = page.evaluate("([a, b]) => (Date.parse(b) - Date.parse(a)) / 864e5 + 1", [first, last])
    way = -1 if page.locator("html").get_attribute("dir") == "rtl" else 1
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + way * 10, y, steps=3)
    page.locator("rect.week").first.wait_for(state="attached")
    page.mouse.move(x + way * whole * weeks * 7 / days, y, steps=5)


def steps_on(planner, number: int, *steps: str) -> None:
    for step in steps:
        page = planner.opens(f"/plan/{number}", "planner")
        planner.sends(page.locator(f"button[name=step][value={step}]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_planner_opens_the_plan_of_the_rehearsal_and_the_one_that_was_made(officer, found, language):
    planner = officer(language)

    for number in (1, found):
        page = planner.opens(f"/plan/{number}", "planner")
        missing = page.locator("#unplanned .missing")
        reasons = missing.locator("h4 + ul:first-of-type").count()
        assert page.locator("section:has(.life) .chip.good").count() == 1
        assert 0 < missing.count() <= reasons
    planner.opens("/plan/1", "planner")
    planner.takes_picture("plan")


def test_fixed_edition_stays_days_are_kept_free_and_what_moved_is_listed(officer):
    planner = officer("ar")
    edition = planner.opens(f"/plan/1/editions/{MOVABLE}", "planner")
    assert planner.sends(edition.locator("form[action$='/lock'] button")) != ""
    assert edition.locator("dd .chip.good").count() == 1
    programme = planner.opens("/plan/", "planner")
    programme.locator("details.fold:has(form[action$='/free-days']) summary").click()
    for name, day in zip(("first_on", "last_on"), FREE_DAYS, strict=True):
        programme.locator(f"form[action$='/free-days'] input[type=date][name={name}]").fill(day)
    planner.sends(programme.locator("form[action$='/free-days']:has(input[type=date]) button"))
    assert programme.locator("form[action$='/unlock']").count() == 2

    again = search(planner, "1", "B")

    assert planner.opens(f"/plan/{again}/editions/{MOVABLE}", "planner").locator("dd .chip.good").count() == 1
    assert planner.page.request.get(f"{planner.node}/plan/{again}/editions/{IN_THOSE_DAYS}").status == 404
    compared = planner.opens(f"/plan/compare?before=1&after={again}", "planner")
    assert compared.locator("main section:has(> h2)").count() > 1
    assert "crs-inf-101" in compared.locator("main").inner_text()
    assert faults_of(planner.page) == {}
    planner.takes_picture("compare")
    planner.opens("/plan/dependency?plan=1&of=ly&year=2026", "planner")
    assert faults_of(planner.page) == {}
    planner.takes_picture("dependency")


@pytest.mark.parametrize("language", LANGUAGES)
def test_edition_is_dragged_to_a_lawful_week_and_back_by_undoing(officer, language):
    planner = officer(language)
    page = planner.opens("/plan/1", "planner")

    drag(page, 1, LAWFUL_WEEK)
    assert page.locator(".drag-note").inner_text() == "2026-08-09"
    assert page.locator("rect.week").count() > 1
    if language == "ar":
        planner.takes_picture("drag")
    with page.expect_navigation():
        page.mouse.up()

    assert page.url != f"{planner.node}/plan/1"
    assert page.locator("a[href*='@2026-08-09']").count() > 0
    assert page.locator(f"a[href$='{MOVABLE}']").count() == 0
    planner.sends(page.locator("button[name=step][value=withdraw]"))
    assert page.url == f"{planner.node}/plan/1"
    assert page.locator(f"a[href$='{MOVABLE}']").count() > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_edition_dragged_to_an_unlawful_week_stays_and_the_rule_is_named(officer, language):
    planner = officer(language)
    before = planner.opens("/plan/", "planner").locator("table.listing tbody tr").count()
    page = planner.opens("/plan/1", "planner")

    drag(page, 1, UNLAWFUL_WEEK)
    assert re.match(r"2026-03-01 · R04 ", page.locator(".drag-note").inner_text())
    with page.expect_navigation():
        page.mouse.up()

    assert page.url == f"{planner.node}/plan/1"
    assert "R04" in page.locator(".message.error").inner_text()
    assert planner.opens("/plan/", "planner").locator("table.listing tbody tr").count() == before


def test_language_is_switched_and_page_and_query_stay(officer):
    someone = officer("en")
    path = "/readiness/?on=2026-07-01&plan=1&without=on"
    page = someone.opens(path, "director")
    ways = {}

    for language in ("ar-ly", "fr", "ar-dz", "en", "ar"):
        page.locator("details.menu summary").first.click()
        someone.sends(page.locator(f"button[name=language][value={language}]"))
        ways[language] = page.locator("html").get_attribute("dir")
        assert page.url == someone.node + path

    assert ways == {"ar-ly": "rtl", "fr": "ltr", "ar-dz": "rtl", "en": "ltr", "ar": "rtl"}


def test_commander_is_called_as_each_army_calls_him(officer):
    words = {}
    for language in ("ar-ly", "ar-dz"):
        page = officer(language).opens("/training/units/u-ly-bg-n/c-nav/", "unit")
        words[language] = re.findall("آمر|قائد", page.locator("main").inner_text())

    assert words == {"ar-ly": ["آمر"] * 2, "ar-dz": ["قائد"] * 2}


@pytest.mark.parametrize("path", ["/plan/1", "/readiness/", "/training/requests/", "/accords/"])
def test_paper_has_no_navigation(officer, path):
    page = officer("ar").opens(path, "director")

    page.emulate_media(media="print")

    assert page.locator("nav:visible, header.top:visible, .page-actions:visible, .menus:visible").count() == 0
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("path", ["/plan/1", "/readiness/?on=2026-07-01"])
def test_landscape_paper_cuts_nothing(officer, path):
    page = officer("ar").opens(path, "director")
    page.set_viewport_size({"width": 1047, "height": 718})  # A4 on its side within its margins

    page.emulate_media(media="print")

    wide = "all => all.filter(it => it.offsetParent && it.scrollWidth > it.clientWidth + 1).map(it => it.className)"
    assert page.locator(".scroll").evaluate_all(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1047


@pytest.mark.parametrize(("language", "task"), {"ar": "c-brd", "fr": "c-pst", "en": "c-com"}.items())
def test_commander_reads_a_cell_then_confirms_and_overrides_its_rating(officer, language, task):
    commander = officer(language)
    page = commander.opens("/readiness/?on=2026-07-01&plan=1", "unit")
    page.locator("details.sum summary").first.click()
    assert page.locator(".sum-body:visible").count() == 1
    if language == "ar":
        commander.takes_picture("readiness")

    page = commander.opens(f"/training/units/u-ly-bg-n/{task}/", "unit")
    assert page.locator("nav.areas [aria-current]").get_attribute("href") == "/training/units/"
    keep = page.locator("form:has([name=letter]) button.main")
    suggested = page.locator("[name=letter]").input_value()
    commander.sends(keep)
    assert page.locator("table.listing .chip.good").count() == 1
    other = "T" if suggested != "T" else "P"
    page.locator("[name=letter]").select_option(other)
    commander.sends(keep)
    assert page.locator(".fault, .message.error").count() > 0
    page.locator("[name=letter]").select_option(other)
    page.locator("[name=reason]").fill("Night exercise of the week")
    commander.sends(keep)

    assert page.locator("table.listing .chip.notice").count() == 1
    assert "Night exercise of the week" in page.locator("table.listing").inner_text()
    if language == "ar":
        assert faults_of(commander.page) == {}
        commander.takes_picture("rating")


def cells(page) -> dict[str, int]:
    """Give how many cells of each unit the matrix shows."""
    rows = page.locator("table.heat tbody tr")
    return dict(
        rows.evaluate_all(
            "rows => rows.map(it => [it.querySelector('small').textContent, it.querySelectorAll('.sum').length])"
        )
    )


def test_other_party_sees_the_cells_released_to_it_and_no_other(officer):
    someone = officer("fr")
    path = "/readiness/?on=2026-07-01&plan=1"
    assert cells(someone.opens(path, "cooperation")) == {"u-dz-brd": 4}
    task = someone.opens("/training/units/u-ly-bg-n/c-law/", "director")
    task.locator("details.fold:has([name=to]) summary").click()
    task.locator("[name=to][value=dz]").check()
    someone.sends(task.locator("form[action$='/release'] button"))

    assert cells(someone.opens(path, "cooperation")) == {"u-ly-bg-n": 1, "u-dz-brd": 4}


def test_both_parties_approve_the_same_hash_with_their_passwords(officer, found):
    someone = officer("ar")
    steps_on(someone, found, "propose", "review", "agree")
    hashes = []
    for account in ("director", "cooperation"):
        page = someone.opens(f"/plan/{found}", account)
        hashes.append(page.locator("form[action$='/approve'] [name=plan_sha256]").get_attribute("value"))
        page.locator("form[action$='/approve'] [name=password]").fill("wrong")
        someone.sends(page.locator("form[action$='/approve'] button"))
        assert page.locator(".message.error").count() == 1
        page.locator("form[action$='/approve'] [name=password]").fill(DEMO_PASSWORD)
        someone.sends(page.locator("form[action$='/approve'] button"))

    assert hashes[0] == hashes[1]
    assert page.locator("ol.life [aria-current=step]").inner_text() == "معتمدة"
    assert page.locator("form[action$='/approve']").count() == 0
    assert faults_of(someone.page) == {}
    someone.takes_picture("approved")
