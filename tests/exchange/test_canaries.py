"""A word of its own is planted in every text of an office; whatever leaves it, and all that its partner has, is searched."""

import io
import logging
import re
import zipfile
from base64 import b64decode
from uuid import UUID

import pytest
from conftest import AT
from django.apps import apps
from django.db import connection, models
from django.test import RequestFactory
from exchange import forging
from exchange.carrying import bundle, release_message, release_record
from exchange.feeding import ROOT, program, reader
from exchange.histories.world import WORD, decrypted, unpacked

from tansiq.exchange.models import InBlob, OutBlob, OutFeed, OutPlace, Partner, Received, Release
from tansiq.exchange.rules import Classification, Item, Way
from tansiq.exchange.services.asking import request_to
from tansiq.exchange.services.key_files import reading_keys
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq.exchange.services.releasing import prepare_release
from tansiq.organisations.models import Party
from tansiq_protocol.record import Kind, read_record

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each office has a file of its own, on SQLite"
)
KEPT_WHOLE = re.compile(
    r"code|owner|party|kind|hash|password|sha256|may|languages|weekend|locale|role|released_to|username|before|verb|"
    r"node_code|audience|members|subject|by|parent|key|currency|marking|state|session.*|task.*|queue.*|backend.*|worker.*"
)
"""Columns that hold no words of people, but codes by which the program finds its way."""
NO_WORDS = ("django_", "exchange_", "axes_", "auth_")
SHORTEST = 60


def texts() -> list[tuple[str, str]]:
    """Give every column of every table that holds words of people."""
    found = []
    for kind in apps.get_models():
        table = kind._meta.db_table
        if table.startswith(NO_WORDS):
            continue
        for field in kind._meta.concrete_fields:
            is_text = isinstance(field, models.TextField) or (
                isinstance(field, models.CharField) and (field.max_length or 0) >= SHORTEST
            )
            if is_text and not field.choices and not field.unique and not KEPT_WHOLE.fullmatch(field.name):
                found.append((table, field.column))
    return found


def plant(box) -> int:
    """Plant a word of its own in every text of an office, empty ones too; what is JSON is left whole. Give how many."""
    count = 0

    def word() -> str:
        nonlocal count
        count += 1
        return f"canary{count:06d}x"

    with box, connection.cursor() as cursor:
        connection.connection.create_function("a_word", 0, word)
        cursor.execute("PRAGMA ignore_check_constraints = 1")
        for table, column in texts():
            sql = f'UPDATE "{table}" SET "{column}" = "{column}" || \' \' || a_word() WHERE "{column}" IS NOT NULL'  # noqa: S608
            cursor.execute(f"{sql} AND substr(ltrim(\"{column}\"), 1, 1) NOT IN ('{{', '[')")
    return count


@pytest.fixture
def planted(offices):
    """Give both offices; that of Libya is full of planted words, and a draft of it was released to nobody."""
    ly, dz = offices
    assert plant(ly) > 500
    with ly:
        items = [
            Item(
                Kind.MESSAGE,
                "exchange.message/draft",
                {"text": "canary900001x"},
                {"canary900002x": b"canary900003x"},
            )
        ]
        prepare_release(
            node=ly.node, items=items, audience=["dz"], classification=Classification.TRAINING, title="canary900004x",
            by=ly.person("director"), at=AT,
        )  # fmt: skip
    return ly, dz


def words(content: bytes) -> set[bytes]:
    return set(WORD.findall(content))


def released(box) -> set[bytes]:
    """Give the words that officers let go: those in the very bytes that they looked at."""
    with box:
        every = [bytes(it) for it in Release.objects.values_list("payload", flat=True)]
        every += [bytes(it) for it in OutBlob.objects.values_list("content", flat=True)]
    return words(b"\n".join(every))


def release_a_few(ly) -> None:
    """Release a message and, of each sort that there is, one record."""
    from tansiq.accords.models import Accord, Decision

    release_message(ly, "dz", "canary800001x")
    with ly:
        chosen = [("accord", Accord.objects.exclude(owner="dz").order_by("pk").first())]
        chosen += [("decision", Decision.objects.exclude(owner="dz").order_by("pk").first())]
    for kind, record in chosen:
        if record is not None:
            release_record(ly, kind, record.code, "dz")


def inside(content: bytes, taker) -> bytes:
    """Give every byte of a bundle, opened as far as it opens."""
    with taker:
        archive = zipfile.ZipFile(io.BytesIO(decrypted(content, reading_keys())))
    _manifest, _lines, every = unpacked(archive)
    return content + every


def whole_file(box) -> bytes:
    """Give every byte of an office's database and of all else in its folder."""
    with box, connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"\n".join(it.read_bytes() for it in sorted(box.folder.rglob("*")) if it.is_file())


# ----------------------------------------------------------------------------------------------------------- what is found
def test_word_that_was_released_is_found_and_no_other_leaves(planted):
    ly, dz = planted
    release_a_few(ly)

    every = inside(bundle(ly, "dz"), dz)

    assert b"canary800001x" in words(every)  # the search finds what is there
    assert words(every) - released(ly) == set()
    assert not {it for it in words(every) if it.startswith(b"canary9")}


def test_partner_has_no_word_that_was_not_released(planted):
    ly, dz = planted
    release_a_few(ly)
    with dz:
        receive_bundle(
            node=dz.node,
            source=io.BytesIO(bundle(ly, "dz")),
            way=Way.STICK,
            by=dz.person("administrator"),
            at=AT,
        )
        assert Received.objects.count() >= 1
        assert InBlob.objects.count() == 0

    assert b"canary800001x" in words(whole_file(dz))
    assert words(whole_file(dz)) - released(ly) == set()
    assert b"canary900001x" in words(whole_file(ly))


def test_what_is_inner_stays_even_where_its_record_is_released(planted):
    """Words of accounts, remarks, ratings and of the journal stand in no payload at all."""
    ly, _dz = planted
    with ly, connection.cursor() as cursor:
        inner = set()
        for table, column in texts():
            if table.startswith(("people_", "core_")) or any(
                it in table for it in ("remark", "rating", "evidence")
            ):
                cursor.execute(f'SELECT "{column}" FROM "{table}"')  # noqa: S608
                inner |= words("\n".join(str(it) for (it,) in cursor.fetchall()).encode())
    release_a_few(ly)

    assert len(inner) > 50
    assert released(ly) & inner == set()


# ------------------------------------------------------------------------------------------------------- whoever asks the door
def test_door_and_its_refusals_tell_nothing(planted, caplog):
    from tansiq.exchange.views.door import answer

    ly, dz = planted
    caplog.set_level(logging.DEBUG)
    release_a_few(ly)
    with dz:
        partner = Partner.objects.get()
        request = request_to(partner, AT)
    factory, told, taken, own_bundle = RequestFactory(), b"", b"", bundle(ly, "dz")
    with ly:
        for sent in (request, b"", b"{}", request[:-9], request.replace(b"payload", b"payloaf", 1)):
            for way in ("pull", "push"):
                answered = answer(factory.post(f"/x/1/{way}", sent, content_type="application/octet-stream"))
                body = b"".join(answered) if answered.streaming else answered.content
                told += str(answered.headers).encode() + body
                taken = body if body.startswith(b"age-encryption.org") else taken
        for path in (
            "/",
            "/exchange/",
            "/x/1/pull",
            "/x/2/pull",
            "/taxii2/",
            f"{ROOT}collections/",
            "/accords/",
            "/search?q=canary",
        ):
            answered = answer(factory.get(path))
            told += str(answered.headers).encode() + answered.content
        for content in (b"x", own_bundle):
            with pytest.raises(BundleRefused) as refused:
                receive_bundle(
                    node=ly.node,
                    source=io.BytesIO(content),
                    way=Way.LINE,
                    by=ly.person("administrator"),
                    at=AT,
                )
            told += str(refused.value).encode()

    assert b"canary800001x" in words(inside(taken, dz))
    assert words(inside(taken, dz)) - released(ly) == set()
    assert words(told) == set()
    assert words(caplog.text.encode()) == set()


def test_feed_for_programs_tells_what_was_released_alone(planted):
    ly, _dz = planted
    release_a_few(ly)
    with ly:
        asking = program(reader(ly))
        (only,) = asking.collections()
        told = b"".join(
            asking.ask(path).content
            for path in (
                "/taxii2/", ROOT, f"{ROOT}collections/", f"{ROOT}collections/{only['id']}/",
                f"{ROOT}collections/{only['id']}/manifest/", f"{ROOT}collections/{only['id']}/objects/",
                f"{ROOT}collections/{only['id']}/objects/note--{only['id']}/", "/taxii2/nowhere/",
            )
        )  # fmt: skip

    assert words(told) - released(ly) - names_of_nations(ly) == set()


def names_of_nations(box) -> set[bytes]:
    """Give the words in what the nations are called here: the feed names them, and nothing else that no officer released."""
    with box:
        every = Party.objects.values_list("name_ar", "name_fr", "name_en")
        return words(" ".join(it for row in every for it in row).encode())


def test_feed_for_programs_of_another_partner_is_empty(planted):
    ly, _dz = planted
    release_a_few(ly)
    with ly:
        stranger = program(reader(ly))
        stranger.headers["HTTP_AUTHORIZATION"] = "Basic eDp5"

        assert words(stranger.ask(f"{ROOT}collections/").content) == set()


# --------------------------------------------------------------------------------------------------- what the numbers tell
def test_places_ids_and_times_tell_nothing_of_what_was_not_released(planted):
    ly, dz = planted
    for text in ("a", "b", "c"):
        release_message(ly, "dz", text)
    content = bundle(ly, "dz")

    with ly:
        feed = OutFeed.objects.get(is_present=True)
        places = list(OutPlace.objects.filter(feed=feed).order_by("place").values_list("place", flat=True))
        records = [read_record(bytes(it)) for it in Release.objects.values_list("payload", flat=True)]
    assert places == [1, 2, 3]
    assert {UUID(it.id).version for it in records} == {4}
    with dz:
        archive = zipfile.ZipFile(io.BytesIO(decrypted(content, reading_keys())))
    assert {(it.date_time, it.comment, it.extra) for it in archive.infolist()} == {
        ((1980, 1, 1, 0, 0, 0), b"", b"")
    }
    manifest, lines, _every = unpacked(archive)
    assert set(manifest) == {
        "v", "from", "to", "epoch", "first", "last", "prevHead", "head", "records", "blobs", "ack", "auditHead", "minReader",
        "createdAt", "packed",
    }  # fmt: skip
    assert len(lines) == 3


def test_each_partner_has_places_of_its_own(django_db_blocker, tmp_path):
    from exchange.histories.offices import beginning_of, keys_opened_once

    with django_db_blocker.unblock(), keys_opened_once():
        offices = beginning_of(("dz", "ly", "tn")).offices(tmp_path)
        for number, to in enumerate(("dz", "tn", "tn", "dz", "tn")):
            forging.releases(offices["ly"], to, f"to {to} {number}")
        with offices["ly"]:
            found = {it.partner.party: it.place for it in OutFeed.objects.filter(is_present=True)}
        for office in offices.values():
            office.close()

    assert found == {"dz": 2, "tn": 3}


def test_unknown_reader_of_base64_would_be_found():
    assert words(b64decode("Y2FuYXJ5MDAwMDAxeA==")) == {b"canary000001x"}
