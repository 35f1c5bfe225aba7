"""Commands that read and write programme files: check, convert, split, schema; what they refuse to read or write over."""

from __future__ import annotations

import json
import os

import pytest

from tansiq_desk.words import Voice
from tansiq_desk.words.languages import CATALOGUES
from tansiq_planner.files import read_programme
from tests.desk.command_line import ARABIC, EXAMPLE, run

pytestmark = pytest.mark.usefixtures("speaks_english")
FAULTY = {"unknown": "meta: {id: p, colour: red}\n", "broken": "meta: [1, 2\n", "empty": "", "list": "- 1\n"}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_check_says_what_a_good_file_holds(capsys, lang):
    code, answer, complaint = run(capsys, "check", EXAMPLE, "--lang", lang)

    assert (code, complaint, len(answer.splitlines())) == (0, "", 2)
    assert bool(ARABIC.search(answer)) == (lang == "ar")


def test_check_without_a_file_takes_the_example(capsys):
    assert run(capsys, "check") == run(capsys, "check", EXAMPLE)


@pytest.mark.parametrize("kind", FAULTY)
@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_faulty_file_gives_its_faults_and_2(capsys, tmp_path, kind, lang):
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY[kind], encoding="utf-8")

    ends = [run(capsys, *words, "--lang", lang) for words in (
        ["check", path],
        ["plan", path, "--out", "out"],
        ["convert", path, "--to", "json", "--out", "out.json"],
        ["split", path, "--out", "parts"],
    )]  # fmt: skip

    assert [(code, answer) for code, answer, _ in ends] == [(2, "")] * 4
    assert len({told for *_, told in ends}) == 1
    assert ends[0][2].startswith(Voice(lang).isolate("faulty.yaml"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["faulty.yaml"]


@pytest.mark.parametrize("name", ["absent.yaml", "absent.xlsx", "notes.txt"])
def test_a_file_that_cannot_be_read_is_a_fault(capsys, tmp_path, name):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    code, answer, told = run(capsys, "check", tmp_path / name)

    assert (code, answer, told.splitlines()[-1]) == (2, "", "1 fault found; nothing was planned or written.")


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx"])
def test_convert_there_and_back_loses_nothing(capsys, tmp_path, form):
    there, back = tmp_path / f"there.{form}", tmp_path / "back.json"
    direct = tmp_path / "direct.json"

    ends = [
        run(capsys, "convert", EXAMPLE, "--to", form, "--out", there)[0],
        run(capsys, "convert", there, "--to", "json", "--out", back)[0],
        run(capsys, "convert", EXAMPLE, "--to", "json", "--out", direct)[0],
    ]

    assert ends == [0, 0, 0]
    assert read_programme([back])[0].model_dump() == read_programme([direct])[0].model_dump()


def test_split_writes_parts_that_together_are_the_programme(capsys, tmp_path):
    code, *_ = run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")
    parts = sorted((tmp_path / "parts").iterdir())

    assert (code, [part.name for part in parts]) == (0, ["dz.yaml", "joint.yaml", "ly.yaml"])
    assert run(capsys, "check", *parts) == run(capsys, "check", EXAMPLE)
    assert list(tmp_path.glob(".*")) == []


def test_without_the_other_part_what_is_missing_is_said_and_b_is_refused(capsys, tmp_path):
    run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")
    parts = [tmp_path / "parts" / name for name in ("joint.yaml", "dz.yaml")]
    checked = run(capsys, "check", *parts)
    planned = run(capsys, "plan", *parts, "--option", "B", "--out", tmp_path / "out")

    assert checked[0] == 0
    assert "readiness cannot be scored, and option B cannot be used." in checked[1]
    assert (planned[0], planned[1]) == (2, "")
    assert planned[2].startswith("Option B needs every unit's ratings")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["programme", "plan"])
@pytest.mark.parametrize("lang", CATALOGUES)
def test_schema_is_json_in_every_language(capsys, kind, lang):
    code, answer, complaint = run(capsys, "schema", kind, "--lang", lang)

    assert (code, complaint) == (0, "")
    assert json.loads(answer)["$id"] == f"{kind}.schema.json"


def test_a_pipe_or_device_is_not_written_over(capsys, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    code, _, complaint = run(capsys, "convert", EXAMPLE, "--to", "yaml", "--out", tmp_path / "pipe.yaml")

    assert code == 2
    assert "is a device or a pipe" in complaint
    assert (tmp_path / "pipe.yaml").is_fifo()


def test_what_a_link_leads_to_is_written_and_the_link_stays(capsys, tmp_path):
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    code, _, _ = run(capsys, "convert", EXAMPLE, "--to", "yaml", "--out", tmp_path / "link.yaml")

    assert code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert len((tmp_path / "real.yaml").read_text(encoding="utf-8")) > 1000


def test_a_folder_that_cannot_be_written_is_said(capsys, tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "joint.yaml").mkdir()
    code, answer, complaint = run(capsys, "split", EXAMPLE, "--out", tmp_path / "parts")

    assert (code, answer) == (2, "")
    assert "is a folder, not a file to write" in complaint
    assert [entry.name for entry in tmp_path.iterdir()] == ["parts"]
