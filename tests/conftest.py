"""What holds for every test: no property is judged by the clock of a busy machine; the one world; who visits."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import settings
from own_node import OwnNode

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
"""A moment of the fixed day of the example."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL what asks for a database: all else is the same on any, and `./tansiq test` has run it."""
    if "DATABASE_URL" not in os.environ:
        return
    left_out = [it for it in items if not asks_for_a_database(it)]
    items[:] = [it for it in items if asks_for_a_database(it)]
    config.hook.pytest_deselected(items=left_out)


def asks_for_a_database(item: pytest.Item) -> bool:
    """Tell whether a test, or a fixture of ours that it needs, opens the tests' database or one of its own beside it."""
    if item.get_closest_marker("django_db") is not None or not isinstance(item, pytest.Function):
        return True
    known = item._fixtureinfo
    ours = (it for made in known.name2fixturedefs.values() for it in made if it.baseid)
    opening = {*known.argnames, *(name for it in ours for name in it.argnames)}
    return "db" in item.fixturenames or "django_db_blocker" in opening


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Load the example world once; every test begins with it and leaves it as it was."""
    from tansiq.home import rehearsal

    with django_db_blocker.unblock():
        rehearsal.set_up()


@pytest.fixture(autouse=True)
def arabic() -> Iterator[None]:
    """Begin every test in Arabic, whatever language the one before it left behind."""
    with override("ar"):
        yield


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def person(db: None) -> Callable[[str], object]:
    """Give an account of the rehearsal by its name."""
    from tansiq.people.models import Person

    return lambda username: Person.objects.get(username=username)


@pytest.fixture
def visit(person: Callable[[str], object]) -> Callable[..., Client]:
    """Give a browser in which someone is signed in, in a language."""
    from tansiq.people.services import open_sign_in

    def signed_in(username: str, language: str = "ar") -> Client:
        client = Client()
        someone = person(username)
        client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
        open_sign_in(
            session_key=client.session.session_key, address="127.0.0.1", browser="test", by=someone, at=AT
        )
        client.cookies["tansiq_language"] = language
        return client

    return signed_in


@pytest.fixture(scope="session")
def rehearsed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up a rehearsal in a folder of its own, once; tests take copies."""
    node = OwnNode(tmp_path_factory.mktemp("rehearsed") / "node")
    node.python(
        "from tansiq.home import rehearsal", "call_command('migrate', verbosity=0)", "rehearsal.set_up()"
    )
    return node.folder


@pytest.fixture
def own_node(rehearsed_folder: Path, tmp_path: Path) -> OwnNode:
    """Give a node of its own, with a real database in a file, whose commands run as programs of their own."""
    return OwnNode(Path(shutil.copytree(rehearsed_folder, tmp_path / "node")))
