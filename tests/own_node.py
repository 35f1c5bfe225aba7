"""A node in a folder of its own, as its administrator meets it: commands, processes, a database in a file."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
SET_UP = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tansiq.settings"
import django
django.setup()
from django.core.management import call_command
"""


def free_port(ports: int = 1) -> int:
    """Give the first of so many free ones in a row, below those that the system gives to whoever connects somewhere."""
    while True:
        port = random.SystemRandom().randrange(
            12_000, 32_000
        )  # the same seed in two processes would give the same
        with suppress(OSError), ExitStack() as probes:
            for number in range(port, port + ports):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", number))
            return port


class Started:
    """A node at work."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def page(self, path: str = "/sign-in") -> int:
        """Open a page as anyone and give the status."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status

    def parts(self) -> dict[str, int]:
        """Give the process of the web, that of the worker, and of an office that exchanges that of the line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if parent == self.process.pid:
                part = (
                    "web" if b"db_worker" not in words else "line" if b"--queue-name" in words else "worker"
                )
                found[part] = int(folder.name)
        return found

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal and give exit code, answer and complaints."""
        self.process.send_signal(number)
        return self.ended()

    def strike(self, *parts: str) -> list[int]:
        """End these - web, worker, launcher - at one instant by SIGKILL; give the numbers of all there were."""
        numbers = {**self.parts(), "launcher": self.process.pid}
        for part in parts:
            os.kill(numbers[part], signal.SIGKILL)
        return [*numbers.values()]

    def kill(self, *parts: str) -> None:
        """End these by SIGKILL, and wait until nothing of the node is left."""
        numbers = self.strike(*parts)
        self.ended()
        assert gone(*numbers)

    def ended(self) -> tuple[int, str, str]:
        """Wait for the end and give exit code, answer and complaints."""
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and at work."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int, within: float = 10) -> bool:
    """Wait until these processes have ended."""
    until = time.monotonic() + within
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_alive, pids))


class OwnNode:
    """A node in its own folder; its database is a file there, unless `always` says otherwise."""

    def __init__(self, folder: Path, **always: str) -> None:
        self.folder, self.always = folder, always

    def _env(self, **env: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
        return {
            **kept,
            "PYTHONPATH": str(ROOT / "src"),
            "TANSIQ_HOME": str(self.folder),
            "LC_ALL": "en_GB.UTF-8",
            **self.always,
            **env,
        }

    def asked(self, question: str, *given: object) -> list[tuple]:
        """Ask the database in the node's folder, past the node; give the rows."""
        with closing(sqlite3.connect(self.folder / "node.sqlite3", timeout=20)) as opened, opened:
            return opened.execute(question, given).fetchall()

    def figure(self, question: str, *given: object) -> int:
        """Ask the database for one figure."""
        return self.asked(question, *given)[0][0]

    def run(self, *words: object, **env: str) -> tuple[int, str, str]:
        """Run a command of the node; give exit code, answer and complaints."""
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "tansiq", *map(str, words)],
            env=self._env(**env),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return ended.returncode, ended.stdout, ended.stderr

    def python(self, *lines: str) -> str:
        """Run lines of Python on the node; give what they print."""
        ended = subprocess.run(
            [sys.executable, "-P", "-c", SET_UP + "\n".join(lines)],
            env=self._env(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def killed_while_starting(self, seconds: float) -> None:
        """Start the node and end it with all its parts, by SIGKILL, so soon that it may not have begun to serve."""
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "tansiq", "--port", str(free_port())],
            env=self._env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            time.sleep(seconds)
            parts = Started(process, 0).parts().values()
            for number in (process.pid, *parts):
                os.kill(number, signal.SIGKILL)
            process.wait()
            assert gone(*parts)

    @contextmanager
    def started(self, *words: object, program: Path | None = None, **env: str) -> Iterator[Started]:
        """Start the node on a free port and wait until it says where it is."""
        port = free_port()
        command = [program] if program else [sys.executable, "-P", "-m", "tansiq"]
        with subprocess.Popen(
            [*command, *map(str, words), "--port", str(port)],
            env=self._env(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert f":{port}/" in "".join(iter_until(process, f":{port}/"))
                yield Started(process, port)
            finally:
                process.kill()


def iter_until(process: subprocess.Popen[str], end: str) -> Iterator[str]:
    """Yield the lines that a process answers, up to one that holds this."""
    for line in process.stdout:
        yield line
        if end in line:
            return
