"""Two offices that know each other, each with a database in a file, and what is released from one to the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from exchange.histories.offices import AT, begun
from exchange.nodes import NodeBox

from tansiq.core.services import NodeItself
from tansiq.exchange.models import Circle, OutBlob, OutFeed, Release
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import policy_of
from tansiq.exchange.services.epochs import put_in_feed
from tansiq.exchange.services.key_files import signing_key
from tansiq_protocol.dsse import RECORD, sealed
from tansiq_protocol.label import releasable_label
from tansiq_protocol.record import Blob, Kind, Record, record_payload

GIVER, TAKER = "dz", "ly"
MOMENT = "2025-05-18T09:30:00Z"


def offices(folder: Path) -> tuple[NodeBox, NodeBox]:
    """Set up the giver's and the taker's office in files."""
    beginning = begun((GIVER, TAKER), folder / "begun")
    boxes = []
    for party in (GIVER, TAKER):
        shutil.copytree(beginning.folder / party, folder / party)
        (folder / party / "node.sqlite3").write_bytes(beginning.images[party])
        boxes.append(NodeBox(folder / party, party))
    return boxes[0], boxes[1]


def copied(box: NodeBox, folder: Path) -> NodeBox:
    """Give the same office once more, as it is now."""
    shutil.copytree(box.folder, folder)
    return NodeBox(folder, box.party)


def release_all(box: NodeBox, texts: Iterable[str], attachment: bytes = b"") -> list[bytes]:
    """Enter messages into the outbox for the taker, signed; give their payloads. One attachment goes with the first."""
    blobs = (Blob(sha256(attachment).hexdigest(), len(attachment), "x/y", "map"),) if attachment else ()
    with box:
        feed = OutFeed.objects.get(is_present=True)
        circle = Circle.objects.get()
        own = own_keyset()
        key = signing_key(next(iter(own.keyset.by_keyid)))
        label = releasable_label(policy_of(circle.id), "TRAINING", circle.parties, MOMENT)
        for blob in blobs:
            OutBlob.objects.create(sha256=blob.sha256, size=blob.size, content=attachment)
        rows, payloads = [], []
        for number, text in enumerate(texts):
            record = Record(
                id=str(uuid4()), rev=1, prev=None, origin=own.keyset.node, circle=circle.id, kind=Kind.MESSAGE, schema=1,
                created_at=MOMENT, label=label, released_by="role-director", body={"text": text},
                blobs=blobs if number == 0 else (),
            )  # fmt: skip
            payload = record_payload(record)
            payloads.append(payload)
            rows.append(
                Release(
                    record_id=record.id,
                    rev=1,
                    kind=record.kind,
                    circle_id=circle.id,
                    classification="TRAINING",
                    audience=f" {TAKER} ",
                    subject=f"exchange.message/{number}",
                    payload=payload,
                    envelope=sealed(RECORD, payload, key),
                    sha256=sha256(payload).hexdigest(),
                    blobs=" ".join(it.sha256 for it in record.blobs),
                    by=NodeItself.username,
                    at=AT,
                )
            )
        Release.objects.bulk_create(rows, batch_size=500)
        put_in_feed(feed, rows)
    return payloads
