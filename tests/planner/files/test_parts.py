"""Parts merge to the whole in any order, and what a party keeps back is named as missing."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq_planner.files import read_problem, read_programme, split_programme
from tansiq_planner.files.located import Document, Place, located, plain
from tansiq_planner.files.parts import merge
from tansiq_planner.problem import Missing

EXAMPLE = Path("examples/example-programme.yaml")
LIBYAN_UNITS = (
    "u-ly-bg-n", "u-ly-bg-c", "u-ly-bg-s", "u-ly-ct-1", "u-ly-ct-2", "u-ly-eng", "u-ly-med", "u-ly-sig",
    "u-ly-stf", "u-ly-trg",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return read_programme([EXAMPLE])[0]


@pytest.fixture
def files(whole, tmp_path):
    paths = {}
    for party, part in split_programme(whole).items():
        paths[party] = tmp_path / f"{party}.json"
        paths[party].write_text(json.dumps(part), encoding="utf-8")
    return paths


def test_the_parts_of_a_programme_give_it_again(whole, files):
    merged, parts = read_programme(list(files.values()))

    assert merged == whole
    assert [part.party for part in parts] == ["joint", "dz", "ly"]


def test_a_partys_part_holds_what_it_keeps_to_itself(whole):
    parts = split_programme(whole)

    assert set(parts) == {"joint", "ly", "dz"}
    assert {key for row in parts["ly"]["units"] for key in row} == {
        "id", "training_headcount", "max_absent_share", "not_available", "metl",
    }  # fmt: skip
    assert [row["id"] for row in parts["ly"]["units"]] == list(LIBYAN_UNITS)
    assert {key for row in parts["ly"]["units"] for task in row["metl"].values() for key in task} == {"start"}
    assert {row["payer"] for row in parts["ly"]["budget"]["lines"]} == {"ly"}
    assert [row["payer"] for row in parts["joint"]["budget"]["lines"]] == ["joint"]


def test_the_joint_part_holds_nothing_that_a_party_keeps_to_itself(whole):
    joint = split_programme(whole)["joint"]
    keys = {key for row in joint["units"] for key in row}

    assert keys & {"training_headcount", "max_absent_share", "not_available"} == set()
    assert {key for row in joint["units"] for task in row["metl"].values() for key in task} == {
        "weight",
        "target",
    }


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        (["joint", "ly", "dz"], ()),
        (
            ["joint", "ly"],
            (
                Missing("ratings", ("u-dz-brd",)),
                Missing("ceilings", ("u-dz-brd",)),
                Missing("budget", ("instruction", "lodging", "mtt_deploy")),
            ),
        ),
        (
            ["joint", "dz"],
            (
                Missing("ratings", LIBYAN_UNITS),
                Missing("ceilings", LIBYAN_UNITS),
                Missing("budget", ("language", "travel", "allowance")),
            ),
        ),
    ],
)
def test_what_a_party_keeps_back_is_missing(held, missing, files):
    problem = read_problem([files[party] for party in held])

    assert problem.missing == missing
    assert problem.has_ratings == (not missing)


def test_a_headcount_kept_back_alone_is_missing(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace("    training_headcount: 18\n", ""))

    problem = read_problem([path])
    assert problem.missing == (Missing("ceilings", ("u-ly-eng",)),)
    assert problem.units["u-ly-eng"].absence_ceiling is None


def test_a_second_payer_without_a_line_is_missing(tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    changed = text.replace("{id: rq-004, unit: u-ly-trg, ", "{id: rq-004, unit: u-dz-brd, ")
    changed = changed.replace("course: crs-lng-102, seats: 10,", "course: crs-stf-101, seats: 10,")
    path = tmp_path / "programme.yaml"
    path.write_text(changed, encoding="utf-8")

    assert read_problem([path]).missing == (Missing("budget", ("travel", "allowance")),)


def test_the_order_of_files_says_nothing(files):
    read = [read_programme(list(order)) for order in permutations(files.values())]

    assert read == [read[0]] * 6


SCALARS = st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.booleans() | st.none()
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["i", "j", "k"])}, optional={"x": SCALARS, "y": SCALARS}),
    max_size=3,
    unique_by=lambda row: row["id"],
)
CONTENTS = st.dictionaries(
    st.sampled_from(["p", "q"]),
    SCALARS | ROWS | st.dictionaries(st.sampled_from(["m", "n"]), SCALARS),
    max_size=2,
)


def document(party: str, content: dict[str, object]) -> Document:
    header = {} if party == "joint" else {"part": {"party": party, "programme": "p"}}
    return Document(party, located({**header, **content}, {(): Place(party, 1, 1)}))


def merged(*documents: Document) -> tuple[object, list[str]]:
    node, _, faults = merge(documents)
    return (None if node is None else plain(node)), sorted(fault.code for fault in faults)


@given(CONTENTS, CONTENTS, CONTENTS)
def test_merging_has_no_order(first, second, third):
    documents = [document("joint", first), document("aa", second), document("bb", third)]

    assert merged(*documents) == merged(*reversed(documents))


@given(CONTENTS)
def test_merging_the_same_twice_or_nothing_changes_nothing(content):
    whole = (content, [])

    assert merged(document("joint", content), document("aa", content)) == whole
    assert merged(document("joint", content), document("aa", {})) == whole
    assert merged(document("joint", {}), document("aa", content)) == whole


@pytest.mark.parametrize(
    ("ours", "theirs"), [({"p": 1}, {"p": True}), ({"p": [1]}, {"p": [2]}), ({"p": {"m": 1}}, {"p": 1})]
)
def test_different_values_are_a_conflict_and_the_joint_one_stands(ours, theirs):
    assert merged(document("joint", ours), document("aa", theirs)) == (ours, ["parts_differ"])
