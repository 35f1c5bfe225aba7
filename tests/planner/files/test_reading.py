"""What a programme file says does not depend on how it is written."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files import read_problem, read_programme
from tansiq_planner.files.canonical import canonical_json, decimal_text, sha256_of
from tansiq_planner.files.json_text import read_json
from tansiq_planner.files.located import Node, plain
from tansiq_planner.files.yaml_text import read_yaml
from tansiq_planner.solution import Edition, HeldExercise, Plan

EXAMPLE = Path("examples/example-programme.yaml")


@pytest.fixture(scope="module")
def example():
    return read_problem([EXAMPLE])


def value_of(node: Node | None) -> object:
    assert node is not None
    return plain(node)


def test_the_example_is_whole(example):
    assert example.id == "prog-dz-ly-2025-2027"
    assert example.first_course_day == date(2025, 8, 13)
    assert example.missing == ()
    assert example.units["u-ly-bg-s"].max_absent_share == Fraction(1, 5)
    assert [part.party for part in example.parts] == ["joint"]


def test_yaml_and_json_give_the_same_programme_and_the_same_hash(tmp_path):
    programme, parts = read_programme([EXAMPLE])
    value = value_of(read_yaml(EXAMPLE.read_text(encoding="utf-8"), "")[0])
    turned = {key: value[key] for key in reversed(value)}
    (tmp_path / "a.json").write_text(json.dumps(turned, indent=3), encoding="utf-8")
    (tmp_path / "b.yml").write_bytes(b"\xef\xbb\xbf" + yaml.safe_dump(turned, allow_unicode=True).encode())

    assert read_programme([tmp_path / "a.json"]) == (programme, parts)
    assert read_programme([tmp_path / "b.yml"]) == (programme, parts)


def test_any_content_changes_the_hash(tmp_path):
    changed = tmp_path / "programme.yaml"
    changed.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace("max_absent_share: 0.20", "max_absent_share: 0.21")
    )

    assert read_programme([changed])[1] != read_programme([EXAMPLE])[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("on", "on"), ("True", True), ("false", False), ("~", None), ("", None),
        ("null", None), ("12", 12), ("-3", -3), ("012", "012"), ("0x1f", "0x1f"), ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0.10", 0.1), ("1e3", 1000.0), (".5", ".5"), ("2025-01-05", "2025-01-05"), ("'12'", "12"),
        ('"null"', "null"),
    ],
)  # fmt: skip
def test_yaml_reads_only_plain_values(text, value):
    node, faults = read_yaml(f"a: {text}", "x")

    assert faults == []
    assert [(type(it), it) for it in value_of(node).values()] == [(type(value), value)]


def test_yaml_keys_are_texts_as_in_json():
    assert value_of(read_yaml("{2025: 1, true: 2, 1.5: 3}", "")[0]) == {"2025": 1, "true": 2, "1.5": 3}


def test_json_values_have_places():
    node, _ = read_json('{"a": [1,\n  {"b": "\\u00e9"}]}', "x.json")
    assert node is not None
    inner = node.value["a"].value[1].value["b"]

    assert (inner.value, inner.place[:3], inner.key_place[:3]) == ("é", ("x.json", 2, 9), ("x.json", 2, 4))


def test_half_characters_are_refused():
    _, faults = read_json('{"a": "\\ud800"}', "x.json")

    assert faults == [Fault("bad_character", (), {"character": "U+D800"}, "x.json", 1, 7)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({2025: date(2025, 1, 5)}, '{"2025":"2025-01-05"}'),
        ("e\u0301", '"é"'),
        ([0.1, 0.30000000000000004, 1e-7, 11.0, -0.0], '["0.1","0.30000000000000004","0.0000001",11,0]'),
        ([Fraction(1, 4), Fraction(1, 3), Fraction(4, 2)], '["0.25","1/3",2]'),
    ],
)
def test_a_value_has_one_sequence_of_bytes(value, text):
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (float("nan"), ValueError),
        ({"é": 1, "e\u0301": 2}, ValueError),
        ({1, 2}, TypeError),
        ({None: 1}, TypeError),
    ],
)
def test_what_has_no_canonical_form_is_refused(value, error):
    with pytest.raises(error):
        sha256_of(value)


@pytest.mark.parametrize(
    ("number", "text"), [(0.25, "0.25"), (1e22, "10000000000000000000000"), (2.50, "2.5")]
)
def test_a_decimal_is_short(number, text):
    assert decimal_text(number) == text


def test_what_is_asked_goes_before_what_the_file_says(example):
    asked = read_problem([EXAMPLE], count_tacit_renewal=False, as_of=date(2026, 1, 4))

    assert (example.count_tacit_renewal, example.as_of) == (True, date(2025, 5, 18))
    assert (asked.count_tacit_renewal, asked.as_of) == (False, date(2026, 1, 4))


def test_a_day_outside_the_horizon_cannot_be_asked():
    with pytest.raises(FaultyFileError) as caught:
        read_problem([EXAMPLE], as_of=date(2028, 1, 2))

    figures = {"given": date(2028, 1, 2), "first": date(2025, 1, 5), "last": date(2027, 12, 25)}
    assert caught.value.faults == [Fault("outside_horizon", ("as_of",), figures)]


HELD = HeldExercise("ex-25-ttx", date(2025, 11, 9))
KEPT = Edition("crs-ihl-101", "v-ly-trip", date(2025, 9, 7), {"rq-001": 20}, {"ip-ly": 3})
SHRUNK = Edition("crs-ihl-101", "v-ly-field", date(2025, 9, 7), {"rq-001": 20, "rq-gone": 4}, {"ip-ly": 3})
GONE = Edition("crs-gone", "v-ly-trip", date(2025, 9, 7), {"rq-001": 20}, {"ip-ly": 3})


def test_a_baseline_leaves_out_what_the_programme_no_longer_holds():
    plan = Plan.of([KEPT, SHRUNK, GONE], [HELD, HeldExercise("ex-gone", date(2026, 1, 4))])

    rest = Edition("crs-ihl-101", "v-ly-field", date(2025, 9, 7), {"rq-001": 20}, {"ip-ly": 3})
    assert read_problem([EXAMPLE], baseline=plan).baseline == Plan.of([KEPT, rest], [HELD])


def test_a_baseline_that_has_begun_cannot_leave_out_a_fact():
    with pytest.raises(FaultyFileError) as caught:
        read_problem([EXAMPLE], baseline=Plan.of([GONE], []), as_of=date(2025, 9, 14))

    path = ("editions", "crs-gone@v-ly-trip@2025-09-07", "course")
    figures = {"given": "crs-gone", "kind": "courses", "nearest": ""}
    assert caught.value.faults == [Fault("no_such_id", path, figures)]
