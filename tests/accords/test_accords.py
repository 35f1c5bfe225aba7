"""Officers draft accords and take them through their lives; refusals write nothing."""

from datetime import date

import pytest

from tansiq.accords import queries, services
from tansiq.accords.models import Accord
from tansiq.accords.services.accords import CircleRefused, StepIncomplete, TextFixed
from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused, StepRefused
from tansiq.core.models import JournalLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_met")]
ON = date(2025, 5, 18)


@pytest.fixture
def draft(person, at):
    return services.draft_accord(
        type="technical_annex", names={"en": "Annex on search and rescue"}, parent=None, clauses=["search_and_rescue"],
        areas=["medical"], tacit_renewal_months=None, by=person("director"), at=at,
    )  # fmt: skip


@pytest.fixture
def step(person, at):
    def take(accord, name, by="director", **given):
        version = Accord.objects.get(code=accord.code).version
        return services.take_accord_step(
            code=accord.code, version=version, step=name, given=given, by=person(by), at=at
        )

    return take


def test_new_accord_is_a_draft_of_both_sides(draft):
    assert (draft.code, draft.owner, draft.state) == ("agr-ly-2025-001", "joint", "draft")
    assert (draft.area_list, draft.clause_list) == (["medical"], ["search_and_rescue"])
    assert JournalLine.objects.last().verb == "accords.draft_accord"


def test_accord_lives_from_draft_to_its_end(draft, step):
    step(draft, "negotiate")
    step(draft, "initial", by="cooperation")
    step(draft, "sign", signed_on=date(2025, 5, 1))
    step(draft, "ratify", ratified_on=date(2025, 5, 10))
    step(draft, "enter_into_force", in_force_on=ON, valid_until=date(2026, 5, 17))
    step(draft, "renew", valid_until=date(2028, 5, 17))
    ended = step(draft, "terminate", ended_because="Replaced by a new annex.")

    assert ended.state == "terminated"
    assert (ended.signed_on, ended.ratified_on, ended.in_force_on, ended.valid_until, ended.ended_on) == (
        date(2025, 5, 1), date(2025, 5, 10), ON, date(2028, 5, 17), ON,
    )  # fmt: skip
    verbs = JournalLine.objects.filter(subject=f"accords.accord/{draft.code}").order_by("number")
    assert [line.verb.removeprefix("accords.") for line in verbs] == [
        "draft_accord", "negotiate_accord", "initial_accord", "sign_accord", "ratify_accord",
        "enter_into_force_accord", "renew_accord", "terminate_accord",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "refusal"),
    [
        ("sign", {"signed_on": ON}, StepRefused),
        ("approve", {"signed_on": ON}, StepRefused),
        ("withdraw", {"ended_because": ""}, StepIncomplete),
    ],
)
def test_refused_step_writes_nothing(draft, step, name, given, refusal):
    lines = JournalLine.objects.count()

    with pytest.raises(refusal):
        step(draft, name, **given)

    assert (Accord.objects.get(code=draft.code).state, JournalLine.objects.count()) == ("draft", lines)


def test_signature_to_come_is_refused(draft, step):
    step(draft, "negotiate")
    step(draft, "initial")

    with pytest.raises(Refused):
        step(draft, "sign", signed_on=date(2025, 5, 19))

    assert Accord.objects.get(code=draft.code).signed_on is None


def test_stale_page_changes_nothing(draft, step, person, at):
    step(draft, "negotiate")

    with pytest.raises(ChangedMeanwhile):
        services.take_accord_step(
            code=draft.code, version=1, step="initial", given={}, by=person("director"), at=at
        )

    assert Accord.objects.get(code=draft.code).state == "negotiating"


def test_other_roles_may_not_keep_accords(draft, step):
    with pytest.raises(NotAllowed):
        step(draft, "negotiate", by="school")


def test_accord_of_the_other_side_is_not_there(draft, step):
    Accord.objects.filter(code=draft.code).update(owner="dz")

    with pytest.raises(NotFound):
        step(draft, "negotiate")


def changed(accord, person, at, **given):
    fields = {
        "type": accord.type, "names": accord.names, "parent": accord.parent, "clauses": accord.clause_list,
        "areas": accord.area_list, "tacit_renewal_months": 12, **given,
    }  # fmt: skip
    return services.change_accord(
        code=accord.code, version=accord.version, **fields, by=person("director"), at=at
    )


def test_text_changes_until_it_is_signed(draft, person, at):
    assert changed(draft, person, at).tacit_renewal_months == 12

    with pytest.raises(TextFixed):
        changed(Accord.objects.get(code="agr-frame"), person, at)


def test_accord_cannot_stand_under_its_own_annex(draft, person, at):
    child = services.draft_accord(
        type="exchange_of_notes", names={"ar": "مذكرات"}, parent=draft, clauses=[], areas=[],
        tacit_renewal_months=None, by=person("cooperation"), at=at,
    )  # fmt: skip

    with pytest.raises(CircleRefused):
        changed(draft, person, at, parent=child)


def test_register_tells_standing_and_dormancy(person):
    Accord.objects.filter(code="agr-annex-trg").update(valid_until=date(2025, 6, 1))
    Accord.objects.exclude(signed_on=None).update(signed_on=date(2023, 1, 1))
    rows = {row.accord.code: row for row in queries.accords_registered(person("director"), ON)}

    assert rows["agr-annex-trg"].stands == "expiring"
    assert {code for code, row in rows.items() if row.is_dormant} == {
        "agr-frame", "agr-min-241229", "agr-annex-trg",
    }  # fmt: skip
    assert [row.accord.code for row in queries.accords_expiring(person("director"), ON)] == ["agr-annex-trg"]
    assert Accord.objects.get(code="agr-annex-trg").state == "in_force"


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"type": "framework_agreement"}, ["agr-frame"]),
        ({"state": "negotiating"}, ["agr-annex-brd"]),
        ({"text": "frontalière"}, ["agr-annex-brd"]),
        ({"text": "الحدود"}, ["agr-annex-brd"]),
        ({"text": "border"}, ["agr-annex-brd"]),
        ({"is_dormant": True}, []),
        (
            {"type": "annual_plan", "sort": "-valid_until"},
            ["agr-plan-2027", "agr-plan-2026", "agr-plan-2025"],
        ),
        ({"type": "annual_plan", "sort": "nonsense"}, ["agr-plan-2025", "agr-plan-2026", "agr-plan-2027"]),
    ],
)
def test_register_is_narrowed_and_sorted(person, wanted, codes):
    assert [row.accord.code for row in queries.accords_registered(person("director"), ON, **wanted)] == codes


def test_page_of_an_accord_shows_its_place_in_the_tree(person):
    page = queries.accord_page(person("director"), "agr-plan-2026", ON)

    assert [row.accord.code for row in page.above] == ["agr-frame", "agr-annex-trg"]
    assert [row.accord.code for row in page.root.children] == [
        "agr-annex-brd", "agr-annex-trg", "agr-min-241229",
    ]  # fmt: skip


def test_search_finds_only_what_is_seen(person):
    Accord.objects.filter(code="agr-annex-brd").update(owner="dz")

    assert list(queries.accords_matching(person("director"), "border")) == []
    assert [it.code for it in queries.accords_matching(person("cooperation"), "border")] == ["agr-annex-brd"]
