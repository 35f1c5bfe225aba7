"""Exchange a record between two nodes with the library alone: make keys, compare roots, release, pack, open, verify.

Nothing is kept and nothing crosses a network: what a stick would carry stays in memory.
"""

import io
from datetime import UTC, datetime, timedelta

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tansiq_protocol.bundle import open_bundle, write_bundle
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import RECORD, public_of, read_envelope, sealed, verify
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.feed import NO_HEAD, Feed, new_epoch
from tansiq_protocol.keys import (
    KeySet,
    accepted,
    joint_fingerprint,
    new_root,
    opened_root,
    signed_keyset,
    signing_key,
)
from tansiq_protocol.label import Policy, demand_releasable, releasable_label
from tansiq_protocol.manifest import Manifest, demand_addressed, demand_chain
from tansiq_protocol.record import Kind, Record, demand_origin, hash_of, read_record, record_payload

AT = datetime(2026, 11, 23, 21, tzinfo=UTC)
WRITTEN_AT = "2026-11-23T21:00:00Z"
PARTIES = ("dz", "ly")


class Office:
    """One nation's node: its keys, and the key set that it gives to its partner."""

    def __init__(self, party: str, node: str) -> None:
        self.node = node
        self.signing, self.identity = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
        first, second = "the first officer's words", "the second officer's words"
        root, file = new_root(first, second)
        keyset = KeySet(
            party=party, node=node, rev=1, prev=None, root=root, signing=(public_of(self.signing),),
            recipients=(str(self.identity.to_public()),), issued_at=AT, expires_at=AT + timedelta(days=365),
        )  # fmt: skip
        self.keyset_file = signed_keyset(keyset, opened_root(file, first, second))


def released(policy: Policy, node: str) -> bytes:
    """Give the exact bytes of a message that may go to both nations; nothing higher may be inside."""
    label = releasable_label(policy, "RESTRICTED", PARTIES, WRITTEN_AT)
    demand_releasable(label, policy=policy, audience=["ly"], circle=PARTIES)
    secret = releasable_label(policy, "SECRET", PARTIES, WRITTEN_AT)
    try:
        demand_releasable(label, policy=policy, audience=["ly"], circle=PARTIES, parts=[secret])
    except OurFault as fault:
        print("not released:", fault)
    return record_payload(Record(
        id="1b4e28ba-2fa1-41d2-883f-0016d3cca427", rev=1, prev=None, origin=node, circle=circle_id(PARTIES),
        kind=Kind.MESSAGE, schema=1, created_at=WRITTEN_AT, label=label, released_by="planner",
        body={"text": "نلتقي في طرابلس"},
    ))  # fmt: skip


def main() -> None:
    """Print what crosses, and what is refused."""
    ours, theirs = Office("dz", "DZA-NODE1"), Office("ly", "LBY-NODE1")
    of_ours, of_theirs = accepted(None, ours.keyset_file), accepted(None, theirs.keyset_file)
    digits = joint_fingerprint(of_ours.keyset.root, of_theirs.keyset.root)
    print("both officers read to each other:", len(digits.split()), "groups of five digits")

    payload = released(Policy("DZA-LBY-1", ("UNCLASSIFIED", "RESTRICTED", "SECRET")), ours.node)
    feed = Feed(new_epoch([])).advanced(hash_of(payload))
    manifest = Manifest(
        sender=ours.node, receiver=theirs.node, epoch=feed.epoch, first=1, before=NO_HEAD, head=feed.head,
        records=(hash_of(payload),), created_at=WRITTEN_AT,
    )  # fmt: skip
    stick = io.BytesIO()
    envelope = sealed(RECORD, payload, ours.signing)
    write_bundle(stick, manifest, [envelope], key=ours.signing, recipients=of_theirs.keyset.recipients)

    stick.seek(0)
    with open_bundle(stick, [str(theirs.identity)]) as bundle:
        demand_addressed(bundle.manifest, sender=ours.node, receiver=theirs.node)
        verify(bundle.envelope, signing_key([of_ours.keyset], bundle.envelope.keyid))
        demand_chain(bundle.manifest)
        for listed, line in zip(bundle.manifest.records, bundle.records(), strict=True):
            came = read_envelope(line, RECORD)
            verify(came, signing_key([of_ours.keyset], came.keyid))
            record = read_record(came.payload)
            demand_origin(record, bundle.manifest.sender)
            print("taken:", record.kind, record.body["text"], came.sha256 == listed)

    altered = bytearray(stick.getvalue())
    altered[-1] ^= 1
    try:
        with open_bundle(io.BytesIO(altered), [str(theirs.identity)]):
            pass
    except TheirFault as fault:
        print("refused:", fault.code, "-", fault)


if __name__ == "__main__":
    main()
