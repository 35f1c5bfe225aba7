"""Ratings: confirmed, overridden, stale, released; indicators measured."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.training import queries, services
from tansiq.training.models import Indicator, Measurement, Rating, Task
from tansiq.training.queries.ratings import latest
from tansiq.training.rules import RATING_SCALE
from tansiq.training.services.ratings import MeasuredAlready, PointsOutsideLetter, ReasonMissing

UNIT, COMPETENCY = "u-ly-bg-n", "c-brd"
PAGE = f"/training/units/{UNIT}/{COMPETENCY}/"


def task() -> Task:
    return Task.objects.get(unit__code=UNIT, competency__code=COMPETENCY)


def rated(person, at, letter="P-", points=None, reason="", seen_rating=0, by="unit") -> Rating:
    return services.rate_task(
        unit=UNIT, competency=COMPETENCY, seen_rating=seen_rating, letter=letter, points=points, reason=reason,
        evidence="Observed in May", by=person(by), at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("letter", "points", "reason", "kept"),
    [
        ("P-", None, "", ("confirmed", "P-", 38)),
        ("P-", 42, "", ("confirmed", "P-", 42)),
        ("P", None, "Two good patrols", ("overridden", "P", 59)),
        ("P", 52, "Two good patrols", ("overridden", "P", 52)),
        ("U", None, "Half of them are new", ("overridden", "U", 14)),
    ],
)
def test_commander_confirms_or_overrides(person, at, letter, points, reason, kept) -> None:
    rating = rated(person, at, letter, points, reason)

    assert (rating.state, rating.letter, rating.points) == kept
    assert (rating.suggested_letter, rating.suggested_points, rating.rated_on, rating.by) == (
        "P-",
        38,
        at.date(),
        "unit",
    )
    assert queries.confirmed_points(task()) == (kept[2], at.date())


@pytest.mark.parametrize(
    ("letter", "points", "reason", "error"),
    [
        ("P", None, "", ReasonMissing),
        ("P", None, "   ", ReasonMissing),
        ("P", 90, "Good", PointsOutsideLetter),
        ("Z", None, "Good", Refused),
    ],
)
def test_rating_that_is_not_reasoned_is_refused(person, at, letter, points, reason, error) -> None:
    with pytest.raises(error):
        rated(person, at, letter, points, reason)

    assert queries.confirmed_points(task()) is None


@pytest.mark.parametrize(
    ("username", "error"),
    [("director", NotAllowed), ("planner", NotAllowed), ("cooperation", NotFound), ("idfad", NotAllowed)],
)
def test_only_the_commander_rates(person, at, username, error) -> None:
    with pytest.raises(error):
        rated(person, at, by=username)


@pytest.mark.parametrize(
    ("unit", "may"),
    [
        ("u-ly-bg-n", True),
        ("u-ly-bg-s", True),
        ("u-ly-ct-1", False),
        ("u-ly-stf", False),
        ("u-ly-trg", False),
    ],
)
def test_commander_rates_units_of_their_own_command(visit, person, at, unit, may) -> None:
    of = Task.objects.filter(unit__code=unit).first()
    given = {"unit": unit, "competency": of.competency.code, "seen_rating": 0, "letter": "U", "points": None}
    page = visit("unit").get(f"/training/units/{unit}/{of.competency.code}/")

    assert page.context["may_rate"] is may
    if may:
        services.rate_task(**given, reason="Half are new", evidence="", by=person("unit"), at=at)
    else:
        with pytest.raises(NotAllowed):
            services.rate_task(**given, reason="Half are new", evidence="", by=person("unit"), at=at)
    assert Rating.objects.filter(task=of).exists() is may


def test_stale_ratings_of_another_command_do_not_wait(person, at) -> None:
    of = Task.objects.filter(unit__code="u-ly-ct-1").first()
    Rating.objects.create(
        task=of, rated_on=date(2024, 1, 1), suggested_points=50, suggested_letter="P", letter="T+", points=99,
        state="overridden", reason="x", by="other", at=at,
    )  # fmt: skip

    assert queries.ratings_gone_stale(person("unit"), at.date()) == []


def test_database_refuses_an_override_without_a_reason(person, at) -> None:
    rating = rated(person, at)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=rating.pk).update(state="overridden", reason="")


def test_second_rating_asks_to_have_seen_the_first(person, at) -> None:
    first = rated(person, at)

    with pytest.raises(ChangedMeanwhile):
        rated(person, at, "P", None, "Two good patrols")

    rated(person, at, "P", None, "Two good patrols", seen_rating=first.pk)
    assert [it.letter for it, _given, _suggested in queries.ratings_told(task())] == ["P", "P-"]


def test_rating_goes_stale_when_its_points_cross_a_letter(person, at) -> None:
    rated(person, at, "P", 53, "Two good patrols")
    of = task()

    states = {
        days: queries.told(of, at.date() + timedelta(days=days), rating=latest(of)).state
        for days in (0, 60, 180, 365)
    }

    assert states == {0: "overridden", 60: "overridden", 180: "stale", 365: "stale"}


def test_stale_ratings_wait_for_their_commander(person, at) -> None:
    rated(person, at, "P", 53, "Two good patrols")

    assert queries.ratings_gone_stale(person("unit"), at.date()) == []
    later = [it.task for it in queries.ratings_gone_stale(person("unit"), date(2026, 5, 18))]
    assert later == [task()]
    assert queries.ratings_gone_stale(person("director"), date(2026, 5, 18)) == []


def test_day_shown_after_a_rating_counts_its_fading(visit, person, at) -> None:
    rated(person, at, "P", 60, "Two good patrols")

    page = visit("unit", "en").get(PAGE + "?on=2026-05-18")

    # by hand: 38 + 22 x (0.3 + 0.7 x 2^(-12/11)) x 0.9 = 50.4
    assert page.context["told"].reckoning.points == 50
    assert [row.day for row, _letter in page.context["months"]][-1] == date(2026, 5, 18)
    assert "22" in page.content.decode()


def test_day_before_a_rating_does_not_know_it(visit, person, at) -> None:
    rated(person, at, "P", 60, "Two good patrols")

    assert visit("unit").get(PAGE + "?on=2025-05-17").context["told"].reckoning.points == 38


def test_scale_is_an_argument(db) -> None:
    scale = {"good": {"min": 35, "label": {"en": "Good"}}, "bad": {"min": 0, "label": {"en": "Bad"}}}
    of = task()
    of.target = "good"

    told = queries.told(of, date(2025, 5, 18), scale)

    assert (told.letter.letter, told.is_at_target) == ("good", True)
    assert queries.told(of, date(2025, 5, 18), RATING_SCALE).letter.letter == "P-"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_page_opens_in_every_language(visit, person, at, language) -> None:
    rated(person, at, "P", 60, "Two good patrols")

    answer = visit("unit", language).get(PAGE + "?on=2026-01-01")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


def test_override_is_visible_and_dated_on_its_page(visit) -> None:
    browser = visit("unit", "en")
    refused = browser.post(
        PAGE, {"seen_rating": 0, "letter": "P", "points": "", "reason": "", "evidence": "Log"}
    )
    given = {"seen_rating": 0, "letter": "P", "points": "", "reason": "Two good patrols", "evidence": "Log"}
    browser.post(PAGE, given)

    page = browser.get(PAGE).content.decode()

    assert "Give the reason" in refused.content.decode()
    assert "Two good patrols" in page
    assert "18 May 2025" in page


def test_other_party_sees_only_released_cells(visit, person, at) -> None:
    rated(person, at, "P", 60, "Secret of the commander")
    partner = visit("cooperation", "en")
    before = partner.get(PAGE).status_code, partner.get(f"/training/units/{UNIT}/").context["tasks"]

    services.release_rating(
        unit=UNIT, competency=COMPETENCY, seen_parties=[], to=["dz"], by=person("director"), at=at
    )

    assert before == (404, [])
    assert "Secret of the commander" in partner.get(PAGE).content.decode()
    assert [it.task.competency.code for it in partner.get(f"/training/units/{UNIT}/").context["tasks"]] == [
        COMPETENCY
    ]
    assert partner.get(f"/training/units/{UNIT}/c-pst/").status_code == 404
    assert (
        visit("school").get(PAGE).status_code == 403
    )  # released to its party, but not a reader of readiness


@pytest.mark.parametrize("username", ["unit", "planner"])
def test_rating_is_released_by_who_may_release(person, at, username) -> None:
    with pytest.raises(NotAllowed):
        services.release_rating(
            unit=UNIT, competency=COMPETENCY, seen_parties=[], to=["dz"], by=person(username), at=at
        )


def test_release_asks_to_have_seen_who_sees_it_now(visit, person, at) -> None:
    services.release_rating(
        unit=UNIT, competency=COMPETENCY, seen_parties=[], to=["dz"], by=person("director"), at=at
    )

    answer = visit("director").post(PAGE + "release", {"seen": "", "to": ["tn"]})

    assert (answer.status_code, task().released_to) == (409, " dz ")


def test_indicator_is_measured_with_evidence_once_a_day(person, at) -> None:
    given = {"code": "ib-1", "level": 2, "measured_on": date(2025, 5, 1), "by": person("planner"), "at": at}
    services.measure_indicator(**given, evidence="Minutes of May")

    with pytest.raises(MeasuredAlready):
        services.measure_indicator(**given, evidence="Minutes of May")
    for changes in (
        {"evidence": " "},
        {"evidence": "x", "level": 5},
        {"evidence": "x", "measured_on": date(2025, 6, 1)},
    ):
        with pytest.raises(Refused):
            services.measure_indicator(**{**given, **changes})

    assert Measurement.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "error"), [("unit", NotAllowed), ("idfad", NotAllowed), ("attache", NotFound)]
)
def test_indicator_is_measured_by_the_joint_panel(person, at, username, error) -> None:
    with pytest.raises(error):
        services.measure_indicator(
            code="ib-1", level=2, measured_on=date(2025, 5, 1), evidence="x", by=person(username), at=at
        )


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["indicators/", "indicators/ib-1/"])
def test_indicator_pages_open_in_every_language(visit, language, page) -> None:
    answer = visit("director", language).get(f"/training/{page}")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


def test_indicators_of_another_party_do_not_appear(visit) -> None:
    browser = visit("school")

    assert {it.code for it in browser.get("/training/indicators/").context["page"]} == {"ib-5"}
    assert browser.get("/training/indicators/ib-1/").status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_list_of_indicators_takes_the_same_queries_for_any_length(
    visit, django_assert_num_queries, rows
) -> None:
    first = Indicator.objects.order_by("pk").values_list("pk", flat=True)[:rows]
    Indicator.objects.exclude(pk__in=list(first)).update(owner="tn")
    browser = visit("director")

    with django_assert_num_queries(14):
        page = browser.get("/training/indicators/")

    assert len(page.context["page"].object_list) == rows


def test_level_is_written_down_on_its_page(visit) -> None:
    browser = visit("planner", "en")
    browser.post(
        "/training/indicators/ib-1/", {"level": 2, "measured_on": "2025-05-01", "evidence": "Minutes of May"}
    )

    assert "Minutes of May" in browser.get("/training/indicators/ib-1/").content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "بالإنجليزية:"), ("fr", "En anglais\u00a0:"), ("en", "")]
)
@pytest.mark.parametrize(
    "page",
    [PAGE, "/training/competencies/", f"/training/competencies/{COMPETENCY}/", "/training/indicators/"],
)
def test_text_without_a_translation_names_its_language(visit, language, said, page) -> None:
    shown = visit("unit", language).get(page).content.decode()

    assert ('lang="en">' in shown.partition("<main")[2]) is bool(said)
    assert said in shown
