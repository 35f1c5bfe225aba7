"""A small mail server on a socket, as a node meets one: it takes mails, or answers what a test says, or breaks off."""

import email
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from pathlib import Path

BREAKS_OFF = ""
"""An answer that is none: the connection is closed."""


class MailServer:
    """What a mail server got, and what it answers instead of the usual, by the word that it is told."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.answers: dict[str, str] = {}
        self.got: list[tuple[str, EmailMessage]] = []
        self.said: list[str] = []
        self.raw: list[bytes] = []
        self.certificate = certificate
        self.port = 0
        self.holds = threading.Event()
        self.goes_on = threading.Event()
        self.goes_on.set()

    def hold(self) -> None:
        """Have the next mail, when it is there, and say nothing until `goes_on` is set; `holds` tells that it is so."""
        self.goes_on.clear()

    def to(self) -> list[str]:
        """Give who got a mail, in order."""
        return [to for to, _ in self.got]

    def answer(self, line: str, usual: str) -> str:
        """Give what is answered to a line: what a test asked for, by its first word or by all of it."""
        self.said.append(line)
        return self.answers.get(line, self.answers.get(line.split(" ", maxsplit=1)[0].upper(), usual))


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        server: MailServer = self.server.mail_server
        greeting = server.answer("CONNECT", "220 mail.example")
        self.say(greeting)
        to = ""
        if greeting == BREAKS_OFF:
            return
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            usual = {"DATA": "354 go on", "QUIT": "221 bye", "STARTTLS": "220 go on", "AUTH": "235 signed in"}
            answer = server.answer(line, usual.get(word.upper(), "250 ok"))
            if word.upper() == "EHLO" and answer == "250 ok":
                offered = ["STARTTLS"] if server.certificate else []
                answer = "\r\n".join(f"250-{it}" for it in ["mail.example", *offered]) + "\r\n250 AUTH PLAIN"
            if word.upper() == "RCPT":
                to = rest.partition("<")[2].rstrip(">")
            self.say(answer)
            if answer == BREAKS_OFF or word.upper() == "QUIT":
                return
            if answer.startswith("354"):
                if not self.take(server, to):
                    return
            elif word.upper() == "STARTTLS":
                self.secure(server)

    def take(self, server: MailServer, to: str) -> bool:
        """Take a mail; where a test says so, say nothing after it, or refuse it."""
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if not server.goes_on.is_set():
            server.holds.set()
            server.goes_on.wait(30)
        answer = server.answers.get("MAIL-IS-THERE", "250 taken")
        if answer in {BREAKS_OFF, "250 taken"}:
            raw = b"".join(lines)
            server.raw.append(raw)
            server.got.append((to, email.message_from_bytes(raw, policy=policy.default)))
        with suppress(OSError):  # whoever sent it may be gone
            self.say(answer)
        return answer != BREAKS_OFF

    def secure(self, server: MailServer) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server.certificate)
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except OSError:  # the node did not trust it
            return
        self.setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def say(self, answer: str) -> None:
        if answer != BREAKS_OFF:
            self.wfile.write(f"{answer}\r\n".encode())


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail_server: MailServer


@contextmanager
def listening(server: MailServer) -> Iterator[MailServer]:
    """Let a mail server listen, on the port it had before or on a free one."""
    with _Listening(("127.0.0.1", server.port), _Talk) as door:
        door.mail_server, server.port = server, door.server_address[1]
        thread = threading.Thread(target=door.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            door.shutdown()
            thread.join()
