"""The verbs of templates: give one, take one in use, go back to the one that ships, leave one that was never in use."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.core.services import hold_journal, write_line
from tansiq.documents.access.templates import may_choose_templates
from tansiq.documents.models.templates import PaperTemplate
from tansiq.documents.rules.templates import (
    MOST_TEMPLATE_BYTES,
    MOST_TEMPLATES,
    TemplateKind,
    TemplateLanguage,
)
from tansiq.documents.services.templates.looking import looked_through
from tansiq.people.models import Person
from tansiq.planning.services.reading_in import short_name


class GivenBefore(Refused):
    """The same file is here for the same papers."""

    message = _("This very file is here already, for the same papers. Take it in use from the list.")


class TooManyTemplates(Refused):
    """More templates than anyone looks through."""

    message = _("There are as many templates as this node keeps. Leave some that were never in use.")


class WasInUse(Refused):
    """Papers were made from it."""

    message = _("Papers were made from this template, so it stays. Take another one in use instead.")


def give_template(
    *, kind: str, language: str, name: str, content: bytes, by: Person, at: datetime
) -> PaperTemplate:
    """Keep a template once it was looked through; it is in use only when someone takes it so.

    Raises
    ------
    NotAllowed, TextUnfit, GivenBefore, TooManyTemplates
        Nothing was written.
    """
    if not may_choose_templates(by):
        raise NotAllowed
    looked_through("template", name, content, MOST_TEMPLATE_BYTES)
    return _keep_given(
        kind=TemplateKind(kind),
        language=TemplateLanguage(language),
        name=short_name(name),
        content=content,
        by=by,
        at=at,
    )


@transaction.atomic
def _keep_given(
    *, kind: TemplateKind, language: TemplateLanguage, name: str, content: bytes, by: Person, at: datetime
) -> PaperTemplate:
    hold_journal()  # whoever gives one at this moment waits: the limits hold
    digest = sha256(content).hexdigest()
    if PaperTemplate.objects.filter(kind=kind, language=language, sha256=digest).exists():
        raise GivenBefore
    if PaperTemplate.objects.count() >= MOST_TEMPLATES:
        raise TooManyTemplates
    template = PaperTemplate.objects.create(
        kind=kind,
        language=language,
        name=name,
        content=content,
        size=len(content),
        sha256=digest,
        by=by.username,
        at=at,
    )
    told = {"kind": kind, "language": language, "name": name, "size": len(content), "sha256": digest}
    write_line(verb="documents.give_template", subject=_subject(template), changes=told, by=by, at=at)
    return template


@transaction.atomic
def use_template(*, number: int, by: Person, at: datetime) -> PaperTemplate:
    """Take a template in use, in place of the one that was; one that was in use before is put back so."""
    template = _held(number, by)
    if template.is_in_use:
        return template
    former = _put_out_of_use(template.kind, template.language)
    template.is_in_use = template.was_in_use = True
    template.save(update_fields=["is_in_use", "was_in_use"])
    told = {"template": template.name, "sha256": template.sha256, "instead_of": former}
    write_line(verb="documents.use_template", subject=_subject(template), changes=told, by=by, at=at)
    return template


@transaction.atomic
def use_shipped_template(*, kind: str, language: str, by: Person, at: datetime) -> None:
    """Go back to what would be used without a template of one's own; the one that was in use stays in the list."""
    if not may_choose_templates(by):
        raise NotAllowed
    if kind not in TemplateKind.values or language not in TemplateLanguage.values:
        raise NotFound
    hold_journal()
    former = _put_out_of_use(kind, language)
    if former:
        told = {"kind": kind, "language": language, "instead_of": former}
        subject = f"{PaperTemplate._meta.label_lower}/{kind}"
        write_line(verb="documents.use_shipped_template", subject=subject, changes=told, by=by, at=at)


@transaction.atomic
def leave_template(*, number: int, by: Person, at: datetime) -> None:
    """Delete a template that was never in use."""
    template = _held(number, by)
    if template.was_in_use:
        raise WasInUse
    told = {"template": template.name, "sha256": template.sha256}
    write_line(verb="documents.leave_template", subject=_subject(template), changes=told, by=by, at=at)
    template.delete()


def _held(number: int, by: Person) -> PaperTemplate:
    """Give a template, held until the transaction ends, to whoever chooses templates."""
    if not may_choose_templates(by):
        raise NotAllowed
    hold_journal()  # of two who take one in use at once the second comes after
    template = PaperTemplate.objects.defer("content").filter(pk=number).first()
    if template is None:
        raise NotFound
    return template


def _put_out_of_use(kind: str, language: str) -> str:
    """Put the template in use out of use; give its name, or nothing where there was none."""
    used = PaperTemplate.objects.defer("content").filter(kind=kind, language=language, is_in_use=True).first()
    if used is None:
        return ""
    used.is_in_use = False
    used.save(update_fields=["is_in_use"])
    return used.name


def _subject(template: PaperTemplate) -> str:
    return f"{template._meta.label_lower}/{template.pk}"
