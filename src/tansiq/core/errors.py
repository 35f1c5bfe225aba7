"""What a node refuses, in words for the person who asked. When one of these is raised nothing was written."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A request that cannot be met. `str()` gives the sentence in the language of the moment."""

    message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message

    def __str__(self) -> str:
        return str(self.message)


class ChangedMeanwhile(Refused):
    """The record was changed since the page was opened: in another window, or by someone else."""

    message = _(
        "It was changed meanwhile, in another window or by someone else. Nothing of yours was kept: "
        "look at what it says now, then make your change again."
    )


class NotFound(Refused):
    """There is no such record, or not for this person: the two are never told apart."""

    message = _("There is no such record, or you may not see it.")


class NotAllowed(Refused):
    """The person's roles do not include this."""

    message = _("Your roles do not include this. Ask the administrator of this node if they should.")


class StepRefused(Refused):
    """The record is not in a state from which this step leads on."""

    message = _("This step is not possible from the present state. Reload the page to see what is.")
