"""The verbs of accounts: give, change and suspend them, set passwords, open and end sign-ins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import ChangedMeanwhile, NotFound, Refused
from tansiq.core.services import Actor, write_line
from tansiq.organisations.models import Organisation
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand, may_end_sign_in
from tansiq.people.models import Person, Reminder, Role, SignIn
from tansiq.people.rules import RESERVED_ACCOUNTS, Permission, ReminderState, is_easily_guessed

SEEN_EVERY = timedelta(minutes=1)


class PasswordRefused(Refused):
    """The new password is too short, too common, too near to the account's name, or the rehearsal's."""

    message = _("This password is too easy to guess. Take at least twelve characters that nobody would try.")


class AccountTaken(Refused):
    """Another account has this name."""

    message = _("There is already an account of this name. Choose another.")


def subject_of_account(person: Person) -> str:
    """Give what the journal calls an account."""
    return f"people.person/{person.username}"


@transaction.atomic
def add_person(
    *, username: str, full_name: str, email: str, party: str, locale: str, roles: Iterable[Role],
    password: str, by: Actor, at: datetime, is_demo: bool = False,
) -> Person:  # fmt: skip
    """Give someone an account with its roles and first password."""
    if isinstance(by, Person):
        demand(by, Permission.KEEP_PEOPLE)
    if username in RESERVED_ACCOUNTS:
        raise AccountTaken
    person = Person(
        username=username,
        full_name=full_name,
        email=email,
        party=party,
        locale=locale,
        has_demo_password=is_demo,
    )
    _set_password(person, password, checked=not is_demo)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise AccountTaken from error
    chosen = list(roles)
    person.roles.set(chosen)
    changes = {"party": party, "roles": sorted(role.code for role in chosen)}
    write_line(verb="people.add_person", subject=subject_of_account(person), changes=changes, by=by, at=at)
    return person


@transaction.atomic
def change_person(
    *, username: str, version: int, full_name: str, email: str, roles: Collection[Role], is_active: bool,
    by: Person, at: datetime,
) -> Person:  # fmt: skip
    """Change what an account is called, its roles, and whether it may sign in; an account shut is signed out at once."""
    demand(by, Permission.KEEP_PEOPLE)
    person = claimed_account(username, version)
    if person == by and not (is_active and any(Permission.KEEP_PEOPLE in role.permissions for role in roles)):
        raise Refused(_("You cannot take the keeping of accounts from yourself: someone else has to do it."))
    changes: dict[str, list[Any]] = {
        "full_name": [person.full_name, full_name],
        "email": [person.email, email],
        "is_active": [person.is_active, is_active],
        "roles": [sorted(role.code for role in some) for some in (person.roles.all(), roles)],
    }
    differing = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not differing:
        return person
    person.full_name, person.email, person.is_active = full_name, email, is_active
    person.version += 1
    person.save()
    person.roles.set(roles)
    if "email" in differing:
        Reminder.objects.filter(person=person, state=ReminderState.REFUSED).delete()
    if not is_active:
        _end_all(person)
    write_line(
        verb="people.change_person", subject=subject_of_account(person), changes=differing, by=by, at=at
    )
    return person


@transaction.atomic
def set_password(
    *, username: str, password: str, keep_session: str | None, by: Person, at: datetime
) -> Person:
    """Set a password, one's own or as keeper of accounts; every other sign-in of the account ends."""
    if username != by.username:
        demand(by, Permission.KEEP_PEOPLE)
    person = claimed_account(username)
    _set_password(person, password, checked=True)
    person.has_demo_password = False
    person.version += 1
    person.save()
    _end_all(person, keep_session)
    write_line(verb="people.set_password", subject=subject_of_account(person), changes=None, by=by, at=at)
    return person


@transaction.atomic
def open_sign_in(
    *,
    session_key: str,
    address: str | None,
    browser: str,
    by: Person,
    at: datetime,
    instead_of: str | None = None,
) -> SignIn:
    """Write down that someone signed in, from where and with what; what was open in this browser before is over."""
    SignIn.objects.filter(session_key=instead_of).delete()
    signed_in = SignIn.objects.create(
        person=by, session_key=session_key, began_at=at, seen_at=at, address=address, browser=browser[:200]
    )
    write_line(
        verb="people.open_sign_in", subject=subject_of_account(by), changes={"address": address}, by=by, at=at
    )
    return signed_in


@transaction.atomic
def end_sign_in(*, sign_in_id: int, by: Person, at: datetime) -> None:
    """End a sign-in: its browser is signed out at its next step."""
    signed_in = SignIn.objects.select_related("person").filter(pk=sign_in_id).first()
    if signed_in is None:
        raise NotFound
    if not may_end_sign_in(by, signed_in.person):
        raise NotFound
    Session.objects.filter(session_key=signed_in.session_key).delete()
    subject = subject_of_account(signed_in.person)
    signed_in.delete()
    write_line(verb="people.end_sign_in", subject=subject, changes=None, by=by, at=at)


@transaction.atomic
def end_other_sign_ins(*, keep_session: str | None, by: Person, at: datetime) -> int:
    """End all one's own sign-ins but the present one; give how many there were."""
    others = SignIn.objects.filter(person=by).exclude(session_key=keep_session)
    keys = list(others.values_list("session_key", flat=True))
    if not keys:
        return 0
    ended = Session.objects.filter(session_key__in=keys).count()
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    subject, changes = subject_of_account(by), {"ended": ended}
    write_line(verb="people.end_other_sign_ins", subject=subject, changes=changes, by=by, at=at)
    return ended


def see_sign_in(*, session_key: str | None, by: Person, at: datetime) -> bool:
    """Note that a sign-in is in use, about once a minute; give whether it is still open."""
    signed_in = SignIn.objects.filter(session_key=session_key, person=by).first()
    if signed_in is None:
        return False
    if abs(at - signed_in.seen_at) > SEEN_EVERY:
        SignIn.objects.filter(pk=signed_in.pk).update(seen_at=at)
    return True


def follow_session(*, old_key: str | None, session_key: str, by: Person, at: datetime) -> None:
    """Keep a sign-in open whose session got a new key, as it does with a new password."""
    SignIn.objects.filter(person=by, session_key=old_key).update(session_key=session_key, seen_at=at)


@transaction.atomic
def add_role(
    *, code: str, owner: str, may: Collection[str], names: Mapping[str, str], by: Actor, at: datetime
) -> Role:
    """Add a role of the node's own."""
    if isinstance(by, Person):
        demand(by, Permission.KEEP_PEOPLE)
    role = Role.objects.create(code=code, owner=owner, may=" ".join(may), **in_languages("name", names))
    write_line(
        verb="people.add_role", subject=f"people.role/{code}", changes={"may": sorted(may)}, by=by, at=at
    )
    return role


@transaction.atomic
def take_in_roles(*, roles: Iterable[Mapping[str, Any]], source: str, by: Actor, at: datetime) -> int:
    """Keep the roles of a programme file: new ones are added, known ones get its words."""
    organisations = {it.code: it for it in Organisation.objects.all()}
    count = 0
    for given in roles:
        organisation = organisations.get(str(given["org"]))
        names = organisation.names if organisation else {}
        Role.objects.update_or_create(
            code=given["id"],
            defaults={
                "owner": given["party"],
                "organisation": organisation,
                "may": " ".join(given["may"]),
                "source": source,
                **{f"name_{language}": names.get(language, "") for language in ("ar", "fr", "en")},
            },
        )
        count += 1
    write_line(
        verb="people.take_in_roles", subject=f"source/{source}", changes={"roles": count}, by=by, at=at
    )
    return count


def claimed_account(username: str, version: int | None = None) -> Person:
    """Give an account to change, held until the transaction ends.

    Raises
    ------
    NotFound, ChangedMeanwhile
    """
    person = Person.objects.select_for_update(no_key=True).filter(username=username).first()
    if person is None:
        raise NotFound
    if version is not None and person.version != version:
        raise ChangedMeanwhile
    return person


def _set_password(person: Person, password: str, *, checked: bool) -> None:
    if checked:
        if is_easily_guessed(password):
            raise PasswordRefused
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise PasswordRefused from error
    person.set_password(password)


def _end_all(person: Person, keep_session: str | None = None) -> None:
    ended = SignIn.objects.filter(person=person).exclude(session_key=keep_session)
    Session.objects.filter(session_key__in=ended.values("session_key")).delete()
    ended.delete()
