"""How tests fill an outbox without its officers, ask the door, and let real programs read the feed over real TLS."""

import asyncio
import hashlib
import json
import ssl
import threading
import uuid
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from conftest import AT
from django.test import RequestFactory
from exchange.nodes import NodeBox
from requests.adapters import HTTPAdapter

TAXII = "application/taxii+json;version=2.1"
ROOT = "/taxii2/api/"


# --------------------------------------------------------------------------------------------------------- what is there
def minutes(code: str = "jmc-1", word: str = "", decisions: int = 2) -> dict:
    return {
        "meeting": {
            "id": code,
            "name": {"ar": f"اجتماع {word}", "fr": f"réunion {word}", "en": f"meeting {word}"},
            "place": {"en": "Ghadames"},
            "first_on": "2025-03-02",
            "last_on": "2025-03-04",
            "minutes": {"en": f"What was said. {word}"},
            "delegations": [{"party": "ly", "head": {"en": "director of training"}}],
            "agenda": [{"text": {"en": "the year's programme"}}],
        },
        "decisions": [
            {
                "id": f"{code}-d{n}", "text": {"en": f"decide {n} {word}"}, "owner_party": "dz", "state": "open",
                "due_on": "2025-06-01",
            }
            for n in range(decisions)
        ],
    }  # fmt: skip


def plan(number: int = 1, document: bytes = b"{}", **more) -> dict:
    return {
        "programme": "programme-1", "number": number, "title": "", "option": "A", "planSha256": "a" * 64,
        "problemSha256": "b" * 64, "plan": hashlib.sha256(document).hexdigest(), "parts": [], "parties": ["ly", "dz"], **more,
    }  # fmt: skip


def about(release) -> dict:
    return {"id": release.record_id, "rev": release.rev, "sha256": release.sha256}


def put(
    kind: str, body: dict, *to: str, own: str = "ly", after=None, classification: str = "RESTRICTED", at=AT, blobs=(),
):  # fmt: skip
    """Put a record in the outbox of the node at work, as a release does; `after` is the release before it."""
    from tansiq.exchange.models import OutBlob, Release
    from tansiq.exchange.rules import policy_of, written
    from tansiq_protocol.circle import circle_id
    from tansiq_protocol.label import releasable_label
    from tansiq_protocol.record import Blob, Record, record_payload

    circle = circle_id([own, *to])
    kept = [(hashlib.sha256(it).hexdigest(), it) for it in blobs]
    record = Record(
        id=after.record_id if after else str(uuid.uuid4()), rev=after.rev + 1 if after else 1,
        prev=after.sha256 if after else None, origin="LBY-NODE1", circle=circle, kind=kind, schema=1,
        created_at=written(at), label=releasable_label(policy_of(circle), classification, [own, *to], written(at)),
        released_by="director", body=body,
        blobs=tuple(Blob(digest, len(it), "application/json", "plan.json") for digest, it in kept),
    )  # fmt: skip
    for digest, content in kept:
        OutBlob.objects.get_or_create(sha256=digest, defaults={"size": len(content), "content": content})
    payload = record_payload(record)
    return Release.objects.create(
        record_id=record.id, rev=record.rev, kind=kind, circle_id=circle, classification=classification,
        audience=f" {' '.join(sorted(to))} ", subject=f"{kind}/{record.id}", payload=payload, envelope=b"-",
        sha256=hashlib.sha256(payload).hexdigest(), blobs=" ".join(digest for digest, _ in kept), by="someone", at=at,
    )  # fmt: skip


def recall(release, *to: str, at=AT):
    return put("recall", {"subject": about(release), "reason": "-"}, *to, at=at)


def reader(box: NodeBox, party: str = "dz", language: str = "en", name: str = "OpenCTI", at=AT):
    """Let a program of a partner read."""
    from tansiq.exchange.services.readers import add_reader

    return add_reader(
        node=box.node, party=party, name=name, language=language, by=box.person("administrator"), at=at
    )


# ------------------------------------------------------------------------------------------------------- asking the door
class Program:
    """A program that asks the door with an account and its password."""

    def __init__(self, code: str, token: str, address: str = "192.0.2.7") -> None:
        said = b64encode(f"{code}:{token}".encode()).decode()
        self.headers = {"HTTP_AUTHORIZATION": f"Basic {said}", "HTTP_ACCEPT": TAXII}
        self.address = address

    def ask(self, path: str, method: str = "GET", query: dict | str | None = None, **headers):
        from tansiq.exchange.views.door import answer

        factory = RequestFactory(REMOTE_ADDR=self.address)
        said = {**self.headers, **headers}
        if isinstance(query, str):
            return answer(factory.generic(method, path, QUERY_STRING=query, **said))
        return answer(
            factory.get(path, query or {}, **said)
            if method == "GET"
            else factory.generic(method, path, **said)
        )

    def read(self, path: str, **query) -> dict:
        answered = self.ask(path, query=query)
        assert (answered.status_code, answered["Content-Type"]) == (200, TAXII), answered.content
        return json.loads(answered.content)

    def collections(self) -> list[dict]:
        return self.read(f"{ROOT}collections/")["collections"]

    def objects(self, **query) -> list[dict]:
        """Give all objects of the only collection, page by page."""
        (only,) = self.collections()
        return self.all_of(only["id"], **query)

    def all_of(self, collection: str, what: str = "objects", **query) -> list[dict]:
        found: list[dict] = []
        while True:
            page = self.read(f"{ROOT}collections/{collection}/{what}/", **query)
            found += page.get("objects", [])
            if not page.get("more"):
                return found
            query["next"] = page["next"]


def program(added) -> Program:
    return Program(added.reader.code, added.token)


# ----------------------------------------------------------------------------------------------------- the door, for real
class Pinned(HTTPAdapter):
    """Trusts one certificate, as a program does that was told its fingerprint; no name and no authority."""

    def __init__(self, certificate: bytes) -> None:
        self._fingerprint = hashlib.sha256(certificate).hexdigest()
        super().__init__()

    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs, assert_fingerprint=self._fingerprint)


class Door:
    """The door as the real taxii2-client sees it: it trusts the node's certificate, and no authority of its machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open: list = []

    def server(self, added):
        """Give the server to an account with its password."""
        from taxii2client.v21 import Server

        return self._pinned(
            Server(f"{self.address}/taxii2/", user=added.reader.code, password=added.token, verify=False)
        )

    def root(self, added):
        """Give its only root, as discovery leads there."""
        (only,) = self.server(added).api_roots
        return self._pinned(only)

    def collection(self, added):
        """Give its only collection."""
        (only,) = self.root(added).collections
        return only

    def _pinned(self, endpoint):
        from tansiq.exchange.services.key_files import line_files

        _key, certificate, _passphrase = line_files()
        session = endpoint._conn.session
        session.trust_env = False
        session.mount("https://", Pinned(ssl.PEM_cert_to_DER_cert(certificate.read_text())))
        self._open.append(endpoint)
        return endpoint

    def close(self) -> None:
        for it in self._open:
            it.close()


@contextmanager
def served() -> Iterator[Door]:
    """Serve the door of the node at work, as `./tansiq` does."""
    from tansiq import asgi

    server = asgi._door("127.0.0.1", 0)
    serving = threading.Thread(target=lambda: asyncio.run(server.serve()))
    serving.start()
    while not server.started:
        serving.join(0.01)
    door = Door(f"https://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    try:
        yield door
    finally:
        door.close()
        server.should_exit = True
        serving.join()
