"""Lines between nodes for tests: one inside this process that can fail on purpose, doors that are processes of their own,
a cable between that cuts, delays and doubles, and what answers in a door's place."""

import io
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Self

from django.test import RequestFactory
from exchange.nodes import NodeBox
from own_node import OwnNode, free_port

from tansiq.exchange.rules import Way

SIDE_BYTES = 64 * 1024


# ----------------------------------------------------------------------------------------------- inside this process
def asked(path: str, body: bytes, method: str = "POST"):
    """Ask the door of the node at work, past its port; give the answer."""
    from tansiq.exchange.views.door import answer

    request = RequestFactory().generic(method, path, body, content_type="application/octet-stream")
    request._stream = io.BytesIO(body)
    return answer(request)


class Wire:
    """Stands in for `services.line.Line`: it asks another node's door, and does before and after what a test wants."""

    def __init__(self, there: NodeBox) -> None:
        self.there = there
        self.said: list[tuple[str, int, int]] = []
        self.before: Callable[[str], None] = lambda _path: None
        self.after: Callable[[str], None] = lambda _path: None

    def __call__(self, _partner: object) -> "Wire":
        return self

    def open(self) -> None:
        """Nothing is between."""

    def close(self) -> None:
        """The same."""

    @contextmanager
    def ask(self, path: str, body: bytes | IO[bytes], length: int, _kind: str) -> Iterator[object]:
        from tansiq.exchange.services.line import Answer, LineFault

        content = body if isinstance(body, bytes) else body.read()
        assert len(content) == length
        self.before(path)
        with self.there:
            answer = asked(path, content)
        self.said.append((path, length, answer.status_code))
        self.after(path)
        if answer.status_code == 200:
            yield Answer(200, io.BytesIO(answer.content))
        elif answer.status_code in {204, 404}:
            yield Answer(answer.status_code)
        else:
            raise LineFault("bad_answer")


def exchanged(box: NodeBox, party: str, at):
    """Exchange with a partner over whatever line there is; give what came of it."""
    from tansiq.core.services import NodeItself
    from tansiq.exchange.services.line import exchange_with

    with box:
        return exchange_with(node=box.node, party=party, by=NodeItself(), at=at)


def address(box: NodeBox, party: str, to: str) -> None:
    """Give a partner its address, as whoever set the node up does."""
    from tansiq.exchange.models import Partner

    with box:
        Partner.objects.filter(party=party).update(address=to)


def confirmed(box: NodeBox, party: str) -> tuple[int, int]:
    """Give how many places a partner's feed has, and how many it confirmed."""
    from tansiq.exchange.models import Partner
    from tansiq.exchange.queries.feeds import standing_of

    with box:
        found = standing_of(Partner.objects.get(party=party))
    return found.places, found.confirmed


def received(box: NodeBox) -> list[int]:
    """Give the places of all that came to a node."""
    from tansiq.exchange.models import Received

    with box:
        return list(Received.objects.order_by("place").values_list("place", flat=True))


def pages_sent(box: NodeBox) -> int:
    """Give how many pages with records left a node over the line."""
    from tansiq.exchange.models import Passage

    with box:
        return Passage.objects.filter(direction="out", way=Way.LINE).count()


# -------------------------------------------------------------------------------------------------- doors that listen
@contextmanager
def served(box: NodeBox, host: str = "127.0.0.1", within: tuple[str, ...] = ()) -> Iterator[int]:
    """Serve site and door of a node in a process of its own; give the door's port."""
    site, door = free_port(), free_port()
    (box.folder / "static").mkdir(exist_ok=True)
    with subprocess.Popen(
        [*within, sys.executable, "-P", "-m", "tansiq.asgi", "--host", "127.0.0.1", "--port", str(site),
         "--exchange-host", host, "--exchange-port", str(door)],
        env=OwnNode(box.folder, DJANGO_SETTINGS_MODULE="tansiq.settings")._env(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            if not within:
                wait_for(host, door, process)
                wait_for("127.0.0.1", site, process)
            yield door
        finally:
            process.terminate()
            process.wait(20)


def wait_for(host: str, port: int, process: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            socket.create_connection((host, port), 1).close()
            return
        time.sleep(0.05)
    raise AssertionError("nothing listens")


class Impostor:
    """Speaks TLS with the key of some node, and answers each request with the same bytes; keeps what it was sent."""

    def __init__(self, box: NodeBox, answer: bytes = b"") -> None:
        from tansiq.asgi import door_context

        with box:
            self._context = door_context()
        self._answer = answer
        self.got = b""
        self.handshakes = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def shaken_hands(self, within: float) -> int:
        """Give how many came through the handshake; the thread that counts them may still be at the first."""
        until = time.monotonic() + within
        while not self.handshakes and time.monotonic() < until:
            time.sleep(0.01)
        return self.handshakes

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                plain, _from = self._listener.accept()
            except OSError:
                return
            with suppress(OSError), self._context.wrap_socket(plain, server_side=True) as secured:
                self.handshakes += 1
                while chunk := secured.recv(SIDE_BYTES):
                    self.got += chunk
                    if self._answer and self.got.endswith(b"}"):
                        secured.sendall(self._answer)
                        if b"close" in self._answer:
                            break


class Cable:
    """A TCP cable to a door: what it does to the bytes, `cut_after` tells; it counts them both ways."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.cut_after: int | None = None
        self.half_close_after: int | None = None
        self.delay_seconds = 0.0
        self.drop_connections = 0
        self.up = self.down = self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._ends: list[socket.socket] = []
        self._working = [threading.Thread(target=self._serve)]
        self._working[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        for it in (self._listener, *self._ends):
            with suppress(OSError):
                it.shutdown(socket.SHUT_RDWR)
        for it in self._working:
            it.join(20)
        for it in (self._listener, *self._ends):
            it.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _from = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self.drop_connections:
                self.drop_connections -= 1
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [near, far]
            left = [self.cut_after if self.cut_after is not None else sys.maxsize]
            for come, go, is_up in ((near, far, True), (far, near, False)):
                self._working.append(threading.Thread(target=self._carry, args=(come, go, is_up, left)))
                self._working[-1].start()

    def _carry(self, come: socket.socket, go: socket.socket, is_up: bool, left: list[int]) -> None:  # noqa: FBT001
        with suppress(OSError):
            while chunk := come.recv(4096):
                time.sleep(self.delay_seconds)
                passed = chunk[: max(left[0], 0)]
                left[0] -= len(chunk)
                if is_up:
                    self.up += len(passed)
                else:
                    self.down += len(passed)
                go.sendall(passed)
                if left[0] <= 0:
                    break
                if self.half_close_after is not None and is_up and self.up > self.half_close_after:
                    go.shutdown(socket.SHUT_WR)
                    return
        for it in (come, go):
            with suppress(OSError):
                it.shutdown(socket.SHUT_RDWR)


def can_make_namespaces() -> str:
    """Say why no network namespaces can be made here; nothing where they can."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    try:
        made = subprocess.run(
            ["ip", "netns", "add", "tansiq-probe"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return "there is no `ip` here"
    subprocess.run(["ip", "netns", "del", "tansiq-probe"], capture_output=True, check=False)
    return made.stderr.strip()


def server_context_of_nobody() -> ssl.SSLContext:
    """Give a TLS client that trusts nothing, to look at a door from outside."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
