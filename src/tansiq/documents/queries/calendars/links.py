"""Reads of calendar links: one's own, everyone's for whoever keeps accounts, and the one that a secret opens."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import F, QuerySet

from tansiq.core.errors import NotFound
from tansiq.core.rules import folded
from tansiq.documents.access.calendars import may_end
from tansiq.documents.models.calendars import CalendarLink
from tansiq.people.models import Person

LONGEST_SECRET = 100


def secret_hash(secret: str) -> str:
    """Give what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def links_of(person: Person) -> QuerySet[CalendarLink]:
    """Give someone's links that can be read, the newest first."""
    return CalendarLink.objects.filter(person=person, revoked_at=None).order_by("-made_at", "-pk")


def outlives_password(link: CalendarLink, since: datetime | None) -> bool:
    """Tell whether the secret of a link is older than its person's password, which was set at a moment, or never anew."""
    return since is not None and link.revoked_at is None and link.secret_since < since


def links_of_everyone(text: str = "") -> QuerySet[CalendarLink]:
    """Give the links of all accounts, those that can be read first, and of those the ones read last."""
    found = CalendarLink.objects.select_related("person").order_by(
        F("revoked_at").desc(nulls_first=True), F("read_at").desc(nulls_last=True), "-pk"
    )
    if text:
        known = ((it.pk, folded(f"{it.name} {it.person.username} {it.person.full_name}")) for it in found)
        found = found.filter(pk__in=[key for key, said in known if folded(text) in said])
    return found


def link_seen(person: Person, code: str) -> CalendarLink:
    """Give a link to whoever may end it; to everyone else there is none.

    Raises
    ------
    NotFound
    """
    link = CalendarLink.objects.select_related("person").filter(code=code).first()
    if link is None or not may_end(person, link):
        raise NotFound
    return link


def link_by_secret(secret: str) -> CalendarLink | None:
    """Give the link that a secret opens now.

    It is looked up by its hash: how long that takes tells of the hash at most, and nothing leads back from that.
    """
    if not 0 < len(secret) <= LONGEST_SECRET:
        return None
    found = CalendarLink.objects.select_related("person").prefetch_related("person__roles")
    return found.filter(secret_sha256=secret_hash(secret), revoked_at=None, person__is_active=True).first()
