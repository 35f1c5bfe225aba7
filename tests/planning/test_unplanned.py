"""What a plan leaves out: each card says why, and to whom of which priority it gave way."""

from dataclasses import replace

import pytest

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import opened
from tansiq_desk.page.reasons import Speaker
from tansiq_desk.page.tongue import Tongue

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(db: None):
    return opened(PlanVersion.objects.get(number=1))


def cards(whole, lang: str = "en"):
    speaker = Speaker(whole.problem, Tongue(lang, whole.problem.names))
    return {it.id: speaker.unplanned(it, whole.result) for it in whole.result.unplanned}


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_every_card_says_why(whole, lang: str) -> None:
    assert [name for name, card in cards(whole, lang).items() if not card.reasons] == []


def test_card_that_no_rule_explains_says_to_whom_it_gave_way(whole) -> None:
    card = cards(whole)["rq-037"]

    assert card.reasons[0].text.startswith("No rule of its own holds it back: beside these")
    assert [it.id for it in card.lost_to] == ["rq-022", "rq-024", "rq-028", "rq-036"]


def test_rivals_have_their_priority_and_a_lower_one_is_explained(whole) -> None:
    priorities = {it.id: it.priority for it in whole.problem.requests.values()}

    for card in cards(whole).values():
        rivals = [priorities.get(it.id) for it in card.lost_to]
        lower = card.priority and any(it and it > card.priority for it in rivals)
        said = [it for it in card.reasons if "have a lower priority" in it.text]
        assert ([it.priority for it in card.lost_to], len(said)) == (rivals, int(bool(lower))), card.id


def test_card_whose_reason_was_not_asked_says_so_and_how_to_ask(whole) -> None:
    unasked = tuple(replace(it, reasons=(), possible_alone=None, lost_to=()) for it in whole.result.unplanned)

    (text,) = {
        " ".join(it.text for it in card.reasons)
        for card in cards(replace(whole, result=replace(whole.result, unplanned=unasked))).values()
    }

    assert text.endswith("Plan again, more thoroughly, to be told.")


def test_page_shows_the_priority_of_whom_it_gave_way_to(visit) -> None:
    page = visit("school", "en").get("/plan/1").text

    assert "Gave way to" in page
    assert page.count("· <small>priority 1</small>") > 0
