"""Tags and filters of every page: names in three languages, days, hours, numbers, codes that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tansiq.ui import tongue
from tansiq.ui.tongue import (
    day_text,
    foreign_language,
    hijri_text,
    hour_text,
    month_text,
    number,
    spoken,
    zone_text,
)

register = template.Library()


@register.simple_tag
def code(value: object) -> SafeString:
    """Write a code, hash or reference so that its signs keep their order on a page from right to left."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.simple_tag
def colon() -> str:
    """Write what stands between a word and what is said of it."""
    return tongue.colon()


@register.simple_tag
def called(thing: Any) -> SafeString:
    """Write what a thing is called: its `names`, or a mapping by language; a missing translation is marked."""
    texts: Mapping[str, str] = thing if isinstance(thing, Mapping) else getattr(thing, "names", {})
    said = spoken(texts, str(getattr(thing, "code", "")))
    if said.is_missing:
        return format_html('<bdi dir="ltr">{}</bdi>', said.text) if said.text else SafeString("")
    if said.lang:
        mark = _("not translated; shown in the language it was written in")
        return format_html(
            '<span dir="auto" lang="{}">{}</span> <abbr class="language" title="{}">{}</abbr>',
            said.lang, said.text, mark, said.lang,
        )  # fmt: skip
    return format_html('<span dir="auto">{}</span>', said.text)


@register.filter
def written(text: str | None) -> SafeString | str:
    """Write a text that exists in one language alone; where that is not the page's, its language is named before it."""
    if not text:
        return "—"
    language = foreign_language(text)
    if not language:
        return format_html('<span dir="auto">{}</span>', text)
    named = {"ar": _("In Arabic"), "fr": _("In French"), "en": _("In English")}[language]
    intro = _("%(in_language)s:") % {"in_language": named}
    return format_html(
        '<small class="faint">{}</small> <span dir="auto" lang="{}">{}</span>', intro, language, text
    )


@register.filter
def called_plainly(thing: Any) -> str:
    """Give what a thing is called as plain text, for titles and options."""
    texts = thing if isinstance(thing, Mapping) else getattr(thing, "names", {})
    return spoken(texts, str(getattr(thing, "code", ""))).text


@register.filter
def day(value: date | None) -> SafeString | str:
    """Write a day; the machine-readable one goes with it."""
    if value is None:
        return ""
    plain = value.date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', plain.isoformat(), day_text(plain))


@register.filter
def month(value: date) -> str:
    """Write the name of a month."""
    return month_text(value)


@register.filter
def hijri(value: date | None) -> SafeString | str:
    """Write the Hijri day that goes with a civil one."""
    text = hijri_text(value) if value else ""
    return format_html('<span class="hijri">{}</span>', text) if text else ""


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime | None) -> SafeString | str:
    """Write a moment in the reader's time zone: day and hour."""
    if value is None:
        return ""
    zone = getattr(context["request"].user, "time_zone", "UTC")
    return format_html(
        '<time datetime="{}">{} <span class="num">{}</span></time>',
        value.isoformat(), day_text(value.astimezone(ZoneInfo(zone)).date()), hour_text(value, zone),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def zone(context: template.Context) -> str:
    """Name the city whose time the reader's pages show."""
    return zone_text(getattr(context["request"].user, "time_zone", "UTC"))


@register.filter
def day_plainly(value: date) -> str:
    """Write a day as plain text, for questions and titles."""
    return day_text(value)


@register.filter
def figure(value: float | None) -> SafeString | str:
    """Write a number so that its digits stay together."""
    return "" if value is None else format_html('<bdi dir="ltr" class="num">{}</bdi>', number(value))


@register.filter
def pages_around(page: Page[Any]) -> list[int | str]:
    """Give the page numbers to show under a list: the ends and those around the present one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def options(records: Iterable[Any], chosen: str) -> SafeString:
    """Write records as choices of a list, at once: a filter may have thousands."""
    rows = ((it.code, " selected" if it.code == chosen else "", called_plainly(it)) for it in records)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
