"""Every page of the node in a real browser: its language's way, on a desk and on a phone, by light and by dark, for all."""

import os
import shutil
from pathlib import Path

import pytest
from own_node import OwnNode

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PAGES = [
    ("/sign-in", None),
    ("/", "director"),
    ("/me", "director"),
    ("/glossary", "director"),
    ("/glossary?kind=rule&all=yes", "school"),
    ("/glossary?text=nothing-is-called-so", "auditor"),
    ("/search?q=%D8%AA%D9%85%D8%B1%D9%8A%D9%86", "director"),
    ("/accords/", "director"),
    ("/accords/new", "director"),
    ("/accords/agr-frame/", "director"),
    ("/accords/meetings/mtg-art-241229/", "director"),
    ("/accords/decisions/dec-art-001/", "director"),
    ("/accords/meetings/", "director"),
    ("/accords/decisions/", "director"),
    ("/accords/facts/", "director"),
    ("/training/units/", "director"),
    ("/training/units/u-ly-med/", "director"),
    ("/training/units/u-ly-med/c-med/", "director"),
    ("/training/requests/", "director"),
    ("/training/requests/rq-001/", "director"),
    ("/training/courses/", "director"),
    ("/training/courses/crs-ihl-101/", "director"),
    ("/training/venues/", "director"),
    ("/training/venues/v-dz-border/", "director"),
    ("/training/pools/", "director"),
    ("/training/competencies/", "director"),
    ("/training/competencies/c-brd/", "director"),
    ("/training/calendars/", "director"),
    ("/training/indicators/", "director"),
    ("/training/indicators/ib-1/", "director"),
    ("/plan/", "director"),
    ("/plan/1", "director"),
    ("/readiness/", "director"),
    ("/plan/", "planner"),
    ("/plan/new", "planner"),
    ("/plan/1", "planner"),
    ("/plan/1/editions/crs-med-101@v-ly-field@2026-06-14", "planner"),
    ("/plan/compare", "planner"),
    ("/plan/compare?plan=1", "planner"),
    ("/plan/dependency?of=ly&year=2026", "planner"),
    ("/training/units/u-ly-bg-n/c-brd/", "unit"),
    ("/documents/", "director"),
    ("/documents/papers", "director"),
    ("/documents/papers/new/quota_letter/1", "director"),
    ("/documents/papers/check?signs=871d83ac77f4", "director"),
    ("/documents/briefings/plan/1/", "director"),
    ("/documents/briefings/meeting/mtg-art-241229/", "director"),
    ("/documents/briefings/accord/agr-frame/", "director"),
    ("/documents/briefings/accord/agr-frame/summaries/new", "director"),
    ("/documents/word/templates/", "director"),
    ("/documents/word/meetings/mtg-art-241229/", "director"),
    ("/documents/word/letters/1/", "planner"),
    ("/accounts", "administrator"),
    ("/accounts?text=nobody-is-called-so", "administrator"),
    ("/accounts/new", "administrator"),
    ("/accounts/unit", "administrator"),
    ("/accounts/unit/password", "administrator"),
    ("/documents/sheets/", "director"),
    ("/documents/sheets/columns", "director"),
    ("/documents/sheets/preview", "director"),
    ("/documents/sheets/taken/1/", "unit"),
    ("/journal", "auditor"),
    ("/documents/attachments/", "director"),
    ("/documents/attachments/removed", "director"),
    ("/documents/attachments/of/meeting/mtg-art-241229/", "director"),
    ("/documents/attachments/att-ly-2025-001/", "director"),
    ("/documents/attachments/att-ly-2025-001/change", "director"),
    ("/documents/attachments/att-ly-2025-001/remove", "director"),
    ("/documents/tags/", "director"),
    ("/documents/tags/tag-ly-2025-001/", "director"),
    ("/documents/tags/tag-ly-2025-001/change", "director"),
    ("/documents/tags/of/meeting/mtg-art-241229/", "director"),
    ("/documents/calendars/", "director"),
    ("/documents/calendars/everyones", "administrator"),
]
"""Every page, and the account of the rehearsal that opens it. A new page is one more line."""

ATTACH = """
from datetime import UTC, datetime
from io import BytesIO
from PIL import Image
from tansiq.documents.services.attachments import add_tag, attach, set_tags
from tansiq.people.models import Person
of, picture = {"by": Person.objects.get(username="director"), "at": datetime(2025, 5, 18, 9, 30, tzinfo=UTC)}, BytesIO()
Image.radial_gradient("L").save(picture, "PNG")
tag = add_tag(names={"ar": "الحدود"}, **of)
set_tags(kind="meeting", code="mtg-art-241229", before=[], tags=[tag.code], **of)
of |= {"subject_kind": "meeting", "subject_code": "mtg-art-241229"}
attach(name="a.png", content=picture.getvalue(), captions={"fr": "x"}, **of)
attach(name="b.txt", content=b"b", captions={"en": "y"}, owner="ly", **of)
"""
"""What the pages of attachments show."""

GIVE = """
from datetime import UTC, datetime
from tansiq.core.models import Node
from tansiq.documents.services import sheets
from tansiq.people.models import Person
node, at = Node.objects.get(), datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
def looked_at(username, text):
    by = Person.objects.get(username=username)
    given = sheets.give_sheet(name="list.csv", content=text.encode(), sender="x", by=by, at=at)
    given = sheets.map_columns(shown=given.shown_as, fields=given.head["fields"], fixed={}, order="", node=node, by=by)
    return {"digest": given.digest, "without_faulty": False, "node": node, "by": by, "at": at}
sheets.take_in_sheet(**looked_at("unit", "code;people to be trained\\nu-ly-bg-n;4321"))
looked_at("director", "code;unit;course;seats;by\\nrq-001;;;99;\\n;u-ly-bg-n;crs-ihl-101;many;3/4/2027\\n;nobody;crs-ihl-101;1;")
"""
"""What the pages of sheets show."""

AXE = Path(__file__).parents[1] / "vendor/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules of axe that look at colours: all that a dark page has of its own, for a style tells them apart by `light-dark` alone."""
LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
SCREENS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1366, "height": 768}}
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
def node(rehearsed_folder, tmp_path_factory):
    """Start a node of its own and give its address."""
    folder = shutil.copytree(rehearsed_folder, tmp_path_factory.mktemp("journey") / "node")
    own = OwnNode(Path(folder))
    own.python(ATTACH)
    own.python(GIVE)
    with own.started() as started:
        yield f"http://127.0.0.1:{started.port}"
        started.stop()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """Someone at a browser, who signs in as whoever opens the next page."""

    def __init__(self, browser, node: str, language: str, **settings) -> None:
        self.context = browser.new_context(locale=language, **settings)
        self.node, self.language, self.account = node, language, None
        self._forget()
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _forget(self) -> None:
        self.context.clear_cookies()
        self.context.add_cookies([{"name": "tansiq_language", "value": self.language, "url": self.node}])

    def opens(self, path: str, account: str | None):
        if account != self.account:
            self._forget()
            self.account = account
            if account:
                self.page.goto(f"{self.node}/sign-in")
                self.page.locator(f"button[value={account}]").click()
                self.page.wait_for_url(f"{self.node}/")
        answer = self.page.goto(self.node + path)
        assert answer.status == 200, (path, answer.status)
        return self.page


@pytest.fixture
def visitor(browser, node):
    """Give someone at a browser in a language."""
    visitors = []

    def arriving(language, **settings):
        visitors.append(Visitor(browser, node, language, **settings))
        return visitors[-1]

    yield arriving
    for each in visitors:
        each.context.close()


def faults_of(page, within: str = "", rules=RULES) -> dict[str, list]:
    """Give what axe finds on a page, or within a part of it."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    ask = "([part, rules]) => axe.run(part || document, {runOnly: rules, resultTypes: ['violations']})"
    found = page.evaluate(ask, [within, rules])["violations"]
    return {it["id"]: [node["target"] for node in it["nodes"]][:3] for it in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_runs_its_languages_way_and_fits_its_screen(visitor, language):
    someone = visitor(language)
    wrong = {}

    for path, account in PAGES:
        someone.page.set_viewport_size(SCREENS["phone"])
        page = someone.opens(path, account)
        for name, screen in SCREENS.items():
            page.set_viewport_size(screen)
            found = page.evaluate("[document.documentElement.dir, document.documentElement.scrollWidth]")
            if found != [LANGUAGES[language], screen["width"]]:
                wrong[path, name] = found

    assert wrong == {}
    assert someone.said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_by_light_or_dark(visitor, language):
    someone = visitor(language, bypass_csp=True, viewport=SCREENS["desk"])
    faults = {}

    for path, account in PAGES:
        page = someone.opens(path, account)
        for scheme, rules in (("light", RULES), ("dark", OF_COLOUR)):
            page.emulate_media(color_scheme=scheme)
            if found := faults_of(page, rules=rules):
                faults[path, scheme] = found

    assert faults == {}


def test_area_that_is_open_is_in_sight_on_a_phone(visitor):
    page = visitor("ar", viewport=SCREENS["phone"]).opens("/training/units/", "director")

    edges = "a => [a.getBoundingClientRect().left, a.getBoundingClientRect().right]"
    left, right = page.locator(".areas [aria-current]").evaluate(edges)

    assert 0 <= left < right <= SCREENS["phone"]["width"]


@pytest.mark.parametrize("menu", [0, 1, 2])
def test_axe_finds_nothing_in_a_menu_that_is_open_on_a_phone(visitor, menu):
    someone = visitor("ar", bypass_csp=True, viewport=SCREENS["phone"])
    page = someone.opens("/accounts", "administrator")

    page.locator("details.menu summary").nth(menu).click()

    assert faults_of(page, "header.top") == {}


@pytest.mark.parametrize(
    ("address", "username", "bytes_at_most"),
    [("/sign-in", None, 350_000), ("/", "director", 350_000), ("/plan/1", "planner", 500_000)],
)
def test_page_travels_light_with_all_it_needs(visitor, address, username, bytes_at_most):
    someone = visitor("ar")
    sizes = []
    someone.page.on("requestfinished", lambda request: sizes.append(request.sizes()))

    someone.opens(address, username)
    someone.page.wait_for_load_state("networkidle")

    total = sum(it["responseBodySize"] + it["responseHeadersSize"] for it in sizes)
    assert 0 < total < bytes_at_most


@pytest.mark.parametrize("scripted", [True, False])
def test_language_is_switched_and_the_page_stays(visitor, scripted):
    someone = visitor("ar", java_script_enabled=scripted)
    page = someone.opens("/accounts?text=unit", "administrator")

    page.locator("details.menu summary").first.click()
    page.locator("button[name=language][value=fr]").click()

    assert page.url.endswith("/accounts?text=unit")
    assert page.locator("html").get_attribute("dir") == "ltr"


def test_signing_out_leaves_nothing_behind_the_back_button(visitor):
    someone = visitor("en")
    page = someone.opens("/accounts", "administrator")
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")

    page.go_back()

    assert "/sign-in" in page.url
    assert page.get_by_text("administrator@").count() == 0


def test_keyboard_alone_signs_in_and_reaches_the_content(visitor, node):
    someone = visitor("fr")
    page = someone.opens("/sign-in", None)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#id_username").focus()
    page.keyboard.type("director")
    page.keyboard.press("Tab")
    page.keyboard.type("tanseeq-2025-rehearsal")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{node}/")

    assert page.locator("h1").is_visible()
