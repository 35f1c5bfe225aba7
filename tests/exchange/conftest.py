"""Offices of two nations, set up once; each test takes copies of their folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import AT
from exchange.nodes import NodeBox, introduced, made, with_keys

Offices = tuple[NodeBox, NodeBox]


@pytest.fixture(scope="session")
def strangers_folder(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    """Set up two offices with keys of their own that do not know each other yet."""
    folder = tmp_path_factory.mktemp("strangers")
    with django_db_blocker.unblock():
        for party in ("ly", "dz"):
            with_keys(made(folder / party, party), AT)
    return folder


@pytest.fixture(scope="session")
def offices_folder(
    strangers_folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker
) -> Path:
    """Carry out the ceremony between them."""
    folder = tmp_path_factory.mktemp("offices")
    with django_db_blocker.unblock():
        introduced(*copies(strangers_folder, folder), at=AT)
    return folder


def copies(source: Path, to: Path) -> Offices:
    return NodeBox(source / "ly", "ly").copy(to / "ly"), NodeBox(source / "dz", "dz").copy(to / "dz")


@pytest.fixture
def strangers(strangers_folder: Path, tmp_path: Path, django_db_blocker) -> Iterator[Offices]:
    """Give the offices of Libya and Algeria before they know each other."""
    with django_db_blocker.unblock():
        yield copies(strangers_folder, tmp_path)


@pytest.fixture
def offices(offices_folder: Path, tmp_path: Path, django_db_blocker) -> Iterator[Offices]:
    """Give the offices of Libya and Algeria, whose keys are confirmed by each other."""
    with django_db_blocker.unblock():
        yield copies(offices_folder, tmp_path)
