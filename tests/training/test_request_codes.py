"""Codes of new requests: what a sender, a file or a given code says never ends the numbering."""

import pytest

from tansiq.core.services import NodeItself, write_line
from tansiq.training import services
from tansiq.training.models import Request
from tansiq.training.queries import free_codes
from tests.training.asked import GIVEN

pytestmark = pytest.mark.django_db
ENDLESS = "rq-ly-" + "9" * 58


def told(at, verb="documents.take_in_sheet", subject="documents.sheetimport/1", **changes) -> None:
    said = {"file": "needs.xlsx", "sender": "", "left": 0, "added": {}, "changed": {}, **changes}
    write_line(verb=verb, subject=subject, changes=said, by=NodeItself(), at=at)


@pytest.mark.parametrize("verb", ["documents.take_in_sheet", "planning.read_in_file"])
@pytest.mark.parametrize(
    "said",
    [
        {"sender": ENDLESS},
        {"sender": "rq-ly-500"},
        {"file": ENDLESS},
        {"sender": 'x "rq-ly-500"'},
        {"added": {"units": ["rq-ly-500"]}},
        {"added": {"requests": [ENDLESS]}},
        {"added": {"requests": ["rq-ly-1000000", "rq-ly-²", "rq-ly-x"]}},
    ],
)
def test_only_requests_that_a_file_brought_count(at, person, verb, said) -> None:
    told(at, verb, **said)

    assert next(free_codes("ly")) == "rq-ly-001"
    assert services.file_request(**GIVEN, by=person("unit"), at=at).code == "rq-ly-001"


@pytest.mark.parametrize("how", ["added", "changed"])
def test_requests_that_a_file_brought_count_also_once_they_are_gone(at, how) -> None:
    told(at, **{how: {"requests": ["rq-ly-007", "rq-dz-400", "rq-ly-003"]}})

    assert [next(free_codes(it)) for it in ("ly", "dz")] == ["rq-ly-008", "rq-dz-401"]


def test_code_that_someone_gave_leaves_room_for_others(at, person) -> None:
    codes = ("rq-ly-001", "rq-ly-003", "rq-ly-999998", ENDLESS)
    for number, code in zip(range(1, 5), codes, strict=True):
        Request.objects.filter(code=f"rq-{number:03d}").update(code=code)

    filed = [services.file_request(**GIVEN, by=person("unit"), at=at).code for _ in range(4)]
    assert filed == ["rq-ly-999999", "rq-ly-002", "rq-ly-004", "rq-ly-005"]
