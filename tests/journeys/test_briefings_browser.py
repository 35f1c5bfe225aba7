"""Briefings in a real browser: listened to where there is a voice, folded, and a checked summary that everyone can read."""

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
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
BRIEFING = "/documents/briefings/meeting/mtg-art-241229/"
VOICES = """
window.spoken = [];
const synthesis = new EventTarget();
synthesis.getVoices = () => %s;
synthesis.speak = (said) => { window.spoken.push([said.text, said.lang]); synthesis.now = said; };
synthesis.cancel = () => { const was = synthesis.now; synthesis.now = null; was?.dispatchEvent(new Event("error")); };
window.finish = () => { const was = synthesis.now; synthesis.now = null; was.dispatchEvent(new Event("end")); };
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
"""
"""A browser's speech without sound: what is said is written down, and a sentence ends when the test says so."""
AXE = Path(__file__).parents[1] / "vendor/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SCREENS = ({"width": 390, "height": 844}, {"width": 1366, "height": 768})
HERE, FAR = '[{lang: "%s", localService: true}]', '[{lang: "%s", localService: false}]'


@pytest.fixture(scope="module")
def node(rehearsed_folder, tmp_path_factory):
    """Start a node of its own and give its address."""
    folder = shutil.copytree(rehearsed_folder, tmp_path_factory.mktemp("listening") / "node")
    with OwnNode(Path(folder)).started() as started:
        yield f"http://127.0.0.1:{started.port}"
        started.stop()


@pytest.fixture(scope="module")
def director(node):
    """Give a browser in which the director is signed in, once for all tests: a page of a language with some voices."""
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{node}/sign-in")
        page.locator("button[value=director]").click()
        page.wait_for_url(f"{node}/")
        state = context.storage_state()

        def opened(language, voices="[]", path=BRIEFING, **settings):
            own = chromium.new_context(storage_state=state, **settings)
            own.add_cookies([{"name": "tansiq_language", "value": language, "url": node}])
            own.add_init_script(VOICES % voices)
            at = own.new_page()
            at.goto(node + path)
            return at

        yield opened
        chromium.close()


@pytest.mark.parametrize(
    ("language", "voices", "is_offered"),
    [
        ("ar", "[]", False),
        ("ar", HERE % "fr-FR", False),
        ("ar", FAR % "ar-SA", False),
        ("ar", HERE % "ar-SA", True),
        ("fr", HERE % "fr_CA", True),
        ("fr", HERE % "ar", False),
    ],
)
def test_button_shows_only_where_a_voice_of_the_language_is_on_this_computer(
    director, language, voices, is_offered
):
    page = director(language, voices)

    assert page.locator("[data-listen]").is_visible() is is_offered


def test_button_comes_when_the_voices_do(director):
    page = director("ar", "window.late ?? []")
    assert not page.locator("[data-listen]").is_visible()

    page.evaluate(
        "window.late = %s; speechSynthesis.dispatchEvent(new Event('voiceschanged'))" % (HERE % "ar")
    )

    assert page.locator("[data-listen]").is_visible()


def test_sentences_are_read_one_by_one_and_the_one_being_read_is_marked(director):
    page = director("ar", HERE % "ar-SA")
    sentences = page.locator("#briefing-sentences [data-sentence]")
    marked = page.locator("#briefing-sentences [aria-current]")
    begin, label, stop = (page.locator(f"[data-{it}]") for it in ("begin", "label", "stop"))

    begin.click()
    page.evaluate("finish()")

    said = page.evaluate("window.spoken")
    assert [it[0] for it in said] == [
        sentences.nth(it).locator(".sentence").inner_text().translate({0x2068: None, 0x2069: None})
        for it in (0, 1)
    ]
    assert {it[1] for it in said} == {"ar-SA"}
    assert (marked.count(), marked.inner_text()) == (1, sentences.nth(1).inner_text())

    begin.click()  # a pause; going on begins with the same sentence
    assert (label.inner_text(), page.evaluate("speechSynthesis.now")) == ("متابعة", None)
    begin.click()
    assert page.evaluate("window.spoken.at(-1)[0] === window.spoken.at(-2)[0]")

    stop.click()
    assert (marked.count(), stop.is_visible(), label.inner_text()) == (0, False, "استمع")


def test_what_is_folded_is_not_read_and_stays_folded_next_time(director):
    page = director("ar", HERE % "ar")
    facts = page.locator("details[data-fold=briefing-facts]")
    sentences = page.locator("details[data-fold=briefing-page] [data-sentence]").count()
    facts.locator("summary").click()

    page.locator("[data-begin]").click()
    for _ in range(sentences):
        page.evaluate("finish()")

    assert (len(page.evaluate("window.spoken")), page.locator("[data-stop]").is_visible()) == (
        sentences,
        False,
    )
    page.reload()
    assert [it.get_attribute("open") for it in page.locator("details[data-fold]").all()] == ["", None]


def test_claim_leads_to_its_passage_on_a_page_that_everyone_can_read(director):
    page = director("ar", path=f"{BRIEFING}summaries/new", bypass_csp=True)
    page.fill("textarea[name=text]", "أعلنت المدرسة برنامجًا اقتصاديًا.")
    page.fill("[name=title]", "خبر")
    page.fill("[name=source_text]", "أعلنت المدرسة برنامجًا مشتركًا.\n\nيبدأ في الخريف.")
    page.locator("main button.main").click()
    page.wait_for_url("**/documents/summaries/*/")

    page.locator(".claim a").click()

    assert page.locator(":target").inner_text() == "1.1 أعلنت المدرسة برنامجًا مشتركًا."
    assert page.locator("mark").inner_text() == "اقتصاديًا"
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    ask = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert [(it["id"], it["nodes"]) for it in page.evaluate(ask, RULES)["violations"]] == []
    for screen in SCREENS:
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth") == screen["width"]
