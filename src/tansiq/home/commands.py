"""What the node's own commands do. They start processes, print, and leave the work to services."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import activate
from django.utils.translation import gettext as _

from tansiq.core.queries import journal_verdict, this_node
from tansiq.home import keeping, rehearsal
from tansiq_desk.words.languages import language_of

LOOPBACK = ("127.0.0.1", "::1", "localhost")
HOLDS, BROKEN, WRONG = 0, 1, 2
WORKER_SECONDS = "0.5"


def run(arguments: argparse.Namespace) -> int:
    """Run a command of the node."""
    activate(language_of(os.environ).lower())
    doing: dict[str, Callable[[argparse.Namespace], int]] = {
        "rehearse": _rehearse,
        "serve": _serve,
        "backup": _backup,
        "restore": _restore,
        "verify-journal": _verify_journal,
    }
    return doing[arguments.command or "rehearse"](arguments)


def _rehearse(arguments: argparse.Namespace) -> int:
    """Start the node; a node with nothing on it becomes a rehearsal with the example world."""
    _prepare()
    if this_node() is None:
        _say(_("Loading the example world…"))
        rehearsal.set_up()
    return _run_node("127.0.0.1", arguments.port)


def _serve(arguments: argparse.Namespace) -> int:
    """Serve a node; beyond this computer only without passwords that everyone knows."""
    _prepare()
    if arguments.host not in LOOPBACK and rehearsal.has_open_doors():
        _complain(
            _(
                "This node has accounts with the rehearsal's password. It serves this computer only: 127.0.0.1."
            )
        )
        return WRONG
    return _run_node(arguments.host, arguments.port)


def _prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def _run_node(host: str, port: int) -> int:
    """Run the web process and the worker beside each other; when one ends, or on Ctrl-C, both end."""
    web = [sys.executable, "-P", "-m", "uvicorn", "tansiq.asgi:application", "--host", host, "--port", str(port),
           "--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "3"]  # fmt: skip
    worker = [sys.executable, "-P", "-m", "django", "db_worker", "--interval", WORKER_SECONDS,
              "--no-startup-delay", "-v", "0"]  # fmt: skip
    started = [subprocess.Popen(words, start_new_session=True) for words in (web, worker)]  # noqa: S603 - our own
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _tell_where(host, port)
        while all(process.poll() is None for process in started):
            time.sleep(0.2)
    except KeyboardInterrupt:
        _say(_("Stopping…"))
    finally:
        _stop(started)
    return (
        max((process.returncode or 0 for process in started), default=0) and WRONG
        if _died(started)
        else HOLDS
    )


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def _died(started: list[subprocess.Popen[bytes]]) -> bool:
    ended_by_us = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL, 0}
    return any(process.returncode not in ended_by_us for process in started)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in started:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tell_where(host: str, port: int) -> None:
    _say(_("Tansiq is running; Ctrl-C stops it:"))
    _say(f"  http://{host}:{port}/")
    for line in rehearsal.accounts_told():
        _say(line)


def _backup(arguments: argparse.Namespace) -> int:
    return _with_file(keeping.back_up, arguments.file, _("Backed up to %(file)s."))


def _restore(arguments: argparse.Namespace) -> int:
    return _with_file(keeping.restore, arguments.file, _("Restored from %(file)s."))


def _with_file(act: Callable[[Path], None], file: Path, done: str) -> int:
    try:
        act(file)
    except keeping.KeepingRefused as error:
        _complain(str(error))
        return WRONG
    _say(done % {"file": file})
    return HOLDS


def _verify_journal(_arguments: argparse.Namespace) -> int:
    verdict = journal_verdict()
    if verdict.holds:
        _say(
            _("The journal holds: %(lines)d lines, each follows from the one before.")
            % {"lines": verdict.lines}
        )
        return HOLDS
    _complain(_("The journal is broken at line %(number)d.") % {"number": verdict.broken_at})
    return BROKEN


def _say(text: str) -> None:
    print(text, flush=True)


def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
