"""The way of a mail to the node's mail server. It tells what surely was not taken from what may have been."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid, parseaddr
from functools import partial

from django.conf import settings
from django.utils.translation import get_language

from tansiq.people.rules import MailFault

TAKEN, MAILBOX_UNKNOWN = frozenset({250, 251}), frozenset({550, 551, 553})


class MailTrouble(Exception):
    """A mail did not go out as it should. `ends` tells that others fare no better now."""

    def __init__(self, fault: MailFault, said: object, *, ends: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.ends = fault, ends
        self.said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


class NotTaken(MailTrouble):
    """The mail server did not take a mail, surely: it can be tried again."""


class AddressRefused(MailTrouble):
    """The mail server knows no such mailbox: trying again before somebody corrects the address is of no use."""


class PerhapsTaken(MailTrouble):
    """The mail server broke off after it had the mail: trying again could double it."""


def mail(*, to: str, subject: str, body: str, at: datetime) -> EmailMessage:
    """Give a mail in plain text, as any reader shows it; no name of this computer is in it."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = to
    message["Date"] = at
    message["Message-ID"] = make_msgid(domain=_domain())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="base64")  # 8-bit text is not safe on every mail server
    message["Content-Language"] = get_language() or "ar"
    return message


def plain_address(address: str) -> str:
    """Give an address as every mail server takes it: a domain in another script in its Latin form.

    Raises
    ------
    AddressRefused
    """
    account, _, domain = address.rpartition("@")
    try:
        return f"{account.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise AddressRefused(MailFault.REFUSED, error) from error


@contextmanager
def mail_server() -> Iterator[smtplib.SMTP]:
    """Open the node's mail server, secured and signed in as the settings say.

    Raises
    ------
    NotTaken
    """
    try:
        server = _opened()
    except ssl.SSLError as error:
        raise NotTaken(MailFault.NOT_SECURE, error, ends=True) from error
    except smtplib.SMTPNotSupportedError as error:
        fault = MailFault.SIGN_IN if "AUTH" in str(error) else MailFault.NOT_SECURE
        raise NotTaken(fault, error, ends=True) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotTaken(MailFault.SIGN_IN, error.smtp_error, ends=True) from error
    except smtplib.SMTPResponseException as error:
        raise NotTaken(MailFault.REFUSED, error.smtp_error, ends=True) from error
    except (OSError, UnicodeError) as error:  # the latter for a name that can be none
        raise NotTaken(MailFault.UNREACHABLE, error, ends=True) from error
    try:
        yield server
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def _opened() -> smtplib.SMTP:
    kind = (
        partial(smtplib.SMTP_SSL, context=ssl.create_default_context())
        if settings.EMAIL_USE_SSL
        else smtplib.SMTP
    )
    server: smtplib.SMTP = kind(
        settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=_domain(), timeout=settings.EMAIL_TIMEOUT
    )
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def hand_over(server: smtplib.SMTP, to: str, message: EmailMessage) -> None:
    """Give a mail to the mail server; on return it has taken it.

    Raises
    ------
    AddressRefused, PerhapsTaken, NotTaken
    """
    try:
        _greet(server, to)
    except OSError as error:
        raise NotTaken(MailFault.UNREACHABLE, error, ends=True) from error
    except UnicodeError as error:  # the node's own address is one that no mail server takes
        raise NotTaken(MailFault.REFUSED, error, ends=True) from error
    try:
        code, said = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:  # it did not want to hear the mail
        raise NotTaken(MailFault.REFUSED, error.smtp_error) from error
    except OSError as error:
        raise PerhapsTaken(MailFault.UNREACHABLE, error, ends=True) from error
    if code not in TAKEN:
        raise NotTaken(MailFault.REFUSED, said)


def _greet(server: smtplib.SMTP, to: str) -> None:
    server.ehlo_or_helo_if_needed()
    code, said = server.mail(_sender())
    if code not in TAKEN:
        raise NotTaken(MailFault.REFUSED, said, ends=True)
    code, said = server.rcpt(to)
    if code in TAKEN:
        return
    server.rset()
    # 5.7.x is a rule of the server against this node, not a mailbox that is not there (RFC 3463)
    if code in MAILBOX_UNKNOWN and not said.startswith(b"5.7."):
        raise AddressRefused(MailFault.REFUSED, said)
    raise NotTaken(MailFault.REFUSED, said)


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _domain() -> str:
    return _sender().rpartition("@")[2] or "localhost"
