"""`tansiq convert`: the programme as a workbook, YAML or JSON, without loss."""

from __future__ import annotations

import json

import yaml

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import programme_paths
from tansiq_desk.commands.writing import check_file
from tansiq_planner.files.atomic import write_atomically
from tansiq_planner.files.schema import Programme

FORMS = ("xlsx", "yaml", "json")


def run(desk: Desk, given: Given) -> int:
    """Read the files and write them in the form asked for."""
    form = given.choice("to", FORMS, "")
    out = given.path("out", "")
    check_file(out)
    programme, _ = outputs.read_programme_files(programme_paths(given.words))
    write_atomically(out, converted(programme, form, desk.voice.lang))
    desk.say("commands.written", file=str(out))
    return 0


def converted(programme: Programme, form: str, lang: str) -> bytes:
    """Write a programme down as `xlsx`, `yaml` or `json`; the language is that of the sheets' headings."""
    if form == "xlsx":
        return outputs.programme_workbook(programme, lang)
    value = programme.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return yaml_text(value) if form == "yaml" else json_text(value)


def yaml_text(value: object) -> bytes:
    """Write a plain value as YAML that reads well."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110).encode()


def json_text(value: object) -> bytes:
    """Write a plain value as JSON that reads well."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
