"""`tansiq split`: what both sides share, and what each party keeps to itself, as files of their own."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given
from tansiq_desk.commands.convert import yaml_text
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import programme_paths
from tansiq_desk.commands.writing import check_directory, write_directory
from tansiq_planner.files.parts import split_programme
from tansiq_planner.files.schema import Programme


def run(desk: Desk, given: Given) -> int:
    """Write one part per party and the joint one."""
    out = given.path("out", "")
    check_directory(out)
    programme, _ = outputs.read_programme_files(programme_paths(given.words))
    written = write_directory(out, part_files(programme))
    desk.say("summary.files", count=len(written))
    for path in written:
        desk.write(desk.voice.isolate(str(path)), indent=1)
    return 0


def part_files(programme: Programme) -> dict[str, bytes]:
    """Give the parts of a programme as files, by their names."""
    return {f"{party}.yaml": yaml_text(part) for party, part in split_programme(programme).items()}
