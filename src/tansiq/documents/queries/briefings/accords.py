"""The briefing of an accord: its kind, since when it is in force and until when, what stands on it, what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tansiq.accords.models import Accord
from tansiq.accords.queries import AccordPage, accord_page
from tansiq.accords.rules.accords import CARRYING
from tansiq.documents.queries.briefings.facts import facts_told
from tansiq.documents.queries.briefings.telling import Said, counted, named, row, rows, series
from tansiq.documents.rules.briefings import Ground
from tansiq.people.models import Person
from tansiq.training.models import Course
from tansiq.ui.tongue import day_text, number


def accord_told(person: Person, code: str, on: date, *, is_short: bool = False) -> Iterator[Said]:
    """Tell of an accord what its records say on a day, as far as someone sees them; the short briefing tells no facts."""
    page = accord_page(person, code, on)
    accord = page.here.accord
    yield from _standing(page)
    yield from _validity(accord, on)
    yield from _content(page)
    yield from _above(page)
    yield from _on_it(person, page)
    if not is_short:
        yield from facts_told(person, page.facts)


def _standing(page: AccordPage) -> Iterator[Said]:
    accord = page.here.accord
    here = (row("accords:accord", accord.code),)
    said = {"accord": named(accord), "kind": accord.get_type_display(), "state": page.here.stands.label}
    yield Said(_("%(accord)s: %(kind)s; as of today: %(state)s.") % said, here)
    if page.here.is_dormant:
        yield Said(_("Nothing has happened under it for twelve months."), here)


def _validity(accord: Accord, on: date) -> Iterator[Said]:
    here = (row("accords:accord", accord.code),)
    if accord.signed_on:
        yield Said(_("It was signed on %(day)s.") % {"day": day_text(accord.signed_on)}, here, Ground.AGREED)
    if accord.ratified_on:
        text = _("It was ratified on %(day)s.") % {"day": day_text(accord.ratified_on)}
        yield Said(text, here, Ground.AGREED, is_notable=False)
    if accord.in_force_on and accord.in_force_on <= on and accord.state in CARRYING:
        text = _("It has been in force since %(day)s.") % {"day": day_text(accord.in_force_on)}
        yield Said(text, here, Ground.AGREED)
    elif accord.in_force_on and accord.in_force_on > on:
        yield Said(
            _("It enters into force on %(day)s.") % {"day": day_text(accord.in_force_on)}, here, Ground.AGREED
        )
    if accord.valid_until:
        yield Said(_end(accord), here)


def _end(accord: Accord) -> str:
    day = day_text(accord.valid_until) if accord.valid_until else ""
    months = accord.tacit_renewal_months
    if not months:
        return _("It ends on %(day)s and does not renew itself.") % {"day": day}
    text = ngettext(
        "It runs until %(day)s and then renews itself for %(n)s month.",
        "It runs until %(day)s and then renews itself for %(n)s months.",
        months,
    )
    return text % {"day": day, "n": number(months)}


def _content(page: AccordPage) -> Iterator[Said]:
    accord = page.here.accord
    if accord.areas_told:
        text = _("Areas of cooperation: %(areas)s.") % {"areas": series(accord.areas_told)}
        yield Said(text, (row("accords:accord", accord.code),), is_notable=False)


def _above(page: AccordPage) -> Iterator[Said]:
    if page.above:
        parent = page.above[-1].accord
        links = (row("accords:accord", page.here.accord.code), row("accords:accord", parent.code))
        yield Said(_("It stands under %(accord)s.") % {"accord": named(parent)}, links, is_notable=False)


def _on_it(person: Person, page: AccordPage) -> Iterator[Said]:
    accord = page.here.accord
    children = [it.accord for it in page.here.children]
    courses = list(Course.objects.seen_by_parties(person.parties).filter(legal_basis=accord).order_by("code"))
    late = [it for it in page.decisions if it.late]
    counts = (
        (courses, "training:course", ngettext(
            "%(n)s course of the catalogue stands on it.", "%(n)s courses of the catalogue stand on it.", len(courses))),
        (children, "accords:accord", ngettext(
            "%(n)s accord stands under it.", "%(n)s accords stand under it.", len(children))),
        (page.meetings, "accords:meeting", ngettext(
            "%(n)s meeting was held under it.", "%(n)s meetings were held under it.", len(page.meetings))),
        (page.decisions, "accords:decision", ngettext(
            "%(n)s decision was taken under it.", "%(n)s decisions were taken under it.", len(page.decisions))),
        (late, "accords:decision", ngettext("%(n)s decision is late.", "%(n)s decisions are late.", len(late))),
    )  # fmt: skip
    for records, address, text in counts:
        if records:
            yield Said(counted(text, len(records)), rows(address, records))
    if not (courses or children or page.meetings):
        yield Said(_("Nothing stands on it yet."), (row("accords:accord", accord.code),))
