"""Programs of partners that read what was released to their party: each with a word of its own, kept as its hash only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tansiq.exchange.models.partners import Partner
from tansiq.exchange.rules import FeedLanguage, PartnerState


class FeedReader(models.Model):
    """A program of a partner that may read the feed: under which name, with which password, since when."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="readers")
    code = models.CharField(_("name of the account"), max_length=80, unique=True)
    name = models.CharField(max_length=100)
    language = models.CharField(_("language"), max_length=2, choices=FeedLanguage)
    confirmed_at = models.DateTimeField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=64, blank=True, default="")
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def may_read(self) -> bool:
        """Whether it is answered: while the exchange goes on with the partner whose key was confirmed when it was let in.

        `confirmed_at` is that of the partner then: a key that is read aloud anew ends what was given before.
        """
        partner = self.partner
        is_exchanging = partner.state == PartnerState.CONFIRMED and partner.confirmed_at == self.confirmed_at
        return is_exchanging and self.revoked_at is None
