"""What holds for every test: no property is judged by the clock of a busy machine; the one world; who visits."""

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
