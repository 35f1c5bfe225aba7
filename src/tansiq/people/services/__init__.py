"""The verbs of accounts, roles and sign-ins, and of reminders."""

from tansiq.people.services.accounts import (
    AccountTaken,
    PasswordRefused,
    add_person,
    add_role,
    change_person,
    end_other_sign_ins,
    end_sign_in,
    follow_session,
    open_sign_in,
    see_sign_in,
    set_password,
    take_in_roles,
)
from tansiq.people.services.reminders import (
    begin_reminder_day,
    claim_reminder,
    end_reminder,
    end_reminder_try,
    set_reminders,
)

__all__ = [
    "AccountTaken",
    "PasswordRefused",
    "add_person",
    "add_role",
    "begin_reminder_day",
    "change_person",
    "claim_reminder",
    "end_other_sign_ins",
    "end_reminder",
    "end_reminder_try",
    "end_sign_in",
    "follow_session",
    "open_sign_in",
    "see_sign_in",
    "set_password",
    "set_reminders",
    "take_in_roles",
]  # fmt: skip
