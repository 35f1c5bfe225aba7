"""Which template is in use for which paper, and all that were given."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tansiq.core.errors import NotFound
from tansiq.documents.models.templates import PaperTemplate
from tansiq.documents.rules.templates import TemplateKind, TemplateLanguage, template_language
from tansiq_desk.paper.word.shipped import shipped_template


@dataclass(frozen=True, slots=True)
class InUse:
    """Which template papers of a kind and language are made from; none is the one that ships."""

    kind: TemplateKind
    language: TemplateLanguage
    template: PaperTemplate | None
    is_for_all: bool = False


def templates_kept() -> QuerySet[PaperTemplate]:
    """Give every template without its bytes, the newest first."""
    return PaperTemplate.objects.defer("content").order_by("-at", "-pk")


def templates_in_use() -> list[InUse]:
    """Give what is in use for each kind and language, in their order."""
    used = {(it.kind, it.language): it for it in templates_kept().filter(is_in_use=True)}
    rows = []
    for kind in TemplateKind:
        for_all = used.get((kind, TemplateLanguage.ALL))
        rows.append(InUse(kind, TemplateLanguage.ALL, for_all))
        for language in TemplateLanguage:
            if language != TemplateLanguage.ALL:
                own = used.get((kind, language))
                rows.append(
                    InUse(kind, language, own or for_all, is_for_all=own is None and for_all is not None)
                )
    return rows


def template_kept(number: int) -> PaperTemplate:
    """Give a template with its bytes.

    Raises
    ------
    NotFound
    """
    found = PaperTemplate.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def bytes_in_use(kind: TemplateKind, languages: str) -> bytes:
    """Give the bytes of the template that a paper in these languages is made from."""
    used = {it.language: it for it in PaperTemplate.objects.filter(kind=kind, is_in_use=True)}
    found = used.get(template_language(languages)) or used.get(TemplateLanguage.ALL)
    return bytes(found.content) if found else shipped_template(kind)
