"""Gathers what people read from the code and templates of each area into its catalogues; for developers.

What is new comes in without a translation, what is gone goes, what stands translated stays. A test asks that nothing is
left untranslated.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

from tansiq.core.catalogues import APPLICATION

LANGUAGES = ("ar", "fr")
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
    "fr": "nplurals=2; plural=(n > 1);",
}
"""Those of Django's own catalogues: zero, one, two, few, many, other; one, other."""
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def gathered(area: Path) -> Catalog:
    """Give every message of an area, where none is translated."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted([*area.rglob("*.py"), *area.rglob("*.html"), *area.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(path))
        place = path.relative_to(area.parent).as_posix()
        for _line, function, messages, _comments in extract_python(
            BytesIO(source.encode()), list(KEYWORDS), (), {"encoding": "utf-8"}
        ):
            _add(catalogue, function, messages, place)
    return catalogue


def _add(catalogue: Catalog, function: str, messages: object, place: str) -> None:
    given = [item for item in (messages if isinstance(messages, tuple) else (messages,)) if item]
    context = given.pop(0) if "pgettext" in function and given else None
    if not given:
        return
    message = tuple(given[:2]) if function.startswith("n") and len(given) > 1 else given[0]
    catalogue.add(message, locations=[(place, None)], context=context)


def updated(template: Catalog, path: Path, language: str) -> bytes:
    """Give a catalogue of words with what the template has, keeping the translations that still apply."""
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    else:
        known = Catalog(locale=language)
    known.update(template, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", PLURAL_FORMS[language]),
    ]
    known.header_comment = ""
    known.fuzzy = False
    content = BytesIO()
    write_po(content, known, omit_header=False, sort_output=True, width=110, include_lineno=False)
    lines = content.getvalue().decode().splitlines(keepends=True)
    stays = ("Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision", "Last-Translator", "Language-Team",
             "Generated-By", "MIME-Version")  # fmt: skip
    return "".join(
        line for line in lines if not line.startswith(tuple(f'"{name}' for name in stays))
    ).encode()


class Command(BaseCommand):
    """Gather the words of every area."""

    help = "Gather what people read into the catalogues of each area."

    def handle(self, **_options: Any) -> None:
        """Update every catalogue and tell what is untranslated."""
        for area in sorted(path.parent for path in APPLICATION.glob("*/__init__.py")):
            template = gathered(area)
            if not len(template):
                continue
            for language in LANGUAGES:
                path = area / "locale" / language / "LC_MESSAGES" / "django.po"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(updated(template, path, language))
                with path.open("rb") as file:
                    empty = [it.id for it in read_po(file) if it.id and not all([*_strings(it.string)])]
                self.stdout.write(
                    f"{area.name} {language}: {len(template)} messages, {len(empty)} untranslated"
                )
                for message in empty:
                    self.stdout.write(f"    {message}")


def _strings(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)
