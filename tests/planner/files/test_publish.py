"""The published schemas are those of the models, and accept what the reader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tansiq_planner.files.located import plain
from tansiq_planner.files.publish import PUBLISHED, publish, schema_text
from tansiq_planner.files.yaml_text import read_yaml

REFERENCE = Path("docs/reference")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_current(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == schema_text(name)


def test_publishing_writes_every_schema(tmp_path):
    publish(tmp_path)

    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        name: schema_text(name) for name in PUBLISHED
    }


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(schema_text("programme.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture
def example():
    node, _ = read_yaml(Path("examples/example-programme.yaml").read_text(encoding="utf-8"), "")
    assert node is not None
    return plain(node)


def test_the_example_fits_the_published_schema(validator, example):
    assert [error.message for error in validator.iter_errors(example)] == []


def test_the_published_schema_refuses_an_unknown_key(validator, example):
    example["courses"][0]["week"] = 1

    errors = [(list(error.path), error.validator) for error in validator.iter_errors(example)]
    assert errors == [(["courses", 0], "additionalProperties")]
