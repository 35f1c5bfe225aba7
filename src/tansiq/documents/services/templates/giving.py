"""The verbs of papers as Word texts: give one, with what it needs to be known again; sweep those that nobody brings back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tansiq.core.services import Actor, write_line
from tansiq.documents.models.papers import PaperMark
from tansiq.documents.models.templates import GivenText
from tansiq.documents.queries.papers import Asked
from tansiq.documents.queries.templates.papers import Text, docx_of, paragraphs_in, text_asked
from tansiq.documents.rules.templates import KEPT_GIVEN
from tansiq.people.models import Person

LOG = logging.getLogger(__name__)


def give_text(*, asked: Asked, by: Person, at: datetime) -> tuple[Text, bytes]:
    """Give a paper as a Word text to whoever asked, and keep what it said: it may come back changed.

    It is written before anything is held: nobody else waits for that.

    Raises
    ------
    NotAllowed, NotFound, Refused
        Nothing was written.
    """
    text = text_asked(asked)
    content = docx_of(text)
    _keep(asked=asked, text=text, paragraphs=paragraphs_in(content), by=by, at=at)
    return text, content


@transaction.atomic
def _keep(*, asked: Asked, text: Text, paragraphs: Sequence[str], by: Person, at: datetime) -> None:
    said = {
        "kind": text.kind, "code": text.code, "version": text.version, "languages": text.languages,
        "paragraphs": paragraphs, "parties": text.parties, "by": by.username, "at": at,
    }  # fmt: skip
    given, is_new = GivenText.objects.get_or_create(key=text.key, defaults=said)
    if not is_new:
        GivenText.objects.filter(pk=given.pk).update(
            at=at
        )  # known again for as long as the latest file of it
    for paper in text.papers:
        if paper.mark:
            PaperMark.objects.get_or_create(
                hash=paper.mark.hash, kind=asked.kind, subject=asked.subject, defaults={"at": at}
            )
    told = {"languages": text.languages, "version": text.version, "mark": text.key}
    write_line(
        verb="documents.give_paper", subject=f"documents.{text.kind}/{text.code}", changes=told, by=by, at=at
    )


def sweep_given(*, by: Actor, at: datetime) -> int:
    """Delete what texts said that were given long ago and never came back; one that comes later is known by what it says."""
    swept = GivenText.objects.filter(at__lte=at - KEPT_GIVEN, edited=None).delete()[0]
    if swept:
        LOG.info("%s texts had been given long ago when %s came", swept, by.username)
    return swept
