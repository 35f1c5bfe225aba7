"""What the tests of training stand on."""

import pytest

from tansiq.training import services
from tansiq.training.models import Request
from tests.training.asked import GIVEN


@pytest.fixture
def draft(person, at) -> Request:
    return services.file_request(**GIVEN, by=person("unit"), at=at)
