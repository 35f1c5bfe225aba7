"""The launcher, as a user meets it: any folder, no home, nobody to answer questions.

The quick tests put a stand-in before the network alone: its `pip` makes a `uv` that makes the smallest .venv.
The slow test downloads everything for real into a copy of the project.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = "مشروع تنسيق one"
FILES = ("tansiq", "requirements-boot.lock", "requirements.lock", "requirements-dev.lock")
PASSED_ON = ("PIP_", "UV_", "SSL_", "HTTP", "http", "no_proxy", "NO_PROXY")  # what leads to the registry here

PYTHON = f"""#!/bin/sh
case "$1 $2 $3" in
"-m pip install")
    echo pip >>"$LOG"
    [ ! -f "$LOG.no-pip" ] || exit 1
    mkdir -p .boot/bin
    cp "$(dirname "$0")/stand-in-uv" .boot/bin/uv ;;
"-m pip "* | "-m venv "*) echo fallback >>"$LOG"; exit 1 ;;
*) exec "{sys.executable}" "$@" ;;
esac
"""
UV = """#!/bin/sh
echo "uv $1" >>"$LOG"
case $1 in
venv)
    rm -rf .boot/venv
    mkdir -p .boot/venv/bin
    cp "$(dirname "$0")/../../bin/stand-in-python" .boot/venv/bin/python ;;
pip)
    for lock; do :; done
    sleep "${SLOW:-0}"
    echo "installed $lock" >>"$LOG" ;;
esac
"""
INSTALLED_PYTHON = """#!/bin/sh
printf '%s|' "$PWD" "$PYTHONPATH" "$@"
"""


class Place:
    """A copy of the launcher, with a stand-in for what comes from the network."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / FOLDER
        self.bin = self.root / "bin"
        self.bin.mkdir(parents=True)
        self.log = folder / "log"
        for name in FILES:
            shutil.copy(ROOT / name, self.root)
        for name, text in (
            ("python3", PYTHON), ("stand-in-uv", UV), ("stand-in-python", INSTALLED_PYTHON)
        ):  # fmt: skip
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)

    def start(self, *words: str, launcher: Path | None = None, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [launcher or self.root / "tansiq", *words],
            cwd=self.root.parent,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": "", "LANG": "en", "LOG": str(self.log), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, launcher: Path | None = None, **env: str) -> tuple[int, str, str]:
        started = self.start(*words, launcher=launcher, **env)
        out, err = started.communicate(timeout=60)
        return started.returncode, out, err

    def done(self) -> list[str]:
        """Tell what was fetched since the last call."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


FIRST = ["pip", "uv venv", "uv pip", "installed requirements.lock"]
AGAIN = ["uv venv", "uv pip", "installed requirements.lock"]
DEVELOPER = ["uv venv", "uv pip", "installed requirements-dev.lock"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_first_start_sets_up_and_says_so_in_one_line(place: Place) -> None:
    code, out, err = place.run("plan", "a file.yaml")

    assert (code, place.done()) == (0, FIRST)
    assert out == f"{place.root.parent}|{place.root}/src|-P|-m|tansiq_desk|plan|a file.yaml|"
    assert err == "Setting up, once: this takes a minute or two and needs the network.\n"


def test_second_start_does_nothing_but_start(place: Place) -> None:
    place.run("help")
    place.done()

    code, out, err = place.run("help", PYTHONPATH="/elsewhere")

    assert (code, err, place.done()) == (0, "", [])
    assert out == f"{place.root.parent}|{place.root}/src:/elsewhere|-P|-m|tansiq_desk|help|"


@pytest.mark.parametrize(
    ("env", "start"),
    [
        ({"LANG": "ar_LY.UTF-8"}, "تجهيز لمرة واحدة"),
        ({"LANG": "ar_DZ.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "Préparation, une seule fois"),
        ({"LANG": "C"}, "تجهيز لمرة واحدة"),
        ({"LANG": "", "LC_MESSAGES": "en_GB.UTF-8"}, "Setting up, once"),
    ],
)
def test_the_line_is_in_the_users_language(place: Place, env: dict[str, str], start: str) -> None:
    _, _, err = place.run("help", **env)

    assert err.startswith(start)
    assert err.count("\n") == 1


def test_link_finds_the_project(place: Place, tmp_path: Path) -> None:
    (tmp_path / "first link").symlink_to(f"{FOLDER}/tansiq")
    (tmp_path / "second").symlink_to(tmp_path / "first link")

    code, out, _ = place.run("help", launcher=tmp_path / "second")

    assert code == 0
    assert f"|{place.root}/src|" in out


def test_changed_lock_is_followed_without_a_word(place: Place) -> None:
    place.run("help")
    place.done()
    with (place.root / "requirements.lock").open("a") as lock:
        lock.write("# newer\n")

    code, _, err = place.run("help")

    assert (code, err, place.done()) == (0, "", AGAIN)


def test_developers_set_is_added_and_never_taken_away(place: Place) -> None:
    place.run("help")
    place.done()

    place.run("test", "tests")
    assert place.done() == DEVELOPER

    place.run("help")
    assert place.done() == []

    with (place.root / "requirements-dev.lock").open("a") as lock:
        lock.write("# newer\n")
    place.run("help")
    assert place.done() == DEVELOPER


def test_starts_at_the_same_time_set_up_once(place: Place) -> None:
    started = [place.start("help", SLOW="0.5") for _ in range(4)]

    ended = [process.communicate(timeout=60) and process.returncode for process in started]

    assert (ended, place.done()) == ([0] * 4, FIRST)


def test_interrupted_set_up_is_taken_up_again(place: Place) -> None:
    started = place.start("help", SLOW="30")
    until = time.monotonic() + 30
    while time.monotonic() < until and "uv pip" not in (place.log.read_text() if place.log.exists() else ""):
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()
    assert place.done() == ["pip", "uv venv", "uv pip"]
    assert not (place.root / ".venv").exists()

    code, _, _ = place.run("help")

    assert (code, place.done()) == (0, AGAIN)


def test_failed_set_up_keeps_what_worked_and_says_what_to_do(place: Place) -> None:
    place.run("help")
    place.done()
    for name in ("requirements.lock", "requirements-boot.lock"):
        with (place.root / name).open("a") as lock:
            lock.write("# newer\n")
    place.log.with_name("log.no-pip").touch()

    code, out, err = place.run("help", LANG="fr_DZ.UTF-8")

    assert (code, out, place.done()) == (1, "", ["pip", "fallback"])
    assert err.startswith("La préparation n'a pas abouti")
    assert (place.root / ".venv/bin/python").exists()


def test_python_too_old_or_missing_is_said(place: Place) -> None:
    (place.bin / "python3").unlink()
    for tool in ("sh", "dirname", "readlink", "cmp", "mkdir", "tail"):
        (place.bin / tool).symlink_to(shutil.which(tool))

    code, _, err = place.run("help", PATH=str(place.bin))

    assert code == 1
    assert "Tansiq needs Python 3.11 or later" in err


def test_locks_hold_hashes_for_everything() -> None:
    for name in FILES[1:]:
        pinned = (ROOT / name).read_text().split("\n")
        packages = [line for line in pinned if line and not line.startswith((" ", "#"))]

        assert packages
        assert all("==" in line and line.endswith("\\") for line in packages), name


@pytest.mark.slow
def test_copy_of_the_project_starts_with_an_empty_home(tmp_path: Path) -> None:
    root, home = tmp_path / FOLDER, tmp_path / "home"
    home.mkdir(mode=0o555)
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-coz", "--exclude-standard"], check=True, capture_output=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    env = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    config = Path("~/.config/pip/pip.conf").expanduser()
    if config.is_file():
        env.setdefault("PIP_CONFIG_FILE", str(config))
    env |= {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "en"}

    ran = [
        subprocess.run(
            [root / "tansiq", "help"],
            cwd=tmp_path,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        for _ in range(2)
    ]

    assert [each.returncode for each in ran] == [0, 0], ran[0].stderr
    assert ran[0].stderr.startswith("Setting up, once")
    assert ran[1].stderr == ""
    assert ran[1].stdout == ran[0].stdout != ""
    assert list(home.iterdir()) == []
