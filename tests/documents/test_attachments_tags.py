"""Tags of one vocabulary in three languages, and who worked on a record: nothing to show is nothing, never an error."""

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.core.models import JournalLine
from tansiq.core.rules import JOINT
from tansiq.documents.models import Tag, Tagging
from tansiq.documents.queries import attachments as reading
from tansiq.documents.services import attachments as services
from tansiq.documents.services.attachments import tags as tagging
from tansiq.home.rehearsal import ACCOUNTS
from tansiq.organisations.models import Unit
from tansiq.people.queries import told

pytestmark = pytest.mark.django_db
MEETING = "mtg-art-241229"
WORD = {"ar": "الحدود", "fr": "frontières", "en": "borders"}
KEEPERS = {"director", "cooperation", "attache", "planner", "exdirector"}


@pytest.fixture
def tag(person, at):
    return services.add_tag(names=WORD, by=person("director"), at=at)


@pytest.fixture
def choose(person, at):
    def chosen(*tags, before=(), kind="meeting", code=MEETING, by="director"):
        codes = [it.code for it in tags]
        services.set_tags(kind=kind, code=code, before=before, tags=codes, by=person(by), at=at)

    return chosen


def test_word_stands_in_the_vocabulary_of_both_sides(tag, person):
    assert (tag.code, tag.owner, tag.names) == ("tag-ly-2025-001", JOINT, WORD)
    assert [(it.code, it.uses) for it in reading.tags_listed(person("attache"), text="frontieres")] == [
        (tag.code, 0)
    ]
    assert not reading.tags_listed(person("attache"), text="x").exists()


def test_words_are_kept_by_whoever_keeps_accords_or_minutes(person, at):
    able = set()
    for number, username in enumerate(sorted(username for username, *_ in ACCOUNTS.values())):
        try:
            services.add_tag(names={"en": f"word {number}"}, by=person(username), at=at)
            able.add(username)
        except NotAllowed:
            pass

    assert able == KEEPERS


def test_word_is_there_once(tag, person, at):
    other = services.add_tag(names={"en": "roads"}, by=person("director"), at=at)
    for names in ({"fr": "Frontieres"}, {"ar": "الحدود", "en": "x"}):
        with pytest.raises(tagging.TagKnown):
            services.add_tag(names=names, by=person("director"), at=at)
        with pytest.raises(tagging.TagKnown):
            services.change_tag(code=other.code, version=1, names=names, by=person("director"), at=at)
    with pytest.raises(tagging.TagWordless):
        services.add_tag(names={"ar": ""}, by=person("director"), at=at)

    assert (
        services.change_tag(code=tag.code, version=1, names=WORD, by=person("director"), at=at).version == 1
    )
    with pytest.raises(ChangedMeanwhile):
        services.change_tag(code=tag.code, version=9, names={"en": "y"}, by=person("director"), at=at)


def test_tags_of_a_record_are_chosen_as_seen(tag, choose, person, at):
    other = services.add_tag(names={"en": "roads"}, by=person("director"), at=at)

    choose(tag)
    choose(tag)  # once more, with what stood there before: nothing is left to do
    assert reading.tags_of(person("attache"), "meeting", MEETING) == [tag]
    with pytest.raises(ChangedMeanwhile):
        choose(other)
    choose(other, before=[tag.code])

    assert reading.tags_of(person("attache"), "meeting", MEETING) == [other]
    assert [(it.code, it.uses) for it in reading.tags_listed(person("attache"))] == [
        (tag.code, 0),
        (other.code, 1),
    ]
    first, second = JournalLine.objects.filter(verb="documents.set_tags").order_by("number")
    assert [[it.before, it.after] for it in told(second).changes] == [["الحدود", "roads"]]
    assert [[it.before, it.after] for it in told(first).changes] == [["—", "الحدود"]]


def test_tags_that_cannot_be_chosen_are_refused(tag, choose, person, monkeypatch):
    with pytest.raises(NotAllowed):
        choose(tag, by="school")
    for kind, code in (("meeting", "mtg-none"), ("person", "x"), ("attachment", "att-none")):
        with pytest.raises(NotFound):
            choose(tag, kind=kind, code=code)
    with pytest.raises(NotFound):
        choose(Tag(code="tag-none"))
    monkeypatch.setattr(tagging, "MOST_TAGS", 0)
    with pytest.raises(tagging.TooManyTags):
        choose(tag)

    assert not Tagging.objects.exists()


def test_tag_of_what_the_other_side_does_not_see_is_not_counted(tag, choose, person):
    Unit.objects.filter(code="u-ly-bg-n").update(released_to="")
    choose(tag, kind="unit", code="u-ly-bg-n")

    assert reading.tags_of(person("director"), "unit", "u-ly-bg-n") == [tag]
    assert reading.tags_of(person("attache"), "unit", "u-ly-bg-n") == []
    assert [it.uses for it in reading.tags_listed(person("attache"))] == [0]


def test_tags_of_an_attachment_go_with_it(tag, choose, person, at):
    director = person("director")
    kept = services.attach(
        subject_kind="meeting", subject_code=MEETING, name="a.txt", content=b"a", captions={"en": "a"}, by=director, at=at
    )  # fmt: skip
    choose(tag, kind="attachment", code=kept.code)
    assert [it.code for it in reading.attachments_listed(director, tag=tag.code)] == [kept.code]
    assert not reading.attachments_listed(director, tag="tag-none").exists()

    removed = services.remove_attachment(code=kept.code, version=1, by=director, at=at)
    assert reading.tags_of(director, "attachment", kept.code) == []
    services.delete_attachment(code=kept.code, version=removed.version, by=director, at=at)
    assert not Tagging.objects.exists()


def test_contributors_are_read_from_the_journal(tag, choose, person, at):
    choose(tag)
    services.attach(
        subject_kind="meeting", subject_code=MEETING, name="a.txt", content=b"a", captions={"en": "a"},
        by=person("attache"), at=at,
    )  # fmt: skip

    found = reading.contributors_of(person("planner"), "meeting", MEETING)

    assert [(it.account, it.times, bool(it.posts)) for it in found] == [
        ("attache", 1, True),
        ("director", 1, True),
    ]
    assert (found[0].first_at, found[0].last_at, len(found[0].did)) == (at, at, 1)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("fact", "fact-none"), ("attachment", "att-none"), ("plan", "x"), ("", ""), ("readiness", "")],
)
def test_what_is_not_there_has_no_tags_and_no_contributors(kind, code, person):
    assert reading.tags_of(person("director"), kind, code) == []
    assert reading.contributors_of(person("director"), kind, code) == []
    assert reading.attachments_of(person("director"), kind, code) == []


def test_record_that_nobody_touched_has_nobody(person):
    assert reading.contributors_of(person("director"), "unit", "u-ly-bg-n") == []
