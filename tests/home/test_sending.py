"""What is sent to the node fills neither its memory nor its disk, whoever sends it and whatever they say of its size."""

import contextlib
import socket
from pathlib import Path

import pytest

from tansiq.ui.middleware import MOST_SENT

CHUNK = b"x" * 1_000_000
HEAD = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: ar\r\nContent-Type: application/octet-stream\r\n"


def kept_by(pid: int) -> int:
    """Give the bytes that a process holds in files without a name."""
    found = 0
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if "(deleted)" in str(descriptor.readlink()):
                found += descriptor.stat().st_size
    return found


@pytest.mark.slow
def test_what_says_that_it_is_too_large_is_answered_unread(own_node):
    with own_node.started() as node, socket.create_connection(("127.0.0.1", node.port), timeout=20) as line:
        line.sendall(f"{HEAD}Content-Length: {2 * MOST_SENT}\r\n\r\n".encode() + CHUNK)
        answer = line.recv(65536).decode(errors="replace")
        kept = kept_by(node.parts()["web"])
        node.stop()

    assert (answer.split("\r\n")[0], kept < len(CHUNK)) == ("HTTP/1.1 413 Request Entity Too Large", True)


@pytest.mark.slow
def test_what_does_not_say_how_large_it_is_is_cut_off(own_node):
    most = 0
    with own_node.started() as node, socket.create_connection(("127.0.0.1", node.port), timeout=20) as line:
        web = node.parts()["web"]
        line.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        with contextlib.suppress(ConnectionError, TimeoutError):
            for _ in range(3 * MOST_SENT // len(CHUNK)):
                line.sendall(f"{len(CHUNK):x}\r\n".encode() + CHUNK + b"\r\n")
                most = max(most, kept_by(web))
        left = kept_by(web)
        assert node.page() == 200
        node.stop()

    assert (0 < most <= MOST_SENT, left) == (True, 0)
