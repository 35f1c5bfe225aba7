"""A world in which nobody has met yet, for tests that count meetings and decisions."""

import pytest

from tansiq.accords.models import Decision, Fact, Meeting


@pytest.fixture
def nobody_met(db) -> None:
    """Take the founding article out of the example world, where it was loaded."""
    for kind in (Fact, Decision, Meeting):
        kind.objects.all().delete()
