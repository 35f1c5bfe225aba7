"""The papers that can be made, in which languages, and the life of one that is being made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.documents.rules.attachments import SubjectKind
from tansiq.people.rules import Permission


class PaperKind(TextChoices):
    """What a paper is."""

    BOOKLET = "booklet", _("programme booklet")
    MINUTES = "minutes", _("minutes of a meeting")
    NEED_SHEET = "need_sheet", _("need sheet of a unit")
    QUOTA_LETTER = "quota_letter", _("quota letter")
    YEARLY_REPORT = "yearly_report", _("yearly report")
    READINESS = "readiness", _("readiness matrix")


PAPERS = {
    SubjectKind.MEETING: (PaperKind.MINUTES,),
    SubjectKind.UNIT: (PaperKind.NEED_SHEET,),
    SubjectKind.PLAN: (
        PaperKind.BOOKLET,
        PaperKind.QUOTA_LETTER,
        PaperKind.YEARLY_REPORT,
        PaperKind.READINESS,
    ),
}
"""The papers of each kind of record."""


class PaperState(TextChoices):
    """Where a paper stands."""

    WAITING = "waiting", pgettext_lazy("paper", "waiting")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", pgettext_lazy("paper", "failed")
    CANCELLED = "cancelled", pgettext_lazy("paper", "cancelled")


class PaperStep(TextChoices):
    """What is being done for a paper."""

    READING = "reading", _("reading what it says")
    SETTING = "setting", _("setting its pages")
    KEEPING = "keeping", _("keeping it")


class PaperFault(TextChoices):
    """Why a paper could not be made."""

    WORKER_GONE = (
        "worker_gone",
        _(
            "The worker that made it is gone, perhaps in a power cut. Nothing was lost but its work: ask for it again."
        ),
    )
    NOT_SEEN = "not_seen", _("What it was to tell of is no longer there, or you may no longer see it.")
    CANNOT_SET = (
        "cannot_set",
        _(
            "Its pages took too long or too much memory to set, so this was stopped. Ask for it in one language."
        ),
    )
    BUSY = (
        "busy",
        _(
            "Papers of other people were being set all the time, so this one was not. Ask for it again in a minute."
        ),
    )
    OTHER = (
        "other",
        _("It could not be made. Tell the administrator of this node, who finds the reason in its log."),
    )


class PaperStanding(TextChoices):
    """How what a printed paper was made from stands now."""

    IN_FORCE = "in_force", _("in force")
    NOT_IN_FORCE = "not_in_force", _("not in force")
    OVERTAKEN = "overtaken", _("no longer in force: another plan took its place")
    UNCHANGED = "unchanged", _("as it stands here today")
    CHANGED = "changed", _("changed here since the paper was made")


LIFE: dict[tuple[PaperState, str], PaperState] = {
    (PaperState.WAITING, "begin"): PaperState.MAKING,
    (PaperState.WAITING, "cancel"): PaperState.CANCELLED,
    (PaperState.MAKING, "finish"): PaperState.READY,
    (PaperState.MAKING, "fail"): PaperState.FAILED,
    (PaperState.MAKING, "cancel"): PaperState.CANCELLED,
    (PaperState.FAILED, "retry"): PaperState.WAITING,
    (PaperState.CANCELLED, "retry"): PaperState.WAITING,
}
"""Where each step leads from each state."""
OPEN = (PaperState.WAITING, PaperState.MAKING)
"""States in which a paper is still being made."""
OF_PLANS = frozenset({
    PaperKind.BOOKLET, PaperKind.QUOTA_LETTER, PaperKind.YEARLY_REPORT, PaperKind.READINESS,
})  # fmt: skip
"""Papers that tell of a plan and bear its hash; the others bear that of what they say."""
LONG = frozenset({PaperKind.BOOKLET})
"""Papers that are made in the background however small they are."""
MOST_TEXTS_AT_ONCE = 4000
"""Texts from which any paper is made in the background; some 40 pages."""
NEEDS: dict[PaperKind, Permission] = {
    PaperKind.BOOKLET: Permission.READ_PLAN,
    PaperKind.MINUTES: Permission.READ_REGISTERS,
    PaperKind.NEED_SHEET: Permission.READ_REGISTERS,
    PaperKind.QUOTA_LETTER: Permission.READ_PLAN,
    PaperKind.YEARLY_REPORT: Permission.READ_PLAN,
    PaperKind.READINESS: Permission.READ_READINESS,
}
"""What a role must allow for each; the record itself must be seen besides."""
OWN_NAMES = {"ar": "العربية", "fr": "français", "en": "English"}
NAMES_OF_LANGUAGES: dict[str, object] = {
    **dict.fromkeys(("ar", "ar-ly", "ar-dz"), _("Arabic")),
    "fr": _("French"),
    "en": _("English"),
}
LANGUAGES = tuple(
    (chosen, " · ".join(OWN_NAMES[it] for it in chosen.split()))
    for chosen in ("ar", "fr", "en", "ar fr", "ar en")
)
"""In which languages a paper can be made, alone or side by side."""
KEPT_FOR = timedelta(hours=24)
"""How long a paper that was made can be fetched."""
SILENT_AFTER = timedelta(seconds=45)
"""A paper of which nothing was heard for so long has lost its worker."""
SWEPT_EVERY = timedelta(hours=1)
"""Papers whose time is over are deleted at most so often; nobody is shown them meanwhile."""
MOST_OPEN = 3
"""Papers of one person that are made at the same time."""
FEWEST_SIGNS = 12
"""Signs of a hash by which a paper is looked up."""

VERBS: dict[str, object] = {"documents.make_paper": _("made a paper")}
"""What each verb is called in the journal."""
ENTRIES: dict[str, object] = {
    "paper": _("paper"),
    "languages": _("languages"),
    "pages": _("pages"),
    "mark": _("hash on its pages"),
}
"""What entries of the journal's lines are called that are no field of a record."""
VALUES: dict[str, Mapping[str, object]] = {"paper": dict(PaperKind.choices), "languages": NAMES_OF_LANGUAGES}
"""What the values of such entries are called."""


def after(state: str, step: str) -> PaperState | None:
    """Give the state that a step leads to; None where it leads nowhere."""
    return LIFE.get((PaperState(state), step))


def states_before(step: str) -> frozenset[PaperState]:
    """Give the states from which a step leads somewhere."""
    return frozenset(state for state, known in LIFE if known == step)


def languages_for(chosen: str, page_language: str) -> tuple[str, ...]:
    """Give the languages of a paper; Arabic is that of the page where the page is in Arabic.

    >>> languages_for("ar fr", "ar-dz"), languages_for("ar en", "fr")
    (('ar-dz', 'fr'), ('ar', 'en'))
    """
    own = page_language if page_language.startswith("ar") else "ar"
    return tuple(own if it == "ar" else it for it in chosen.split())


def hash_read(typed: str) -> str:
    """Give the signs of a hash as someone read them from a page; nothing where they are too few or no hash.

    >>> hash_read(" 871D-83ac 77f4 "), hash_read("871d"), hash_read("so many words")
    ('871d83ac77f4', '', '')
    """
    signs = "".join(it for it in typed.lower() if it.isalnum())
    return signs if len(signs) >= FEWEST_SIGNS and set(signs) <= set("0123456789abcdef") else ""
