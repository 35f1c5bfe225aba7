"""Partners and keys, the outbox, the inbox, what passed between, and who reads the feed."""

from tansiq.exchange.models.inbox import Fork, InBlob, InFeed, Received
from tansiq.exchange.models.outbox import Draft, DraftBlob, DraftRecord, OutBlob, OutFeed, OutPlace, Release
from tansiq.exchange.models.partners import Circle, KeySetFile, Partner
from tansiq.exchange.models.passages import Passage
from tansiq.exchange.models.readers import FeedReader

__all__ = [
    "Circle",
    "Draft",
    "DraftBlob",
    "DraftRecord",
    "FeedReader",
    "Fork",
    "InBlob",
    "InFeed",
    "KeySetFile",
    "OutBlob",
    "OutFeed",
    "OutPlace",
    "Partner",
    "Passage",
    "Received",
    "Release",
]
