"""What every record carries: its one text, its owner, its version; and the moment."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import timezone

from tansiq.core.errors import ChangedMeanwhile, NotFound, Refused
from tansiq.core.models import JournalLine, Node
from tansiq.core.moment import moment, moment_of_node
from tansiq.core.rules import Marking, canonical, party_list, plain
from tansiq.core.services import NodeItself, claim, keep, subject_of
from tansiq.organisations.models import Organisation, Unit

NOON = datetime(2026, 3, 1, 12, 30, 15, 7, tzinfo=UTC)
UNIT = "u-ly-med"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        ("تنسيق", '"تنسيق"'),
        ('"\n', '"\\"\\n"'),
        ([2, 1], "[2,1]"),
        ({"b": 1, "a": [None, "x"]}, '{"a":[null,"x"],"b":1}'),
    ],
)
def test_value_has_one_text(value, text):
    assert canonical(value) == text


def test_value_without_a_text_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        canonical(float("nan"))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (date(2025, 5, 18), "2025-05-18"),
        (time(13, 30), "13:30"),
        (NOON, "2026-03-01T12:30:15.000007+00:00"),
        (Decimal("0.250"), "0.250"),
        (0.5, "0.5"),
        (Marking.RESTRICTED, "restricted"),
        ({"ly", "dz"}, ["dz", "ly"]),
        ((1, date(2025, 1, 1)), [1, "2025-01-01"]),
        ({1: {"on": date(2025, 1, 1)}}, {"1": {"on": "2025-01-01"}}),
    ],
)
def test_journal_keeps_no_value_whose_text_could_differ(value, kept):
    assert plain(value) == kept


@pytest.mark.parametrize(
    ("codes", "text"), [((), ""), (("ly",), " ly "), (("ly", "dz", "ly"), " dz ly "), (["joint"], " joint ")]
)
def test_party_codes_stand_between_blanks(codes, text):
    assert party_list(codes) == text


SEEN = {
    "own": ("ly", "", {"ly"}, True),
    "joint": ("joint", "", {"ly"}, True),
    "released": ("dz", " ly tn ", {"ly"}, True),
    "the other's": ("dz", "", {"ly"}, False),
    "released to a third": ("dz", " tn ", {"ly"}, False),
    "released to one whose code begins so": ("dz", " lyx ", {"ly"}, False),
    "released to one whose code ends so": ("dz", " x-ly ", {"ly"}, False),
    "of one whose code begins so": ("lyx", "", {"ly"}, False),
    "for nobody": ("ly", " ly ", set(), False),
    "for a joint body": ("dz", "", {"joint"}, True),
    "for two roles": ("dz", "", {"ly", "dz"}, True),
    "with signs of the database": ("dz", " ly ", {"l_", "%"}, False),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SEEN)
def test_record_is_seen_by_its_parties_and_no_other(name):
    owner, released_to, parties, is_seen = SEEN[name]
    Unit.objects.filter(code=UNIT).update(owner=owner, released_to=released_to)

    seen = Unit.objects.seen_by_parties(frozenset(parties)).filter(code=UNIT)

    assert seen.exists() is is_seen


@pytest.mark.django_db
def test_claim_gives_the_record_of_the_version_that_was_seen():
    assert claim(Unit, UNIT, 1) == claim(Unit, UNIT) == Unit.objects.get(code=UNIT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "version", "refusal"), [(UNIT, 2, ChangedMeanwhile), (UNIT, 0, ChangedMeanwhile), ("u-no", 1, NotFound)]
)  # fmt: skip
def test_claim_refuses(code, version, refusal):
    with pytest.raises(refusal):
        claim(Unit, code, version)


@pytest.mark.django_db
def test_keep_counts_the_version_up_and_tells_what_changed(at):
    unit = keep(claim(Unit, UNIT, 1), verb="x", by=NodeItself(), at=at, type="other", sector="")

    line = JournalLine.objects.order_by("-number").first()
    kept = Unit.objects.get(code=UNIT)
    assert (unit.version, kept.version, kept.type) == (2, 2, "other")
    assert (line.subject, line.changes) == (f"organisations.unit/{UNIT}", '{"type":["medical","other"]}')
    with pytest.raises(ChangedMeanwhile):
        claim(Unit, UNIT, 1)


@pytest.mark.django_db
def test_keep_with_nothing_changed_writes_nothing(at):
    lines = JournalLine.objects.count()
    unit = claim(Unit, UNIT)

    keep(unit, verb="x", by=NodeItself(), at=at, type=unit.type)

    assert (Unit.objects.get(code=UNIT).version, JournalLine.objects.count()) == (1, lines)


@pytest.mark.django_db
def test_keep_with_something_to_tell_writes_it_without_a_change(at):
    keep(claim(Unit, UNIT), verb="x", by=NodeItself(), at=at, told="a reason")

    line = JournalLine.objects.order_by("-number").first()
    assert line.changes == '{"told":"a reason"}'


@pytest.mark.django_db
def test_record_is_named_by_its_kind_and_code():
    organisation = Organisation.objects.first()

    assert subject_of(organisation) == f"organisations.organisation/{organisation.code}"


@pytest.mark.django_db
def test_moment_is_this_hour_of_the_fixed_day(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)

    assert moment(None) == NOON
    assert moment(date(2025, 5, 18)) == moment_of_node() == datetime(2025, 5, 18, 12, 30, 15, 7, tzinfo=UTC)
    Node.objects.update(fixed_day=None)
    assert moment_of_node() == NOON


def test_refusal_says_its_own_sentence_or_the_one_given():
    assert str(Refused("Wait a day.")) == "Wait a day."
    assert str(NotFound()) == str(NotFound.message)
