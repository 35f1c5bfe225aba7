"""The records of the areas give the programme that was loaded, to the last figure."""

import json
from pathlib import Path

import pytest

from tansiq.home.rehearsal import EXAMPLE
from tansiq.planning.models import Programme
from tansiq.planning.queries import programme_document
from tansiq_planner.files import read_problem, read_programme


@pytest.mark.django_db
def test_records_give_the_programme_that_was_loaded(tmp_path: Path) -> None:
    written = tmp_path / "programme.json"
    written.write_text(json.dumps(programme_document(Programme.objects.get()), ensure_ascii=False))

    assert read_programme([written]) == read_programme([EXAMPLE])
    assert read_problem([written]) == read_problem([EXAMPLE])
