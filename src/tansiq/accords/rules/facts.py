"""How certain a fact is, and the law of sources: one without a name never makes an agreement."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Certainty(TextChoices):
    """From the least to the most certain."""

    CLAIMED = "claimed", pgettext_lazy("certainty", "claimed")
    DISCUSSED = "discussed", pgettext_lazy("certainty", "discussed")
    DECIDED = "decided", pgettext_lazy("certainty", "decided")
    SIGNED = "signed", pgettext_lazy("certainty", "signed")


WITHOUT_A_NAME = (Certainty.CLAIMED, Certainty.DISCUSSED)
"""As far as a source without a name carries."""


def may_be_said(certainty: str, *, is_source_named: bool) -> bool:
    """Tell whether a fact may have a certainty: what a source without a name says is no agreement."""
    return is_source_named or certainty in WITHOUT_A_NAME
