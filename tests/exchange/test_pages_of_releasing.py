"""Releasing by the browser: named partners, the exact bytes, the password again, a second person; and asking back."""

import re

import pytest
from django.utils.html import escape
from django.utils.translation import override
from exchange.browsing import PASSWORD, bundled, came, drafted, sent, shown, took, visiting

from tansiq.accords.models import Accord
from tansiq.exchange.models import Draft, Partner, Received, Release
from tansiq.exchange.rules import Classification
from tansiq.exchange.services.effects import RecordGone
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.planning.models import Programme
from tansiq.training.models import Request

MESSAGE = "/exchange/release/message/new"
TEXT = "We propose the twelfth."


def written(client, **more):
    """Write a message; give the answer."""
    return client.post(MESSAGE, {"text": TEXT, "audience": ["dz"], "classification": "TRAINING", **more})


def released(client, draft: Draft, **more):
    """Release what was prepared."""
    said = {"digest": draft.digest, "password": PASSWORD, **more}
    return client.post(f"/exchange/drafts/{draft.pk}/release", said)


def test_message_is_prepared_looked_at_and_released(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        answer = written(client)
        draft = Draft.objects.get()
        page = shown(client.get(answer["Location"]))
        nothing_left = Release.objects.count()
        last = released(client, draft)
        kept = Release.objects.get()
        after = shown(client.get(last["Location"]))

    assert answer["Location"] == f"/exchange/drafts/{draft.pk}/"
    assert nothing_left == 0
    assert bytes(kept.payload).decode() == re.search(r"<code>(.*?)</code>", page, re.DOTALL)[1].replace(
        "&quot;", '"'
    )
    assert kept.sha256 in page
    assert (kept.audience, kept.by, kept.classification) == (" dz ", "director", "TRAINING")
    assert TEXT in after
    assert "Training Directorate" in page  # the role that released it, by its organisation
    assert "role-director" in page


def test_wrong_password_releases_nothing(offices):
    ly, _dz = offices
    with ly:
        draft = drafted(ly, "dz", TEXT)
        answer = released(visiting(ly), draft, password="not mine")  # noqa: S106 - of nobody
        left = Release.objects.count(), Draft.objects.count()

    assert (answer.status_code, left) == (200, (0, 1))
    assert "This is not your password. Nothing was done." in shown(answer)


def test_bytes_that_were_not_looked_at_are_not_released(offices):
    ly, _dz = offices
    with ly:
        draft = drafted(ly, "dz", TEXT)
        answer = released(visiting(ly), draft, digest="0" * 64)
        left = Release.objects.count()

    assert (answer.status_code, left) == (200, 0)
    assert "This is not what you looked at" in shown(answer)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"text": ""}, "text"), ({"audience": []}, "audience"), ({"audience": ["tn"]}, "audience"),
     ({"classification": "COSMIC"}, "classification"), ({"text": "x" * 20_001}, "text")],
)  # fmt: skip
def test_form_that_lacks_something_prepares_nothing(offices, more, field):
    ly, _dz = offices
    with ly:
        answer = written(visiting(ly), **more)
        left = Draft.objects.count()

    assert (answer.status_code, left, list(answer.context["form"].errors)) == (200, 0, [field])


def test_single_partner_is_chosen_and_none_of_several(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        alone = shown(client.get(MESSAGE))
        Partner.objects.create(party="tn", node="node-tn", root="0" * 64, state="confirmed", confirmed_by="x")
        several = shown(client.get(MESSAGE))

    assert (alone.count(" checked"), several.count(" checked")) == (1, 0)


def test_high_classification_waits_for_a_second_person(offices):
    ly, _dz = offices
    with ly:
        draft = drafted(ly, "dz", TEXT, Classification.CONFIDENTIAL)
        other = Person.objects.get(username="planner")
        other.roles.set(Person.objects.get(username="director").roles.all())
        first, second = visiting(ly), visiting(ly, "planner")
        released(first, draft)
        waiting = shown(first.get("/exchange/drafts/")), Release.objects.count()
        again = shown(released(first, draft))
        mine, theirs = shown(first.get("/")), shown(second.get("/"))
        released(second, draft)
        kept = Release.objects.get()

    assert ("waits for a second person" in waiting[0], waiting[1]) == (True, 0)
    assert "You have released this. From CONFIDENTIAL on it waits for a second person" in again
    assert ("Release as the second person" in mine, "Release as the second person" in theirs) == (False, True)
    assert (kept.by, kept.also_by) == ("planner", "director")


def test_what_is_left_leaves_nothing(offices):
    ly, _dz = offices
    with ly:
        draft = drafted(ly, "dz", TEXT)
        answer = visiting(ly).post(f"/exchange/drafts/{draft.pk}/leave")
        left = Draft.objects.count(), Release.objects.count()

    assert (answer["Location"], left) == ("/exchange/drafts/", (0, 0))


def test_text_of_a_prepared_message_can_be_changed(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        page = shown(client.get(written(client)["Location"]))
        change = re.search(r"/exchange/release/message/\w+", page)[0]
        form = shown(client.get(change))
        client.post(change, {"text": "Another day.", "audience": ["dz"], "classification": "TRAINING"})
        draft = Draft.objects.get()
        after = shown(client.get(f"/exchange/drafts/{draft.pk}/"))

    assert (TEXT in form, TEXT in after, "Another day." in after) == (True, False, True)


def test_accord_is_released_from_its_own_address_at_its_own_classification(offices):
    ly, _dz = offices
    with ly:
        accord = Accord.objects.order_by("pk").first()
        Accord.objects.filter(pk=accord.pk).update(marking="restricted")
        client, address = visiting(ly), f"/exchange/release/accord/{accord.code}"
        form = shown(client.get(address))
        low = client.post(address, {"audience": ["dz"], "classification": "TRAINING"})
        answer = client.post(address, {"audience": ["dz"], "classification": "RESTRICTED"})
        page = shown(client.get(answer["Location"]))

    assert ('value="TRAINING"' in form, low.status_code, answer.status_code) == (False, 200, 302)
    assert (accord.name_en in page, "RESTRICTED" in page) == (True, True)


@pytest.mark.parametrize(
    "address", ["accord/nothing", "message/nothing", "person/x", "keyset/x", "receipt/x", "recall/x"]
)
def test_what_cannot_be_released_is_not_there(offices, address):
    ly, _dz = offices
    with ly:
        assert visiting(ly).get(f"/exchange/release/{address}").status_code == 404


def test_outbox_says_who_has_it_and_what_is_not_confirmed(offices):
    ly, dz = offices
    came(ly, dz, "one")
    with dz:
        receipt = bundled(dz, "ly")
    with ly:
        took(ly, receipt)
        sent(ly, "dz", "two")
        client = visiting(ly)
        every, open_ones = (
            shown(client.get("/exchange/outbox/")),
            shown(client.get("/exchange/outbox/?confirmed=no")),
        )
        found = shown(client.get("/exchange/outbox/?text=TWO&kind=message&partner=dz"))

    assert (every.count("has it</span>"), every.count("not confirmed yet</span>")) == (1, 1)
    assert ("1 record<" in open_ones, "1 record<" in found, "two" in found) == (True, True, True)


def test_recall_is_a_release_of_its_own_and_its_answer_stands_with_what_it_asked_back(offices):
    ly, dz = offices
    (row,) = came(ly, dz, "a slip")
    with ly:
        kept, client = Release.objects.get(), visiting(ly)
        page = shown(client.get(f"/exchange/outbox/{kept.pk}/"))
        address = f"/exchange/release/recall/{kept.record_id}"
        form = shown(client.get(address))
        said = {"reason": "sent by mistake", "audience": ["dz"], "classification": "TRAINING"}
        draft = client.post(address, said)["Location"]
        released(client, Draft.objects.get())
    assert (address in page, "A recall cannot be enforced" in form, "a slip" in form, draft[:17]) == (
        True,
        True,
        True,
        "/exchange/drafts/",
    )

    with ly:
        content = bundled(ly, "dz")
    with dz:
        took(dz, content)
        asked = Received.objects.get(kind="recall")
        client = visiting(dz)
        page = shown(client.get(f"/exchange/inbox/{asked.pk}/"))
        told = shown(client.get(f"/exchange/inbox/{row.pk}/"))
        silent = client.post(
            f"/exchange/inbox/{asked.pk}/answer",
            {"answer": "refuse", "reason": "", "password": DEMO_PASSWORD},
        )
        client.post(f"/exchange/inbox/{asked.pk}/answer", {"answer": "execute", "password": "not mine"})
        assert Received.objects.get(pk=asked.pk).state == "new"
        client.post(f"/exchange/inbox/{asked.pk}/answer", {"answer": "execute", "password": DEMO_PASSWORD})
        emptied = shown(client.get(f"/exchange/inbox/{row.pk}/"))
        state = Received.objects.get(pk=row.pk).state
        answer = bundled(dz, "ly")
    assert ("sent by mistake" in page, "The partner asks this record back" in told) == (True, True)
    assert (silent.status_code, "Write why" in shown(silent)) == (200, True)
    assert (state, "a slip" in emptied, "asked back and emptied" in emptied) == ("recalled", False, True)

    with ly:
        took(ly, answer)
        page = shown(visiting(ly).get(f"/exchange/outbox/{kept.pk}/"))
    assert ("answer to a recall" in page, "executed" in page, "Ask it back" in page) == (True, True, False)


def test_recall_goes_only_to_whoever_was_given_it(offices):
    ly, _dz = offices
    with ly:
        kept = sent(ly, "dz", "a slip")
        Partner.objects.create(party="tn", node="node-tn", root="0" * 64, state="confirmed", confirmed_by="x")
        client, address = visiting(ly), f"/exchange/release/recall/{kept.record_id}"
        page = shown(client.get(address))
        said = {"reason": "x", "audience": ["tn"], "classification": "TRAINING"}
        answer = client.post(address, said)

    assert ('value="dz"' in page, 'value="tn"' in page) == (True, False)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["audience"])


def test_lists_take_the_same_count_of_reads_for_one_and_for_thirty(offices, django_assert_num_queries):
    ly, _dz = offices
    with ly:
        sent(ly, "dz", "0")
        drafted(ly, "dz", "draft 0")
        client = visiting(ly)
        reads = {"/exchange/outbox/": 13, "/exchange/drafts/": 10}
        for path, count in reads.items():
            client.get(path)
            with django_assert_num_queries(count):
                client.get(path)
        for number in range(1, 30):
            sent(ly, "dz", str(number))
            drafted(ly, "dz", f"draft {number}")
        for path, count in reads.items():
            with django_assert_num_queries(count):
                assert "30 " in shown(client.get(path))


def test_releasing_our_part_says_what_stays_here_and_when_it_was_released_before(offices):
    ly, _dz = offices
    with ly:
        client, code = visiting(ly), Programme.objects.get().code
        address = f"/exchange/release/plan.input/{code}"
        whole = shown(client.get(address))
        Unit.objects.filter(code="u-ly-bg-s").update(released_to="")
        less = shown(client.get(address))
        client.post(address, {"audience": ["dz"], "classification": "RESTRICTED"})
        released(client, Draft.objects.get())
        again = shown(client.get(address))

    units = [re.findall(r"<b>Units</b> .*?: <bdi[^>]*>(.*?)</bdi></li>", it) for it in (whole, less)]
    assert units == [[], ["u-ly-bg-s"]]
    assert ["Released before" in it for it in (whole, less, again)] == [False, False, True]
    assert "Releasing it again sends what it says now, as a new revision." in again


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_is_gone_is_told_on_the_page_of_its_draft_and_cannot_be_released(offices, language):
    ly, _dz = offices
    with ly, override(language):
        need = Request.objects.filter(owner="ly").first()
        said = {"audience": ["dz"], "classification": "RESTRICTED"}
        client = visiting(ly, language=language)
        draft_page = client.post(f"/exchange/release/request/{need.code}", said)["Location"]
        there = client.get(draft_page).content.decode()
        need.delete()
        gone = client.get(draft_page).content.decode()
        answer = released(client, Draft.objects.get())
        told, left = escape(str(RecordGone.message)), Release.objects.count()

    pages = [there, gone, answer.content.decode()]
    assert [(told in it, f'action="{draft_page}release"' in it) for it in pages] == [
        (False, True), (True, False), (True, False),
    ]  # fmt: skip
    assert (answer.status_code, left) == (200, 0)
