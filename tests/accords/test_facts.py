"""Every fact has a source and a certainty; what the founding article says is loaded once, each at its own."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from tansiq.accords import queries, services
from tansiq.accords.models import Decision, Fact, Meeting
from tansiq.accords.services.facts import UnnamedSource
from tansiq.core.errors import NotAllowed
from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself

pytestmark = pytest.mark.django_db
NOTHING = {"source_on": None, "passage": "", "accord": None, "meeting": None, "conflict_group": ""}


@pytest.fixture
def article(at):
    return services.load_founding_article(by=NodeItself(), at=at)


def recorded(person, at, certainty, source_name, owner="joint"):
    return services.record_fact(
        owner=owner, texts={"en": "Seats are ready."}, certainty=certainty, source_title={}, source_name=source_name,
        **NOTHING, by=person("director"), at=at,
    )  # fmt: skip


def test_source_without_a_name_is_refused_as_a_decision(person, at):
    lines, facts = JournalLine.objects.count(), Fact.objects.count()

    with pytest.raises(UnnamedSource):
        recorded(person, at, "decided", {})

    assert (JournalLine.objects.count(), Fact.objects.count()) == (lines, facts)
    assert recorded(person, at, "claimed", {}).source_name == {}
    assert recorded(person, at, "signed", {"en": "Training Directorate"}).certainty == "signed"


@pytest.mark.parametrize("certainty", ["decided", "signed"])
def test_database_keeps_the_law_of_sources(person, at, certainty):
    fact = recorded(person, at, "discussed", {})

    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.filter(pk=fact.pk).update(certainty=certainty)


def test_correction_keeps_the_law_too(person, at):
    fact = recorded(person, at, "decided", {"en": "Training Directorate"})

    with pytest.raises(UnnamedSource):
        services.change_fact(
            code=fact.code, version=1, texts={"en": "x"}, certainty="decided", source_title={}, source_name={},
            **NOTHING, by=person("director"), at=at,
        )  # fmt: skip


def test_fact_is_for_both_sides_or_ones_own(person, at):
    own = recorded(person, at, "claimed", {}, owner="ly")

    assert own in queries.facts_listed(person("director"))
    assert own not in queries.facts_listed(person("attache"))
    with pytest.raises(NotAllowed):
        recorded(person, at, "claimed", {}, owner="dz")


def test_founding_article_is_loaded_with_each_certainty(article):
    loaded = Fact.objects.filter(source="founding_article.yaml")

    assert Counter(loaded.values_list("certainty", flat=True)) == {
        "claimed": 15, "discussed": 10, "decided": 4,
    }  # fmt: skip
    assert (Meeting.objects.filter(code__startswith="mtg-art-").count(), Decision.objects.count()) == (2, 3)


def test_nothing_unnamed_is_above_discussed(article):
    unnamed = [fact for fact in Fact.objects.all() if not fact.source_name]

    assert Counter(fact.certainty for fact in unnamed) == {"claimed": 5}
    assert {fact.certainty for fact in Fact.objects.all() if fact.certainty in {"decided", "signed"}} == {
        "decided"
    }


def test_every_sentence_of_the_article_stands_in_three_languages(article):
    loaded = [*Fact.objects.all(), *Decision.objects.all(), *Meeting.objects.all()]

    assert [it.code for it in loaded if set(it.names) != {"ar", "fr", "en"}] == []


def test_decided_facts_all_come_from_the_statement(article):
    sources = {fact.source_name["en"] for fact in Fact.objects.filter(certainty="decided")}

    assert sources == {"Statement of the General Staff, Western Region"}


def test_loading_again_changes_nothing(article, at):
    Decision.objects.filter(code="dec-art-001").update(text_en="Changed by an officer.")
    lines = JournalLine.objects.count()

    assert services.load_founding_article(by=NodeItself(), at=at) == {
        "meetings": 0,
        "decisions": 0,
        "facts": 0,
    }
    assert JournalLine.objects.count() == lines
    assert Decision.objects.get(code="dec-art-001").text_en == "Changed by an officer."


def test_conference_has_six_states_and_no_party_but_ours_agrees(article):
    conference = Meeting.objects.get(code="mtg-art-241221")

    assert [it.party or it.name_en for it in conference.delegations.order_by("position")] == [
        "ly", "dz", "tn", "Sudan", "Chad", "Niger",
    ]  # fmt: skip


def test_figures_that_differ_stand_side_by_side(article, person):
    groups = queries.sources_that_differ(person("director"))

    assert [{fact.code for fact in group} for group in groups] == [
        {"fact-border-900", "fact-border-964", "fact-border-974", "fact-border-989"},
        {"fact-place-directorate", "fact-place-embassy"},
    ]
