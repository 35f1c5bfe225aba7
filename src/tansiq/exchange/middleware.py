"""What stands before the door: who comes too often waits, what is too large is not read, and no page of the site is behind it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tansiq.exchange.rules import LARGEST_ON_LINE
from tansiq.exchange.services.asking import LARGEST_REQUEST
from tansiq.exchange.views.door import answer

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PUSH = "/x/1/push"
REQUESTS_AT_ONCE, REQUESTS_A_SECOND = 120, 20
"""From one address: so many at once, then so many a second; a partner that catches up stays below."""
REFUSALS_AT_ONCE, REFUSALS_A_SECOND = 20, 0.1
"""From one address, of answers that tell nothing: whoever tries keys or addresses soon waits."""
PUSHES_AT_ONCE, PUSHES_OF_STRANGERS_AT_ONCE = 4, 2
"""So many large bodies are read at the same time, one from each address: strangers neither fill the disk nor bar partners."""
SAME_SITE_BITS = 64
"""Of an IPv6 address: who has one of a network has them all."""
ADDRESSES_KEPT = 4096
SILENCE_SECONDS, BODY_SECONDS = 60, 900
TOO_MANY, TOO_LARGE, NO_ROOM = 429, 413, 503


class DoorHandler(ASGIHandler):
    """Django for the door alone: no middleware, no cookie, no session, and only the door's addresses."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Load none."""

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in a thread of its own, as the site's pages are."""
        answered: HttpResponseBase = await sync_to_async(answer)(request)
        answered._resource_closers.append(request.close)  # noqa: SLF001 - as Django's own handler does
        return answered


@dataclass(slots=True)
class Bucket:
    """What an address may still ask, and when that was counted."""

    requests: float
    refusals: float
    counted_at: float
    pushes: int = 0
    is_known: bool = False

    def fill(self, now: float) -> None:
        """Give back what time gives back."""
        past = now - self.counted_at
        self.requests = min(REQUESTS_AT_ONCE, self.requests + past * REQUESTS_A_SECOND)
        self.refusals = min(REFUSALS_AT_ONCE, self.refusals + past * REFUSALS_A_SECOND)
        self.counted_at = now

    def wait(self) -> int:
        """Give how many seconds this address has to wait; 0 where it need not."""
        if self.requests < 1:
            return 1
        return 0 if self.refusals >= 1 else int(1 / REFUSALS_A_SECOND)


class Doorkeeper:
    """The door as an application: it counts by address, bounds what is read, and lets the rest through."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._pushes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        bucket = self._bucket(_site_of((scope.get("client") or ("",))[0]))
        if wait := bucket.wait():
            await _refuse(send, TOO_MANY, wait)
            return
        bucket.requests -= 1
        if scope["path"] != PUSH:
            await self._let_in(scope, _bounded(receive, LARGEST_REQUEST), send, bucket)
            return
        if _length(scope) > LARGEST_ON_LINE:
            await _refuse(send, TOO_LARGE)
            return
        most = PUSHES_AT_ONCE if bucket.is_known else PUSHES_OF_STRANGERS_AT_ONCE
        if bucket.pushes or self._pushes >= most:
            await _refuse(send, NO_ROOM, 5)
            return
        with self._one_push(bucket) as is_over:
            await self._let_in(scope, _bounded(receive, LARGEST_ON_LINE), send, bucket, is_over)

    @contextmanager
    def _one_push(self, bucket: Bucket) -> Iterator[Callable[[], None]]:
        """Count a push until it is answered: who has the answer may bring the next at once, on the same connection."""
        is_counted = True
        self._pushes += 1
        bucket.pushes += 1

        def is_over() -> None:
            nonlocal is_counted
            if is_counted:
                is_counted = False
                self._pushes -= 1
                bucket.pushes -= 1

        try:
            yield is_over
        finally:
            is_over()

    def _bucket(self, address: str) -> Bucket:
        now = asyncio.get_running_loop().time()
        bucket = self._buckets.pop(address, None) or Bucket(REQUESTS_AT_ONCE, REFUSALS_AT_ONCE, now)
        bucket.fill(now)
        self._buckets[address] = bucket
        while len(self._buckets) > ADDRESSES_KEPT:
            self._buckets.popitem(last=False)
        return bucket

    async def _let_in(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        bucket: Bucket,
        is_over: Callable[[], None] = lambda: None,
    ) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                bucket.refusals -= message["status"] in {401, 404}
                bucket.is_known = bucket.is_known or message["status"] in {200, 204}
                is_over()
            await send(message)

        await self._application(scope, receive, counted)


def _site_of(address: str) -> str:
    """Give what is counted as one: an IPv4 address, or an IPv6 network."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address.partition('%')[0]}/{SAME_SITE_BITS}", strict=False))


def _length(scope: Scope) -> int:
    said = dict(scope.get("headers", ())).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


def _bounded(receive: Receive, most: int) -> Receive:
    """Hang up on a body that is larger, falls silent, or takes longer than any honest one."""
    left = most
    until = asyncio.get_running_loop().time() + BODY_SECONDS
    is_read = False

    async def received() -> Message:
        nonlocal left, is_read
        if is_read:
            return await receive()
        seconds = min(SILENCE_SECONDS, until - asyncio.get_running_loop().time())
        try:
            message = await asyncio.wait_for(receive(), seconds)
        except TimeoutError:
            return {"type": "http.disconnect"}
        left -= len(message.get("body", b""))
        is_read = not message.get("more_body", False)
        return message if left >= 0 else {"type": "http.disconnect"}

    return received


async def _refuse(send: Send, status: int, wait: int = 0) -> None:
    """Answer without reading what comes; the connection ends by it."""
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    if wait:
        headers.append((b"retry-after", str(wait).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
