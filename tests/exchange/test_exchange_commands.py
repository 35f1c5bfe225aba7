"""`./tansiq exchange`, and what starting and restoring do about feeds: files for a courier, sentences for an officer."""

import re
import shutil
import socket
from pathlib import Path

import pytest
from conftest import AT
from exchange.carrying import carry, release_message
from exchange.nodes import NodeBox
from exchange.wires import address, confirmed, received, served
from own_node import OwnNode, free_port

from tansiq.exchange.models import Fork, Partner, Passage
from tansiq.exchange.queries.standing import JOURNAL, OWN_FEED, standings
from tansiq.exchange.rules import PartnerState
from tansiq.exchange.services import alarms
from tansiq.home import keeping
from tansiq.home.commands import run
from tansiq_desk.commands.arguments import WrongUsageError, parse
from tansiq_desk.commands.table import OF_THE_NODE

ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def do(capsys):
    """Run a command of the exchange at a node; give exit code, answer and complaint."""

    def done(box: NodeBox, *words: object, language: str = "en") -> tuple[int, str, str]:
        given = parse(OF_THE_NODE["exchange"], [str(it) for it in words])
        with box:
            code = run("exchange", given, language)
        said = capsys.readouterr()
        return code, said.out, said.err

    return done


def bundles(folder: Path) -> list[str]:
    return sorted(it.name for it in folder.iterdir())


# ----------------------------------------------------------------------------------------------------- send and receive
def test_what_is_sent_to_a_folder_is_received_from_it_once(offices, do, tmp_path):
    ly, dz = offices
    stick = tmp_path / "stick"
    stick.mkdir()
    for text in ("one", "two", "three"):
        release_message(ly, "dz", text)

    code, answer, complaint = do(ly, "send", "dz", "--to", stick)
    assert (code, complaint) == (0, "")
    assert bundles(stick) == ["ly-dz-1-1-3.tansiq"]
    assert answer == f"{stick}/ly-dz-1-1-3.tansiq: records 1 to 3. Carry it to the partner.\n"

    assert do(dz, "receive", stick)[:2] == (
        0,
        f"{stick}/ly-dz-1-1-3.tansiq: new 3, already here 0, on hold 0, refused 0.\n",
    )
    assert do(dz, "receive", stick / "ly-dz-1-1-3.tansiq")[1].endswith(
        "new 0, already here 3, on hold 0, refused 0.\n"
    )
    with dz:
        assert list(Passage.objects.values_list("way", "by", "file").distinct()) == [
            ("courier", "node", "ly-dz-1-1-3.tansiq")
        ]
    assert received(dz) == [1, 2, 3]


def test_receipt_travels_in_the_same_way(offices, do, tmp_path):
    ly, dz = offices
    release_message(ly, "dz", "one")
    carry(ly, dz)

    code, answer, _ = do(dz, "send", "LY", "--to", tmp_path)
    assert (code, "dz-ly-1-receipt.tansiq: nothing new, only the receipt" in answer) == (0, True)
    assert do(ly, "receive", tmp_path)[0] == 0
    assert confirmed(ly, "dz") == (1, 1)


@pytest.mark.parametrize(
    ("state", "words"),
    [(PartnerState.PAUSED, "is paused"), (PartnerState.ENDED, "was ended"), (PartnerState.INTRODUCED, "not confirmed by voice")],
)  # fmt: skip
def test_courier_learns_why_nothing_is_exchanged_now(offices, do, tmp_path, state, words):
    ly, dz = offices
    release_message(ly, "dz", "one")
    do(ly, "send", "dz", "--to", tmp_path)
    with dz:
        Partner.objects.update(state=state)
    code, answer, complaint = do(dz, "receive", tmp_path)

    assert (code, answer, words in complaint) == (2, "", True)


def test_file_that_is_refused_does_not_stop_the_others_and_they_come_in_the_order_of_their_feed(
    offices, do, tmp_path
):
    ly, dz = offices
    folder = tmp_path / "stick"
    folder.mkdir()
    for number in range(1, 12):
        release_message(ly, "dz", f"message {number}")
        do(ly, "send", "dz", "--to", folder)
        carry_receipt(ly, dz, folder, do)
    (folder / "a-1-2-2.tansiq").write_bytes(b"no bundle at all")
    (folder / ".hidden.tansiq").write_bytes(b"x")
    (folder / "note.txt").write_text("x")
    fresh = dz

    code, answer, complaint = do(fresh, "receive", folder)

    assert code == 2
    assert complaint.startswith(f"{folder}/a-1-2-2.tansiq: This is no file of Tansiq.")
    assert complaint.count("\n") == 1
    told = re.findall(r"ly-dz-1-(\d+)-\d+\.tansiq", answer)
    assert [int(it) for it in told] == sorted(int(it) for it in told)
    assert received(fresh) == list(range(1, 12))


def carry_receipt(ly: NodeBox, dz: NodeBox, folder: Path, do) -> None:
    """Bring the partner's receipt, so that the next file holds what is new alone."""
    newest = max(folder.iterdir(), key=lambda it: it.stat().st_mtime_ns)
    do(dz, "receive", newest)
    back = folder.with_name("back.tansiq")
    do(dz, "send", "ly", "--to", back)
    do(ly, "receive", back)


def test_key_sets_come_first(strangers, do, tmp_path):
    ly, dz = strangers
    from tansiq.exchange.queries.keys import own_keyset_file

    with ly:
        (tmp_path / "ly-keyset-1.json").write_bytes(own_keyset_file())
    (tmp_path / "bad.keys").write_bytes(b"{}")

    code, answer, complaint = do(dz, "receive", tmp_path / "ly-keyset-1.json", tmp_path / "bad.keys")

    assert (code, answer) == (2, f"{tmp_path}/ly-keyset-1.json: the key set of ly is here.\n")
    assert complaint.startswith(f"{tmp_path}/bad.keys: ")
    with dz:
        assert Partner.objects.get().state == PartnerState.INTRODUCED
    assert "not confirmed by voice" in do(dz, "status")[1]
    assert do(dz, "send", "ly", "--to", tmp_path)[0] == 2


def test_nothing_half_written_stays_where_there_is_no_room(offices, do, tmp_path, monkeypatch):
    ly, _dz = offices
    release_message(ly, "dz", "one")

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.shutil, "copyfileobj", full)
    code, answer, complaint = do(ly, "send", "dz", "--to", tmp_path)
    assert (code, answer, complaint.count("\n")) == (2, "", 1)
    assert str(tmp_path) in complaint
    assert [it for it in bundles(tmp_path) if "tansiq" in it] == []


def test_stick_that_is_pulled_is_told_in_a_sentence(offices, do, tmp_path):
    ly, dz = offices
    assert do(ly, "send", "dz", "--to", tmp_path / "gone/file.tansiq")[0] == 2
    code, _, complaint = do(ly, "send", "dz", "--to", tmp_path / "stick")
    assert (code, "is the stick in?" in complaint, bundles(tmp_path)) == (2, True, ["dz", "ly"])
    code, _, complaint = do(dz, "receive", tmp_path / "gone/file.tansiq")
    assert (code, complaint.count("\n")) == (2, 1)
    assert "file.tansiq" in complaint


def test_folder_without_files_of_a_partner_is_told(offices, do, tmp_path):
    code, _, complaint = do(offices[0], "receive", tmp_path)
    assert (code, complaint.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["dance"], "not_a_choice"),
        (["send", "dz"], "option_missing"),
        (["send"], "too_few_words"),
        (["send", "dz", "ly", "--to", "x"], "too_many_words"),
        (["receive"], "too_few_words"),
        (["status", "dz"], "too_many_words"),
        (["now", "dz", "ly"], "too_many_words"),
        (["status", "--to", "x"], "unknown_option"),
    ],
)
def test_wrong_words_are_told_before_anything_is_done(offices, do, words, code):
    with pytest.raises(WrongUsageError) as told:
        do(offices[0], *words)
    assert told.value.code == code


def test_partner_that_is_none_is_told_with_those_there_are(offices, do, tmp_path):
    assert do(offices[0], "send", "xx", "--to", tmp_path)[::2] == (
        2,
        "There is no partner xx. Partners: dz\n",
    )


def test_node_without_a_partner_is_told_so(strangers, do):
    assert "has no partner yet" in do(strangers[0], "now", "xx")[2]


def test_shared_office_exchanges_with_nobody(own_node):
    code, answer, _ = own_node.run("exchange", "status")
    assert (code, answer) == (0, "This node has no partner yet. Take in a partner's key set first.\n")
    code, _, complaint = own_node.run("serve", "--exchange-port", free_port(), "--port", free_port())
    assert (code, complaint.startswith("This node is a shared office")) == (2, True)


def test_door_without_keys_is_refused_in_words(strangers):
    shutil.rmtree(strangers[0].folder / "keys")
    node = OwnNode(strangers[0].folder)
    code, _, complaint = node.run("serve", "--exchange-port", free_port(), "--port", free_port())
    assert (code, complaint.startswith("The private keys of this node are not in its folder")) == (2, True)
    port = free_port()
    assert node.run("serve", "--port", port, "--exchange-port", port)[0] == 2
    assert node.run("serve", "--exchange-host", "127.0.0.1")[0] == 2
    assert node.run("exchange", "dance")[0] == 2


# ---------------------------------------------------------------------------------------------------------- in sentences
def told_at(box: NodeBox) -> list[str]:
    with box:
        (found,) = standings(AT)
        return list(found.told)


def test_status_says_what_an_officer_wants_to_know(offices, do):
    ly, dz = offices
    assert told_at(ly)[1:] == ["لم يرسلوا شيئًا بعد.", "لم يُسمع منهم شيء بعد."] or len(told_at(ly)) == 3
    for text in ("one", "two", "three"):
        release_message(ly, "dz", text)
    release_message(dz, "ly", "four")
    carry(ly, dz)
    carry(dz, ly)
    release_message(ly, "dz", "five")

    code, answer, _ = do(ly, "status")

    assert code == 0
    assert answer.splitlines()[1:] == [
        "  People's Democratic Republic of Algeria has everything up to 3; the rest up to 4 waits or is on its way.",
        "  They sent everything up to 1, and we have it.",
        answer.splitlines()[3],
        "  New: 1.",
    ]
    assert re.fullmatch(r"  Last heard: (Sunday|18 May 2025) \d\d:\d\d \(stick\)\.", answer.splitlines()[3])


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_status_speaks_the_language_of_whoever_asks(offices, do, language):
    ly, dz = offices
    release_message(ly, "dz", "one")
    carry(ly, dz)
    with dz:
        partner = Partner.objects.get()
        alarms.raise_fork(partner, "00000001-x 1", "a" * 64, "b" * 64, at=AT)
        Partner.objects.update(failures=2, fault="there/stale_epoch")

    answer = do(dz, "status", language=language)[1]

    assert bool(ARABIC.search(answer)) is (language == "ar")
    assert len(answer.splitlines()) == 7


def test_alarm_words_are_those_that_services_write():
    assert (OWN_FEED, JOURNAL) == (alarms.OWN_FEED, alarms.JOURNAL)


@pytest.mark.parametrize("state", [PartnerState.PAUSED, PartnerState.ENDED])
def test_paused_and_ended_are_told(offices, do, state):
    with offices[0]:
        Partner.objects.update(state=state)
    assert (state.value in do(offices[0], "status")[1]) is True


# ------------------------------------------------------------------------------------------------------------------ now
def test_now_tells_why_it_cannot(offices, do):
    ly, _dz = offices
    assert do(ly, "now")[0] == 2
    assert do(ly, "now", "dz")[0] == 1
    address(ly, "dz", f"https://127.0.0.1:{free_port()}")
    code, _, complaint = do(ly, "now")
    assert (code, complaint.startswith("dz: Network: They cannot be reached")) == (1, True)


@pytest.mark.slow
def test_now_exchanges_at_once(offices, do):
    ly, dz = offices
    release_message(ly, "dz", "one")
    with served(dz) as door:
        address(ly, "dz", f"https://127.0.0.1:{door}")
        assert do(ly, "now", "dz")[:2] == (0, "dz: pages given 1, taken 0.\n")
    assert received(dz) == [1]


# ------------------------------------------------------------------------------------------------------- restored nodes
def epochs(box: NodeBox) -> int:
    with box:
        return Partner.objects.get().out_feeds.count()


@pytest.mark.slow
def test_restored_node_begins_anew_and_says_so(offices, tmp_path):
    ly, dz = offices
    node = OwnNode(ly.folder)
    release_message(ly, "dz", "one")
    code, answer, _ = node.run("backup", tmp_path / "b.zip")
    assert (code, f"Keep the folder {ly.folder}/keys" in answer) == (0, True)
    release_message(ly, "dz", "two")
    carry(ly, dz)

    code, answer, complaint = node.run("restore", tmp_path / "b.zip")

    assert (code, complaint) == (0, "")
    assert "gives everything that was released to its partner anew" in answer
    assert epochs(ly) == 2
    carry(dz, ly)
    release_message(ly, "dz", "another two")
    came = carry(ly, dz)
    assert (came.new, came.known) == (1, 1)
    with dz:
        assert Fork.objects.count() == 0


@pytest.mark.slow
def test_node_whose_database_was_put_back_by_hand_begins_anew_with_an_alarm_when_it_starts(offices, tmp_path):
    ly, dz = offices
    old = ly.copy(tmp_path / "old")
    release_message(ly, "dz", "one")
    carry(ly, dz)
    for ending in ("", "-wal", "-shm"):
        (ly.folder / f"node.sqlite3{ending}").unlink(missing_ok=True)
    shutil.copy(old.folder / "node.sqlite3", ly.folder)
    node = OwnNode(ly.folder)

    for complaints in (1, 0):
        with node.started("serve") as running:
            told = running.stop()[2]
        assert (
            told.count("This node was put back from an older copy: dz was given more than it knows.")
            == complaints
        )

    assert epochs(ly) == 2
    with ly:
        assert list(Fork.objects.values_list("what", flat=True)) == [OWN_FEED]
    release_message(ly, "dz", "two")
    assert carry(ly, dz).new == 1
    with dz:
        assert Fork.objects.count() == 0


@pytest.mark.slow
def test_door_and_site_are_one_process_and_stop_whole(offices):
    ly, _dz = offices
    door = free_port()
    node = OwnNode(ly.folder)
    with node.started("serve", "--exchange-host", "127.0.0.1", "--exchange-port", door) as running:
        assert running.page() == 200
        assert set(running.parts()) == {"web", "worker", "line"}
        socket.create_connection(("127.0.0.1", door), 10).close()
        code, _, complaint = running.stop()
    assert (code, complaint) == (0, "")
