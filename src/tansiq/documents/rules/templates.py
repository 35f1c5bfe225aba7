"""What holds of templates of papers as Word texts: their kinds, markers, what is refused, and of texts that came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tansiq.people.rules import Permission
from tansiq_desk.paper.word.markers import Marker


class TemplateKind(TextChoices):
    """What a template is for."""

    MINUTES = "minutes", _("minutes of a meeting")
    LETTER = "letter", _("letters")


class TemplateLanguage(TextChoices):
    """For papers in which language a template is."""

    ALL = "all", _("all languages")
    AR = "ar", _("Arabic")
    FR = "fr", _("French")
    EN = "en", _("English")
    TWO = "two", _("two languages side by side")


class EditedStanding(TextChoices):
    """What a text that came back says of where it is from."""

    GIVEN_HERE = "given_here", _("given by this node for this meeting")
    SAYS_SO = "says_so", _("says that it is of this meeting, but this node did not give it")
    OTHER = "other", _("of another meeting")
    UNKNOWN = "unknown", _("does not say which meeting it is of")


NEEDED = Permission.RELEASE
"""What a role must allow to choose the templates: whoever sends papers out for the office decides what they look like."""
OF_THIS_MEETING = (EditedStanding.GIVEN_HERE, EditedStanding.SAYS_SO)
"""Texts whose words may be taken into the minutes."""
MOST_TEMPLATE_BYTES = 2_000_000
MOST_EDITED_BYTES = 10_000_000
MOST_TEMPLATES = 100
KEPT_GIVEN = timedelta(days=365)
"""How long what a text said is kept where it does not come back."""
LONGEST_MINUTES = 40_000
"""Signs of the minutes in one language, as on their form."""
LANGUAGES = ("ar", "fr", "en")

MARKERS = {
    Marker.TITLE: _("the title"),
    Marker.SUBTITLE: _("what stands under the title"),
    Marker.ISSUER: _("who issues it"),
    Marker.REFERENCE: _("its reference, such as the code of the meeting"),
    Marker.DAY: _("its day"),
    Marker.MARKING: _("the marking; where no line at a page's head or foot says it alone, it is put there"),
    Marker.MARK: _("what it was made from, with the first signs of its hash"),
    Marker.PAGES: _("the page and how many there are, counted by Word"),
    Marker.BODY: _("all that it says; once, alone in its line"),
}
"""What each marker of a template stands for."""

PLACES = {
    "body": _("text, paragraph %(number)s"),
    "header": _("header, paragraph %(number)s"),
    "footer": _("footer, paragraph %(number)s"),
}
"""Where in a template something stands."""

FAULTS = {
    "empty": _("The file is empty. Choose it once more."),
    "too_large": _("This file is larger than %(megabytes)s million bytes, so it was not read. Take out pictures, or make them smaller."),
    "too_long": _("This file takes too long to read, so reading was stopped. Save it anew in Word, and choose it once more."),
    "busy": _("Files of other people are being read, so this one was not. Give it again in a minute."),
    "encrypted": _(
        "This file is protected by a password, so it cannot be read. In Word: File, Info, Protect Document, Encrypt with "
        "Password, and empty the password; then save it and choose it once more."
    ),
    "old_format": _("This is the old Word format (.doc). Open it in Word and save it as Word Document (.docx)."),
    "template_format": _("This is a Word template (.dotx). Open it in Word and save it as Word Document (.docx)."),
    "strict_format": _("This is a Strict Open XML document. Open it in Word and save it as Word Document (.docx)."),
    "other_program": _("This file is of another kind. Open it in its program and save it as Word Document (.docx)."),
    "not_a_text": _("This is no Word document (.docx). Choose the right file."),
    "damaged": _("This file is damaged, or only a part of it came. Open it in Word, save it anew, and choose it once more."),
    "macros": _("This file holds macros, which can do harm. Open it in Word and save it as Word Document (.docx), without macros."),
    "too_large_inside": _("Unpacked, this file is far larger than a text can be. Take out pictures, or begin from the template that ships."),
    "entities": _("This file holds declarations that Word never writes, so it was not read. Open it in Word and save it anew."),
    "remote_template": _(
        "This file is tied to a template elsewhere (%(said)s). In Word: Developer, Document Template, and choose Normal; then save it."
    ),
    "external_link": _(
        "This file points to something outside of it: %(said)s. Take out the link or the linked picture, then save it."
    ),
    "embedded": _("A part of another program is embedded in this file. Take it out, or put it in as a picture, then save it."),
    "taken_in": _("This file takes in another file when it is opened. Take that out, then save it."),
    "mail_merge": _("This file is tied to a list of recipients. In Word: Mailings, Start Mail Merge, Normal Word Document; then save it."),
    "field": _(
        "The field %(said)s could fetch or start something. In Word, click on it and press Ctrl+Shift+F9: it becomes plain text."
    ),
    "unknown_marker": _("%(said)s is no marker (%(place)s). The markers are: %(markers)s."),
    "no_body": _("The marker {{body}} is missing: write it alone in the line where the text is to stand."),
    "several_bodies": _("The marker {{body}} is there more than once. Leave it in one place only."),
    "body_not_alone": _("The marker {{body}} must stand alone in a line of the text itself, in no table, frame, header or footer."),
}  # fmt: skip
"""What is wrong with a file, and what to do about it."""

VERBS: dict[str, object] = {
    "documents.give_template": _("gave a template"),
    "documents.use_template": _("took a template in use"),
    "documents.use_shipped_template": _("went back to the template that ships"),
    "documents.leave_template": _("left a template that was never in use"),
    "documents.give_paper": _("took a paper as a Word text"),
    "documents.attach_edited": _("attached minutes that were edited outside"),
    "documents.take_edited": _("took edited text into the minutes"),
}
"""What each verb of templates is called in the journal."""

ENTRIES: dict[str, object] = {
    "template": _("template"),
    "instead_of": _("instead of"),
    "standing": _("where it is from"),
    "languages": _("languages"),
}
"""What entries of the journal's lines of templates are called."""
VALUES: dict[str, Mapping[str, object]] = {"standing": dict(EditedStanding.choices)}
"""What the values of such entries are called."""


def template_language(languages: str) -> TemplateLanguage:
    """Give for which language the template of a paper is, by the languages of the paper.

    >>> template_language("ar fr"), template_language("fr")
    (TemplateLanguage.TWO, TemplateLanguage.FR)
    """
    first, _rest, second = languages.partition(" ")
    return TemplateLanguage.TWO if second else TemplateLanguage(first)


def fault_told(code: str, place: str, said: str) -> str:
    """Write what is wrong with a file in the language of the page."""
    name, _rest, number = place.partition(" ")
    where = str(PLACES[name]) % {"number": number} if name in PLACES else ""
    words = {
        "place": where, "said": said, "megabytes": said, "markers": " ".join(f"{{{{{it}}}}}" for it in Marker),
    }  # fmt: skip
    return str(FAULTS[code]) % words
