"""Every fault has its code, its path, its line and its figures; and no code exists that nothing provokes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml

from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files import read_programme, split_programme
from tansiq_planner.files.codes import CODES, OF_PLANS
from tansiq_planner.files.text import MAX_BYTES

WHOLE = Path("examples/example-programme.yaml").read_text(encoding="utf-8")
LONG = r"(holidays|line_latlon|support_points):.*\n(?: {4,}- .*\n)+"
EXAMPLE = re.sub(LONG, r"\1: []\n", WHOLE)
"""Without holidays and points of the border, which nothing here speaks of: every read is quicker."""
CASES = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))

TEXTS = [
    ("a.yaml", b"", "empty_file", 1, 1, {}),
    ("a.yaml", b"# only a remark\n", "empty_file", 1, 1, {}),
    ("a.yaml", b"meta: \xff", "bad_encoding", 1, 7, {"byte": "0xFF"}),
    ("a.yaml", "meta: 1".encode("utf-16"), "bad_encoding", 1, 1, {"byte": "0xFF"}),
    ("a.yaml", b"meta:\n  id: \0", "bad_character", 2, 7, {"character": "U+0000"}),
    ("a.yaml", b"meta: {a: 1\n", "bad_syntax", 2, 1, {"problem": "did not find expected ',' or '}'"}),
    ("a.json", b'{"meta": \n tru}', "bad_syntax", 2, 2, {"problem": "Expecting value"}),
    ("a.yaml", b"a: 1\n---\nb: 1", "second_document", 2, 1, {}),
    ("a.yaml", b"a: 1\nb: *x", "alias", 2, 4, {"name": "x"}),
    ("a.yaml", b"? [a]\n: 1", "key_not_text", 1, 3, {}),
    ("a.yaml", b"[" * 40, "too_deep", 1, 33, {"at_most": 32}),
    ("a.json", b"[" * 100_000, "too_deep", 1, 33, {"at_most": 32}),
    ("a.yaml", b"a: 9007199254740993", "number_too_large", 1, 4, {"given": "9007199254740993"}),
    ("a.json", b'{"a": ' + b"9" * 5000 + b"}", "number_too_large", 1, 7, {"given": "9" * 59 + "…"}),
    ("a.json", b'{"a": 1e999}', "number_too_large", 1, 7, {"given": "1e999"}),
    ("a.yaml", b"a: .nan", "not_finite", 1, 4, {"given": ".nan"}),
    ("a.json", b'{"a": -Infinity}', "not_finite", 1, 7, {"given": "-Infinity"}),
    ("a.json", b"[1]", "wrong_type", 1, 1, {"given": "list", "expected": "mapping"}),
    (
        "a.yaml",
        b"x" * (MAX_BYTES + 1),
        "file_too_large",
        None,
        None,
        {"size": MAX_BYTES + 1, "at_most": MAX_BYTES},
    ),
    (
        "a.txt",
        b"a: 1",
        "unknown_suffix",
        None,
        None,
        {"given": ".txt", "expected": (".yaml", ".yml", ".json")},
    ),
]


def faults_of(*paths: Path) -> list[Fault]:
    with pytest.raises(FaultyFileError) as caught:
        read_programme(paths)
    return caught.value.faults


def changed(edit: Mapping[str, str]) -> str:
    text = EXAMPLE
    for old, new in edit.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def line_of(text: str, at: str) -> int:
    assert text.count(at) == 1, at
    return text[: text.index(at)].count("\n") + 1


def frozen(figures: Mapping[str, object]) -> dict[str, object]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in figures.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']}-{'/'.join(map(str, case['path']))}")
def test_one_change_gives_one_fault_with_its_place(case, tmp_path):
    text = changed(case["edit"])
    line = line_of(text, case["at"]) + case.get("below", 0)
    words = {"last": line - 1, "one before": line - 1}
    figures = {
        key: words.get(value, value) if key == "first" else value for key, value in case["figures"].items()
    }
    path = tmp_path / "programme.yaml"
    path.write_text(text, encoding="utf-8")

    found = [fault for fault in faults_of(path) if fault.code not in case.get("also", ())]

    place = (case["code"], tuple(case["path"]), line, "programme.yaml", frozen(figures))
    assert [(it.code, it.path, it.line, it.file, dict(it.figures)) for it in found] == [place]


@pytest.mark.parametrize(
    ("name", "raw", "code", "line", "column", "figures"), TEXTS, ids=lambda it: str(it)[:30]
)
def test_a_text_that_cannot_be_read_gives_one_fault(name, raw, code, line, column, figures, tmp_path):
    path = tmp_path / name
    path.write_bytes(raw)

    assert faults_of(path) == [Fault(code, (), figures, name, line, column)]


def test_a_text_with_too_many_values_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tansiq_planner.files.text.MAX_NODES", 3)
    path = tmp_path / "a.yaml"
    path.write_text("[1,\n 2, 3]")

    assert faults_of(path) == [Fault("too_many_values", (), {"at_most": 3}, "a.yaml", 2, 5)]


def test_a_file_that_cannot_be_opened_gives_one_fault(tmp_path):
    directory, loop = tmp_path / "a.yaml", tmp_path / "loop.yaml"
    directory.mkdir()
    loop.symlink_to(loop)

    assert faults_of(tmp_path / "none.yaml") == [Fault("missing_file", (), {}, "none.yaml")]
    assert faults_of(directory) == [Fault("not_a_file", (), {}, "a.yaml")]
    why = {"why": "Too many levels of symbolic links"}
    assert faults_of(loop) == [Fault("unreadable_file", (), why, "loop.yaml")]


def test_every_file_is_judged_though_the_first_is_faulty(tmp_path):
    (tmp_path / "b.yaml").write_text("a: *x")

    assert [(it.code, it.file) for it in faults_of(tmp_path / "a.yaml", tmp_path / "b.yaml")] == [
        ("missing_file", "a.yaml"),
        ("alias", "b.yaml"),
    ]


def test_faults_of_shape_and_of_references_come_together_in_the_order_of_the_file(tmp_path):
    edit = {
        "currency: XTS": "currency: euro",
        "start: 2025-01-05": "start: 2025-01-06",
        "course: crs-tmg-201, seats": "course: crs-tmg-210, seat",
        "{id: rq-005, unit: u-ly-stf,": "{id: rq-005, unit: u-ly-sft,",
        "locks: []": "locks: [{id: lk-1}]",
    }
    path = tmp_path / "programme.yaml"
    path.write_text(changed(edit), encoding="utf-8")

    assert [(it.code, *it.path) for it in faults_of(path)] == [
        ("not_a_sunday", "meta", "horizon", "start"),
        ("bad_form", "meta", "currency"),
        ("missing_key", "requests", "rq-003", "seats"),
        ("unknown_key", "requests", "rq-003", "seat"),
        ("no_such_id", "requests", "rq-005", "unit"),
        ("lock_without_kind", "locks", "lk-1"),
    ]


def written(parts: Mapping[str, object], directory: Path) -> list[Path]:
    for party, part in parts.items():
        (directory / f"{party}.json").write_text(json.dumps(part, indent=1))
    return [directory / f"{party}.json" for party in parts]


@pytest.fixture
def parts():
    return split_programme(read_programme([Path("examples/example-programme.yaml")])[0])


def joined(code: str, parts: Mapping[str, object], directory: Path) -> list[tuple[object, ...]]:
    found = faults_of(*written(parts, directory))
    return [(it.path, it.file, dict(it.figures)) for it in found if it.code == code]


def test_two_parts_may_not_say_different_things(parts, tmp_path):
    parts["ly"]["units"][0]["party"] = "dz"

    given = {"given": "dz", "other": "ly", "other_file": "joint.json"}
    [(path, file, figures)] = joined("parts_differ", parts, tmp_path)
    line = figures.pop("other_line")
    assert (path, file, figures) == (("units", "u-ly-bg-n", "party"), "ly.json", given)
    assert (tmp_path / "joint.json").read_text().splitlines()[line - 1] == '   "party": "ly",'


def test_a_part_belongs_to_one_programme_and_one_party(parts, tmp_path):
    parts["ly"]["part"] = {"party": "dz", "programme": "prog-other"}

    figures = {"given": "prog-other", "expected": "prog-dz-ly-2025-2027"}
    assert joined("other_programme", parts, tmp_path) == [(("part", "programme"), "ly.json", figures)]
    other = {"party": "dz", "other_file": "dz.json"}
    assert joined("two_parts_of_party", parts, tmp_path) == [(("part",), "ly.json", other)]


def test_only_the_joint_part_speaks_of_the_programme(parts, tmp_path):
    parts["ly"]["meta"] = {"currency": "XTS"}
    assert joined("meta_outside_joint", parts, tmp_path) == [(("meta",), "ly.json", {"party": "ly"})]

    del parts["joint"]
    assert joined("no_joint_part", parts, tmp_path) == [((), "dz.json", {})]


def test_a_part_of_an_unknown_party_is_a_fault(parts, tmp_path):
    parts["ly"]["part"]["party"] = "lya"

    figures = {"given": "lya", "kind": "parties", "nearest": "ly"}
    assert joined("no_such_id", parts, tmp_path) == [(("part", "party"), "ly.json", figures)]


def test_a_header_has_a_shape_too(parts, tmp_path):
    del parts["ly"]["part"]["programme"]

    assert joined("missing_key", parts, tmp_path) == [
        (("part", "programme"), "ly.json", {"key": "programme"})
    ]


def test_a_file_counts_once(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(EXAMPLE)
    (tmp_path / "again.yaml").symlink_to(path)

    assert faults_of(path, tmp_path / "again.yaml") == [Fault("file_given_twice", (), {}, "again.yaml")]


BETWEEN_FILES = {
    "missing_file", "not_a_file", "unreadable_file", "too_many_values", "file_given_twice", "no_joint_part",
    "two_parts_of_party", "meta_outside_joint", "other_programme", "parts_differ",
}  # fmt: skip
"""Provoked by the tests above that have no table."""


def test_every_code_is_provoked_and_carries_the_figures_of_its_table():
    provoked = {case["code"]: set(case["figures"]) for case in CASES}
    provoked |= {row[2]: set(row[5]) for row in TEXTS}

    assert {code: set(CODES[code]) for code in provoked} == provoked
    assert set(CODES) - set(OF_PLANS) - {"bad_value"} == set(provoked) | BETWEEN_FILES
    assert isinstance(CASES[-1]["figures"], dict)
    assert date(2025, 1, 6) in [value for case in CASES for value in case["figures"].values()]
