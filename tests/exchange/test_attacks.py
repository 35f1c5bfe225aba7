"""A partner with good keys that means harm: what it sends stops nobody else, changes nothing of ours, and costs little."""

import io
import shutil
import tempfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from exchange.carrying import bundle as carried
from exchange.carrying import release_record, take
from exchange.forging import bundle, forged, key_of, payload_of, releases
from exchange.histories.offices import AT, PASSPHRASES, beginning_of, keys_opened_once

from tansiq.accords.rules.crossing import FormFaulty, NotTheirs, is_to_be_kept
from tansiq.core.rules import JOINT
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Fork, InBlob, OutFeed, Partner, Received, Release
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import Classification, Item, PartnerState, ReceivedState, Way, written
from tansiq.exchange.services import acting, holding, partners
from tansiq.exchange.services.alarms import MOST_UNSETTLED, OWN_FEED
from tansiq.exchange.services.asking import NoPartner, read_request
from tansiq.exchange.services.door import answer_pull
from tansiq.exchange.services.judging import Judged
from tansiq.exchange.services.keys import renew_keys
from tansiq.exchange.services.recalls import answer_recall, settle_fork
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq.exchange.services.releasing import OtherDraft, prepare_release, release
from tansiq.people.models import Role
from tansiq.planning.models import Programme, SharedPart
from tansiq.planning.queries.shared.bearing import TooFaulty, demand_bearable
from tansiq.planning.queries.shared.merging import PartShape
from tansiq.planning.services import keep_shared_part
from tansiq.training.models import Course
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.dsse import REQUEST, public_of, sealed
from tansiq_protocol.keys import KeySet, signed_keyset
from tansiq_protocol.record import Kind, read_record

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the offices lie in memory, on SQLite")
HASH = "a" * 64
MANY = ",".join(["{}"] * 60_000)
HOLLOW = f'{{"units":[{MANY}],"editions":[{MANY}]}}'


@pytest.fixture
def world(django_db_blocker):
    """Give three offices that are confirmed to each other; that of `dz` has released a message to `ly`."""
    folder = Path(tempfile.mkdtemp())
    with django_db_blocker.unblock(), keys_opened_once():
        offices = beginning_of(("dz", "ly", "tn")).offices(folder)
        releases(offices["dz"], "ly", "one")
        yield offices
        for office in offices.values():
            office.close()
    shutil.rmtree(folder)


def took(office, content: bytes) -> str | tuple[int, int, int, int]:
    with office:
        try:
            it = receive_bundle(
                node=office.node, source=io.BytesIO(content), way=Way.STICK, file="x", by=NodeItself(), at=AT
            )
        except BundleRefused as refused:
            return refused.code
    return it.new, it.known, it.held, it.refused


SUBJECT = {"id": str(uuid4()), "rev": 1, "sha256": HASH}
PLAN = {
    "programme": "x", "number": 1, "title": "", "option": "", "planSha256": HASH, "problemSha256": HASH, "plan": HASH,
    "parts": [], "parties": [],
}  # fmt: skip
RECEIPT = {"epoch": "x", "cursor": 1, "head": "x"}
DECISION = {"decision": "approve", "role": "x", "at": "x"}


# ------------------------------------------------------------------------------------------------- one record, no others
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("approval", {"subject": {**SUBJECT, "rev": {}}, **DECISION}),
        ("approval", {"subject": {**SUBJECT, "rev": "first"}, **DECISION}),
        ("approval", {"subject": {**SUBJECT, "id": []}, **DECISION}),
        ("approval", {"subject": {}, **DECISION}),
        ("plan.amendment", {**PLAN, "inReplyTo": {"rev": [1]}}),
        ("plan", {**PLAN, "parts": [{"party": {}}]}),
        ("plan.input", {"programme": "x", "party": "x", "part": "x"}),
        ("receipt", {"epoch": "x", "cursor": 1, "head": "x", "subject": "no mapping"}),
        ("recall.receipt", {"subject": {"id": "x" * 100_000}, "decision": "executed"}),
        ("keyset", {"envelopes": [None, {}, 1]}),
    ],
)
def test_a_record_whose_body_is_no_such_thing_waits_and_stops_no_other(world, kind, body):
    bad, good = (
        payload_of("dz", "ly", kind=kind, body=body),
        payload_of("dz", "ly", kind="receipt", body=RECEIPT),
    )
    assert took(world["ly"], forged(world["dz"], world["ly"], [bad, good])) == (2, 0, 0, 0)
    with world["ly"]:
        assert Received.objects.get(place=2).state == "taken_in"


@pytest.mark.parametrize("tries_hopeless", [False, True])
def test_what_nothing_mends_is_tried_again_only_when_an_officer_asks(world, monkeypatch, tries_hopeless):
    record = payload_of("dz", "ly", kind="approval", body={"subject": {"rev": {}}, **DECISION})
    took(world["ly"], forged(world["dz"], world["ly"], [record]))
    tried = []
    monkeypatch.setitem(acting._ACTS, Kind.APPROVAL, lambda *_: tried.append(1) or "seen")
    with world["ly"]:
        assert Received.objects.get().reason == "bad_record"
        acting.after_receiving(node=world["ly"].node, at=AT, tries_hopeless=tries_hopeless)
    assert bool(tried) is tries_hopeless


def test_however_much_waits_or_is_held_a_bundle_costs_no_more(world, monkeypatch):
    monkeypatch.setattr(acting, "MOST_TRIED_AGAIN", 3)
    monkeypatch.setattr(acting, "MOST_READ_AGAIN", 3)
    bodies = [{"subject": {**SUBJECT, "rev": it + 1}, **DECISION} for it in range(20)]
    waiting = [payload_of("dz", "ly", kind="approval", body=it) for it in bodies]
    held = [payload_of("dz", "ly", critical=["x"]) for _ in range(20)]
    assert took(world["ly"], forged(world["dz"], world["ly"], [*waiting, *held])) == (20, 0, 20, 0)
    acted, judged = [], []
    monkeypatch.setattr(acting, "_act", lambda *_: acted.append(1) or False)
    monkeypatch.setattr(holding, "judged", lambda *_args, **_said: judged.append(1) or _held())
    with world["ly"]:
        acting.after_receiving(node=world["ly"].node, at=AT)
    assert (len(acted), len(judged)) == (3, 3)


def _held() -> Judged:
    return Judged(HASH, b"", b"", ReceivedState.HELD, "critical")


# -------------------------------------------------------------------------------------------------------- our own feeds
def request_of(asker, asked, **said) -> bytes:
    payload = {
        "v": 1, "from": f"{asker.party}-node", "to": f"{asked.party}-node", "epoch": "", "cursor": 0, "head": "", "keyset": 1,
        "most": 65536, "nonce": "x", "createdAt": written(AT), **said,
    }  # fmt: skip
    return sealed(REQUEST, canonical_bytes(payload), key_of(asker))


def answering(office) -> dict:
    return {"node": office.node, "to": io.BytesIO(), "by": NodeItself(), "at": AT}


def test_receipts_for_feeds_that_never_were_do_not_make_us_give_everything_anew_for_ever(world):
    dz, ly = world["dz"], world["ly"]
    for number in range(40):
        content = request_of(ly, dz, epoch=f"{number + 2:08d}-x", cursor=1, head=HASH)
        with dz:
            answer_pull(content=content, **answering(dz))
    with dz:
        assert OutFeed.objects.filter(partner__party="ly").count() == 1 + MOST_UNSETTLED
        assert Fork.objects.count() == MOST_UNSETTLED


@pytest.mark.parametrize("epoch", ["zzz", "99999999-zzz"])
def test_a_receipt_for_a_feed_that_none_can_follow_is_not_followed(world, epoch):
    dz, ly = world["dz"], world["ly"]
    for _ in range(20):
        with dz:
            answer_pull(content=request_of(ly, dz, epoch=epoch, cursor=1, head=HASH), **answering(dz))
    with dz:
        assert (OutFeed.objects.filter(partner__party="ly").count(), Fork.objects.count()) == (1, 1)


def test_once_an_alarm_is_settled_a_rollback_is_followed_again(world):
    dz, ly = world["dz"], world["ly"]
    with dz:
        Fork.objects.bulk_create(
            Fork(
                partner=Partner.objects.get(party="ly"),
                what=OWN_FEED,
                first_sha256=str(it),
                second_sha256=HASH,
                at=AT,
            )
            for it in range(MOST_UNSETTLED)
        )
        content = request_of(ly, dz, epoch="00000002-x", cursor=1, head=HASH)
        answer_pull(content=content, **answering(dz))
        assert OutFeed.objects.filter(partner__party="ly").count() == 1
        settle_fork(fork_id=Fork.objects.first().pk, note="talked", by=dz.person("director"), at=AT)
        answer_pull(content=content, **answering(dz))
        assert OutFeed.objects.filter(partner__party="ly").count() == 2


@pytest.mark.parametrize("field", ["epoch", "head"])
def test_a_request_with_an_epoch_or_a_head_that_no_table_holds_is_no_partners(world, field):
    with world["dz"], pytest.raises(NoPartner):
        read_request(request_of(world["ly"], world["dz"], **{"epoch": "x", field: "x" * 65}))


def test_a_bundle_with_an_epoch_that_no_table_holds_is_refused(world):
    assert took(world["ly"], forged(world["dz"], world["ly"], [], epoch="x" * 65)) == "bad_manifest"


# ------------------------------------------------------------------------------------------------------ other partners
def test_a_partner_brings_no_key_set_of_another(world):
    root = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
    with world["ly"]:
        Partner.objects.filter(party="tn").update(state=PartnerState.ENDED)
        known = own_keyset().keyset
    made = KeySet(
        "tn", "tn-other", 1, None, public_of(root), (public_of(root),), known.recipients, AT, known.expires_at
    )
    record = payload_of("dz", "ly", kind="keyset", body={"envelopes": [signed_keyset(made, root).decode()]})
    took(world["ly"], forged(world["dz"], world["ly"], [record]))
    with world["ly"]:
        assert Partner.objects.get(party="tn").state == PartnerState.ENDED


# ---------------------------------------------------------------------------------------------------------- two officers
def test_of_two_drafts_of_one_record_the_second_is_prepared_anew(world):
    with world["dz"]:
        node, drafts = world["dz"].node, []
        for name, text in (("director", "first"), ("deputy", "second")):
            said = {"node": node, "by": world["dz"].person(name), "at": AT}
            items = [Item(Kind.MESSAGE, "exchange.message/same", {"text": text})]
            draft = prepare_release(
                items=items, audience=["ly"], classification=Classification.TRAINING, title="", **said
            )
            drafts.append((draft, said))
        (draft, said), (late, late_said) = drafts
        release(draft_id=draft.pk, digest=draft.digest, **said)
        with pytest.raises(OtherDraft):
            release(draft_id=late.pk, digest=late.digest, **late_said)
        assert Release.objects.filter(subject="exchange.message/same").count() == 1


@pytest.mark.parametrize("basis", [[], {}, 1])
def test_a_form_that_builds_on_no_hash_is_refused_in_words(basis):
    with pytest.raises(FormFaulty):
        is_to_be_kept({"row": {}, "basis": basis}, {"row": {"id": "x"}}, None)


# ------------------------------------------------------------------------------------------------------- in any order
def test_a_revision_that_was_overtaken_is_not_taken_in(world):
    first = payload_of("dz", "ly", kind="request", body={"row": {}})
    second = first | {
        "rev": 2,
        "prev": sha256(canonical_bytes(first)).hexdigest(),
        "body": {"row": {"later": True}},
    }
    took(world["ly"], forged(world["dz"], world["ly"], [first, second]))
    with world["ly"]:
        Role.objects.filter(code="role-director").update(may="receive approve_request")
        Received.objects.filter(rev=2).update(state=ReceivedState.TAKEN_IN)
        said = {"by": world["ly"].person("director"), "at": AT}
        with pytest.raises(acting.LaterTakenIn):
            acting.take_in(received_id=Received.objects.get(rev=1).pk, **said)
        assert (
            acting.put_aside(received_id=Received.objects.get(rev=1).pk, **said).state == ReceivedState.SEEN
        )


def test_a_part_that_comes_after_the_one_that_followed_it_is_not_planned_on(offices):
    ly, dz = offices
    parts = []
    for place, name in enumerate(("first", "second")):
        with dz:
            code = Programme.objects.get().code
            Course.objects.filter(owner="dz").update(name_en=name)
        release_record(dz, "plan.input", code, "ly", at=AT + timedelta(hours=place))
        parts.append(carried(dz, "ly", after=len(parts) and 2))
    take(ly, parts[1])
    take(ly, parts[0], at=AT + timedelta(days=1))
    with ly:
        kept = SharedPart.objects.filter(party="dz").order_by("at", "pk")
        assert ['"second"' in it.content for it in kept] == [False, True]


def test_a_partner_gives_no_part_of_another(offices):
    ly, _dz = offices
    with ly:
        dz, said = Partner.objects.get(party="dz"), {"programme": Programme.objects.get().code, "part": HASH}
        for party, why in (
            ("tn", NotTheirs),
            ("dz", acting.BuildsOnMissing),
            (JOINT, acting.BuildsOnMissing),
        ):
            record = read_record(
                canonical_bytes(payload_of("dz", "ly", kind="plan.input", body={**said, "party": party}))
            )
            with pytest.raises(why):
                acting._keep_part(Received(partner=dz), record, ly.node, NodeItself(), AT)


# ------------------------------------------------------------------------------------------------------- what it costs
def test_no_partner_has_us_keep_key_sets_without_end(world, monkeypatch):
    monkeypatch.setattr(partners, "MOST_KEYSETS", 1)
    dz = world["dz"]
    with dz:
        renew_keys(
            node=dz.node, root_file=(dz.folder / "root.pem").read_bytes(), first=PASSPHRASES[0], second=PASSPHRASES[1],
            revokes=False, last_good=None, by=dz.person("keeper"), at=AT,
        )  # fmt: skip
    assert took(world["ly"], bundle(dz, "ly")) == "too_large"


@pytest.mark.parametrize("is_named_elsewhere", [False, True])
def test_an_executed_recall_empties_the_attachment_too_where_nothing_else_names_it(world, is_named_elsewhere):
    releases(world["dz"], "ly", "with a map", attachment=b"a map")
    took(world["ly"], bundle(world["dz"], "ly"))
    with world["ly"]:
        row = Received.objects.get(place=2)
        if is_named_elsewhere:
            Received.objects.filter(place=1).update(payload=row.payload)
        subject = {"id": row.record_id, "rev": 1, "sha256": row.sha256}
    recall = payload_of("dz", "ly", kind="recall", body={"subject": subject, "reason": "x"})
    took(world["ly"], forged(world["dz"], world["ly"], [recall], first=4, prevHead=HASH))
    with world["ly"]:
        answer_recall(
            node=world["ly"].node, received_id=Received.objects.get(place=4).pk, executes=True, reason="",
            by=world["ly"].person("director"), at=AT,
        )  # fmt: skip
        assert InBlob.objects.exists() is is_named_elsewhere


@pytest.mark.parametrize("content", [HOLLOW, "[" * 300_000, "[[" + "[],[]," * 200_000])
@pytest.mark.parametrize("shape", [PartShape, PlanDocument])
def test_a_text_of_nothing_but_faults_is_refused_before_each_is_told(content, shape):
    before = monotonic()
    with pytest.raises(TooFaulty):
        demand_bearable(content, shape)
    assert monotonic() - before < 10


def test_a_part_of_nothing_but_faults_is_not_kept(offices):
    _ly, dz = offices
    content = '{"part":{"party":"ly","programme":"x"},"units":[' + ",".join(["{}"] * 10_000) + "]}"
    with dz:
        said = {"programme": Programme.objects.get(), "party": "ly", "content": content, "is_own": False}
        with pytest.raises(TooFaulty):
            keep_shared_part(**said, by=NodeItself(), at=AT)
