"""Nothing leaves but what an officer looked at and released, to parties named one by one, under a label that bears it."""

import json

import pytest
from conftest import AT
from exchange.carrying import DIRECTORS, bundle, release_message, release_record, take
from exchange.nodes import NodeBox

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.core.models import JournalLine
from tansiq.exchange.models import Draft, OutFeed, OutPlace, Partner, Received, Release
from tansiq.exchange.queries.outbox import LeakRefusedError, only_outbox
from tansiq.exchange.rules import Classification, Item
from tansiq.exchange.services import releasing
from tansiq_protocol.record import Kind, read_record


def prepared(box: NodeBox, **other) -> Draft:
    given = {
        "items": [Item(Kind.MESSAGE, "exchange.message/1", {"text": "كلمة"})],
        "audience": ["dz"],
        "classification": Classification.TRAINING,
        "title": "",
        "by": box.person(DIRECTORS[box.party]),
    }
    return releasing.prepare_release(node=box.node, at=AT, **{**given, **other})


def released(box: NodeBox, draft: Draft, username: str = "director") -> list[Release]:
    return releasing.release(
        node=box.node, draft_id=draft.pk, digest=draft.digest, by=box.person(username), at=AT
    )


def nothing_left() -> bool:
    return (Release.objects.count(), OutPlace.objects.count()) == (0, 0)


def test_the_bytes_that_were_looked_at_are_those_that_leave(offices):
    ly, _dz = offices
    with ly:
        draft = prepared(ly)
        looked_at = [bytes(it.payload) for it in draft.records.all()]
        assert nothing_left()

        (release,) = released(ly, draft)
        assert [bytes(release.payload)] == looked_at
        assert (Draft.objects.count(), OutFeed.objects.get().place) == (0, 1)


def test_every_record_that_leaves_has_a_line_in_the_journal(offices):
    ly, _dz = offices
    items = [Item(Kind.MESSAGE, f"exchange.message/{it}", {"text": it}) for it in ("one", "two")]
    with ly:
        left = released(ly, prepared(ly, items=items))
        lines = JournalLine.objects.filter(verb="exchange.release").order_by("number")

        told = [(it.subject, json.loads(it.changes)) for it in lines]
    assert told == [
        (it.subject, {"audience": ["dz"], "kinds": ["message"], "sha256": [it.sha256]}) for it in left
    ]


def test_another_digest_releases_nothing(offices):
    ly, _dz = offices
    with ly:
        draft = prepared(ly)
        with pytest.raises(releasing.OtherDraft):
            releasing.release(
                node=ly.node, draft_id=draft.pk, digest="0" * 64, by=ly.person("director"), at=AT
            )
        assert nothing_left()


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"audience": []}, releasing.NobodyNamed),
        ({"audience": ["tn"]}, releasing.NobodyNamed),
        ({"audience": ["ly"]}, releasing.NobodyNamed),
        (
            {
                "items": [
                    Item(Kind.MESSAGE, "m/1", {"text": "x"}, classifications=[Classification.RESTRICTED])
                ]
            },
            releasing.LabelTooLow,
        ),
        ({"items": [Item(Kind.MESSAGE, "m/1", {"text": "x" * 300_000})]}, releasing.TooLargeToRelease),
        ({"items": [Item(Kind.MESSAGE, "m/1", {"no text": "x"})]}, releasing.TooLargeToRelease),
    ],
)
def test_what_may_not_leave_is_not_even_prepared(offices, other, refusal):
    ly, _dz = offices
    with ly:
        with pytest.raises(refusal):
            prepared(ly, **other)
        assert (Draft.objects.count(), nothing_left()) == (0, True)


def test_whoever_may_not_release_prepares_nothing(offices):
    ly, _dz = offices
    with ly, pytest.raises(NotAllowed):
        prepared(ly, by=ly.person("unit"))


def test_from_confidential_on_two_persons_release(offices):
    ly, _dz = offices
    with ly:
        draft = prepared(ly, classification=Classification.CONFIDENTIAL)
        assert released(ly, draft) == []
        with pytest.raises(releasing.SecondPersonNeeded):
            released(ly, draft)
        assert nothing_left()
        with pytest.raises(NotAllowed):
            released(ly, draft, "unit")


def test_the_same_words_are_released_once_and_others_follow_as_the_next_revision(offices):
    ly, _dz = offices
    (first,) = release_message(ly, "dz", "one")
    with pytest.raises(releasing.ReleasedAlready):
        release_message(ly, "dz", "one")
    with ly:
        draft = prepared(ly, items=[Item(Kind.MESSAGE, first.subject, {"text": "another"})])
        (second,) = released(ly, draft)
        assert (second.record_id, second.rev) == (first.record_id, 2)
        assert read_record(bytes(second.payload)).prev == first.sha256


def test_no_name_of_a_person_leaves_only_their_role(offices):
    ly, _dz = offices
    (release,) = release_message(ly, "dz", "one")
    assert read_record(bytes(release.payload)).released_by == "role-director"


def test_maker_of_bundles_reads_the_outbox_alone(offices):
    from tansiq.training.models import Task

    ly, _dz = offices
    with ly:
        for ask in (
            lambda: list(Task.objects.all()),
            lambda: list(Received.objects.all()),
            lambda: list(Partner.objects.all()),
            lambda: list(Release.objects.select_related().filter(places__feed__partner__party="dz")),
            lambda: Release.objects.update(kind="x"),
        ):
            with pytest.raises(LeakRefusedError), only_outbox():
                ask()


def test_what_stands_in_a_feed_without_being_released_to_it_stops_the_bundle(offices):
    ly, _dz = offices
    release_message(ly, "dz", "one")
    with ly:
        Release.objects.update(audience=" tn ")
    with pytest.raises(LeakRefusedError):
        bundle(ly, "dz")


def test_records_of_the_other_side_are_not_released_here(offices):
    from tansiq.training.models import Course

    ly, _dz = offices
    with ly:
        code = Course.objects.filter(owner="dz").first().code
    with pytest.raises(NotFound):
        release_record(ly, "offer", code, "dz")


def test_released_record_knows_to_whom(offices):
    from tansiq.accords.models import Meeting

    ly, dz = offices
    with ly:
        meeting = Meeting.objects.order_by("pk").first()
    release_record(ly, "minutes", meeting.code, "dz")
    assert take(dz, bundle(ly, "dz")).new == 1
    with ly:
        assert "dz" in Meeting.objects.get(pk=meeting.pk).released_parties


@pytest.mark.parametrize("classification", [Classification.RESTRICTED, Classification.CONFIDENTIAL])
def test_record_that_is_gone_is_not_released_and_its_draft_is_left(offices, classification):
    from tansiq.exchange.queries.bodies import Asked, items_for
    from tansiq.exchange.services.effects import RecordGone
    from tansiq.training.models import Request

    ly, _dz = offices
    with ly:
        need = Request.objects.filter(owner="ly").first()
        asked = Asked(Kind.REQUEST, need.code, ly.node, ly.person("director"), ("dz",), AT.date())
        draft = prepared(ly, items=items_for(asked)[0], classification=classification)
        need.delete()
        lines = JournalLine.objects.count()
        with pytest.raises(RecordGone):
            released(ly, draft)
        assert (nothing_left(), JournalLine.objects.count(), Draft.objects.get().first_by) == (
            True,
            lines,
            "",
        )
        releasing.leave_draft(draft_id=draft.pk, by=ly.person("director"), at=AT)
        assert Draft.objects.count() == 0
