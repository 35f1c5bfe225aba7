"""Browsers in which someone of an office is signed in; to be used while that office is the one at work."""

import io

from conftest import AT
from django.test import Client

from tansiq.exchange.models import Draft, Partner, Received, Release
from tansiq.exchange.rules import Classification, Way
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.receiving import receive_bundle
from tansiq.exchange.services.releasing import Item, prepare_release, release
from tansiq.exchange.services.sending import write_next_bundle
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.people.services import open_sign_in
from tansiq_protocol.record import Kind

LEADS = {"ly": "director", "dz": "cooperation"}
"""By party, whoever releases and receives for it."""
PASSWORD = DEMO_PASSWORD


def visiting(box, username: str = "", language: str = "en") -> Client:
    """Sign someone of an office in: whoever leads there, where nobody is named."""
    client, someone = Client(), box.person(username or LEADS[box.party])
    client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
    open_sign_in(
        session_key=client.session.session_key, address="127.0.0.1", browser="test", by=someone, at=AT
    )
    client.cookies["tansiq_language"] = language
    return client


def by(box):
    """Give what every verb asks for, said by whoever leads."""
    return {"node": box.node, "by": box.person(LEADS[box.party]), "at": AT}


def drafted(box, to: str, text: str, classification: Classification = Classification.TRAINING) -> Draft:
    """Prepare a message."""
    items = [Item(Kind.MESSAGE, f"exchange.message/{text[:20]}", {"text": text})]
    return prepare_release(items=items, audience=[to], classification=classification, title="", **by(box))


def sent(box, to: str, text: str) -> Release:
    """Release a message."""
    draft = drafted(box, to, text)
    return release(draft_id=draft.pk, digest=draft.digest, **by(box))[0]


def bundled(box, to: str) -> bytes:
    """Give the bundle of what a partner has not confirmed."""
    out = io.BytesIO()
    partner = Partner.objects.get(party=to)
    write_next_bundle(partner=partner, to=out, way=Way.STICK, **by(box))
    return out.getvalue()


def took(box, content: bytes):
    """Take in a bundle, and act on what came."""
    passage = receive_bundle(source=io.BytesIO(content), way=Way.STICK, **by(box))
    after_receiving(node=box.node, at=AT)
    return passage


def came(giver, taker, *texts: str) -> list[Received]:
    """Let messages cross from one office to the other; give what came there, the oldest first."""
    with giver:
        for text in texts:
            sent(giver, taker.party, text)
        content = bundled(giver, taker.party)
    with taker:
        took(taker, content)
        return list(Received.objects.order_by("pk"))


def shown(answer) -> str:
    """Give the text of a page."""
    return answer.content.decode()
