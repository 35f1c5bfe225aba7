"""Loading a programme: all of it, again without doubling anything, or nothing with every fault told."""

from pathlib import Path

import pytest

from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself
from tansiq.home.rehearsal import EXAMPLE
from tansiq.planning.models import Programme
from tansiq.planning.queries import programme_document
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.services import load_programme
from tansiq.training.models import Course, Request

pytestmark = pytest.mark.django_db


def test_loading_again_doubles_nothing(at) -> None:
    before = programme_document(Programme.objects.get())

    load_programme(paths=[EXAMPLE], source="again", by=NodeItself(), at=at)

    assert (Programme.objects.count(), Course.objects.count(), Request.objects.count()) == (1, 27, 60)
    assert programme_document(Programme.objects.get()) == before


def test_faulty_programme_tells_every_fault_and_writes_nothing(at, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(
        EXAMPLE.read_text().replace("unit: u-ly-trg,  course: crs-ihl-101", "unit: u-nobody, course: crs-x")
    )
    before = JournalLine.objects.count()

    with pytest.raises(ProgrammeFaulty, match=r"(?s)u-nobody.*crs-x|crs-x.*u-nobody"):
        load_programme(paths=[faulty], source="faulty", by=NodeItself(), at=at)
    assert JournalLine.objects.count() == before
