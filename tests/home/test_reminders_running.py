"""Reminders as the worker sends them: processes of their own, killed and side by side, and a mail server that asks for safety."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from mail_server import MailServer, listening
from own_node import ROOT, SET_UP, OwnNode
from reminding import given_addresses, reminded

from tansiq.core.models import Node
from tansiq.core.rules import Mode
from tansiq.home import tasks
from tansiq.people.models import ReminderDay

OFFICE = """
from tansiq.accords.models import Decision
from tansiq.core.models import Node
from tansiq.people.models import Person
Node.objects.update(mode="one_party", fixed_day=None)
Decision.objects.update(due_on="2025-05-01")
for it in Person.objects.all():
    Person.objects.filter(pk=it.pk).update(email=f"{it.username}@office.example", has_demo_password=False)
"""
WORK = """
from datetime import UTC, datetime, timedelta
from tansiq.core.services import NodeItself
from tansiq.home.services import begin_reminding, send_reminders
at = datetime(2025, 5, 18, 9, 30, tzinfo=UTC) + timedelta(minutes={minutes})
coming = begin_reminding(by=NodeItself(), at=at)
print(coming.on and send_reminders(on=coming.on, by=NodeItself(), at=at))
"""
TOLD = "from tansiq.core.models import JournalLine; print(JournalLine.objects.order_by('-number')[0].changes)"


def office(own_node: OwnNode, server: MailServer) -> OwnNode:
    own_node.python(OFFICE)
    own_node.always |= {"TANSIQ_MAIL_HOST": "127.0.0.1", "TANSIQ_MAIL_PORT": str(server.port)}
    return own_node


def work(node: OwnNode, minutes: int = 0) -> str:
    return node.python(WORK.format(minutes=minutes)).strip()


def test_two_workers_at_once_send_each_mail_once(own_node):
    with listening(MailServer()) as server:
        node = office(own_node, server)
        with ThreadPoolExecutor() as both:
            ends = {it.result() for it in [both.submit(work, node) for _ in range(2)]}
        work(node, 5)
        work(node, 10)

    assert "True" in ends
    assert set(Counter(server.to()).values()) == {1}
    assert len(server.got) == 10  # everyone but the keeper of accounts, whom nothing awaits
    assert '"sent":10' in node.python(TOLD)


def test_killed_worker_doubles_nothing_and_loses_at_most_the_mail_in_its_hands(own_node):
    with listening(MailServer()) as server:
        node = office(own_node, server)
        server.hold()
        with subprocess.Popen(
            [sys.executable, "-P", "-c", SET_UP + WORK.format(minutes=0)], env=node._env()
        ) as killed:
            assert server.holds.wait(30)
            killed.send_signal(signal.SIGKILL)
        server.goes_on.set()
        ends = [work(node, minutes) for minutes in (1, 6, 11)]

    assert ends == ["False", "True", "None"]  # at first the mail may still be on its way
    assert set(Counter(server.to()).values()) == {1}
    assert '"perhaps_lost":1,"sent":9' in node.python(TOLD)


AT_ANY_HOUR = "from tansiq.home import rules\nrules.REMINDERS_FROM_HOUR = 0\n"
WAITING = "from django_tasks_db.models import DBTaskResult; print(DBTaskResult.objects.filter(status='READY').count())"


def wait_for(server: MailServer, mails: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while len(server.got) < mails and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.slow
def test_node_at_work_sends_by_its_worker_and_a_rehearsal_does_not(own_node, tmp_path):
    rehearsal = OwnNode(Path(shutil.copytree(own_node.folder, tmp_path / "other")))
    (tmp_path / "sitecustomize.py").write_text(AT_ANY_HOUR)
    path = f"{tmp_path}{os.pathsep}{ROOT / 'src'}"
    with listening(MailServer()) as server:
        node = office(own_node, server)
        rehearsal.always |= node.always
        rehearsal.python(
            "from tansiq.people.models import Person; Person.objects.update(email='x@office.example')"
        )
        with rehearsal.started(PYTHONPATH=path) as running:
            wait_for(server, 1, 3)
            running.stop()
        assert (server.got, rehearsal.python(WAITING).strip()) == ([], "0")
        for _ in range(2):  # a second start sends nothing more
            with node.started(PYTHONPATH=path) as running:
                wait_for(server, 11, 5)
                running.stop()

    assert (len(server.got), node.python(WAITING).strip()) == (10, "1")


# ------------------------------------------------------------------------------------------------------ one look at a time
@pytest.fixture
def looks(server):
    """Give the looks at the clock that wait for the worker."""
    return lambda: DBTaskResult.objects.filter(task_path=tasks.remind.module_path, status="READY")


def test_start_asks_for_one_look_and_each_look_for_the_next(looks):
    tasks.ask_to_remind()
    tasks.ask_to_remind()
    assert looks().count() == 1

    for _ in range(3):
        looks().update(status="RUNNING")
        tasks.remind.call()
        assert looks().count() == 1


def test_two_starts_at_once_come_down_to_one_look_again(looks):
    tasks.ask_to_remind()
    looks().update(task_path="elsewhere")
    tasks.ask_to_remind()
    DBTaskResult.objects.update(task_path=tasks.remind.module_path)
    first, second = looks()

    for it in (first, second):
        DBTaskResult.objects.filter(pk=it.pk).update(status="RUNNING")
        tasks.remind.call()

    assert looks().count() == 1


def test_look_asked_for_under_a_wrong_clock_does_not_count(looks):
    tasks.ask_to_remind()
    looks().update(run_after=datetime(2099, 1, 1, tzinfo=UTC))

    tasks.ask_to_remind()

    assert looks().count() == 2


@pytest.mark.parametrize("without", ["mail server", "office"])
def test_node_that_sends_none_asks_for_none_and_ends_what_was_asked(looks, settings, without):
    if without == "office":
        Node.objects.update(mode=Mode.SHARED_OFFICE)
    else:
        settings.EMAIL_HOST = ""

    tasks.ask_to_remind()
    tasks.remind.call()

    assert looks().count() == 0


# ------------------------------------------------------------------------------------------------------------------ safety
def fault():
    return ReminderDay.objects.get().fault


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Make a certificate of this computer that nobody trusts."""
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=mail.example",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


def test_node_signs_in_where_an_account_is_set(server, at, settings):
    given_addresses("director")
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tansiq", "word"

    assert reminded(at) is True

    assert [line for line in server.said if line.startswith("AUTH PLAIN ")] == ["AUTH PLAIN AHRhbnNpcQB3b3Jk"]
    assert len(server.got) == 1


def test_refused_account_is_told_and_nothing_is_sent(server, at, settings):
    given_addresses("director")
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tansiq", "wrong"
    server.answers = {"AUTH": "535 5.7.8 no"}

    assert (reminded(at), fault(), server.got) == (False, "sign_in", [])


@pytest.mark.parametrize("offers", [False, True])
def test_password_never_leaves_over_a_connection_that_is_not_trusted(
    server, at, settings, certificate, offers
):
    given_addresses("director")
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tansiq", "word"
    server.certificate = certificate if offers else None

    assert (reminded(at), fault(), server.got) == (False, "not_secure", [])
    assert [line for line in server.said if line.startswith("AUTH")] == []


def test_trusted_server_gets_account_and_mail_over_tls(server, at, settings, certificate, monkeypatch):
    given_addresses("director")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tansiq", "word"
    server.certificate = certificate

    assert (reminded(at), len(server.got)) == (True, 1)
    assert [line.split(" ")[0].lower() for line in server.said][:5] == [
        "connect",
        "ehlo",
        "starttls",
        "ehlo",
        "auth",
    ]


@pytest.mark.parametrize(
    ("said", "port", "from_the_first_byte", "asked_for"),
    [
        ("", 25, False, False),
        ("starttls", 587, False, True),
        ("TLS", 465, True, False),
        ("1", 587, False, True),
    ],
)
def test_word_for_tls_chooses_the_port_and_a_slip_means_no_less_safety(
    tmp_path, said, port, from_the_first_byte, asked_for
):
    node = OwnNode(tmp_path / "node", TANSIQ_MAIL_TLS=said)
    told = "from django.conf import settings as it; print(it.EMAIL_PORT, it.EMAIL_USE_SSL, it.EMAIL_USE_TLS)"

    assert node.python(told).strip() == f"{port} {from_the_first_byte} {asked_for}"
