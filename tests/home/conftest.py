"""A real office with a mail server, for the tests of reminders."""

import pytest
from reminding import office_with_mail


@pytest.fixture
def server(settings, db):
    """Give the mail server of this node, which is a real office for the test."""
    with office_with_mail(settings) as found:
        yield found
