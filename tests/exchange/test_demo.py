"""`./tansiq demo --two-nodes`: one command, both nations' pages, and what is released on one arrives at the other."""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from functools import partial
from http.cookiejar import CookieJar

import pytest
from own_node import OwnNode, free_port, gone, is_alive

RELEASE = """
from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.exchange.rules import Classification, Item
from tansiq.exchange.services.releasing import prepare_release, release
from tansiq.exchange.tasks import ask_to_exchange
from tansiq.people.models import Person
from tansiq_protocol.record import Kind
said = {"node": this_node(), "by": Person.objects.get(username="director"), "at": moment_of_node()}
items = [Item(Kind.MESSAGE, "exchange.message/1", {"text": "the first word"})]
draft = prepare_release(items=items, audience=["dz"], classification=Classification.TRAINING, title="", **said)
release(draft_id=draft.pk, digest=draft.digest, **said)
ask_to_exchange()
"""
RECEIVED = "SELECT count(*) FROM exchange_received WHERE kind = 'message'"
CONFIRMED = "SELECT receipt_place FROM exchange_partner"


def signed_in(address: str, username: str, password: str) -> str:
    """Sign in as a browser does; give the page that comes."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}sign-in", timeout=60) as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
    form = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    with browser.open(f"{address}sign-in", urllib.parse.urlencode(form).encode(), timeout=60) as answer:
        assert not answer.url.endswith("/sign-in")
        return answer.read().decode()


def within(seconds: float, holds) -> bool:
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.2)
    return bool(found)


def children(pid: int) -> set[int]:
    """Give the processes under one, and those under them."""
    found: set[int] = set()
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    todo = {pid}
    while todo:
        todo = {child for child, parent in pairs if parent in todo}
        found |= todo
    return found


@pytest.mark.slow
def test_two_nodes_start_with_one_command_and_exchange(tmp_path):
    home = OwnNode(tmp_path / "home")
    port = free_port(2)
    for turn in range(2):  # the second time they are set up already
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "tansiq", "demo", "--two-nodes", "--port", str(port)],
            env=home._env(LC_ALL="fr_DZ.UTF-8"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                told = "".join(iter_to(process, "dz: "))
                addresses = dict(re.findall(r"(ly|dz): (http://\S+/)", told))
                assert addresses == {"ly": f"http://127.0.0.1:{port}/", "dz": f"http://localhost:{port + 1}/"}
                password = re.search(r"^ +(\S+-rehearsal)$", told, re.MULTILINE)[1]
                ly, dz = (OwnNode(home.folder / f"demo-{party}") for party in ("ly", "dz"))
                if turn == 0:
                    for party, account in (("ly", "director"), ("dz", "cooperation")):
                        assert 'lang="' in signed_in(addresses[party], account, password)
                    ly.python(RELEASE)
                    assert within(60, partial(dz.figure, RECEIVED))
                    assert within(60, partial(ly.figure, CONFIRMED))
                assert (dz.figure(RECEIVED), ly.figure(CONFIRMED)) == (1, 1)
                running = children(process.pid)
                assert len(running) == 8
                process.terminate()
                assert process.wait(60) == 0
                assert gone(*running)
            finally:
                for pid in children(process.pid):
                    os.kill(pid, 9)
                process.kill()
    assert not is_alive(process.pid)


def iter_to(process: subprocess.Popen, begins: str):
    """Yield the lines up to one that begins so, which is the last that comes before the accounts of the second."""
    for line in process.stdout:
        yield line
        if line.lstrip("\u200f").startswith(begins):
            return


@pytest.mark.parametrize(
    ("words", "said"),
    [(["demo"], "--two-nodes"), (["demo", "--two-nodes", "--port", "65500"], "Give a lower port")],
)
def test_demo_says_what_it_needs(tmp_path, words, said):
    code, answer, complaint = OwnNode(tmp_path / "home").run(*words)
    assert (code, answer, said in complaint) == (2, "", True)
