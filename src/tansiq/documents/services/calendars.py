"""The verbs of calendar links: make one, change what it holds, give it a new secret, end it; and note that it was read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.services import write_line
from tansiq.documents.access.calendars import may_end, parts_open_to
from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.queries.calendars.links import links_of, secret_hash
from tansiq.documents.rules.calendars import (
    MOST_LINKS,
    CalendarLanguage,
    CalendarPart,
    PlanScope,
    client_told,
)
from tansiq.people.models import Person

SECRET_BYTES = 32
NOTED_EVERY = timedelta(minutes=10)
"""Of a program that asks again and again, how often it is written down."""


class EmptyCalendar(Refused):
    """A calendar of nothing, or of what the person may not read."""

    message = _("Choose at least one thing that the calendar holds, of those that your roles let you read.")


class NamelessCalendar(Refused):
    """A calendar that nobody will know again."""

    message = _("Give the calendar a name: later it must be clear which link to end.")


class TooManyLinks(Refused):
    """More links than anyone reads."""

    message = _("You have as many calendar links as one person can have. End one that is no longer read.")


class LinkEnded(Refused):
    """The link was ended before."""

    message = _("This link was ended. Make a new one.")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link with its secret, which is shown once and kept nowhere."""

    link: CalendarLink
    secret: str


@transaction.atomic
def make_link(
    *, name: str, parts: Collection[str], scope: str, language: str, by: Person, at: datetime
) -> MadeLink:
    """Make a link to one's own calendar.

    Raises
    ------
    EmptyCalendar, NamelessCalendar, TooManyLinks
        Nothing was written.
    """
    fields = _fields(name, parts, scope, language, by)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once count each other's
    if links_of(by).count() >= MOST_LINKS:
        raise TooManyLinks
    secret = token_urlsafe(SECRET_BYTES)
    link = CalendarLink.objects.create(
        person=by, code=f"cal-{token_hex(4)}", secret_sha256=secret_hash(secret), made_at=at, **fields
    )
    _tell(link, verb="documents.make_calendar", by=by, at=at, **fields)
    return MadeLink(link, secret)


@transaction.atomic
def change_link(
    *, code: str, name: str, parts: Collection[str], scope: str, language: str, by: Person, at: datetime
) -> CalendarLink:
    """Change what one's own calendar holds; the secret stays, and the next reading has what was chosen.

    Raises
    ------
    NotFound, LinkEnded, EmptyCalendar, NamelessCalendar
        Nothing was written.
    """
    link = _claimed(code, by, is_own=True)
    fields = _fields(name, parts, scope, language, by)
    differing = {key: value for key, value in fields.items() if getattr(link, key) != value}
    if differing:
        for key, value in differing.items():
            setattr(link, key, value)
        link.save(update_fields=[*differing])
        _tell(link, verb="documents.change_calendar", by=by, at=at, **differing)
    return link


@transaction.atomic
def renew_link(*, code: str, by: Person, at: datetime) -> MadeLink:
    """Give one's own link a new secret; the old one opens nothing from this moment on.

    Raises
    ------
    NotFound, LinkEnded
        Nothing was written.
    """
    link = _claimed(code, by, is_own=True)
    secret = token_urlsafe(SECRET_BYTES)
    link.secret_sha256, link.renewed_at, link.read_at, link.client = secret_hash(secret), at, None, ""
    link.save(update_fields=["secret_sha256", "renewed_at", "read_at", "client"])
    _tell(link, verb="documents.renew_calendar", by=by, at=at)
    return MadeLink(link, secret)


@transaction.atomic
def revoke_link(*, code: str, by: Person, at: datetime) -> CalendarLink:
    """End a link, at once and for good: one's own, or anyone's as keeper of accounts.

    Raises
    ------
    NotFound
        Nothing was written.
    """
    try:
        link = _claimed(code, by, is_own=False)
    except LinkEnded:
        return CalendarLink.objects.get(code=code)
    link.revoked_at, link.revoked_by = at, by.username
    link.save(update_fields=["revoked_at", "revoked_by"])
    _tell(link, verb="documents.revoke_calendar", by=by, at=at, account=link.person.username)
    return link


def note_reading(*, link: CalendarLink, content: bytes, client: str, at: datetime) -> datetime:
    """Write down that a link was read, and since when it is as it is; give the latter.

    What was read a moment ago by the same program is not written down again.
    """
    digest, said = sha256(content).hexdigest(), client_told(client)
    changes: dict[str, object] = {}
    since = link.content_at
    if link.content_sha256 != digest or since is None:
        since = at.replace(microsecond=0)
        if link.content_at is not None and since <= link.content_at:  # a rehearsal lives the same day again
            since = link.content_at + timedelta(seconds=1)
        changes = {"content_sha256": digest, "content_at": since}
    is_due = link.read_at is None or at - link.read_at >= NOTED_EVERY or at < link.read_at
    if is_due or link.client != said:
        changes |= {"read_at": at, "client": said}
    if changes:
        CalendarLink.objects.filter(pk=link.pk, secret_sha256=link.secret_sha256).update(**changes)
    return since


def _fields(name: str, parts: Collection[str], scope: str, language: str, by: Person) -> dict[str, str]:
    wanted = {CalendarPart(part) for part in parts}
    if not wanted or wanted - set(parts_open_to(by)):
        raise EmptyCalendar
    if not name.strip():
        raise NamelessCalendar
    return {
        "name": name.strip()[:100],
        "parts": " ".join(part for part in CalendarPart if part in wanted),
        "scope": PlanScope(scope).value,
        "language": CalendarLanguage(language).value,
    }


def _claimed(code: str, by: Person, *, is_own: bool) -> CalendarLink:
    held = CalendarLink.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    link = held.filter(code=code).first()
    if link is None or not may_end(by, link) or (is_own and link.person_id != by.pk):
        raise NotFound
    if link.revoked_at is not None:
        raise LinkEnded
    return link


def _tell(link: CalendarLink, *, verb: str, by: Person, at: datetime, **changes: str) -> None:
    subject = f"documents.calendarlink/{link.code}"
    write_line(verb=verb, subject=subject, changes={"name": link.name, **changes}, by=by, at=at)
