"""How far each feed has come, written down beside the database: a database put back from an older copy does not agree."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from tansiq.exchange.models import OutFeed, Partner
from tansiq.exchange.rules import PartnerState


def _path(party: str) -> Path:
    folder = Path(settings.FOLDER) / "feeds"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{party}.json"


def _marked(party: str) -> tuple[str, int]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        value = json.loads(_path(party).read_text())
        return str(value["epoch"]), int(value["place"])
    return "", 0


def marked_epochs(party: str) -> list[str]:
    """Give the epoch that was marked last for a partner, if any."""
    epoch, _place = _marked(party)
    return [epoch] if epoch else []


def mark(feed: OutFeed, party: str) -> None:
    """Write down how far a feed has come, before any of it leaves."""
    if _marked(party) == (feed.epoch, feed.place):
        return
    path = _path(party)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        json.dump({"epoch": feed.epoch, "place": feed.place}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def rolled_back() -> list[Partner]:
    """Give the partners to whom more was given than this database knows: it was put back from an older copy."""
    found = []
    for partner in Partner.objects.filter(state__in=[PartnerState.CONFIRMED, PartnerState.PAUSED]):
        feed = OutFeed.objects.filter(partner=partner, is_present=True).first()
        if feed is not None and is_behind_its_mark(feed, partner.party):
            found.append(partner)
    return found


def is_behind_its_mark(feed: OutFeed, party: str) -> bool:
    """Tell whether more of a feed was given than this database knows."""
    return _marked(party) > (feed.epoch, feed.place)
