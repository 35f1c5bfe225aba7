"""US3 in the browser on two real nodes: Libya proposes in Arabic, Algeria amends in French, both approve the same bytes.

All of it goes over the line but the last word, which is carried on a stick.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from own_node import OwnNode, free_port

from tansiq.people.rules import DEMO_PASSWORD
from tests.journeys.test_node_journeys import Officer
from tests.journeys.test_node_pages import AXE, CHROMIUM, FLAGS, RULES

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PATIENCE_MS = 240_000
HEARTBEAT_SECONDS = 120
LANGUAGES = {"ly": "ar-ly", "dz": "fr"}
PROPOSE, DECIDE = "#crossing a[href*='/release/plan/']", "#crossing a[href*='/release/approval/']"
DIRECTOR = {"ly": "director", "dz": "cooperation"}
PLAN_MADE = (
    "from tansiq.core.moment import moment_of_node",
    "from tansiq.people.models import Person",
    "from tansiq.planning import services",
    "from tansiq.planning.models import Programme",
    "from tansiq.planning.rules import Basis",
    "from tansiq.planning.services.runs import carry_out",
    "said = {'by': Person.objects.get(username='planner'), 'at': moment_of_node(), 'basis': Basis.RELEASED}",
    "asked = {'programme': Programme.objects.get(), 'option': 'A', 'work': 1, 'title': '', 'baseline': None}",
    "run = services.start_run(**asked, **said)",
    "carry_out(run.pk)",
)
"""A plan with so little work as no page offers: what is found is not what is tried here."""


@pytest.fixture
def home(tmp_path) -> OwnNode:
    return OwnNode(tmp_path / "home")


@pytest.fixture
def addresses(home) -> Iterator[dict[str, str]]:
    """Start both nations' nodes as a newcomer would."""
    port = free_port(2)
    words = [sys.executable, "-P", "-m", "tansiq", "demo", "--two-nodes", "--port", str(port)]
    with subprocess.Popen(words, env=home._env(), stdout=subprocess.PIPE, text=True) as process:
        try:
            told = ""
            while "dz: " not in told:
                line = process.stdout.readline()
                assert line, told
                told += line
            yield dict(re.findall(r"(ly|dz): (http://\S+)/", told))
        finally:
            process.terminate()


class Office:
    """Someone at work at a nation's node, in its language."""

    def __init__(self, browser, party: str, address: str, account: str) -> None:
        self.party, self.address, self.language = party, address, LANGUAGES[party][:2]
        self.context = browser.new_context(
            viewport={"width": 1366, "height": 768}, reduced_motion="reduce", bypass_csp=True
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_cookies([{"name": "tansiq_language", "value": LANGUAGES[party], "url": address}])
        self.page = self.context.new_page()
        self.page.on("dialog", lambda question: question.accept())
        self.page.goto(f"{address}/sign-in")
        with self.page.expect_navigation():
            self.page.locator(f"button[value={account}]").click()

    def opens(self, path: str):
        self.page.goto(f"{self.address}{path}")
        assert self.page.evaluate("document.documentElement.scrollWidth") == 1366, path
        return self.page

    def presses(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    takes_picture = Officer.takes_picture

    def is_for_all(self) -> None:
        self.page.add_script_tag(path=AXE)
        found = self.page.evaluate(
            "rules => axe.run({runOnly: rules}).then(it => it.violations.map(v => v.id))", RULES
        )
        assert found == [], self.page.url

    def releases(self, link: str) -> None:
        """Release what a page links to: whom for, the exact bytes, the password."""
        self.presses(link)
        boxes = self.page.locator("input[name=audience]")
        if boxes.count() and not boxes.first.is_checked():
            boxes.first.check()
        self.is_for_all()
        self.presses("main form button.main")
        assert "/drafts/" in self.page.url, self.page.locator("main").inner_text()
        self.is_for_all()
        self.takes_picture("release")
        self.page.locator("input[name=password]").fill(DEMO_PASSWORD)
        self.presses("form[action$='/release'] button.main")
        assert "/outbox/" in self.page.url, self.page.locator("main").inner_text()

    def has(self, path: str, selector: str) -> None:
        """Wait until something that the partner released is there."""
        until = time.monotonic() + HEARTBEAT_SECONDS
        while not self.opens(path).locator(selector).count():
            assert time.monotonic() < until, (path, selector)
            time.sleep(0.5)

    def takes_step(self, number: int, step: str) -> None:
        self.opens(f"/plan/{number}")
        self.presses(f"button[value={step}]")

    def approves(self, number: int) -> None:
        form = self.opens(f"/plan/{number}").locator("form[action$='/approve']")
        form.locator("input[name=password]").fill(DEMO_PASSWORD)
        with self.page.expect_navigation():
            form.locator("button").click()

    def hash_of(self, number: int) -> str:
        return self.opens(f"/plan/{number}").locator(".hashes bdi, .hashes code").first.inner_text()


def test_two_offices_come_to_one_plan(home, addresses, tmp_path):
    libya = OwnNode(home.folder / "demo-ly")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        ly, dz = (Office(browser, it, addresses[it], DIRECTOR[it]) for it in ("ly", "dz"))
        planners = {it: Office(browser, it, addresses[it], "planner") for it in ("ly", "dz")}

        for office, other in ((ly, dz), (dz, ly)):
            office.opens("/plan/")
            office.releases("#parts a.button")
            other.has("/exchange/inbox/?state=taken_in&kind=plan.input", "tbody tr")

        libya.python(*PLAN_MADE)
        planners["ly"].takes_step(1, "propose")
        ly.opens("/plan/1")
        ly.is_for_all()
        ly.takes_picture("between-nodes")
        ly.releases(PROPOSE)

        dz.has("/exchange/inbox/?state=taken_in&kind=plan", "tbody tr")
        amended = amends(planners["dz"])
        planners["dz"].takes_step(amended, "propose")
        dz.opens(f"/plan/{amended}")
        dz.releases(PROPOSE)
        for step in ("review", "agree"):
            planners["dz"].takes_step(amended, step)

        ly.has("/exchange/inbox/?state=taken_in&kind=plan.amendment", "tbody tr")
        for step in ("review", "agree"):
            planners["ly"].takes_step(amended, step)
        assert ly.hash_of(amended) == dz.hash_of(amended)

        dz.approves(amended)
        dz.opens(f"/plan/{amended}")
        dz.releases(DECIDE)
        ly.approves(amended)
        ly.opens(f"/plan/{amended}")
        ly.releases(DECIDE)
        carry_on_a_stick(ly, dz, tmp_path)

        for office in (ly, dz):
            office.has(f"/plan/{amended}", "ol.life li[aria-current]:nth-of-type(5)")
            office.opens("/exchange/")
            office.is_for_all()
            office.takes_picture("exchange")
        browser.close()


def amends(planner: Office) -> int:
    """Move the first edition that has another lawful week, by hand; give the number of the plan that comes of it."""
    page = planner.opens("/plan/1")
    for path in page.evaluate(
        "[...new Set([...document.querySelectorAll('a[href*=\"/editions/\"]')].map(it => it.getAttribute('href')))]"
    ):
        planner.opens(path)
        moves = planner.page.locator("form[action$='/move'] button:not([disabled])")
        if moves.count():
            with planner.page.expect_navigation():
                moves.first.click()
            found = re.search(r"/plan/(\d+)$", planner.page.url)
            if found:
                return int(found[1])
    raise AssertionError("no edition of the plan can be moved")


def carry_on_a_stick(giver: Office, taker: Office, folder) -> None:
    """Save a bundle at one node and take it in at the other, where it may be known already."""
    giver.opens("/exchange/")
    with giver.page.expect_download() as waiting:
        giver.page.locator("form[action$='/bundle'] button, a[href$='/bundle']").first.click()
    stick = folder / waiting.value.suggested_filename
    waiting.value.save_as(stick)
    assert stick.name.endswith(".tansiq")
    taker.opens("/exchange/bundles/take-in")
    taker.page.locator("input[type=file]").set_input_files(stick)
    taker.presses("main form button.main")
    assert "/exchange/bundles/taken" in taker.page.url
    taker.is_for_all()
    taker.takes_picture("taken")
