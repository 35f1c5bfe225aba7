"""The line: what is released crosses page by page, over one pinned key, however the line fails; strangers learn nothing."""

import asyncio
import base64
import http.client
import random
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from conftest import AT
from exchange.carrying import bundle, release_message
from exchange.nodes import PASSPHRASES, NodeBox
from exchange.wires import (
    Cable,
    Impostor,
    Wire,
    address,
    asked,
    can_make_namespaces,
    confirmed,
    exchanged,
    pages_sent,
    received,
    served,
    server_context_of_nobody,
)
from own_node import OwnNode, free_port

from tansiq.core.models import JournalLine
from tansiq.exchange import middleware
from tansiq.exchange.models import Partner, Passage
from tansiq.exchange.queries.keys import keysets_of, newest_of, own_keyset_file
from tansiq.exchange.rules import LARGEST_ON_LINE, LONGEST_WAIT, PartnerState
from tansiq.exchange.services import line
from tansiq.exchange.services.asking import request_to
from tansiq.exchange.services.keys import renew_keys
from tansiq.exchange.services.line import LineFault
from tansiq.exchange.services.partners import take_in_keyset
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.dsse import BUNDLE, REQUEST, sealed

LINE = "https://192.0.2.7"


@pytest.fixture
def wired(offices, monkeypatch):
    """Give two offices with a line inside this process, and the line."""
    ly, dz = offices
    address(ly, "dz", LINE)
    wire = Wire(dz)
    monkeypatch.setattr(line, "Line", wire)
    return ly, dz, wire


def release_many(box: NodeBox, to: str, count: int, size: int = 15_000) -> None:
    for number in range(count):
        words = base64.b64encode(random.Random(number).randbytes(size * 3 // 4)).decode()  # noqa: S311 - no secret
        release_message(box, to, f"{number} {words}")  # what hardly becomes smaller when it is packed


def lines(box: NodeBox) -> int:
    with box:
        return JournalLine.objects.count()


def request_of(box: NodeBox, party: str) -> bytes:
    with box:
        return request_to(Partner.objects.get(party=party), AT)


# -------------------------------------------------------------------------------------------------------- one exchange
def test_all_that_waits_on_either_side_crosses_in_one_exchange(wired):
    ly, dz, wire = wired
    release_many(ly, "dz", 7)
    release_many(dz, "ly", 5)

    done = exchanged(ly, "dz", AT)

    assert (done.given, done.taken, done.fault) == (3, 2, "")
    assert (received(dz), received(ly)) == ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5])
    assert (confirmed(ly, "dz"), confirmed(dz, "ly")) == ((7, 7), (5, 5))
    assert max(length for _path, length, _status in wire.said) < 64 * 1024


def test_with_nothing_new_one_small_question_is_asked_and_nothing_is_written_down(wired):
    ly, dz, wire = wired
    release_many(ly, "dz", 1)
    exchanged(ly, "dz", AT)
    before, wire.said = (lines(ly), lines(dz)), []

    exchanged(ly, "dz", AT + timedelta(minutes=5))

    assert [(path, status) for path, _length, status in wire.said] == [("/x/1/pull", 204)]
    assert (lines(ly), lines(dz)) == before
    with ly:
        partner = Partner.objects.get()
        assert (partner.heard_at, partner.heard_by) == (AT + timedelta(minutes=5), "line")
    with dz:
        assert Partner.objects.get().heard_by == "line"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_exchange_that_is_cut_goes_on_where_it_stopped_and_sends_one_page_twice_at_most(wired, when, page):
    ly, dz, wire = wired
    release_many(ly, "dz", 9)
    count = 0

    def cut(path: str) -> None:
        nonlocal count
        count += path == "/x/1/push"
        if count == page:
            count = -99
            raise LineFault("cut")

    setattr(wire, when, cut)
    assert exchanged(ly, "dz", AT).fault == "cut"
    assert exchanged(ly, "dz", AT).fault == ""
    assert received(dz) == list(range(1, 10))
    assert confirmed(ly, "dz") == (9, 9)
    assert pages_sent(ly) == 3 + 1


@pytest.mark.parametrize("page", [1, 2])
def test_answer_that_is_lost_is_asked_for_again(wired, page):
    ly, dz, wire = wired
    release_many(dz, "ly", 6)
    count = 0

    def cut(path: str) -> None:
        nonlocal count
        count += path == "/x/1/pull"
        if count == page:
            raise LineFault("cut")

    wire.after = cut
    assert exchanged(ly, "dz", AT).fault == "cut"
    wire.after = lambda _path: None
    assert exchanged(ly, "dz", AT).fault == ""
    assert received(ly) == [1, 2, 3, 4, 5, 6]
    assert confirmed(dz, "ly") == (6, 6)


def test_record_that_is_larger_than_a_page_crosses_by_itself(wired):
    ly, dz, _wire = wired
    release_many(ly, "dz", 2, size=150_000)

    assert exchanged(ly, "dz", AT).given == 2
    assert received(dz) == [1, 2]


def renew(box: NodeBox, *, revokes: bool = False) -> None:
    with box:
        renew_keys(
            node=box.node, root_file=(box.folder / "root.pem").read_bytes(), first=PASSPHRASES[0],
            second=PASSPHRASES[1], revokes=revokes, last_good=None, by=box.person("administrator"), at=AT,
        )  # fmt: skip


def known_number(box: NodeBox) -> int:
    with box:
        return newest_of(Partner.objects.get()).rev


def test_new_keys_of_whoever_calls_arrive_though_nothing_was_released(wired):
    ly, dz, wire = wired
    renew(ly)

    assert exchanged(ly, "dz", AT).fault == ""
    assert known_number(dz) == 2
    assert [(path, status) for path, _length, status in wire.said] == [
        ("/x/1/pull", 404),
        ("/x/1/push", 200),
        ("/x/1/pull", 204),
    ]


def test_new_keys_of_whoever_is_called_arrive_though_nothing_was_released(wired):
    ly, dz, _wire = wired
    renew(dz)

    assert exchanged(ly, "dz", AT).fault == ""
    assert known_number(ly) == 2


def test_line_key_counts_until_it_is_revoked_with_the_keys_of_its_time(offices):
    ly, dz = offices
    with ly:
        old = keysets_of(Partner.objects.get())[0].keyset.line_keys
    for revokes in (False, True):
        renew(dz, revokes=revokes)
        with dz:
            content = own_keyset_file()
        with ly:
            take_in_keyset(node=ly.node, content=content, by=ly.person("administrator"), at=AT)
            pins = line.pins_of(Partner.objects.get())
        assert (len(pins), set(old) <= pins) == (1, not revokes)


def test_partner_who_does_not_know_this_node_is_told_as_such(wired):
    ly, dz, _wire = wired
    with dz:
        Partner.objects.update(state=PartnerState.PAUSED)

    assert exchanged(ly, "dz", AT).fault == "not_known_there"
    with ly:
        assert Partner.objects.get().failures == 1


def test_partner_without_an_address_is_not_called(offices):
    assert exchanged(offices[0], "dz", AT) is None


def test_node_put_back_before_anything_was_given_begins_one_epoch_and_not_one_a_look(wired, tmp_path):
    ly, dz, _wire = wired
    old = dz.copy(tmp_path / "old")
    release_many(dz, "ly", 2)
    exchanged(ly, "dz", AT)
    _wire.there = old
    for path in (dz.folder / "feeds").iterdir():  # put back on another computer, whose folder tells nothing
        (old.folder / "feeds" / path.name).unlink(missing_ok=True)

    for _ in range(3):
        exchanged(ly, "dz", AT)

    with old:
        assert Partner.objects.get().out_feeds.count() == 2
        assert Partner.objects.get().forks.count() == 1


# ------------------------------------------------------------------------------------------------ strangers at the door
def fields(**other: object) -> dict[str, object]:
    return {
        "v": 1, "from": "ly-node", "to": "dz-node", "epoch": "", "cursor": 0, "head": "", "keyset": 1, "most": 65536,
        "nonce": "0" * 32, "createdAt": "2025-05-18T09:30:00Z", **other,
    }  # fmt: skip


def signed(box: NodeBox, value: object, kind: str = REQUEST) -> bytes:
    from tansiq.exchange.queries.keys import own_keyset
    from tansiq.exchange.services.key_files import signing_key

    with box:
        key = signing_key(next(iter(own_keyset().keyset.by_keyid)))
    return sealed(kind, value if isinstance(value, bytes) else canonical_bytes(value), key)


def codes(*boxes: NodeBox) -> list[str]:
    from tansiq.exchange.queries.keys import own_keyset

    found = []
    for box in boxes:
        with box:
            found.append(own_keyset().keyset.node)
    return found


BAD = {
    "no envelope": lambda *_: b"{}",
    "nothing": lambda *_: b"",
    "another type": lambda ly, _dz, right: signed(ly, right, BUNDLE),
    "signed by itself": lambda _ly, dz, right: signed(dz, right),
    "to another": lambda ly, _dz, right: signed(ly, right | {"to": "xx"}),
    "from another": lambda ly, _dz, right: signed(ly, right | {"from": "xx"}),
    "a field too many": lambda ly, _dz, right: signed(ly, right | {"more": 1}),
    "a field too few": lambda ly, _dz, right: signed(ly, {k: v for k, v in right.items() if k != "nonce"}),
    "a cursor below": lambda ly, _dz, right: signed(ly, right | {"cursor": -1}),
    "a cursor that is none": lambda ly, _dz, right: signed(ly, right | {"cursor": True}),
    "a later version": lambda ly, _dz, right: signed(ly, right | {"v": 2}),
    "a long word": lambda ly, _dz, right: signed(ly, right | {"nonce": "0" * 201}),
    "a list": lambda ly, _dz, _right: signed(ly, [1]),
    "a flipped bit": lambda ly, _dz, right: signed(ly, right).replace(b'"sig":"', b'"sig":"AA', 1),
}


@pytest.mark.parametrize("how", BAD)
def test_request_that_is_not_a_partners_gets_the_answer_of_every_wrong_address(offices, how):
    ly, dz = offices
    names = dict(zip(("from", "to"), codes(ly, dz), strict=True))
    content = BAD[how](ly, dz, fields(**names))
    before = lines(dz)

    with dz:
        answer, nowhere = asked("/x/1/pull", content), asked("/nowhere", b"")
        assert (answer.status_code, answer.content) == (404, b"")
        assert dict(answer.items()) == dict(nowhere.items())
        assert Passage.objects.count() == 0
    assert lines(dz) == before
    with dz:
        assert asked("/x/1/pull", signed(ly, fields(**names))).status_code == 204


@pytest.mark.parametrize("state", [PartnerState.INTRODUCED, PartnerState.PAUSED, PartnerState.ENDED])
def test_partner_with_whom_nothing_is_exchanged_gets_nothing(offices, state):
    ly, dz = offices
    content, pushed = request_of(ly, "dz"), bundle(ly, "dz")
    with dz:
        Partner.objects.update(state=state)
        assert [asked("/x/1/pull", content).status_code, asked("/x/1/push", pushed).status_code] == [404, 404]
        assert Passage.objects.count() == 0


def test_request_with_a_revoked_key_gets_nothing(offices):
    ly, dz = offices
    content = request_of(ly, "dz")
    renew(ly, revokes=True)
    with ly:
        keyset = own_keyset_file()
    with dz:
        take_in_keyset(node=dz.node, content=keyset, by=dz.person("administrator"), at=AT)
        assert asked("/x/1/pull", content).status_code == 404


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"age-encryption.org/v1\n" + b"-> X25519 " * 900])
def test_bundle_of_a_stranger_leaves_no_trace_in_the_book_or_the_journal(offices, content):
    _ly, dz = offices
    before = lines(dz)
    with dz:
        assert asked("/x/1/push", content).status_code == 404
        assert Passage.objects.count() == 0
    assert lines(dz) == before


def test_bundle_of_a_partner_that_is_refused_is_booked_and_only_its_code_is_told(offices, tmp_path):
    ly, dz = offices
    twin = ly.copy(tmp_path / "twin")
    release_message(ly, "dz", "one")
    release_message(twin, "dz", "another one")  # the same place with other bytes, by the same key
    release_message(twin, "dz", "two")
    with dz:
        assert asked("/x/1/push", bundle(ly, "dz")).status_code == 200
        answer = asked("/x/1/push", bundle(twin, "dz", after=1))
        assert (answer.status_code, answer.content) == (409, b'{"code": "fork"}')
        assert Passage.objects.order_by("pk").last().fault == "fork"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/x/1/pull", "/x/1/push"])
def test_door_takes_posts_alone(offices, method, path):
    with offices[1]:
        assert asked(path, b"", method).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/sign-in", "/static/ui/base.css", "/x/1/pull/", "/x/2/pull", "//x/1/pull", "/x/1/../1/pull"],
)
def test_door_has_no_page_of_the_site(offices, path):
    with offices[1]:
        answer = asked(path, b"")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("path", ["/x/1/pull", "/x/1/push", "/taxii2/"])
def test_site_has_no_address_of_the_door(visit, path):
    browser = visit("director")
    assert [browser.get(path).status_code, browser.post(path).status_code] == [404, 404]


def test_defect_tells_a_stranger_nothing(offices, monkeypatch):
    def broken(**_given: object) -> None:
        raise RuntimeError("a secret word")

    monkeypatch.setattr("tansiq.exchange.views.door.answer_pull", broken)
    with offices[1]:
        answer = asked("/x/1/pull", b"{}")
    assert (answer.status_code, answer.content) == (500, b"")


def test_answers_carry_strict_headers_and_no_cookie(offices):
    ly, dz = offices
    with dz:
        answer = asked("/x/1/pull", request_of_inside(ly))
    assert answer.status_code == 204
    assert dict(answer.items()) == {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    assert not answer.cookies


def request_of_inside(box: NodeBox) -> bytes:
    return request_of(box, "dz")


# ------------------------------------------------------------------------------------------------------ the doorkeeper
def knock(keeper, path="/x/1/pull", client="192.0.2.7", headers=(), bodies=(b"",), status=404):
    """Send one request to a doorkeeper; give status and headers, or None where the connection was hung up."""
    sent, left = [], [*bodies]

    async def receive():
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "client": (client, 1), "headers": list(headers)}
    return scope, receive, send, sent


def keeper_that_answers(status: int, reads: list[int] | None = None):
    async def application(_scope, receive, send):
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message["body"])
            if not message["more_body"]:
                break
        if reads is not None:
            reads.append(size)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return middleware.Doorkeeper(application)


def answers_of(keeper, *knocks) -> list[int | None]:
    async def each():
        found = []
        for scope, receive, send, sent in knocks:
            await keeper(scope, receive, send)
            found.append(sent[0]["status"] if sent else None)
        return found

    return asyncio.run(each())


def test_address_that_comes_too_often_waits_and_others_do_not():
    keeper = keeper_that_answers(204)
    found = answers_of(keeper, *(knock(keeper) for _ in range(150)), knock(keeper, client="192.0.2.8"))
    assert found[:100] == [204] * 100
    assert (found[149], found[150]) == (429, 204)


def test_address_that_guesses_soon_waits():
    keeper = keeper_that_answers(404)
    found = answers_of(keeper, *(knock(keeper) for _ in range(30)))
    assert (found.count(404), found.count(429)) == (20, 10)


@pytest.mark.parametrize(
    ("path", "said", "bodies", "expected"),
    [
        ("/x/1/pull", None, [b"x" * 8192], 204),
        ("/x/1/pull", None, [b"x" * 8193], None),
        ("/x/1/push", None, [b"x" * 65536] * 3, 204),
        ("/x/1/push", LARGEST_ON_LINE + 1, [b""], 413),
        ("/x/1/push", None, [b"x" * (LARGEST_ON_LINE // 4)] * 5, None),
    ],
)
def test_what_is_too_large_is_not_read(path, said, bodies, expected):
    keeper = keeper_that_answers(204)
    headers = [(b"content-length", str(said).encode())] if said else []
    assert answers_of(keeper, knock(keeper, path, headers=headers, bodies=bodies)) == [expected]


@pytest.mark.parametrize(
    ("known", "most"), [(False, middleware.PUSHES_OF_STRANGERS_AT_ONCE), (True, middleware.PUSHES_AT_ONCE)]
)
def test_few_bundles_are_read_at_once_one_of_each_address_and_fewer_of_strangers(known, most):
    async def all_at_once():
        goes_on = asyncio.Event()

        async def application(scope, _receive, send):
            if scope["path"] == "/x/1/push":
                await goes_on.wait()
            await send({"type": "http.response.start", "status": 204 if known else 404, "headers": []})

        keeper = middleware.Doorkeeper(application)
        addresses = [f"192.0.2.{number // 2}" for number in range(12)]
        for it in addresses:
            await keeper(*knock(keeper, client=it)[:3])
        knocks = [knock(keeper, "/x/1/push", it) for it in addresses]
        running = [asyncio.ensure_future(keeper(*it[:3])) for it in knocks]
        await asyncio.sleep(0.01)
        goes_on.set()
        await asyncio.gather(*running)
        again = knock(keeper, "/x/1/push", addresses[0])
        await keeper(*again[:3])
        return [it[3][0]["status"] for it in knocks], again[3][0]["status"]

    answers, later = asyncio.run(all_at_once())
    assert (answers.count(503), later) == (12 - most, 204 if known else 404)


def test_addresses_of_one_network_are_counted_as_one():
    keeper = keeper_that_answers(404)
    found = answers_of(keeper, *(knock(keeper, client=f"2001:db8::{number}") for number in range(30)))
    assert found.count(429) == 10


def test_door_hangs_up_on_who_asks_nothing():
    from types import SimpleNamespace

    from tansiq.asgi import SILENCE_SECONDS, hang_up_on_silent

    ended = []

    def connection(name, cycle):
        transport = SimpleNamespace(abort=lambda: ended.append(name))
        return type("Connection", (), {"cycle": cycle, "transport": transport})()

    at_work = connection("at work", SimpleNamespace(response_complete=False))
    silent = [connection("new", None), connection("answered", SimpleNamespace(response_complete=True))]
    since: dict = {}
    for now in (0, SILENCE_SECONDS, SILENCE_SECONDS + 1):
        assert ended == []
        since = hang_up_on_silent([at_work, *silent], since, now)
    assert ended == ["new", "answered"]
    assert hang_up_on_silent([], since, 99) == {}


# ------------------------------------------------------------------------------------------- what answers in their place
def test_nothing_is_sent_where_another_key_answers(offices):
    ly, dz = offices
    release_many(ly, "dz", 1)
    with Impostor(ly) as impostor:  # any key but theirs
        address(ly, "dz", impostor.address)
        done = exchanged(ly, "dz", AT)
        assert (done.fault, done.given, impostor.got) == ("other_line_key", 0, b"")
        assert impostor.shaken_hands(within=5) == 1
    assert pages_sent(ly) == 0
    del dz


def canned(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("answer", "fault", "seconds"),
    [
        (canned("302 Found", "Location: https://192.0.2.1/"), "bad_answer", 0),
        (canned("500 Oops"), "bad_answer", 0),
        (canned("200 OK", body=b"no bundle"), "cannot_open", 0),
        (canned("429 Slow", "Retry-After: 120"), "busy", 120),
        (canned("503 Slow", "Retry-After: 99999"), "busy", LONGEST_WAIT.total_seconds()),
        (canned("503 Slow", "Retry-After: Mon, 1 Jan 2029 00:00:00 GMT"), "busy", 0),
        (canned("413 Large"), "too_large_for_line", 0),
        (canned("409 No", body=b'{"code":"stale_epoch"}'), "there/stale_epoch", 0),
        (canned("409 No", body=b'{"code":"<script>"}'), "bad_answer", 0),
        (canned("409 No", body=b"[]"), "bad_answer", 0),
        (b"220 mail.example ESMTP close\r\n", "cut", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nshort", "cut", 0),
    ],
)
def test_answer_that_is_no_bundle_is_told_and_nothing_is_followed(offices, answer, fault, seconds):
    ly, dz = offices
    with Impostor(dz, answer) as impostor:
        address(ly, "dz", impostor.address)
        done = exchanged(ly, "dz", AT)
    assert (done.fault, done.come_back_after.total_seconds()) == (fault, seconds)
    assert impostor.got.count(b"POST ") == 1
    with ly:
        assert (Partner.objects.get().failures, Partner.objects.get().fault) == (1, fault)


def test_answer_without_end_is_hung_up(offices, monkeypatch):
    ly, dz = offices
    monkeypatch.setattr(line, "LARGEST_ON_LINE", 1000)
    with Impostor(dz, canned("200 OK", body=b"x" * 5000)) as impostor:
        address(ly, "dz", impostor.address)
        assert exchanged(ly, "dz", AT).fault == "bad_answer"


def test_answer_that_drips_is_hung_up(offices, monkeypatch):
    ly, dz = offices
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.3)
    with Impostor(dz, b"HTTP/1.1 200 OK\r\n") as impostor:
        address(ly, "dz", impostor.address)
        assert exchanged(ly, "dz", AT).fault == "cut"


def test_address_where_nothing_answers_is_told(offices):
    ly, _dz = offices
    address(ly, "dz", f"https://127.0.0.1:{free_port()}")
    assert exchanged(ly, "dz", AT).fault == "no_answer"


def test_what_speaks_no_tls_is_told(offices):
    ly, _dz = offices
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address(ly, "dz", f"https://127.0.0.1:{listener.getsockname()[1]}")

        def answer() -> None:
            with listener.accept()[0] as plain:
                plain.sendall(b"HTTP/1.0 400 Bad\r\n\r\n")
                plain.recv(4096)

        answering = threading.Thread(target=answer)
        answering.start()
        assert exchanged(ly, "dz", AT).fault == "no_safe_line"
        answering.join()


def test_proxy_is_used_only_where_it_is_named(offices, monkeypatch):
    ly, _dz = offices
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    pinned = line._Pinned("https://192.0.2.7:8443", frozenset())
    assert (pinned.host, pinned.port, pinned._tunnel_host) == ("192.0.2.7", 8443, None)
    monkeypatch.setenv("TANSIQ_LINE_PROXY", "http://proxy.example:3128")
    pinned = line._Pinned("https://192.0.2.7:8443", frozenset())
    assert (pinned.host, pinned.port) == ("proxy.example", 3128)
    assert (pinned._tunnel_host, pinned._tunnel_port) == ("192.0.2.7", 8443)
    del ly


# --------------------------------------------------------------------------------------------- two nodes, TLS between
@pytest.mark.slow
def test_two_nodes_exchange_over_tls(offices):
    ly, dz = offices
    release_many(ly, "dz", 5)
    release_many(dz, "ly", 5)
    with served(dz) as door:
        address(ly, "dz", f"https://127.0.0.1:{door}")
        done = exchanged(ly, "dz", AT)
    assert (done.given, done.taken, done.fault) == (2, 2, "")
    assert (received(dz), received(ly)) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    assert (confirmed(ly, "dz"), confirmed(dz, "ly")) == ((5, 5), (5, 5))


@pytest.mark.slow
def test_idle_look_costs_less_than_two_kilobytes(offices, monkeypatch, record_property):
    ly, dz = offices
    http_bytes = []
    send, receive = ssl.SSLSocket.send, ssl.SSLSocket.recv_into

    def counted_send(self, content, flags=0):
        http_bytes.append(len(content))
        return send(self, content, flags)

    def counted_receive(self, *given):
        size = receive(self, *given)
        http_bytes.append(size)
        return size

    with served(dz) as door, Cable(door) as cable:
        address(ly, "dz", cable.address)
        exchanged(ly, "dz", AT)
        cable.up = cable.down = 0
        monkeypatch.setattr(ssl.SSLSocket, "send", counted_send)
        monkeypatch.setattr(ssl.SSLSocket, "recv_into", counted_receive)
        assert exchanged(ly, "dz", AT).fault == ""
    record_property("idle_http_bytes", sum(http_bytes))
    record_property("idle_tls_bytes", cable.up + cable.down)
    assert sum(http_bytes) <= 2048
    assert cable.up + cable.down <= 4096


@pytest.mark.slow
def test_door_from_outside_tells_no_version_and_speaks_tls_1_3_alone(offices):
    _ly, dz = offices
    with served(dz) as door:
        context = server_context_of_nobody()
        for path in ("/", "/sign-in", "/x/1/pull", "/static/", "/x/1/pull?a=%00"):
            with pytest.raises(urllib.error.HTTPError) as told:
                urllib.request.urlopen(f"https://127.0.0.1:{door}{path}", context=context, timeout=20)
            answer = told.value
            assert (answer.code, answer.read()) == (404, b"")
            assert {name.lower() for name in answer.headers} - {"connection"} == {
                "cache-control", "content-length", "content-security-policy", "x-content-type-options", "referrer-policy",
            }  # fmt: skip
            assert not re.search(r"django|uvicorn|python|tansiq|\d+\.\d+", str(answer.headers), re.IGNORECASE)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", door)) as plain, pytest.raises(ssl.SSLError):
            context.wrap_socket(plain)


@pytest.mark.slow
def test_door_shows_a_new_key_soon_after_the_old_one_was_revoked(offices):
    ly, dz = offices
    with served(dz) as door:
        address(ly, "dz", f"https://127.0.0.1:{door}")
        assert exchanged(ly, "dz", AT).fault == ""
        renew(dz, revokes=True)
        with dz:
            content = own_keyset_file()
        with ly:
            take_in_keyset(node=ly.node, content=content, by=ly.person("administrator"), at=AT)
        until = time.monotonic() + 60
        faults = {""}
        while (fault := exchanged(ly, "dz", AT).fault) and time.monotonic() < until:
            faults.add(fault)
            time.sleep(0.5)
        assert (fault, faults - {"other_line_key"}) == ("", {""})


@pytest.mark.slow
def test_line_that_is_cut_at_every_64_kib_still_carries_all_of_it(offices):
    ly, dz = offices
    release_many(ly, "dz", 12)
    release_many(dz, "ly", 12)
    with served(dz) as door, Cable(door) as cable:
        address(ly, "dz", cable.address)
        tries = 0
        for cut_after in range(64 * 1024, 40 * 64 * 1024, 64 * 1024):
            cable.cut_after = cut_after % (3 * 64 * 1024) + 20_000
            tries += 1
            if exchanged(ly, "dz", AT).fault == "":
                break
    assert (received(dz), received(ly)) == (list(range(1, 13)), list(range(1, 13)))
    assert pages_sent(ly) <= 4 + tries  # at most one page twice for each cut


@pytest.mark.slow
@pytest.mark.parametrize("cut_after", [0, 100, 1500, 2500, 3500, 9000, 40_000, 70_000])
def test_line_that_is_cut_anywhere_goes_on(offices, cut_after):
    ly, dz = offices
    release_many(ly, "dz", 6)
    with served(dz) as door, Cable(door) as cable:
        address(ly, "dz", cable.address)
        cable.cut_after = cut_after
        fault = exchanged(ly, "dz", AT).fault
        assert fault in {"no_answer", "no_safe_line", "cut", ""}
        cable.cut_after = None
        assert exchanged(ly, "dz", AT).fault == ""
    assert received(dz) == [1, 2, 3, 4, 5, 6]
    assert pages_sent(ly) <= 2 + 1


@pytest.mark.slow
def test_connections_that_are_dropped_delayed_and_half_closed_lose_and_double_nothing(offices):
    ly, dz = offices
    release_many(ly, "dz", 6)
    release_many(dz, "ly", 3)
    with served(dz) as door, Cable(door) as cable:
        address(ly, "dz", cable.address)
        cable.drop_connections = 1
        assert exchanged(ly, "dz", AT).fault in {"no_answer", "no_safe_line"}
        cable.half_close_after = 30_000
        assert exchanged(ly, "dz", AT).fault == "cut"
        cable.half_close_after, cable.delay_seconds = None, 0.02
        assert exchanged(ly, "dz", AT).fault == ""
    assert (received(dz), received(ly)) == ([1, 2, 3, 4, 5, 6], [1, 2, 3])


@pytest.mark.slow
def test_page_that_is_sent_twice_is_kept_once(offices):
    ly, dz = offices
    release_many(ly, "dz", 3)
    content = bundle(ly, "dz")
    with served(dz) as door:
        context = server_context_of_nobody()
        for _ in range(2):
            asking = http.client.HTTPSConnection("127.0.0.1", door, context=context, timeout=30)
            asking.request("POST", "/x/1/push", content)
            assert asking.getresponse().status == 200
            asking.close()
    assert received(dz) == [1, 2, 3]


NAMESPACES = can_make_namespaces()


@pytest.mark.slow
@pytest.mark.skipif(bool(NAMESPACES), reason=NAMESPACES or "they can be made")
def test_two_nodes_in_network_namespaces_of_their_own(offices):
    ly, dz = offices
    release_many(ly, "dz", 4)
    release_many(dz, "ly", 4)
    tag = free_port()
    near, far = f"tq{tag}a", f"tq{tag}b"

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    try:
        for name, other, number in ((near, far, 1), (far, near, 2)):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
            del other, number
        ip("link", "add", f"v{near}", "netns", near, "type", "veth", "peer", "name", f"v{far}", "netns", far)
        for number, name in enumerate((near, far), 1):
            ip("-n", name, "addr", "add", f"10.213.77.{number}/24", "dev", f"v{name}")
            ip("-n", name, "link", "set", f"v{name}", "up")
        with served(dz, "10.213.77.2", ("ip", "netns", "exec", far)) as door:
            address(ly, "dz", f"https://10.213.77.2:{door}")
            for _ in range(60):
                told = subprocess.run(
                    ["ip", "netns", "exec", near, sys.executable, "-P", "-m", "tansiq", "exchange", "now"],
                    env=OwnNode(ly.folder)._env(), capture_output=True, text=True, check=False,
                )  # fmt: skip
                if told.returncode == 0:
                    break
        assert told.returncode == 0, told.stderr
    finally:
        for name in (near, far):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    assert (received(dz), received(ly)) == ([1, 2, 3, 4], [1, 2, 3, 4])
