"""How tests release, carry and take in: the officers' acts in one line each, by a stick that never breaks."""

import io

from conftest import AT
from exchange.nodes import NodeBox

DIRECTORS = {"ly": "director", "dz": "cooperation"}
"""Whoever releases and approves for each party."""


def release_record(
    box: NodeBox, kind: str, code: str, *to: str, by: str = "", reason: str = "", at=AT
) -> list:
    """Release a record of a node, as its officer does: prepare, look, release."""
    from tansiq.exchange.queries.bodies import Asked, items_for
    from tansiq.exchange.rules import Classification
    from tansiq.exchange.services.releasing import prepare_release, release
    from tansiq_protocol.record import Kind

    with box:
        person = box.person(by or DIRECTORS[box.party])
        items, title = items_for(Asked(Kind(kind), code, box.node, person, to, at.date(), reason))
        said = {"node": box.node, "by": person, "at": at}
        draft = prepare_release(
            items=items, audience=to, classification=Classification.RESTRICTED, title=title, **said
        )
        return release(draft_id=draft.pk, digest=draft.digest, **said)


def release_message(box: NodeBox, to: str, text: str, at=AT) -> list:
    from tansiq.exchange.rules import Classification, Item
    from tansiq.exchange.services.releasing import prepare_release, release
    from tansiq_protocol.record import Kind

    with box:
        said = {"node": box.node, "by": box.person(DIRECTORS[box.party]), "at": at}
        items = [Item(Kind.MESSAGE, f"exchange.message/{text[:40]}", {"text": text})]
        draft = prepare_release(
            items=items, audience=[to], classification=Classification.TRAINING, title="", **said
        )
        return release(draft_id=draft.pk, digest=draft.digest, **said)


def bundle(box: NodeBox, to: str, at=AT, **how) -> bytes:
    """Give the bytes of the bundle that a node has for a partner now."""
    from tansiq.exchange.models import Partner
    from tansiq.exchange.rules import Way
    from tansiq.exchange.services.sending import write_next_bundle

    out = io.BytesIO()
    with box:
        partner = Partner.objects.get(party=to)
        write_next_bundle(
            node=box.node,
            partner=partner,
            to=out,
            way=Way.STICK,
            by=box.person("administrator"),
            at=at,
            **how,
        )
    return out.getvalue()


def take(box: NodeBox, content: bytes, at=AT, way=None):
    """Take a bundle in at a node."""
    from tansiq.exchange.rules import Way
    from tansiq.exchange.services.receiving import receive_bundle

    with box:
        return receive_bundle(
            node=box.node,
            source=io.BytesIO(content),
            way=way or Way.STICK,
            by=box.person("administrator"),
            at=at,
        )


def carry(giver: NodeBox, taker: NodeBox, at=AT):
    """Carry what one node has for another."""
    return take(taker, bundle(giver, taker.party, at=at), at=at)
