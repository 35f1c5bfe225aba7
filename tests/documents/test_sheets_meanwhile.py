"""What someone files at the very moment when a list is taken in: the list is shown anew, and nothing of it is there."""

import json
from datetime import date

import pytest
from django.db import IntegrityError
from documents.sheet_files import NEEDS, read_here, workbook

from tansiq.core.models import Node
from tansiq.documents.models import GivenSheet, SheetImport
from tansiq.documents.services import sheets
from tansiq.planning import services as planning
from tansiq.planning.models import GivenFile, Programme
from tansiq.planning.queries.programme_file.proposal import proposal_of
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.services.putting import PreviewOutOfDate
from tansiq.training.models import Request
from tansiq.training.services import taking_in

pytestmark = pytest.mark.django_db
NEW = (None, "u-ly-bg-n", "crs-ihl-101", 7, "15/11/2026", 2)


@pytest.fixture(autouse=True)
def _code_is_taken_before_the_list_adds_its_needs(monkeypatch):
    """Have the database say what it says where someone filed a need under the same code since it was looked for."""

    def taken(_records):
        raise IntegrityError("duplicate key")

    monkeypatch.setattr(taking_in, "_add", taken)


def test_list_is_looked_at_anew(person, at, monkeypatch, tmp_path):
    by, node = person("director"), Node.objects.get()
    monkeypatch.setattr(
        sheets, "_answer_of_another_process", lambda name, content: read_here(name, content, tmp_path)
    )
    given = sheets.give_sheet(name="a.xlsx", content=workbook(NEEDS, NEW), sender="", by=by, at=at)
    said = {"fields": given.head["fields"], "fixed": {}, "order": ""}
    sheets.map_columns(shown=given.shown_as, **said, node=node, by=by)
    before = Request.objects.count()

    with pytest.raises(PreviewOutOfDate):
        sheets.take_in_sheet(
            digest=GivenSheet.objects.get().digest, without_faulty=False, node=node, by=by, at=at
        )
    assert (Request.objects.count(), SheetImport.objects.count(), GivenSheet.objects.count()) == (
        before,
        0,
        1,
    )


def test_file_is_looked_at_anew(person, at, monkeypatch):
    by, node, programme = person("director"), Node.objects.get(), Programme.objects.get()
    document = seen_document(programme, by, known_document(programme))
    need = next(it for it in document["requests"] if it["id"] == "rq-001")
    document["requests"].append({**need, "id": "rq-ly-001", "by": date(2027, 1, 1)})
    content = json.dumps(document, default=str).encode()
    monkeypatch.setattr(planning.reading_in, "_read_apart", lambda _name, _content: json.loads(content))
    given = planning.give_file(name="a.json", content=content, by=by, at=at)
    digest = proposal_of(programme, given.content, by, node).digest

    with pytest.raises(PreviewOutOfDate):
        planning.take_in_file(digest=digest, node=node, by=by, at=at)
    assert (Request.objects.filter(code="rq-ly-001").count(), GivenFile.objects.count()) == (0, 1)
