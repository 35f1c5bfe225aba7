"""How the form of a record is read when it comes from a partner's node, and which of two forms of a record holds.

A form is what a partner released of a record: plain values, a row under each name. Whatever is not as it must be is a
fault that names its place; nothing of such a form is used.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused, StepRefused
from tansiq.core.rules import Marking, canonical

Form = Mapping[str, Any]
Columns = dict[str, Any]
"""What a form says, by column of the record's table; what it refers to, by code."""

LANGUAGES = ("ar", "fr", "en")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
WORD = re.compile(r"[\w.-]{1,64}", re.ASCII)
ANYTHING = re.compile(r".{1,300}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
YEARS = range(1900, 2201)
SMALL, MEDIUM, LARGE = 2**15 - 1, 2**31 - 1, 2**53 - 1
"""As large as numbers of each kind can be in every database that a node keeps its records in."""
MOST_ROWS = 1000
OF_EACH_SIDE = {"state", "agreed_at"}
"""Of a meeting and its delegations, what each party says for itself: it never makes two texts of minutes differ."""


class Keeps(TextChoices):
    """Whose words an officer keeps where both sides changed a record."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")


class FormFaulty(Refused):
    """A form lacks something, or has something that cannot be."""

    message = _("What came cannot be taken in. Ask the partner to correct it and to release it again.")


class NotTheirs(Refused):
    """The record is another party's."""

    message = _("This record is not theirs to change: its owner alone does. Nothing was taken in.")


class OtherRecord(Refused):
    """The code is that of another record here."""

    message = _(
        "This node has another record of the same code. Ask the partner to give theirs another code and to release it anew."
    )


class NotKnownHere(Refused):
    """The form refers to what this node has not."""

    message = _("It refers to something that this node does not know.")


class NoWayThere(StepRefused):
    """No step that is theirs leads from what is kept here to what they say."""

    message = _(
        "No step that is theirs to take leads from how it stands here to how it stands with them. Agree with them "
        "what holds, then whoever is to take the step takes it and releases it."
    )


class ChangedHereToo(Refused):
    """Both sides changed the record since it last crossed; `ours` and `theirs` are its two forms."""

    heading = _("Both sides changed it")
    message = _("It was changed here too since it last crossed. Compare the two and choose which is kept.")

    def __init__(self, ours: Form, theirs: Form) -> None:
        super().__init__()
        self.ours, self.theirs = ours, theirs


class FirstCrossing(ChangedHereToo):
    """Both had the record before it ever crossed, and the two differ, whether anybody changed them or not."""

    heading = _("It comes for the first time, and ours differs")
    message = _(
        "Both sides had this before it ever crossed, so nobody need have changed it here. Ours and theirs differ in what "
        "stands below: compare the two and choose which is kept."
    )


def faulty(place: str) -> FormFaulty:
    """Give the fault of a form at a place."""
    sentence = _(
        "What came cannot be taken in: “%(place)s” is missing or cannot be what it says. "
        "Ask the partner to correct it and to release it again."
    )
    return FormFaulty(sentence % {"place": place})


def unknown(code: str) -> NotKnownHere:
    """Give the refusal of a form that refers to what this node has not."""
    sentence = _(
        "It refers to “%(code)s”, which this node does not know. Take that in first: what the partner released "
        "before it, or the programme file that names it."
    )
    return NotKnownHere(sentence % {"code": code})


def is_text(text: str) -> bool:
    """Tell whether every database holds a text: without the sign of no value, and without half a sign."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def plain_text(text: str) -> str:
    """Give a text in the one way in which it crosses."""
    return unicodedata.normalize("NFC", text)


def in_each(texts: Mapping[str, str]) -> dict[str, str]:
    """Give texts by language as they cross."""
    return {language: plain_text(text) for language, text in texts.items()}


def given(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: value for key, value in row.items() if value is not None and value not in ("", [], {})}


def version_of(form: Form) -> str:
    """Give the hash of what a form says, whoever wrote it; what each party says for itself does not count."""
    said = {key: value for key, value in form.items() if key != "basis"}
    if isinstance(meeting := said.get("meeting"), Mapping):
        said["meeting"] = _of_both(meeting)
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _of_both(meeting: Form) -> Columns:
    said = {key: value for key, value in meeting.items() if key not in OF_EACH_SIDE}
    came = [
        {key: value for key, value in it.items() if key not in OF_EACH_SIDE}
        for it in said.get("delegations", ())
    ]
    return {**said, "delegations": came} if came else said


def is_to_be_kept(theirs: Form, ours: Form | None, keeps: Keeps | None) -> bool:
    """Tell whether what they say is to be kept: it says something new, and nobody changed the record here meanwhile.

    Raises
    ------
    FormFaulty
    ChangedHereToo, FirstCrossing
        Where both sides did, or it never crossed before, and no officer has chosen.
    """
    if ours is None:
        return True
    basis, here, there = theirs.get("basis"), version_of(ours), version_of(theirs)
    if not isinstance(basis, str | None):
        raise faulty("basis")
    if there in {here, basis}:
        return False
    if here == basis or keeps == Keeps.THEIRS:
        return True
    if keeps == Keeps.OURS:
        return False
    raise (FirstCrossing if basis is None else ChangedHereToo)(ours, theirs)


def higher(*markings: str) -> Marking:
    """Give the highest of some markings."""
    order = list(Marking)
    return max((Marking(it) for it in markings), key=order.index)


class Row:
    """Reads a row of a form; `place` is where it stands in the form."""

    def __init__(self, row: object, place: str) -> None:
        if not isinstance(row, Mapping) or not all(isinstance(key, str) for key in row):
            raise faulty(place)
        self._row, self._place = row, place

    def text(self, name: str, *, is_needed: bool = False) -> str:
        """Give a text; without one, an empty one where it may be missing."""
        text = self._row.get(name) or ""
        if not isinstance(text, str) or not is_text(text) or (is_needed and not text.strip()):
            raise self.fault(name)
        return plain_text(text)

    def code(self, name: str, *, is_needed: bool = True) -> str:
        """Give the code of a record."""
        text = self.text(name, is_needed=is_needed)
        if text and not CODE.fullmatch(text):
            raise self.fault(name)
        return text

    def choice(self, name: str, choices: type[TextChoices], *, is_needed: bool = True) -> str:
        """Give one of some choices."""
        text = self.text(name, is_needed=is_needed)
        if text and text not in choices.values:
            raise self.fault(name)
        return text

    def texts(self, name: str, noun: str, *, is_needed: bool = False) -> dict[str, str]:
        """Give a text in three languages, by its columns: `name_ar`."""
        row = Row(self._row.get(name) or {}, self._at(name))
        if row.keys - set(LANGUAGES):
            raise self.fault(name)
        found = {f"{noun}_{language}": row.text(language) for language in LANGUAGES}
        if is_needed and not any(text.strip() for text in found.values()):
            raise self.fault(name)
        return found

    def whole(self, name: str, *, is_needed: bool = False, at_most: int = SMALL) -> int | None:
        """Give a whole number from 0."""
        number = self._row.get(name)
        if number is None and not is_needed:
            return None
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= at_most:
            raise self.fault(name)
        return number

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """Give yes or no."""
        flag = self._row.get(name, otherwise)
        if not isinstance(flag, bool):
            raise self.fault(name)
        return flag

    def day(self, name: str, *, is_needed: bool = False) -> date | None:
        """Give a day."""
        text = self.text(name, is_needed=is_needed)
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            raise self.fault(name)
        return day

    def hour(self, name: str) -> time | None:
        """Give an hour of a day, in whole minutes."""
        text = self.text(name)
        if text and not HOUR.fullmatch(text):
            raise self.fault(name)
        hour, _colon, minute = text.partition(":")
        return time(int(hour), int(minute)) if text else None

    def moment(self, name: str) -> datetime | None:
        """Give a moment that says its time zone."""
        text = self.text(name)
        try:
            moment = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise self.fault(name) from error
        if moment is not None and (moment.tzinfo is None or moment.year not in YEARS):
            raise self.fault(name)
        return moment

    def words(self, name: str) -> str:
        """Give words without blanks, written with blanks between them."""
        return " ".join(self._listed(name, WORD))

    def codes(self, name: str) -> list[str]:
        """Give codes of records."""
        return self._listed(name, CODE)

    def strings(self, name: str) -> list[str]:
        """Give texts, each once, in their order."""
        return self._listed(name, ANYTHING)

    def rows(self, name: str) -> list[Row]:
        """Give the rows that lie in this one under a name."""
        return [Row(row, f"{self._at(name)}.{number}") for number, row in enumerate(self._list(name), 1)]

    def row(self, name: str) -> Row:
        """Give the row that lies in this one under a name; an empty one where it may be missing."""
        return Row(self._row.get(name) or {}, self._at(name))

    @property
    def keys(self) -> set[str]:
        """Names of what it holds."""
        return set(self._row)

    @property
    def coded(self) -> list[str]:
        """The codes of records under which it says something, in order."""
        for key in self._row:
            if not CODE.fullmatch(key):
                raise faulty(self._place)
        return sorted(self._row)

    def fault(self, name: str) -> FormFaulty:
        """Give the fault of what stands under a name."""
        return faulty(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name

    def _list(self, name: str) -> Collection[Any]:
        every = self._row.get(name) or []
        if not isinstance(every, list | tuple) or len(every) > MOST_ROWS:
            raise self.fault(name)
        return every

    def _listed(self, name: str, pattern: re.Pattern[str]) -> list[str]:
        found: Iterable[Any] = self._list(name)
        texts = [it for it in found if isinstance(it, str) and pattern.fullmatch(it)]
        if len(texts) != len(self._list(name)) or len(set(texts)) != len(texts):
            raise self.fault(name)
        return texts
