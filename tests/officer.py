"""An officer at a browser, as a node meets one: over HTTP, with cookies, and with the proof that each form came from a page."""

import re
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

from tansiq.people.rules import DEMO_PASSWORD

PROOF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NO_ANSWER = (OSError, HTTPException)
"""What a browser meets where the node ended before it answered: nothing was told to be kept."""


class _Led(HTTPRedirectHandler):
    """Hears where a form led: elsewhere than to the door, it was kept."""

    def __init__(self, officer: "Officer") -> None:
        self.officer = officer

    def redirect_request(self, asked, answer, code, message, headers, address):
        if asked.data is not None:
            self.officer.was_kept = "/sign-in" not in address
        return super().redirect_request(asked, answer, code, message, headers, address)


class Officer:
    """One person of a rehearsal, signed in; `was_kept` says whether the last form was answered as kept."""

    def __init__(self, port: int, username: str, language: str = "en") -> None:
        self.goes_to(port)
        self.was_kept, self.proof = False, ""
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), _Led(self))
        self.page("/sign-in")
        self.press("/sign-in", username=username, password=DEMO_PASSWORD)
        self.press("/language", language=language)

    def goes_to(self, port: int) -> None:
        """Find the node at this port from now on."""
        self.address = f"http://127.0.0.1:{port}"

    def page(self, path: str) -> str:
        """Open a page and give its text."""
        return self._answer(Request(self.address + path))[1]  # noqa: S310 - our own

    def press(self, path: str, **sent: object) -> tuple[int, str]:
        """Send a form and follow where it leads; give the status and the text of the page that came."""
        self.was_kept = False
        body = urlencode({"csrfmiddlewaretoken": self.proof, **sent}).encode()
        return self._answer(Request(self.address + path, data=body))  # noqa: S310 - our own

    def _answer(self, asked: Request) -> tuple[int, str]:
        try:
            with self.browser.open(asked, timeout=60) as answer:
                status, text = answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                status, text = error.code, error.read().decode()
        if found := PROOF.search(text):
            self.proof = found[1]
        return status, text
