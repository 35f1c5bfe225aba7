"""A part has one SHA-256, whatever form it came in: blanks and what the schema says anyway do not count."""

from __future__ import annotations

import copy
import json
import random

import pytest
from planner.files.test_fuzz import example_tree, mutated, places_in, shortened

from tansiq_planner.files.located import Document, Place, located
from tansiq_planner.files.normal import normal
from tansiq_planner.files.parts import merge
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.schema.around import ActivityNotice
from tansiq_planner.files.schema.training import Course, Lock
from tansiq_planner.files.shape import check_shape


def part_hash(tree: object) -> str:
    return merge([Document("x", located(tree, {(): Place("x", 1, 1)}))])[1][0].sha256


def forms_of(programme: Programme) -> list[object]:
    """Write a programme as YAML would have it, with every null and default, and with defaults but no nulls."""
    return [
        programme.model_dump(mode="json", by_alias=True, exclude_unset=True),
        programme.model_dump(mode="json", by_alias=True),
        programme.model_dump(mode="json", by_alias=True, exclude_none=True),
        programme.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    ]


def test_mutated_examples_hash_alike_exactly_where_they_mean_the_same() -> None:
    tree = shortened(example_tree())
    written, paths = json.dumps(tree), [path for path in places_in(tree) if path]
    before = Programme.model_validate(tree)
    changed = 0
    for seed in range(400):
        after = mutated(written, paths, random.Random(seed))  # noqa: S311 - a seeded test
        programme, _ = check_shape(Programme, after)
        if programme is None:
            continue
        changed += programme != before

        assert {part_hash(form) for form in forms_of(programme)} == {part_hash(after)}, seed
        assert (part_hash(after) == part_hash(tree)) == (programme == before), seed
    assert changed > 20


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (Lock, {"id": "a", "exercise": None, "exercises": False}, {"id": "a"}),
        (Lock, {"id": "a", "courses": []}, {"id": "a", "courses": []}),
        (Lock, {"id": "a", "exercises": 0}, {"id": "a", "exercises": 0}),
        (Course, {"season": {"closed": []}, "tags": ["x"], "prereq": []}, {"tags": ["x"]}),
        (Course, {"instructors": {"one_of": [{"a": 1}]}}, {"instructors": {"one_of": [{"a": 1}]}}),
        (Course, {"cost": {"kind": "instruction", "fixed": 0}}, {"cost": {"fixed": 0}}),
        (Course, {"cost": None, "unknown": None}, {"cost": None, "unknown": None}),
        (ActivityNotice, {"start": "2026-01-18T18:00+02:00"}, {"start": "2026-01-18T18:00:00+02:00"}),
        (ActivityNotice, {"start": "noon"}, {"start": "noon"}),
        (Programme, {"calendar": {"seasons": [], "note": None}, "budget": {"rates": []}}, {}),
        (Programme, {"units": "none", "locks": [[None], 3]}, {"units": "none", "locks": [[None], 3]}),
    ],
)
def test_only_what_the_schema_says_anyway_is_left_out(model: object, given: object, expected: object) -> None:
    before = copy.deepcopy(given)

    assert normal(model, given) == expected
    assert given == before
