"""What the page of a plan says, and what no name in a programme can make it do."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from string import Formatter

import pytest

from tansiq_desk.page import plan_page
from tansiq_desk.page.assets import css_text
from tansiq_desk.page.geometry import WIDTH, Scale, lanes
from tansiq_desk.page.labels import LANGUAGES, catalogue, label
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.calendar import Horizon
from tansiq_planner.check import check
from tansiq_planner.solution import Plan
from tests.desk.sample_result import example_problem, sample_result

LARGEST = 700_000


class Reader(HTMLParser):
    """Gathers tags, ids, links and visible text."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes = [], [], [], []
        self.words, self._silent = [], 0

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self._silent += tag in {"style", "script"}

    def handle_endtag(self, tag):
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(scope="module")
def problem():
    return example_problem()


@pytest.fixture(scope="module")
def result(problem):
    return sample_result(problem)


@pytest.fixture(scope="module")
def pages(problem, result):
    return {lang: plan_page(problem, result, lang) for lang in ("ar", "ar-DZ", "fr", "en")}


@pytest.fixture(scope="module")
def readers(pages):
    return {lang: read(html) for lang, html in pages.items()}


def test_labels_are_the_same_in_every_language():
    assert [lang for lang in LANGUAGES if set(catalogue(lang)) != set(catalogue("ar"))] == []


def test_labels_hold_the_same_figures_in_every_language():
    def figures(lang, key):
        entry = catalogue(lang)[key]
        texts = [entry] if isinstance(entry, str) else entry.values()
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} | (
            set() if isinstance(entry, str) else {"n"}
        )

    differing = {
        key for key in catalogue("ar") if len({frozenset(figures(lang, key)) for lang in LANGUAGES}) > 1
    }

    assert differing == set()


@pytest.mark.parametrize(
    ("lang", "number", "text"),
    [
        ("ar", 1, "مقعد واحد"),
        ("ar", 2, "مقعدان"),
        ("ar", 3, "3 مقاعد"),
        ("ar", 11, "11 مقعدًا"),
        ("ar", 100, "100 مقعد"),
        ("fr", 1, "1 place"),
        ("fr", 2, "2 places"),
        ("en", 1, "1 seat"),
        ("en", 1061, "1\u00a0061 seats"),
    ],
)
def test_counted_label_takes_its_plural_form(lang, number, text):
    assert label(lang, "seats", n=number) == text


@pytest.mark.parametrize(
    ("lang", "direction"), [("ar", "rtl"), ("ar-DZ", "rtl"), ("fr", "ltr"), ("en", "ltr")]
)
def test_page_has_the_direction_of_its_language(pages, lang, direction):
    assert f'<html lang="{lang}" dir="{direction}">' in pages[lang]


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_page_is_small_enough_to_send(pages, lang):
    assert len(pages[lang].encode()) < LARGEST


@pytest.mark.parametrize("lang", ["ar", "ar-DZ", "fr", "en"])
def test_page_asks_for_nothing_from_outside(pages, lang, readers):
    reader = readers[lang]
    outside = [link for link in reader.links if not link.startswith("#")]

    assert outside == []
    assert [value for _, name, value in reader.attributes if name in {"src", "action", "srcset"}] == []
    assert re.findall(r"url\((?!data:font/woff2;base64,|#)", pages[lang]) == []


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_policy_allows_this_style_and_script_and_nothing_else(pages, readers, lang):
    html = pages[lang]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL).group(1)

    def digest(text):
        return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()

    policy = next(
        value
        for tag, name, value in readers[lang].attributes
        if (tag, name) == ("meta", "content") and "default-src" in value
    )
    assert policy == (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert [name for _, name, _ in readers[lang].attributes if name == "style" or name.startswith("on")] == []


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_ids_are_unique_and_every_link_has_its_place(lang, readers):
    reader = readers[lang]

    assert sorted(reader.ids) == sorted(set(reader.ids))
    assert {link[1:] for link in reader.links} - set(reader.ids) == set()


def test_page_says_that_the_checker_proved_the_plan(problem, result, readers):
    assert check(problem, result.plan).violations == ()
    assert label("en", "lawful_proof") in readers["en"].text


def test_page_of_an_unlawful_plan_shows_every_violation(problem, result):
    broken = replace(result, plan=replace(result.plan, exercises=result.plan.exercises[1:]))
    violations = check(problem, broken.plan).violations

    text = read(plan_page(problem, broken, "en")).text

    assert len(violations) > 0
    assert label("en", "unlawful", n=len(violations)) in text
    assert label("en", "lawful_proof") not in text


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_every_edition_exercise_and_unplanned_request_is_named(problem, result, lang, readers):
    reader = readers[lang]
    anchors = {f"e-{edition.id}".replace("@", "-") for edition in result.plan.editions}
    anchors |= {f"x-{exercise}" for exercise in problem.exercises}

    assert anchors - set(reader.ids) == set()
    assert [it.id for it in result.unplanned if it.id not in reader.text] == []


def test_every_bar_leads_to_the_row_with_its_details(pages, result):
    bars = re.findall(r'<a href="#(e-[^"]+)"><title>', pages["en"])

    assert set(bars) == {f"e-{edition.id}".replace("@", "-") for edition in result.plan.editions}


def test_hash_of_the_plan_and_of_every_part_is_shown(problem, readers):
    text = readers["fr"].text

    assert re.search(r"\b[0-9a-f]{64}\b", text)
    assert [part.sha256 for part in problem.parts if part.sha256 not in text] == []


def test_months_are_those_of_the_reader(readers):
    assert ("فبراير" in readers["ar"].text, "فيفري" in readers["ar"].text) == (True, False)
    assert ("فبراير" in readers["ar-DZ"].text, "فيفري" in readers["ar-DZ"].text) == (False, True)


def test_half_days_in_ramadan_and_estimated_days_are_marked(pages, problem, result):
    halved = [it for it in result.plan.editions if problem.courses[it.course].ramadan == "half_days"]
    during = [
        it
        for it in halved
        if problem.calendars["dz"].is_ramadan(
            it.start, problem.horizon.course_end(it.start, problem.courses[it.course].weeks)
        )
    ]

    assert pages["en"].count('<span class="chip ramadan">') == len(during)
    assert '<span class="chip estimated">' in pages["en"]


def test_missing_translation_is_shown_with_its_language(problem, result):
    course = result.plan.editions[0].course
    partial = replace(problem, names={**problem.names, course: {"fr": "Cours sans traduction"}})

    html = plan_page(partial, result, "ar")

    assert '<bdi lang="fr">Cours sans traduction</bdi> <span class="language"' in html


def test_no_name_can_leave_its_place(problem, result):
    attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)></style><script>1</script>{{ 7*7 }}'
    tricked = replace(
        problem,
        names={key: dict.fromkeys(texts, attack) for key, texts in problem.names.items()},
        marking={"ar": attack},
        currency=attack,
    )

    reader = read(plan_page(tricked, result, "ar"))

    assert (reader.tags.count("script"), reader.tags.count("style"), reader.tags.count("img")) == (1, 1, 0)
    assert [name for _, name, _ in reader.attributes if name.startswith("on")] == []
    assert attack in reader.text


def test_css_text_cannot_be_left():
    assert css_text('a"}\\</style>') == '"a\\22 \\7d \\5c \\3c \\2f style\\3e "'


def test_empty_plan_still_makes_a_page(problem, result):
    text = read(plan_page(problem, replace(result, plan=Plan(), unplanned=()), "en")).text

    assert text.count(label("en", "not_held")) >= len(problem.exercises)


def test_without_ratings_readiness_is_said_to_be_unknown(problem, result):
    silent = {
        key: replace(unit, tasks=tuple(replace(task, start=None) for task in unit.tasks))
        for key, unit in problem.units.items()
    }

    html = plan_page(replace(problem, units=silent), result, "en")

    assert 'class="heat"' not in html
    assert label("en", "not_scored") in read(html).text


def test_unknown_language_is_refused(problem, result):
    with pytest.raises(LookupError):
        plan_page(problem, result, "xx")


def test_same_plan_gives_the_same_page(problem, result, pages):
    assert plan_page(problem, result, "ar") == pages["ar"]


@pytest.mark.parametrize(("rtl", "x"), [(False, 0.0), (True, WIDTH - 20.0)])
def test_time_runs_with_the_reading_direction(rtl, x):
    scale = Scale.of(Horizon(date(2025, 1, 5), date(2026, 1, 31)), rtl=rtl)  # 56 weeks

    extent = scale.extent(date(2025, 1, 5), date(2025, 1, 11))

    assert (extent.width, extent.x) == (20.0, x)


def test_day_outside_the_horizon_has_no_place():
    scale = Scale.of(Horizon(date(2025, 1, 5), date(2025, 12, 26)), rtl=False)

    assert (scale.at(date(2024, 12, 31)), scale.extent(date(2024, 1, 1), date(2024, 2, 1))) == (None, None)


class Span:
    def __init__(self, left, right):
        self.left, self.right = left, right


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 5), (5, 9)], [0, 0]),
        ([(0, 5), (4, 9)], [0, 1]),
        ([(4, 9), (0, 5), (6, 7), (9, 10)], [1, 0, 0, 0]),
    ],
)
def test_bars_share_a_lane_only_where_they_do_not_meet(spans, expected):
    assert lanes([Span(*span) for span in spans]) == expected


def test_name_falls_back_to_a_language_that_has_it_and_then_to_the_id():
    tongue = Tongue("en", {"a": {"en": "A"}, "b": {"fr": "B"}})

    assert [(it.text, it.lang) for it in map(tongue.name, "abc")] == [("A", None), ("B", "fr"), ("c", None)]
