"""The programme of the rehearsal as a file, and its node."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tansiq.core.models import Node


@pytest.fixture
def example(db) -> dict:
    from tansiq.planning.models import Programme
    from tansiq.planning.queries.programme_file.seen import known_document

    return known_document(Programme.objects.get())


@pytest.fixture
def node(db) -> "Node":
    from tansiq.core.models import Node

    return Node.objects.get()
