"""What comes is kept once and judged by itself; what is bad is held or refused with its reason, and stops nothing."""

import base64
import io
import json
import shutil
import sqlite3

import pytest
from conftest import AT
from django.db import connection
from exchange.carrying import DIRECTORS, bundle, carry, release_message, release_record, take
from exchange.nodes import PASSPHRASES, NodeBox

from tansiq.core.errors import StepRefused
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Fork, InFeed, OutFeed, Partner, Passage, Received
from tansiq.exchange.queries.feeds import gaps, standing_of
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import Classification, Item, PartnerState, ReceivedState, Way
from tansiq.exchange.rules.faults import sentence_of
from tansiq.exchange.services import acting, keys, partners, recalls, releasing, room
from tansiq.exchange.services.epochs import begin_epochs_anew
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq_protocol.keys import LastGood
from tansiq_protocol.record import Kind


def messages(box: NodeBox, *texts: str, to: str = "dz") -> None:
    for text in texts:
        release_message(box, to, text)


def states(box: NodeBox) -> dict[str, int]:
    with box:
        found: dict[str, int] = {}
        for state in Received.objects.order_by("pk").values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
        return found


def test_places_that_come_later_leave_a_gap_that_is_told_and_filled(offices):
    ly, dz = offices
    messages(ly, "one", "two")
    early = bundle(ly, "dz")
    messages(ly, "three", "four")
    late = bundle(ly, "dz", after=2)

    take(dz, late)
    with dz:
        feed = InFeed.objects.get()
        assert (feed.place, [(it.first, it.last) for it in gaps(feed)]) == (0, [(1, 2)])
    take(dz, early)
    with dz:
        feed = InFeed.objects.get()
        assert (feed.place, gaps(feed)) == (4, [])
    carry(dz, ly)
    with ly:
        assert standing_of(Partner.objects.get()).confirmed == 4


WRONG_FILES = {
    b"": "empty_file",
    b"PK\x03\x04": "not_a_bundle",
    b"\0" * 5000: "not_a_bundle",
    b"age-encryption.org/v1\n" * 50: "cannot_open",
    b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n": "root_key_given",
    b'{"payload":"e30=","payloadType":"application/vnd.tansiq.keyset+json;version=1"}': "keyset_given",
}
"""By what a file holds, what an officer who gives it in is told."""


@pytest.mark.parametrize(("content", "code"), WRONG_FILES.items())
def test_what_is_no_bundle_is_refused_in_words_and_booked(offices, content, code):
    _ly, dz = offices
    with pytest.raises(BundleRefused) as refused:
        take(dz, content)
    assert (refused.value.code, str(refused.value)) == (code, sentence_of(code))
    with dz:
        assert [it.fault for it in Passage.objects.all()] == [code]
        assert Received.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [("ly-dz-20250518-1005-1-1.tansiq", "own_bundle"), ("ly-dz-1-1-1 (2).tansiq", "own_bundle"),
     ("dz-ly-1-1-1.tansiq", "cannot_open"), ("ly-tn-1-1-1.tansiq", "cannot_open"), ("x.tansiq", "cannot_open")],
)  # fmt: skip
def test_own_bundle_is_known_by_its_name(offices, name, code):
    ly, _dz = offices
    messages(ly, "one")
    said = {"way": Way.STICK, "file": name, "by": NodeItself(), "at": AT}
    content = io.BytesIO(bundle(ly, "dz"))
    with ly, pytest.raises(BundleRefused) as refused:
        receive_bundle(node=ly.node, source=content, **said)
    assert refused.value.code == code


@pytest.mark.parametrize("state", [it for it in PartnerState if it != PartnerState.CONFIRMED])
@pytest.mark.parametrize("way", Way)
def test_why_nothing_is_exchanged_now_is_told_to_officers_and_not_on_the_line(offices, state, way):
    ly, dz = offices
    messages(ly, "one")
    content = bundle(ly, "dz")
    with dz:
        Partner.objects.update(state=state)
        with pytest.raises(BundleRefused) as refused:
            receive_bundle(node=dz.node, source=io.BytesIO(content), way=way, by=NodeItself(), at=AT)
        told = "other_sender" if way is Way.LINE else f"partner_{state}"
        assert (refused.value.code, str(refused.value)) == (told, sentence_of(told))
        assert ([it.fault for it in Passage.objects.all()], Received.objects.count()) == ([told], 0)


def test_bundle_for_another_node_cannot_be_handed_on(offices):
    ly, dz = offices
    messages(ly, "one")
    for box in (ly, dz):
        with pytest.raises(BundleRefused) as refused:
            take(box, bundle(dz if box is dz else ly, "ly" if box is dz else "dz"))
        assert refused.value.code == "cannot_open"


def test_restored_node_begins_a_new_epoch_and_nothing_is_lost_or_doubled(offices):
    ly, dz = offices
    messages(ly, "one", "two")
    carry(ly, dz)
    with ly:
        begin_epochs_anew(by=ly.person("administrator"), at=AT)
    messages(ly, "three")
    came = carry(ly, dz)
    assert (came.new, came.known) == (1, 2)
    with dz:
        assert [(it.position, it.place) for it in InFeed.objects.order_by("position")] == [(1, 2), (2, 3)]
        assert Received.objects.count() == 3


def test_node_put_back_in_silence_learns_of_it_from_the_partners_receipt(offices, tmp_path):
    ly, dz = offices
    messages(ly, "one")
    older = ly.copy(tmp_path / "older")
    messages(ly, "two")
    carry(ly, dz)

    carry(dz, older)
    with older:
        assert [it.what for it in Fork.objects.all()] == ["own feed"]
        assert [it.epoch[:8] for it in OutFeed.objects.order_by("pk")] == ["00000001", "00000002"]
    release_message(older, "dz", "another two")
    came = carry(older, dz)
    assert (came.new, came.known, came.held) == (1, 1, 0)
    with dz:
        assert Received.objects.count() == 3


def test_late_bundle_of_an_ended_epoch_is_no_new_feed(offices):
    ly, dz = offices
    messages(ly, "one")
    carry(ly, dz)
    messages(ly, "two")
    late = bundle(ly, "dz")
    with ly:
        begin_epochs_anew(by=ly.person("administrator"), at=AT)
    carry(ly, dz)
    came = take(dz, late)
    assert (came.new, came.known) == (0, 2)
    with dz:
        assert InFeed.objects.get(is_present=True).epoch[:8] == "00000002"


def test_late_bundle_of_an_epoch_that_ended_before_it_was_heard_of_is_no_new_feed(offices):
    ly, dz = offices
    messages(ly, "one")
    late = bundle(ly, "dz")
    with ly:
        begin_epochs_anew(by=ly.person("administrator"), at=AT)
    carry(ly, dz)
    take(dz, late)
    messages(ly, "two")

    passage = carry(ly, dz)

    assert (passage.new, states(dz)) == (1, {"new": 2})
    with dz:
        assert [(it.epoch[:8], it.place) for it in InFeed.objects.all()] == [("00000002", 2)]


def test_bundles_that_come_out_of_order_after_our_feed_began_anew_raise_no_alarm(offices):
    ly, dz = offices
    messages(dz, "one", to="ly")
    carry(dz, ly)
    early = bundle(ly, "dz")  # both have what dz gave in the epoch that ends
    messages(ly, "two")
    late = bundle(ly, "dz")
    with dz:
        begin_epochs_anew(by=dz.person("administrator"), at=AT)

    for content in (late, early, late):
        take(dz, content)

    with dz:
        assert list(Fork.objects.all()) == []


def test_bundles_in_any_order_tell_of_no_shorter_journal(offices):
    ly, dz = offices
    sticks = []
    for text in ("one", "two", "three"):
        messages(dz, text, to="ly")
        carry(dz, ly)
        messages(ly, text)
        sticks.append(bundle(ly, "dz", after=len(sticks)))
    first, second, third = sticks

    for content in (third, first, second):
        take(dz, content)

    with dz:
        assert list(Fork.objects.all()) == []
        assert InFeed.objects.get().place == 3


def test_partner_that_was_put_back_from_before_anything_came_is_given_all_again(offices, tmp_path):
    ly, dz = offices
    older = dz.copy(tmp_path / "older")
    messages(ly, "one")
    carry(ly, dz)
    carry(dz, ly)

    with older:
        begin_epochs_anew(by=older.person("administrator"), at=AT)
    carry(older, ly)

    assert (carry(ly, older).new, states(older)) == (1, {"new": 1})


def test_renewed_keys_arrive_with_what_they_sign(offices):
    ly, dz = offices
    with ly:
        keys.renew_keys(
            node=ly.node, root_file=(ly.folder / "root.pem").read_bytes(), first=PASSPHRASES[0],
            second=PASSPHRASES[1], revokes=True, last_good=None, by=ly.person("administrator"), at=AT,
        )  # fmt: skip
    messages(ly, "one")
    assert carry(ly, dz).new == 1


def test_what_a_revoked_key_signed_after_its_last_good_place_is_refused_until_it_is_signed_anew(offices):
    ly, dz = offices
    messages(ly, "one")
    with ly:
        epoch = OutFeed.objects.get().epoch
    messages(ly, "two")
    before = bundle(ly, "dz")
    with ly:
        keyset = keys.renew_keys(
            node=ly.node, root_file=(ly.folder / "root.pem").read_bytes(), first=PASSPHRASES[0],
            second=PASSPHRASES[1], revokes=True, last_good=LastGood(epoch, 1), by=ly.person("administrator"), at=AT,
        )  # fmt: skip
    with dz:
        partners.introduce_partner(node=dz.node, content=keyset, by=dz.person("administrator"), at=AT)
    with pytest.raises(BundleRefused) as refused:
        take(dz, before)
    assert refused.value.code == "key_revoked"

    came = carry(ly, dz)
    assert (came.new, came.refused) == (2, 0)


def test_node_put_back_before_its_renewal_takes_its_newer_key_set_back(offices, tmp_path):
    ly, dz = offices
    older = ly.copy(tmp_path / "older")
    with ly:
        keys.renew_keys(
            node=ly.node, root_file=(ly.folder / "root.pem").read_bytes(), first=PASSPHRASES[0],
            second=PASSPHRASES[1], revokes=False, last_good=None, by=ly.person("administrator"), at=AT,
        )  # fmt: skip
    messages(ly, "one")
    carry(ly, dz)
    shutil.copytree(ly.folder / "keys", older.folder / "keys", dirs_exist_ok=True)  # keys are in no backup
    with older:
        begin_epochs_anew(by=older.person("administrator"), at=AT)
        assert own_keyset().keyset.rev == 2
    release_message(older, "dz", "after")
    assert carry(older, dz).new == 1


def test_newer_kind_is_held_and_read_after_the_upgrade(offices, monkeypatch):
    from tansiq_protocol import record

    ly, dz = offices
    messages(ly, "one")
    with monkeypatch.context() as older:
        older.setitem(record.SCHEMAS, Kind.MESSAGE, 0)
        came = carry(ly, dz)
        assert (came.new, came.held) == (0, 1)
    messages(ly, "two")
    carry(ly, dz)
    assert states(dz) == {ReceivedState.NEW: 2}


def test_officer_takes_in_minutes_and_they_are_the_same_there(offices):
    from tansiq.accords.models import Meeting
    from tansiq.accords.queries.crossing import minutes_form

    ly, dz = offices
    with ly:
        meeting = Meeting.objects.order_by("pk").first()
        form = minutes_form(meeting)
    release_record(ly, "minutes", meeting.code, "dz")
    carry(ly, dz)
    with dz:
        row = Received.objects.get()
        taken = acting.take_in(received_id=row.pk, by=dz.person("cooperation"), at=AT)
        assert (taken.state, taken.subject) == (ReceivedState.TAKEN_IN, f"accords.meeting/{meeting.code}")
        assert minutes_form(Meeting.objects.get(code=meeting.code)) == form
        with pytest.raises(StepRefused):
            acting.take_in(received_id=row.pk, by=dz.person("cooperation"), at=AT)


def test_recall_is_executed_or_refused_by_an_officer_and_answered(offices):
    ly, dz = offices
    (first,) = release_message(ly, "dz", "withdrawn words")
    release_record(ly, "recall", first.record_id, "dz", reason="خطأ")
    carry(ly, dz)
    with dz:
        asked = Received.objects.get(kind=Kind.RECALL)
        with pytest.raises(recalls.NoReason):
            recalls.answer_recall(
                node=dz.node,
                received_id=asked.pk,
                executes=False,
                reason=" ",
                by=dz.person("cooperation"),
                at=AT,
            )
        recalls.answer_recall(
            node=dz.node, received_id=asked.pk, executes=True, reason="", by=dz.person("cooperation"), at=AT
        )
        emptied = Received.objects.get(record_id=first.record_id)
        assert (emptied.state, bytes(emptied.payload), bytes(emptied.envelope)) == (
            ReceivedState.RECALLED,
            b"",
            b"",
        )
    if connection.vendor == "sqlite":
        assert b"withdrawn words" not in written_back(dz)
    carry(dz, ly)
    with ly:
        answer = Received.objects.get(kind=Kind.RECALL_RECEIPT)
        assert (answer.state, answer.subject) == (
            ReceivedState.TAKEN_IN,
            f"exchange.release/{first.record_id}",
        )


def written_back(box: NodeBox) -> bytes:
    """Give every byte of a database after its log was written back."""
    with sqlite3.connect(box.folder / "node.sqlite3") as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (box.folder / "node.sqlite3").read_bytes()


def test_other_bytes_for_a_known_revision_are_a_fork_and_both_are_kept(offices, tmp_path):
    ly, dz = offices
    (first,) = release_message(ly, "dz", "one")
    older = ly.copy(tmp_path / "older")
    for box, words in ((ly, "second"), (older, "another second")):
        with box:
            said = {"node": box.node, "by": box.person(DIRECTORS["ly"]), "at": AT}
            draft = releasing.prepare_release(
                items=[Item(Kind.MESSAGE, first.subject, {"text": words})], audience=["dz"],
                classification=Classification.TRAINING, title="", **said,
            )  # fmt: skip
            releasing.release(draft_id=draft.pk, digest=draft.digest, **said)
    carry(ly, dz)
    carry(dz, older)
    carry(older, dz)
    with dz:
        held = Received.objects.get(state=ReceivedState.HELD)
        assert (held.reason, Fork.objects.filter(what=f"{first.record_id} 2").count()) == ("fork", 1)
        fork = recalls.settle_fork(
            fork_id=Fork.objects.get(what=f"{first.record_id} 2").pk,
            note="اتفقنا",
            by=dz.person("cooperation"),
            at=AT,
        )
        assert fork.settled_by == "cooperation"
        assert Received.objects.count() == 3


def test_nothing_in_a_bundle_tells_of_unreleased_records_or_of_working_hours(offices):
    import zipfile

    import pyrage

    from tansiq.exchange.services.key_files import reading_keys

    ly, dz = offices
    messages(ly, "one")
    content = bundle(ly, "dz")
    with dz:
        keys_of_dz = [pyrage.x25519.Identity.from_str(it) for it in reading_keys()]
    archive = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(content, keys_of_dz)))
    assert {it.date_time for it in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    envelope = json.loads(archive.read("manifest.dsse.json"))
    manifest = json.loads(base64.b64decode(envelope["payload"]))
    assert (manifest["first"], manifest["last"], len(manifest["records"])) == (1, 1, 1)


def test_partner_cannot_fill_the_disk_over_the_line(offices, monkeypatch):
    ly, dz = offices
    release_message(ly, "dz", "one")
    content = bundle(ly, "dz")
    monkeypatch.setattr(room, "MOST_RECORDS_A_DAY", 0)
    with pytest.raises(room.OverQuota):
        take(dz, content, way=Way.LINE)
    with dz:
        assert (Received.objects.count(), InFeed.objects.count()) == (0, 0)
    assert take(dz, content).new == 1  # from a stick, which someone put in


def test_full_disk_takes_in_nothing_and_keeps_the_node_at_work(offices, monkeypatch):
    ly, dz = offices
    release_message(ly, "dz", "one")
    content = bundle(ly, "dz")
    monkeypatch.setattr(room, "KEPT_FREE", 2**60)
    with pytest.raises(room.NoRoom):
        take(dz, content)
    with dz:
        assert Received.objects.count() == 0
