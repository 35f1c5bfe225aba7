"""A real office with a mail server that a test sees into, and what its worker does for reminders."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from mail_server import MailServer, listening

TODAY = date(2025, 5, 18)
DAY = timedelta(days=1)
NODE_ADDRESS = "https://node.example/"


@contextmanager
def office_with_mail(settings: object) -> Iterator[MailServer]:
    """Make this node a real office with a mail server and three decisions: late, due soon, due later."""
    from tansiq.accords.models import Decision
    from tansiq.core.models import Node
    from tansiq.core.rules import Mode

    Node.objects.update(mode=Mode.ONE_PARTY, fixed_day=None)
    for code, days in (("dec-art-001", -8), ("dec-art-002", 10), ("dec-art-003", 25)):
        Decision.objects.filter(code=code).update(due_on=TODAY + days * DAY)
    with listening(MailServer()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        settings.DEFAULT_FROM_EMAIL, settings.NODE_ADDRESS = "tansiq@office.example", NODE_ADDRESS
        yield server


def address(username: str) -> str:
    """Give the e-mail address of an account."""
    return f"{username}@office.example"


def given_addresses(*usernames: str, locale: str = "en") -> None:
    """Give accounts an address, and the language of their mails."""
    from tansiq.people.models import Person

    for username in usernames:
        Person.objects.filter(username=username).update(email=address(username), locale=locale)


def reminded(at: datetime) -> bool | None:
    """Do what the worker does at a moment; give whether the day is closed after it, None where nothing was to do."""
    from tansiq.core.services import NodeItself
    from tansiq.home.services import begin_reminding, send_reminders

    coming = begin_reminding(by=NodeItself(), at=at)
    return send_reminders(on=coming.on, by=NodeItself(), at=at) if coming and coming.on else None
