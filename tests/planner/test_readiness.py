"""How skill fades and returns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq_planner.readiness import MICRO, micro_points_per_seat, retention_ppm, score

AGES = st.integers(0, 4_000)
HALF_LIVES = st.floats(0.5, 60)
TURNOVERS = st.floats(0, 0.9)
GAINS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 60 * MICRO)), max_size=8)


def test_on_the_last_day_everything_is_there():
    assert retention_ppm(0, 6.5, 0.1) == MICRO


def test_before_the_end_nothing_is_there():
    assert retention_ppm(-1, 6.5, 0.1) == 0


@pytest.mark.parametrize("half_life", [6.5, 11.0, 13.0])
def test_after_a_half_life_half_of_what_fades_is_left(half_life):
    days = round(half_life * 365.25 / 12)

    assert retention_ppm(days, half_life, 0.0) / MICRO == pytest.approx(0.3 + 0.7 / 2, abs=1e-3)


def test_a_part_is_retained_for_good_but_leaves_with_the_people():
    ten_years = 3_652

    assert retention_ppm(ten_years, 6.5, 0.0) / MICRO == pytest.approx(0.3, abs=1e-4)
    assert retention_ppm(ten_years, 6.5, 0.1) / MICRO == pytest.approx(0.3 * 0.9**10, abs=1e-4)


@given(age=AGES, half_life=HALF_LIVES, turnover=TURNOVERS)
def test_retention_never_rises_with_age(age, half_life, turnover):
    assert (
        0 <= retention_ppm(age + 1, half_life, turnover) <= retention_ppm(age, half_life, turnover) <= MICRO
    )


@given(age=AGES, half_life=HALF_LIVES, turnover=TURNOVERS)
def test_retention_never_rises_with_turnover(age, half_life, turnover):
    assert retention_ppm(age, half_life, min(0.95, turnover + 0.05)) <= retention_ppm(
        age, half_life, turnover
    )


def test_a_seat_adds_its_part_of_the_gain_rounded_up():
    assert micro_points_per_seat(20, 8, MICRO) == 2_500_000
    assert micro_points_per_seat(20, 3, MICRO) == 6_666_667
    assert micro_points_per_seat(20, 3, 0) == 0


@given(gain=st.integers(1, 100), quota=st.integers(1, 2_000), ppm=st.integers(0, MICRO))
def test_a_full_quota_adds_the_whole_gain_and_less_than_a_micro_point_a_seat_more(gain, quota, ppm):
    assert gain * ppm <= micro_points_per_seat(gain, quota, ppm) * quota < gain * ppm + quota


def test_a_target_met_exactly_by_hand_is_met():
    assert score(50, [(90, micro_points_per_seat(20, 3, MICRO) * 3)]) >= 70 * MICRO
    assert score(50, [(90, micro_points_per_seat(20, 3, MICRO) * 2)]) < 64 * MICRO


def test_caps_are_taken_ascending():
    """40, then 10 of cap 45 lifts to 45 only, then 20 of cap 80 to 65."""
    assert score(40, [(80, 20 * MICRO), (45, 10 * MICRO)]) == 65 * MICRO


def test_gains_of_one_cap_are_added_before_the_cap_holds():
    assert score(40, [(60, 15 * MICRO), (60, 15 * MICRO)]) == 60 * MICRO


def test_a_cap_below_the_start_takes_nothing_away():
    assert score(70, [(60, 15 * MICRO)]) == 70 * MICRO


@given(start=st.integers(0, 100), gains=GAINS, data=st.data())
def test_the_order_of_gains_does_not_matter(start, gains, data):
    assert score(start, data.draw(st.permutations(gains))) == score(start, gains)


@given(start=st.integers(0, 100), gains=GAINS, more=st.integers(0, 20 * MICRO), data=st.data())
def test_a_greater_gain_never_lowers_the_score(start, gains, more, data):
    raised = [(cap, gain + data.draw(st.sampled_from([0, more]))) for cap, gain in gains]

    assert score(start, raised) >= score(start, gains) >= start * MICRO


@given(
    start=st.integers(0, 100), gains=GAINS, extra=st.tuples(st.integers(0, 100), st.integers(0, 60 * MICRO))
)
def test_one_gain_more_never_lowers_the_score_nor_lifts_it_by_more_than_itself(start, gains, extra):
    assert score(start, gains) <= score(start, [*gains, extra]) <= score(start, gains) + extra[1]
