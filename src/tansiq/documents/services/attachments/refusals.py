"""What the verbs of attachments refuse, each with what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused


class CaptionMissing(Refused):
    """Nobody can say what the file is."""

    message = _("Say in a caption what the file is or shows, in at least one language.")


class RightsUnnamed(Refused):
    """Who gave the file, or which licence, is not said."""

    message = _("Name who gave the file, or the licence it stands under.")


class TextUnfit(Refused):
    """What is said has signs or a length that no database holds."""

    message = _(
        "What is said of the file is too long, or holds signs that no text has. Shorten it, or type it anew."
    )


class NotYetTaken(Refused):
    """The day of a file is still to come."""

    message = _("The day on which the file was made is still to come. Enter the day it shows or was written.")


class StillThere(Refused):
    """Only what was removed is deleted for good."""

    message = _("Remove the attachment first; after that it can be deleted for good.")


class NotRemoved(Refused):
    """There is nothing to put back."""

    message = _("This attachment is not removed: there is nothing to put back.")


class IsRemoved(Refused):
    """What was removed does not change."""

    message = _("This attachment was removed. Put it back first, then change it.")
