"""What the glossary says of a term: its words in each language, what it means, where it is from, who has reviewed it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tansiq.core.rules import folded


class TermKind(TextChoices):
    """What a term names."""

    ENTITY = "entity", _("what is kept here")
    STATE = "state", _("state")
    STEP = "step", _("step")
    CHOICE = "choice", _("choice of a list")
    ROLE = "role", _("role")
    PERMISSION = "permission", _("permission")
    RULE = "rule", _("rule of a plan")
    TERM = "term", _("term of the staffs")


class TermSource(TextChoices):
    """Where the words of a term are from."""

    STAFF_USAGE = "staff_usage", _("general usage of staffs")
    ALGERIAN_TEXTS = "algerian_texts", _("public Algerian texts")
    LIBYAN_TEXTS = "libyan_texts", _("public Libyan texts")
    FOUNDING_ARTICLE = "founding_article", _("the founding article")
    EXERCISE_DIRECTIVE = "exercise_directive", _("exercise directive Bi-SCD 075-003")
    TRAINING_DOCTRINE = "training_doctrine", _("training doctrine FM 7-0")
    THIS_PROGRAM = "this_program", _("this program")


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the glossary; `ar_dz` and `ar_ly` say only what differs, `of` is the key of what a state or step belongs
    to, `source` holds keys with blanks between them.

    `reviewed_by_native_officer` is the day and the office that confirmed the words, such as `2027-01-15 ly`; empty as
    long as nobody did.
    """

    key: str
    kind: str
    of: str
    ar: str
    ar_dz: str
    ar_ly: str
    fr: str
    en: str
    meaning_ar: str
    meaning_fr: str
    meaning_en: str
    source: str
    reviewed_by_native_officer: str

    @property
    def kind_told(self) -> str:
        """What it names, in words."""
        return str(TermKind(self.kind).label)

    def called(self, language: str) -> str:
        """Give the word in a language as the desk names it: `ar-DZ`, `fr`."""
        words = {"ar": self.ar, "ar-DZ": self.ar_dz or self.ar, "ar-LY": self.ar_ly or self.ar, "fr": self.fr}
        return words.get(language, self.en)

    @property
    def number(self) -> str:
        """Number of a rule, such as `R04`; empty for what is none."""
        return self.key.partition(".")[2] if self.kind == TermKind.RULE else ""

    @property
    def sources_told(self) -> list[str]:
        """Where its words are from, in words."""
        return [str(TermSource(key).label) for key in self.source.split()]

    @property
    def meanings(self) -> dict[str, str]:
        """What it means, by language."""
        return {"ar": self.meaning_ar, "fr": self.meaning_fr, "en": self.meaning_en}

    @property
    def is_reviewed(self) -> bool:
        """Whether a native staff officer has confirmed its words."""
        return bool(self.reviewed_by_native_officer)

    @property
    def folded(self) -> str:
        """What searching looks into."""
        words = (self.ar, self.ar_dz, self.ar_ly, self.fr, self.en, self.key, *self.meanings.values())
        return folded(" ".join(words))
