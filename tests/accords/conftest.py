"""What the tests of accords stand on: a world in which nobody has met yet, and a partner whose forms are taken in."""

import pytest

from tansiq.accords import services
from tansiq.accords.models import Decision, Fact, Meeting
from tansiq.core.services import NodeItself
from tests.accords.crossed import meeting_form


@pytest.fixture
def nobody_met(db) -> None:
    """Take the founding article out of the example world, where it was loaded."""
    for kind in (Fact, Decision, Meeting):
        kind.objects.all().delete()


@pytest.fixture
def take(db, at):
    """Take in a form of a kind, from a party."""

    def run(kind, form, party="dz", **more):
        verbs = {
            "accord": services.take_in_accord_form,
            "minutes": services.take_in_minutes,
            "decision": services.take_in_decision_form,
        }
        return verbs[kind](form=form, source="dz, 14", origin_party=party, by=NodeItself(), at=at, **more)

    return run


@pytest.fixture
def meeting(take):
    """Give a meeting whose minutes Algeria released."""
    return take("minutes", meeting_form())
