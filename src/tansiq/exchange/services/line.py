"""The line to a partner's node: HTTPS to one pinned key, no authority and no name trusted, and one exchange over it.

One exchange gives page by page what the partner has not confirmed, then takes page by page what it has for us. Each page
is kept by itself, so an exchange that is cut goes on where it stopped, and sends at most one page twice.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from threading import Event, Timer
from typing import IO
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.services import Actor
from tansiq.exchange.models import Partner
from tansiq.exchange.queries.feeds import Standing, received_up_to, standing_of
from tansiq.exchange.queries.keys import newest_of
from tansiq.exchange.rules import (
    FAULTS,
    LARGEST_ON_LINE,
    LARGEST_PAGE,
    LONGEST_WAIT,
    REFUSED_THERE,
    PartnerState,
    Way,
)
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.asking import request_to
from tansiq.exchange.services.door import write_receipt
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq.exchange.services.sending import KeysRanOut, write_next_bundle
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.keys import line_key_of

PULL, PUSH = "/x/1/pull", "/x/1/push"
HTTPS_PORT = 443
SILENCE_SECONDS = 60
"""So long neither side says anything before the line counts as cut."""
ANSWER_SECONDS = 900
"""So long one answer takes at most, however slowly it drips."""
MOST_PAGES = 2000
"""Taken in one exchange; a partner that never ends must not keep others waiting, and the next look goes on from there."""
LARGEST_REFUSAL = 4096
CHUNK = 64 * 1024
NOTHING_NEW, NOT_KNOWN, TOO_LARGE, COME_LATER = 204, 404, 413, {429, 503}


class LineFault(Exception):
    """Why an exchange did not succeed, by its code in `LINE_FAULTS` or `FAULTS`, and when to come back at the earliest."""

    def __init__(self, code: str, come_back_after: timedelta = timedelta()) -> None:
        super().__init__(code)
        self.code, self.come_back_after = code, come_back_after


def pins_of(partner: Partner) -> frozenset[str]:
    """Give the keys that may answer at a partner's address: those of its newest set, which keeps the old one till revoked."""
    return frozenset(newest_of(partner).line_keys)


class _Pinned(http.client.HTTPConnection):
    """A connection on which no byte of ours is sent before the partner's key was seen."""

    default_port = HTTPS_PORT

    def __init__(self, address: str, pins: frozenset[str]) -> None:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or HTTPS_PORT
        proxy = urlsplit(os.environ.get("TANSIQ_LINE_PROXY", ""))
        if proxy.hostname:
            super().__init__(proxy.hostname, proxy.port, timeout=SILENCE_SECONDS)
            self.set_tunnel(host, port)
        else:
            super().__init__(host, port, timeout=SILENCE_SECONDS)
        self._pins = pins

    def connect(self) -> None:
        """Connect, and go on only where the key is one of the partner's."""
        try:
            super().connect()
        except OSError as error:
            raise LineFault("no_answer") from error
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # its key is known; no authority has a say, and no name
        try:
            secured = context.wrap_socket(self.sock)
        except OSError as error:
            self.close()
            raise LineFault("no_safe_line") from error
        self.sock = secured
        if _key_shown(secured) not in self._pins:
            self.close()
            raise LineFault("other_line_key")


def _key_shown(secured: ssl.SSLSocket) -> str:
    shown = secured.getpeercert(binary_form=True) or b""
    try:
        key = x509.load_der_x509_certificate(shown).public_key()
        return line_key_of(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the partner's node answered: a bundle, or nothing new."""

    status: int
    bundle: IO[bytes] | None = None


class Line:
    """An open line to a partner's node."""

    def __init__(self, partner: Partner) -> None:
        self._connection = _Pinned(partner.address, pins_of(partner))

    def open(self) -> None:
        """Connect; nothing is made for a partner that cannot be reached.

        Raises
        ------
        LineFault
            `no_answer`, `no_safe_line`, `other_line_key`.
        """
        self._connection.connect()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    @contextmanager
    def ask(self, path: str, body: bytes | IO[bytes], length: int, kind: str) -> Iterator[Answer]:
        """Send a request and give its answer, whose bundle lies in a file without a name while it is looked at.

        Raises
        ------
        LineFault
        """
        with TemporaryFile(dir=settings.FOLDER) as file:
            try:
                with _at_most(self._connection, ANSWER_SECONDS):
                    answer = self._answered(
                        path, body, {"Content-Type": kind, "Content-Length": str(length)}, file
                    )
            except (OSError, http.client.HTTPException) as error:
                self.close()
                raise LineFault("cut") from error
            yield answer

    def _answered(
        self, path: str, body: bytes | IO[bytes], headers: Mapping[str, str], file: IO[bytes]
    ) -> Answer:
        self._connection.request("POST", path, body, headers)
        response = self._connection.getresponse()
        if response.status == http.client.OK:
            self._read(response, file)
            return Answer(http.client.OK, file)
        told = response.read(LARGEST_REFUSAL)
        if response.status in {NOTHING_NEW, NOT_KNOWN}:
            if not response.isclosed():
                self.close()
            return Answer(response.status)
        raise _refusal(response, told)

    def _read(self, response: http.client.HTTPResponse, file: IO[bytes]) -> None:
        size = 0
        while chunk := response.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_ON_LINE:
                self.close()
                raise LineFault("bad_answer")
            try:
                file.write(chunk)
            except OSError as error:
                self.close()
                raise LineFault("no_room") from error
        if response.length:  # read in pieces, a body that ends early is no error of its own
            self.close()
            raise LineFault("cut")
        file.seek(0)


@contextmanager
def _at_most(connection: http.client.HTTPConnection, seconds: int) -> Iterator[None]:
    """Hang up when it takes longer: a side that drips must not hold the worker."""
    is_over = Event()

    def hang_up() -> None:
        is_over.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():  # an answer without a length would seem to have ended well
        raise LineFault("cut")


def _refusal(response: http.client.HTTPResponse, told: bytes) -> LineFault:
    """Give what a refusal means; what it says itself is only looked up, never shown."""
    after = response.getheader("Retry-After", "")
    wait = timedelta(seconds=int(after)) if after.isdecimal() and len(after) < 6 else timedelta()
    if response.status in COME_LATER:
        return LineFault("busy", min(wait, LONGEST_WAIT))
    if response.status == TOO_LARGE:
        return LineFault("too_large_for_line")
    with suppress(ValueError, KeyError, TypeError):
        code = json.loads(told)["code"]
        if code in FAULTS:
            return LineFault(REFUSED_THERE + code)
    return LineFault("bad_answer")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What came of an exchange: pages given and taken, and where it failed why, and when to come back at the earliest."""

    given: int = 0
    taken: int = 0
    fault: str = ""
    come_back_after: timedelta = timedelta()


class _Exchange:
    """One exchange with a partner."""

    def __init__(self, node: Node, partner: Partner, by: Actor, at: datetime) -> None:
        self._node, self._partner, self._by, self._at = node, partner, by, at
        self._line = Line(partner)
        self.given = self.taken = 0

    def carry_out(self) -> None:
        """Give what they have not confirmed, then take what they have for us."""
        try:
            self._line.open()
            self._give()
            if self._take() is None:  # they may not know our newest keys yet, which every bundle brings
                self._give_receipt()
                if self._take() is None:
                    raise LineFault("not_known_there")
        finally:
            self._line.close()

    def _give(self) -> None:
        while (standing := self._standing()).waiting:
            with TemporaryFile(dir=settings.FOLDER) as file:
                write_next_bundle(
                    node=self._node, partner=self._partner, to=file, way=Way.LINE, most_bytes=LARGEST_PAGE, by=self._by,
                    at=self._at,
                )  # fmt: skip
                self._push(file)
            self.given += 1
            if self._standing() == standing:
                raise LineFault("no_progress")

    def _give_receipt(self) -> None:
        with TemporaryFile(dir=settings.FOLDER) as file:
            write_receipt(node=self._node, partner=self._partner, to=file, by=self._by, at=self._at)
            self._push(file)

    def _push(self, file: IO[bytes]) -> None:
        length = file.tell()
        if length > LARGEST_ON_LINE:
            raise LineFault("too_large_for_line")
        file.seek(0)
        with self._line.ask(PUSH, file, length, "application/vnd.tansiq.bundle") as answer:
            if answer.bundle is None:
                raise LineFault("not_known_there")
            self._take_in(answer.bundle)

    def _take(self) -> bool | None:
        found = self._take_page()
        while found and self.taken < MOST_PAGES:
            found = self._take_page()
        return found

    def _take_page(self) -> bool | None:
        """Take the next page; False where there is none, None where this node is not known there."""
        before = self._cursor()
        request = request_to(self._partner, self._at)
        with self._line.ask(PULL, request, len(request), "application/json") as answer:
            if answer.bundle is None:
                return False if answer.status == NOTHING_NEW else None
            self._take_in(answer.bundle)
        self.taken += 1
        if self._cursor() == before:
            raise LineFault("no_progress")
        return True

    def _take_in(self, bundle: IO[bytes]) -> None:
        receive_bundle(node=self._node, source=bundle, way=Way.LINE, by=self._by, at=self._at)
        after_receiving(node=self._node, at=self._at)
        self._partner.refresh_from_db()

    def _cursor(self) -> tuple[object, int]:
        return received_up_to(self._partner), newest_of(self._partner).rev

    def _standing(self) -> Standing:
        self._partner.refresh_from_db()
        return standing_of(self._partner)


def exchange_with(*, node: Node, party: str, by: Actor, at: datetime) -> Exchanged | None:
    """Exchange with a partner over the line and note how it went; None where there is no line to it now."""
    partner = Partner.objects.filter(party=party, state=PartnerState.CONFIRMED).exclude(address="").first()
    if partner is None:
        return None
    exchange = _Exchange(node, partner, by, at)
    fault = LineFault("")
    try:
        exchange.carry_out()
    except LineFault as found:
        fault = found
    except (BundleRefused, KeysRanOut) as refused:
        fault = LineFault(getattr(refused, "code", "keyset_expired"))
    except (Refused, TheirFault):
        fault = LineFault("own_keys")
    note_exchange(party=party, fault=fault.code, by=by, at=at)
    return Exchanged(exchange.given, exchange.taken, fault.code, fault.come_back_after)


@transaction.atomic
def note_exchange(*, party: str, fault: str, by: Actor, at: datetime) -> Partner:
    """Note how the last exchange on the line went; every few minutes, so the journal has only what crossed."""
    del by  # the node itself, always
    partner = Partner.objects.select_for_update(no_key=True).get(party=party)
    if fault:
        partner.failures, partner.fault = partner.failures + 1, fault
    else:
        partner.failures, partner.fault = 0, ""
        partner.heard_at, partner.heard_by = at, Way.LINE
    partner.save()
    return partner
