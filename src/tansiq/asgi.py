"""The node as ASGI applications: the officers' site, and the door for partners' programs. Run, it serves one or both.

Both are served by one process, each on a port of its own; neither serves anything of the other.
"""

import argparse
import asyncio
import os
import signal
import ssl
import sys
import warnings
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import uvicorn
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.db import DatabaseError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tansiq.settings")
# WhiteNoise hands files over as plain iterators; the few it serves are small, and browsers keep them for a year.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def bounded(application: Application, most: int) -> Application:
    """Let nobody fill the disk: Django writes down all that is sent before it asks who sends it.

    What says that it is larger is answered unread, by the page of `RefusalMiddleware`; what does not say so is cut off.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        said = dict(scope.get("headers", ())).get(b"content-length", b"0")
        is_too_large = said.isdigit() and int(said) > most
        left, is_told = most, False

        async def received() -> Message:
            nonlocal left, is_told
            if is_too_large and not is_told:
                is_told = True
                return {"type": "http.request", "body": b"", "more_body": False}
            message = await receive()
            while is_too_large and message["type"] == "http.request":
                message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await application(scope, received, send)

    return answer


django = get_asgi_application()

from tansiq.exchange.middleware import DoorHandler, Doorkeeper  # noqa: E402 - its framework is set up only now
from tansiq.exchange.services.key_files import KeysGone, line_files  # noqa: E402
from tansiq.ui.middleware import MOST_SENT  # noqa: E402

application = bounded(django, MOST_SENT)
door = Doorkeeper(cast("Application", DoorHandler()))

STOPS_WITHIN_SECONDS = 3
CONNECTIONS_AT_THE_DOOR = 64
SILENCE_SECONDS = 20
TICKS_BETWEEN_LOOKS_AT_THE_KEY = 50
"""Five seconds: then a key that was revoked is shown no longer."""


def door_context() -> ssl.SSLContext:
    """Show this node's own key, by which partners know it, and speak TLS 1.3 alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0  # nobody resumes; they would be the larger part of an idle look
    _show_key(context)
    return context


def _show_key(context: ssl.SSLContext, shown: Path | None = None) -> Path:
    """Show the key of the newest key set, where it is not the one that is shown, to all who connect from here on."""
    key, certificate, passphrase = line_files()
    if certificate != shown:
        context.load_cert_chain(certificate, key, passphrase)
    return certificate


def show_newest_key(context: ssl.SSLContext, shown: Path | None) -> Path | None:
    """Do so while the door is open; whatever is wrong with keys or database, it goes on with the key that it has."""
    try:
        return _show_key(context, shown)
    except (KeysGone, OSError, DatabaseError):
        return shown
    finally:
        connections.close_all()


class _Server(uvicorn.Server):
    """A server that leaves the signals of the process to whoever runs several."""

    async def serve(self, sockets: Any = None) -> None:
        await self._serve(sockets)


class _DoorServer(_Server):
    """A server that hangs up on who connects and asks nothing: some dozens of them would bar the door."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._silent_since: dict[Any, float] = {}
        self._shown: Path | None = None

    async def on_tick(self, counter: int) -> bool:
        now = asyncio.get_running_loop().time()
        self._silent_since = hang_up_on_silent(self.server_state.connections, self._silent_since, now)
        if counter % TICKS_BETWEEN_LOOKS_AT_THE_KEY == 0:
            context = cast("ssl.SSLContext", self.config.ssl)
            self._shown = await sync_to_async(show_newest_key, thread_sensitive=False)(context, self._shown)
        return await super().on_tick(counter)


def hang_up_on_silent(
    connections: Iterable[Any], silent_since: Mapping[Any, float], now: float
) -> dict[Any, float]:
    """Hang up on connections whose request did not come whole for too long; give since when each other one is silent."""
    found = {}
    for it in list(connections):
        if it.cycle is None or it.cycle.response_complete:
            found[it] = silent_since.get(it, now)
            if now - found[it] > SILENCE_SECONDS:
                it.transport.abort()
    return found


def _site(host: str, port: int) -> _Server:
    return _Server(
        uvicorn.Config(
            application, host=host, port=port, log_level="warning", server_header=False,
            timeout_graceful_shutdown=STOPS_WITHIN_SECONDS,
        )
    )  # fmt: skip


def _door(host: str, port: int) -> _Server:
    config = uvicorn.Config(
        door, host=host, port=port, log_level="warning", server_header=False, date_header=False, http="h11", ws="none",
        lifespan="off", limit_concurrency=CONNECTIONS_AT_THE_DOOR, proxy_headers=False,
        timeout_graceful_shutdown=STOPS_WITHIN_SECONDS,
    )  # fmt: skip
    config.load()
    config.ssl = door_context()
    return _DoorServer(config)


async def serve(servers: Sequence[uvicorn.Server]) -> None:
    """Serve until a signal comes or one of them ends; then all end, each after what it is answering."""

    def stop() -> None:
        for it in servers:
            it.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    serving = [asyncio.ensure_future(it.serve()) for it in servers]
    await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
    stop()
    await asyncio.gather(*serving)


def main(words: Sequence[str]) -> None:
    """Serve the site, and the door where it has a port."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--exchange-host", default="0.0.0.0")  # noqa: S104 - partners come from outside
    parser.add_argument("--exchange-port", type=int)
    given = parser.parse_args(words)
    servers = [_site(given.host, given.port)]
    if given.exchange_port:
        servers.append(_door(given.exchange_host, given.exchange_port))
    asyncio.run(serve(servers))


if __name__ == "__main__":
    main(sys.argv[1:])
