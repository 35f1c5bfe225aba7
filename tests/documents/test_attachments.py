"""The verbs of attachments: what is kept once, put back, swept and limited; who may, and who sees what."""

from datetime import date, timedelta

import pytest
from documents import attached_files as files

from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.core.models import JournalHead, JournalLine
from tansiq.core.rules import JOINT
from tansiq.documents.access.attachments import SUBJECTS, may_attach, subject_seen
from tansiq.documents.models import Attachment, Blob
from tansiq.documents.queries import attachments as reading
from tansiq.documents.rules import attachments as rules
from tansiq.documents.rules.attachments import Rights, SubjectKind
from tansiq.documents.services import attachments as services
from tansiq.documents.services.attachments import attaching, looking, removing
from tansiq.home.rehearsal import ACCOUNTS
from tansiq.organisations.models import Unit
from tansiq.planning.models import PlanVersion
from tansiq.training.models import Course, Venue

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"
CAPTION = {"en": "A caption"}
SAID = {
    "captions": CAPTION,
    "role": "letter",
    "taken_on": None,
    "place": "",
    "author": "",
    "rights": Rights.OWN,
    "rights_name": "",
}


@pytest.fixture
def attach(person, at):
    """Attach a text to the meeting of the article, as the director unless said otherwise."""

    def attached(content=b"a text", by="director", name="a.txt", **more):
        where = {"subject_kind": "meeting", "subject_code": MEETING, "captions": CAPTION, **more}
        return services.attach(name=name, content=content, by=person(by), at=at, **where)

    return attached


def test_what_is_said_of_a_file_is_kept_with_it(attach, person, at):
    kept = attach(
        "رسالة".encode(), name="رسالة.txt", role="letter", taken_on=date(2025, 1, 5), place="الجزائر", author="الأمانة",
        rights=Rights.GIVEN, rights_name="السفارة", captions={"ar": "رسالة الأمانة"},
    )  # fmt: skip

    found = Attachment.objects.get(code=kept.code)
    assert found.code == "att-ly-2025-001"
    assert (found.name, found.type, found.role, found.names) == (
        "رسالة.txt",
        "txt",
        "letter",
        {"ar": "رسالة الأمانة"},
    )
    assert (found.owner, found.marking, found.position, found.version) == (JOINT, "training", 1, 1)
    assert (found.taken_on, found.place, found.author) == (date(2025, 1, 5), "الجزائر", "الأمانة")
    assert (found.rights, found.rights_name, found.added_by, found.added_at) == (
        "given",
        "السفارة",
        "director",
        at,
    )
    assert reading.content_of(found).decode() == "رسالة"
    line = JournalLine.objects.get(subject="documents.attachment/att-ly-2025-001")
    assert (line.verb, line.by) == ("documents.attach", "director")
    assert found.blob_id in line.changes
    assert '"subject":"meeting/mtg-art-241229"' in line.changes
    assert reading.attachments_of(person("attache"), "meeting", MEETING) == [found]


def test_picture_is_kept_written_anew_with_a_small_one(attach):
    kept = attach(files.photograph(6), name="scan.pdf")

    assert (kept.name, kept.type, kept.role, kept.width, kept.height) == (
        "scan.jpg",
        "jpg",
        "picture",
        48,
        64,
    )
    assert kept.mended == "metadata name"
    assert len(kept.mended_told) == 2
    assert not any(
        it in reading.content_of(kept) + reading.thumbnail_of(kept) for it in (*files.SECRETS, b"Exif")
    )


@pytest.mark.parametrize("wrong", ["macros in Word", "half of a PNG", "script in PDF", "SVG"])
def test_bad_file_leaves_nothing_behind(wrong, attach):
    name, made, code = files.BAD[wrong]
    before = JournalHead.objects.get().number

    with pytest.raises(services.FileRefused) as refused:
        attach(made(), name=name)

    assert refused.value.code == code
    assert (Attachment.objects.count(), Blob.objects.count(), JournalHead.objects.get().number) == (
        0,
        0,
        before,
    )


def test_file_that_takes_too_long_or_is_too_large_is_refused(attach, monkeypatch):
    with pytest.raises(services.FileRefused, match="10"):
        attach(b"x" * (rules.MOST_BYTES + 1))
    monkeypatch.setattr(looking.READER, "most_seconds", 0.001)
    with pytest.raises(services.FileRefused) as refused:
        attach()

    assert refused.value.code == "too_long"
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"captions": {"ar": ""}}, attaching.CaptionMissing),
        ({"rights": Rights.GIVEN}, attaching.RightsUnnamed),
        ({"rights": Rights.LICENCE}, attaching.RightsUnnamed),
        ({"taken_on": date(2025, 5, 19)}, attaching.NotYetTaken),
        ({"owner": "dz"}, NotAllowed),
        ({"subject_code": "mtg-none"}, NotFound),
        ({"subject_kind": "person"}, NotFound),
        ({"subject_kind": "plan", "subject_code": "99999999999999999999"}, NotFound),
    ],
)
def test_what_cannot_be_said_is_refused(said, refused, attach):
    with pytest.raises(refused):
        attach(**said)

    assert not Attachment.objects.exists()


def test_equal_files_are_kept_once_and_swept_with_the_last(attach, person, at):
    first, second = attach(), attach(subject_kind="accord", subject_code="agr-frame")
    assert (first.blob_id, Blob.objects.count()) == (second.blob_id, 1)
    director = person("director")

    for number, it in enumerate((first, second)):
        removed = services.remove_attachment(code=it.code, version=1, by=director, at=at)
        services.delete_attachment(code=it.code, version=removed.version, by=director, at=at)
        assert Blob.objects.count() == 1 - number

    assert attach().code == "att-ly-2025-003"  # a code of the journal never names another file


def test_same_file_is_attached_once_to_a_record(attach):
    attach()

    with pytest.raises(services.FileRefused) as refused:
        attach(name="b.txt")

    assert (refused.value.code, Attachment.objects.count()) == ("same", 1)
    assert attach(owner="ly").owner == "ly"


def test_removed_file_can_be_put_back_for_thirty_days(attach, person, at):
    kept, director = attach(), person("director")

    removed = services.remove_attachment(code=kept.code, version=1, by=director, at=at)
    assert reading.attachments_of(director, "meeting", MEETING) == []
    assert not reading.attachments_listed(director).exists()
    assert list(reading.removed_attachments(director)) == [removed]
    assert services.sweep_attachments(by=director, at=at + rules.KEPT_REMOVED) == 0
    back = services.put_back_attachment(code=kept.code, version=2, by=director, at=at)
    assert reading.attachments_of(director, "meeting", MEETING) == [back]

    services.remove_attachment(code=kept.code, version=3, by=director, at=at)
    assert services.sweep_attachments(by=director, at=at + rules.KEPT_REMOVED + timedelta(seconds=1)) == 1
    assert (Attachment.objects.count(), Blob.objects.count()) == (0, 0)
    with pytest.raises(NotFound):
        services.put_back_attachment(code=kept.code, version=4, by=director, at=at)


def test_attaching_sweeps_what_was_removed_long_ago(attach, person, at):
    old = attach()
    services.remove_attachment(code=old.code, version=1, by=person("director"), at=at)

    attach(b"another", subject_code=MEETING)
    assert Attachment.objects.count() == 2
    services.attach(
        subject_kind="meeting", subject_code=MEETING, name="c.txt", content=b"third", captions=CAPTION,
        by=person("director"), at=at + timedelta(days=31),
    )  # fmt: skip

    assert not Attachment.objects.filter(code=old.code).exists()


def test_put_back_beside_its_like_is_refused(attach, person, at):
    kept = attach()
    services.remove_attachment(code=kept.code, version=1, by=person("director"), at=at)
    attach()

    with pytest.raises(services.FileRefused) as refused:
        services.put_back_attachment(code=kept.code, version=2, by=person("director"), at=at)

    assert refused.value.code == "same"


def test_steps_that_are_not_there_are_refused(attach, person, at):
    kept, of = attach(owner="ly"), {"by": person("director"), "at": at}
    verbs = (
        (services.put_back_attachment, {}, removing.NotRemoved),
        (services.delete_attachment, {}, removing.StillThere),
    )
    for verb, given, refused in verbs:
        with pytest.raises(refused):
            verb(code=kept.code, version=1, **given, **of)
    services.remove_attachment(code=kept.code, version=1, **of)
    for verb, given in (
        (services.change_attachment, SAID), (services.move_attachment, {}), (services.release_attachment, {"to": ["dz"]}),
    ):  # fmt: skip
        with pytest.raises(services.IsRemoved):
            verb(code=kept.code, version=2, **given, **of)
    tag = services.add_tag(names={"en": "x"}, **of)
    with pytest.raises(services.IsRemoved):
        services.set_tags(kind="attachment", code=kept.code, before=[], tags=[tag.code], **of)


def test_limits_of_a_record_hold(attach, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_OF_A_SUBJECT", 1)
    attach()
    with pytest.raises(services.FileRefused) as refused:
        attach(b"another")
    assert refused.value.code == "too_many"

    monkeypatch.setattr(attaching, "MOST_OF_A_SUBJECT", 2)
    monkeypatch.setattr(attaching, "MOST_BYTES_OF_A_SUBJECT", 12)
    with pytest.raises(services.FileRefused) as refused:
        attach(b"another")
    assert refused.value.code == "subject_full"
    assert attach(b"other").position == 2


def test_of_two_changes_at_once_the_second_is_told(attach, person, at):
    kept = attach()
    services.change_attachment(code=kept.code, version=1, **SAID, by=person("director"), at=at)

    for verb, given in (
        (services.change_attachment, SAID), (services.remove_attachment, {}), (services.move_attachment, {}),
        (services.put_back_attachment, {}), (services.delete_attachment, {}),
    ):  # fmt: skip
        with pytest.raises(ChangedMeanwhile):
            verb(code=kept.code, version=1, **given, by=person("attache"), at=at)
    assert Attachment.objects.get().role == "letter"


def test_attachments_are_put_in_order(attach, person, at):
    first, second = attach(), attach(b"second")

    services.move_attachment(code=second.code, version=1, by=person("director"), at=at)

    found = reading.attachments_of(person("director"), "meeting", MEETING)
    assert [(it.code, it.position, it.version) for it in found] == [(second.code, 1, 2), (first.code, 2, 2)]


@pytest.mark.parametrize("field", ["place", "author", "rights_name", "role", "rights"])
@pytest.mark.parametrize("text", ["x\0y", "y" * 5000])
def test_text_that_no_database_holds_is_refused(field, text, attach):
    with pytest.raises(attaching.TextUnfit):
        attach(**{field: text})


# ---------------------------------------------------------------------------------------------------------- who may, who sees
EVERYONE = sorted(username for username, *_ in ACCOUNTS.values())
MINUTES = {"director", "cooperation", "attache", "planner", "exdirector"}
MAY = {
    ("accord", "agr-frame"): {"director", "cooperation"},
    ("meeting", MEETING): MINUTES,
    ("decision", "dec-art-001"): MINUTES,
    ("fact", ""): MINUTES,
    ("unit", "u-ly-bg-n"): {"director", "unit"},
    ("course", "crs-ihl-101"): {"school"},
    ("venue", ""): {"school"},
    ("plan", "1"): set(),
}


def record_of(kind, code):
    table = {
        "accord": Accord,
        "meeting": Meeting,
        "decision": Decision,
        "fact": Fact,
        "unit": Unit,
        "course": Course,
        "venue": Venue,
    }
    if kind == "plan":
        return PlanVersion.objects.get(number=code)
    found = table[kind].objects.filter(**({"code": code} if code else {}))
    return found.filter(owner="dz").first() if kind == "venue" else found.order_by("pk").first()


def test_table_of_who_may_knows_every_kind():
    assert {kind for kind, _code in MAY} == set(SubjectKind.values) == set(SUBJECTS)


@pytest.mark.parametrize(("kind", "code"), MAY)
def test_whoever_may_change_a_record_may_attach_to_it(kind, code, person):
    record = record_of(kind, code)

    able = {it for it in EVERYONE if may_attach(person(it), kind, record)}

    if kind == "plan":
        assert able == {it for it in EVERYONE if person(it).may("edit_draft", record.owner)}
    else:
        assert able == MAY[kind, code]
    sees = {
        it
        for it in EVERYONE
        if subject_seen(person(it), kind, str(record.number) if kind == "plan" else record.code)
    }
    assert able <= sees


def test_file_of_one_side_is_not_there_for_the_other(attach, person, at):
    ours = attach(b"ours alone", owner="ly", name="ours-alone.txt")
    other = person("attache")  # of Algeria
    assert ours.owner == "ly" != other.party

    assert reading.attachments_of(other, "meeting", MEETING) == []
    assert not reading.attachments_listed(other, text="ours").exists()
    for read in (reading.attachment_seen,):
        with pytest.raises(NotFound):
            read(other, ours.code)
    for verb, given in (
        (services.change_attachment, SAID), (services.remove_attachment, {}), (services.move_attachment, {}),
        (services.put_back_attachment, {}), (services.delete_attachment, {}), (services.release_attachment, {"to": ["dz"]}),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            verb(code=ours.code, version=1, **given, by=other, at=at)


def test_released_file_is_seen_but_not_changed_by_the_other_side(attach, person, at):
    ours, director, other = attach(owner="ly"), person("director"), person("attache")

    services.release_attachment(code=ours.code, version=1, to=["dz"], by=director, at=at)
    assert [it.code for it in reading.attachments_of(other, "meeting", MEETING)] == [ours.code]
    with pytest.raises(NotAllowed):
        services.remove_attachment(code=ours.code, version=2, by=other, at=at)
    with pytest.raises(NotAllowed):
        services.release_attachment(code=ours.code, version=2, to=[], by=other, at=at)
    with pytest.raises(NotFound):
        services.release_attachment(code=ours.code, version=2, to=["xx"], by=director, at=at)

    services.release_attachment(code=ours.code, version=2, to=[], by=director, at=at)
    assert reading.attachments_of(other, "meeting", MEETING) == []


def test_released_file_on_a_record_that_is_not_seen_is_not_seen(attach, person, at):
    unit = Unit.objects.get(code="u-ly-bg-n")
    Unit.objects.filter(pk=unit.pk).update(released_to="")
    kept = attach(subject_kind="unit", subject_code=unit.code)
    services.release_attachment(code=kept.code, version=1, to=["dz"], by=person("director"), at=at)

    other = person("attache")
    assert not reading.attachments_listed(other).exists()
    with pytest.raises(NotFound):
        reading.attachment_seen(other, kept.code)


def test_joint_file_needs_no_release(attach, person, at):
    kept = attach()

    with pytest.raises(NotAllowed):
        services.release_attachment(code=kept.code, version=1, to=["dz"], by=person("director"), at=at)
