"""The life of a request, the seasons of a course, and the points of a task against sums done by hand."""

from datetime import date

import pytest

from tansiq.core.errors import StepRefused
from tansiq.training.rules import (
    LIFE,
    NEEDS,
    RATING_SCALE,
    Gain,
    RequestState,
    RequestStep,
    after,
    band_of,
    base_and_gain,
    earliest_end,
    letter_of,
    letters,
    month_ends,
    points_of_letter,
    reckoned,
    steps_from,
)
from tansiq_planner.readiness import MICRO, retention_ppm, score

DAY = date(2025, 5, 18)


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("step", RequestStep)
def test_step_leads_where_the_table_says_or_nowhere(state: RequestState, step: RequestStep) -> None:
    if (state, step) in LIFE:
        assert after(state, step) == LIFE[state, step]
    else:
        with pytest.raises(StepRefused):
            after(state, step)


def test_every_state_is_reached_and_every_step_asks_for_a_permission() -> None:
    assert {RequestState.DRAFT, *LIFE.values()} == set(RequestState)
    assert set(NEEDS) == set(RequestStep) == {step for _state, step in LIFE}


def test_people_take_no_step_of_planning() -> None:
    assert steps_from(RequestState.ACCEPTED) == []
    assert steps_from(RequestState.SCREENED) == [RequestStep.ACCEPT, RequestStep.RETURN, RequestStep.REFUSE]


@pytest.mark.parametrize(
    ("weeks", "closed", "start_only", "end"),
    [
        (1, [], [], date(2025, 5, 22)),
        (8, [], [], date(2025, 7, 10)),
        (8, ["06-15/09-01"], [], date(2025, 10, 30)),
        (40, [], ["09-01/09-20"], date(2026, 6, 11)),
        (4, ["12-15/01-15"], ["12-01/12-31"], None),
    ],
)
def test_course_ends_when_its_season_first_allows(weeks, closed, start_only, end) -> None:
    assert earliest_end(DAY, weeks, closed, start_only) == end


@pytest.mark.parametrize(
    ("points", "letter"),
    [
        (100, "T"),
        (85, "T"),
        (84, "T-"),
        (70, "T-"),
        (69, "P"),
        (50, "P"),
        (49, "P-"),
        (30, "P-"),
        (29, "U"),
        (0, "U"),
    ],
)
def test_letter_begins_at_its_points(points: int, letter: str) -> None:
    assert letter_of(points) == letter


def test_scale_is_read_in_any_order() -> None:
    shuffled = dict(reversed(RATING_SCALE.items()))

    assert letters(shuffled) == ["T", "T-", "P", "P-", "U"]
    assert letter_of(84, shuffled) == "T-"
    assert [band_of(it, shuffled) for it in letters(shuffled)] == [
        (85, 100),
        (70, 84),
        (50, 69),
        (30, 49),
        (0, 29),
    ]
    assert [points_of_letter(it, shuffled) for it in letters(shuffled)] == [92, 77, 59, 39, 14]


@pytest.mark.parametrize(
    ("start", "rated", "base", "gain"),
    [(38, 60, 38, 22), (38, 38, 38, 0), (38, 20, 20, 0), (None, 60, 60, 0)],
)
def test_rating_above_the_start_is_a_gain_that_fades(start, rated, base, gain) -> None:
    assert base_and_gain(start, rated, DAY) == (base, (Gain("rating", DAY, gain),) if gain else ())


def test_without_gains_the_start_stands() -> None:
    found = reckoned(38, [], date(2027, 5, 18), half_life_months=11, yearly_turnover=0.1)

    assert (found.points, found.parts) == (38, ())


@pytest.mark.parametrize(
    ("start", "gain", "half_life", "turnover", "days", "by_hand"),
    [
        # 38 + 22 x (0.3 + 0.7 x 2^(-12/11)) x 0.9: after a year of 365.25 days about 12 months, a tenth replaced
        (38, 22, 11, 0.10, 365, 38 + 22 * 0.629 * 0.90),
        # half a year: 2^(-6/6.5) = 0.527; 0.3 + 0.7 x 0.527 = 0.669; 0.95^0.5 = 0.975
        (40, 40, 6.5, 0.05, 183, 40 + 40 * 0.669 * 0.975),
        # on its own day a gain counts in full
        (25, 30, 6.5, 0.10, 0, 55),
    ],
)
def test_points_are_what_a_hand_finds(start, gain, half_life, turnover, days, by_hand) -> None:
    day = date.fromordinal(DAY.toordinal() + days)

    found = reckoned(start, [Gain("g", DAY, gain)], day, half_life_months=half_life, yearly_turnover=turnover)

    assert abs(found.micro_points / MICRO - by_hand) < 1
    assert found.parts[0].retention_ppm == retention_ppm(days, half_life, turnover)


def test_caps_and_sums_are_those_of_the_planner() -> None:
    gains = [
        Gain("late", date(2025, 6, 1), 50, 60),
        Gain("early", date(2025, 1, 1), 20, 80, seats=10, quota=20),
    ]

    found = reckoned(30, gains, DAY, half_life_months=11, yearly_turnover=0.1)

    ppm = retention_ppm((DAY - date(2025, 1, 1)).days, 11, 0.1)
    assert found.micro_points == score(30, [(80, 20 * ppm // 20 * 10)])
    assert [part.gain.what for part in found.parts] == ["early"]


def test_months_end_on_the_day_shown() -> None:
    assert month_ends(date(2025, 1, 31), date(2025, 4, 2)) == [
        date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 2),
    ]  # fmt: skip
    assert month_ends(DAY, DAY) == [DAY]
