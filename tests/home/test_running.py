"""The node as a program: it starts, says where it is, and stops whole, however it is stopped."""

import os
import re
import shutil
import signal
import socket
import time

import pytest
from own_node import ROOT, OwnNode, free_port, gone, is_alive, iter_until

LANGUAGES = {"ar_LY.UTF-8": "المنفذ", "fr_DZ.UTF-8": "Le port", "en_GB.UTF-8": "Port"}
STARTS_WITHIN_SECONDS = 5


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_node_serves_and_stops_whole(own_node, number):
    with own_node.started() as node:
        parts = node.parts()
        assert node.page() == 200
        assert set(parts) == {"web", "worker"}

        code, _, complaint = node.stop(number)

        assert (code, complaint) == (0, "")
        assert gone(*parts.values(), within=0)


def test_part_that_is_still_starting_is_stopped_without_a_word(own_node, tmp_path):
    slow_start = "import sys, time\nif 'db_worker' in sys.orig_argv:\n    time.sleep(30)\n"
    (tmp_path / "sitecustomize.py").write_text(slow_start)

    with own_node.started(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT / 'src'}") as node:
        parts = node.parts()
        code, _, complaint = node.stop()

        assert (code, complaint, set(parts)) == (0, "", {"web", "worker"})
        assert gone(*parts.values(), within=0)


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["web", "worker"])
def test_part_that_dies_takes_the_other_with_it_and_the_next_start_works(own_node, killed):
    with own_node.started() as node:
        parts = node.parts()
        os.kill(parts[killed], signal.SIGKILL)

        code, _, complaint = node.ended()

        assert (code, "A part of the node ended by itself" in complaint) == (3, True)
        assert gone(*parts.values(), within=0)
    with own_node.started() as node:
        assert node.page() == 200
        node.stop()


@pytest.mark.slow
def test_node_that_is_killed_takes_its_parts_with_it(own_node):
    with own_node.started() as node:
        parts = node.parts()
        node.process.kill()
        node.ended()

        assert gone(*parts.values())


@pytest.mark.slow
def test_impatience_while_stopping_leaves_no_part_behind(own_node):
    with own_node.started() as node:
        parts = node.parts()
        for _ in range(5):
            node.process.send_signal(signal.SIGINT)
            time.sleep(0.02)

        assert node.ended()[0] == 0
        assert not any(map(is_alive, parts.values()))


@pytest.mark.slow
def test_launcher_starts_a_node_that_is_set_up_in_five_seconds(own_node):
    began = time.monotonic()
    with own_node.started(program=ROOT / "tansiq") as node:
        assert node.page() == 200
        took = time.monotonic() - began
        node.stop()

    assert took < STARTS_WITHIN_SECONDS


@pytest.mark.slow
def test_first_start_loads_the_example_world_and_tells_the_accounts(tmp_path):
    fresh = OwnNode(tmp_path / "node")

    with fresh.started() as node:
        told = list(iter_until(node.process, "tanseeq"))
        assert node.page() == 200
        node.stop()

    assert len(told) == 12
    assert fresh.folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in fresh.folder.iterdir() if path.stat().st_mode & 0o077} == set()


def test_serve_loads_nothing(tmp_path):
    fresh = OwnNode(tmp_path / "node")

    with fresh.started("serve") as node:
        node.stop()

    assert fresh.python("from tansiq.core.models import Node; print(Node.objects.count())").strip() == "0"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [["--port"], ["serve", "--port"]])
def test_port_in_use_is_told_with_what_to_do(own_node, language, words):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, answer, complaint = own_node.run(*words, port, LC_ALL=language)

    assert (code, answer, complaint.count("\n")) == (2, "", 1)
    assert complaint.lstrip("\u200f").startswith(LANGUAGES[language])
    assert f"http://127.0.0.1:{port}/" in complaint
    assert f"--port {port + 1}" in complaint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "--host", "192.0.2.7"], "192.0.2.7 is no address of this computer."),
        (["serve", "--host", "no.such.host.invalid"], "no.such.host.invalid is no address of this computer."),
        (["serve", "--port", "0"], "--port needs a whole number of at least 1, not 0."),
        (["--port", "99999"], "--port needs a port from 1 to 65535, not 99999."),
        (["--port", "http"], "--port needs a whole number of at least 1, not http."),
        (["--port"], "A value must follow --port."),
        (["--prot", "1"], "The command start does not know --prot."),
        (["serve", "now"], "The command serve takes at most 0 file names or words; 1 given."),
        (["serve", "--port", "1", "--port", "2"], "The option --port was given twice."),
        (["backup"], "The command backup needs at least 1 file names or words; 0 given."),
        (["restore", "a", "b"], "The command restore takes at most 1 file names or words; 2 given."),
        (["restore", ""], "cannot be the name of a file."),
        (["verify-journal", "--all"], "The command verify-journal does not know --all."),
        (["dance"], "There is no command dance."),
        (["serve", "--lang", "de"], "The language de is not spoken here."),
    ],
)
def test_wrong_words_are_told_in_a_sentence(own_node, words, said):
    code, answer, complaint = own_node.run(*words)

    assert (code, answer) == (2, "")
    assert said in complaint
    assert "Traceback" not in complaint
    assert "usage:" not in complaint


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_words_are_told_in_the_users_language(own_node, language):
    complaint = own_node.run("serve", "--lang", language[:2], "--prot", "1")[2]

    assert bool(re.search("[\u0600-\u06ff]", complaint)) is language.startswith("ar")


@pytest.mark.parametrize("name", ["start", "serve", "backup", "restore", "verify-journal"])
def test_command_shows_its_help(own_node, name):
    code, answer, _ = own_node.run(name, "--help")

    assert (code, answer.startswith(f"{name}: ")) == (0, True)


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (["serve", "--host", "0.0.0.0"], {}),  # noqa: S104 - that is what is refused
        (["serve", "--host", "::"], {}),
        (["serve"], {"TANSIQ_HOSTS": "node.example"}),
        (["start"], {"TANSIQ_HOSTS": "node.example"}),
    ],
)
def test_node_with_the_password_that_everyone_knows_serves_its_own_computer_only(own_node, words, env):
    code, answer, complaint = own_node.run(*words, "--port", free_port(), **env)

    assert (code, answer) == (2, "")
    assert complaint.startswith("This node has accounts with the rehearsal's password")


CLOSED = "from tansiq.people.models import Person; Person.objects.update(has_demo_password=False)"


@pytest.mark.slow
def test_node_for_others_asks_for_its_names_and_then_serves_them(own_node):
    own_node.python(CLOSED)

    code, _, complaint = own_node.run("serve", "--host", "0.0.0.0", "--port", free_port())  # noqa: S104 - asked for
    assert (code, "TANSIQ_HOSTS=" in complaint) == (2, True)

    with own_node.started("serve", "--host", "0.0.0.0", TANSIQ_HOSTS="node.example 127.0.0.1") as node:  # noqa: S104
        assert node.page() == 200
        node.stop()


def test_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    code, answer, complaint = OwnNode(tmp_path / "file/node").run("verify-journal")

    assert (code, answer) == (2, "")
    assert (
        complaint.endswith("cannot be read or written: a part of its path is no folder.\n")
        or "node" in complaint
    )
    assert "Traceback" not in complaint


@pytest.mark.slow
def test_restore_beside_a_running_node_does_not_break_it(own_node, tmp_path):
    with own_node.started() as node:
        assert own_node.run("backup", tmp_path / "b.zip")[0] == 0
        for _ in range(3):
            assert own_node.run("restore", tmp_path / "b.zip")[0] == 0
            assert node.page() == 200
        assert all(map(is_alive, node.parts().values()))
        assert node.stop()[0] == 0

    assert own_node.run("verify-journal")[0] == 0


@pytest.mark.slow
def test_two_nodes_work_side_by_side(own_node, tmp_path):
    other = OwnNode(shutil.copytree(own_node.folder, tmp_path / "other"))

    with own_node.started() as here, other.started() as there:
        assert (here.page(), there.page()) == (200, 200)
        here.stop()
        there.stop()
