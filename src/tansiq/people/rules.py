"""What roles allow. The words are those of the programme file; what one of them brings with it stands in one table."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "tanseeq-2025-rehearsal"  # noqa: S105 - of the rehearsal; such a node serves its own computer only
RESERVED_ACCOUNTS = frozenset({"node", "new"})
"""Names that no account can have: the journal's for the node itself, and that of the page for a new account."""


class Permission(TextChoices):
    """What a role may allow, each word of the programme file and those that a node needs besides."""

    APPROVE_REQUEST = "approve_request", _("screen and accept requests")
    APPROVE_PLAN = "approve_plan", _("approve a plan")
    READ_READINESS = "read_readiness", _("read the readiness matrix")
    NOMINATE = "nominate", _("nominate")
    REPLACE_NOMINEE = "replace_nominee", _("replace a nominee")
    ISSUE_TRAVEL_ORDER = "issue_travel_order", _("issue travel orders")
    FILE_NEED = "file_need", _("file needs and requests")
    CONFIRM_RATING = "confirm_rating", _("confirm ratings")
    FILE_ACTIVITY_NOTICE = "file_activity_notice", _("file activity notices")
    FORWARD_NOTE = "forward_note", _("forward notes")
    ACKNOWLEDGE = "acknowledge", _("confirm decisions of the other side")
    READ_PLAN = "read_plan", _("read plans")
    PUBLISH_OFFER = "publish_offer", _("publish offers and the catalogue")
    CONFIRM_QUOTA = "confirm_quota", _("confirm quotas")
    REGISTER_ARRIVAL = "register_arrival", _("register arrivals")
    GRADE = "grade", _("grade")
    RUN_SOLVER = "run_solver", _("make plans")
    EDIT_DRAFT = "edit_draft", _("change a draft plan")
    COMPARE_SCENARIOS = "compare_scenarios", _("compare scenarios")
    EDIT_EXERCISE = "edit_exercise", _("change exercises")
    APPROVE_INJECTS = "approve_injects", _("approve injects")
    CLOSE_EXERCISE = "close_exercise", _("close exercises")
    READ_NOTICES = "read_notices", _("read activity notices")
    RESOLVE_CONFLICT = "resolve_conflict", _("resolve conflicts of notices")
    READ_ALL_LOG = "read_all_log", _("read the journal")
    READ_REGISTERS = "read_registers", _("read the registers")
    KEEP_ACCORDS = "keep_accords", _("keep accords")
    KEEP_MINUTES = "keep_minutes", _("keep meetings, minutes and decisions")
    KEEP_CALENDAR = "keep_calendar", _("keep the calendar of the party")
    RELEASE = "release", _("release records to the partner")
    RECEIVE = "receive", _("read and take in what partners send")
    KEEP_KEYS = "keep_keys", _("keep the keys of this node and of its partners")
    KEEP_PEOPLE = "keep_people", _("keep accounts and roles")


class ReminderState(TextChoices):
    """What became of a reminder. One that stays begun may have been lost with the power; it is not sent again."""

    BEGUN = "begun", _("being handed over")
    SENT = "sent", _("handed over to the mail server")
    REFUSED = "refused", _("address refused by the mail server")


class MailFault(TextChoices):
    """Why no reminders go out."""

    UNREACHABLE = "unreachable", _("The mail server cannot be reached, or it breaks off.")
    NOT_SECURE = (
        "not_secure",
        _("The mail server offers no secure connection, or one that cannot be trusted."),
    )
    SIGN_IN = "sign_in", _("The mail server does not accept the account or the password of this node.")
    REFUSED = "refused", _("The mail server refuses what this node sends.")


BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
"""Signs by which browsers tell what they are, the first found counts: many name those before them too."""
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_told(said: str) -> str:
    """Give a browser's name and its system from what it says of itself; else the beginning of that.

    >>> browser_told("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    """
    known = [next((name for sign, name in table if sign in said), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in known if name) or said[:MOST_OF_A_BROWSER]


MOST_OF_A_BROWSER = 30

VERBS = {
    "people.add_person": _("opened an account"),
    "people.add_role": _("added a role"),
    "people.change_person": _("changed an account"),
    "people.set_password": _("set a password"),
    "people.open_sign_in": _("signed in"),
    "people.end_sign_in": _("ended a sign-in"),
    "people.end_other_sign_ins": _("ended all other sign-ins"),
    "people.take_in_roles": _("took in roles from a programme file"),
    "people.set_reminders": _("chose how reminders come by e-mail"),
    "people.send_reminders": _("sent the reminders of a day by e-mail"),
}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "ended": _("ended"),
    "address": _("address"),
    "may": _("permissions"),
    "sent": _("mails sent"),
    "address_refused": _("addresses refused"),
    "perhaps_lost": _("mails perhaps lost"),
    "not_sent": _("mails not sent"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""

BRINGS = {
    Permission.APPROVE_REQUEST: {Permission.FILE_NEED},
    Permission.APPROVE_PLAN: {
        Permission.READ_PLAN,
        Permission.KEEP_ACCORDS,
        Permission.KEEP_MINUTES,
        Permission.KEEP_CALENDAR,
        Permission.ACKNOWLEDGE,
        Permission.RELEASE,
        Permission.RECEIVE,
        Permission.COMPARE_SCENARIOS,
        Permission.RUN_SOLVER,
    },
    Permission.CONFIRM_RATING: {Permission.READ_READINESS, Permission.READ_PLAN},
    Permission.FORWARD_NOTE: {Permission.KEEP_MINUTES, Permission.RECEIVE},
    Permission.PUBLISH_OFFER: {Permission.READ_PLAN, Permission.KEEP_CALENDAR},
    Permission.NOMINATE: {Permission.READ_PLAN},
    Permission.RUN_SOLVER: {
        Permission.READ_PLAN,
        Permission.READ_READINESS,
        Permission.KEEP_MINUTES,
        Permission.COMPARE_SCENARIOS,
    },
    Permission.EDIT_EXERCISE: {Permission.READ_PLAN, Permission.KEEP_MINUTES},
    Permission.READ_ALL_LOG: {Permission.READ_PLAN},
}
"""What a permission brings with it; every permission but the keeping of accounts and of keys brings the reading of registers."""


def is_easily_guessed(password: str) -> bool:
    """Tell whether a password is known to everyone, or figures alone, or a few signs over and over."""
    repeats = password in (password * 2)[1:-1]
    return password == DEMO_PASSWORD or password.isdecimal() or len(set(password)) < 5 or repeats


def granted(words: Iterable[str]) -> frozenset[Permission]:
    """Give all that the words of a role allow. Words that no node knows allow nothing."""
    known = {Permission(word) for word in words if word in Permission.values}
    wanted = set(known)
    for permission in known:
        wanted |= BRINGS.get(permission, set())
    if wanted - {Permission.KEEP_PEOPLE, Permission.KEEP_KEYS}:
        wanted.add(Permission.READ_REGISTERS)
    return frozenset(wanted)
