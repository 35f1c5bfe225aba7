"""What came, by the browser: read, taken in, put aside; what may not be shown is shown nowhere; recalls and alarms."""

import pytest
from conftest import AT
from exchange.browsing import bundled, by, came, shown, took, visiting

from tansiq.accords.models import Accord
from tansiq.accords.rules import AccordType
from tansiq.core.models import JournalHead
from tansiq.exchange.models import Fork, Partner, Received
from tansiq.exchange.queries.bodies import Asked, items_for
from tansiq.exchange.rules import Classification, ReceivedState
from tansiq.exchange.services.releasing import prepare_release, release
from tansiq_protocol.record import Kind

CANARY = "canary of the partner"


def crossed(giver, taker, accord: Accord) -> Received:
    """Let an accord cross."""
    with giver:
        said = by(giver)
        asked = Asked(Kind.ACCORD, accord.code, said["node"], said["by"], [taker.party], AT.date())
        items, title = items_for(asked)
        draft = prepare_release(
            items=items, audience=[taker.party], classification=Classification.RESTRICTED, title=title, **said
        )
        release(draft_id=draft.pk, digest=draft.digest, **said)
        content = bundled(giver, taker.party)
    with taker:
        took(taker, content)
        return Received.objects.order_by("pk").last()


def new_accord(box) -> Accord:
    """Keep an accord that only this office has."""
    with box:
        accord = Accord(
            code="accord-new", owner="joint", name_en="Accord on map exercises", type=AccordType.values[0],
            state="draft",
        )  # fmt: skip
        accord.save()
        return accord


def test_tabs_count_each_state_apart(offices):
    ly, dz = offices
    rows = came(dz, ly, "one", "two", "three")
    with ly:
        client = visiting(ly)
        client.post(f"/exchange/inbox/{rows[0].pk}/put-aside")
        Received.objects.filter(pk=rows[1].pk).update(state="held", reason="newer_kind")
        page = shown(client.get("/exchange/inbox/"))
        tabs = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
        aside, held = (shown(client.get(f"/exchange/inbox/?state={it}")) for it in ("seen", "held"))

    assert [tabs.count(f'class="num">{number}<') for number in (0, 1, 3)] == [3, 3, 0]
    assert ("three" in page, "one" in aside, "only a newer Tansiq reads" in held) == (True, True, True)


def test_accord_is_taken_in_with_what_it_changes_shown_before(offices):
    ly, dz = offices
    row = crossed(dz, ly, new_accord(dz))
    with ly:
        client = visiting(ly)
        page = shown(client.get(f"/exchange/inbox/{row.pk}/"))
        before = Accord.objects.filter(code="accord-new").count()
        client.post(f"/exchange/inbox/{row.pk}/take-in")
        kept, state = Accord.objects.get(code="accord-new"), Received.objects.get(pk=row.pk).state

    assert ("What would change here" in page, "Accord on map exercises" in page, before) == (True, True, 0)
    assert (kept.name_en, state) == ("Accord on map exercises", ReceivedState.TAKEN_IN)


def test_where_both_changed_it_the_officer_chooses(offices):
    ly, dz = offices
    first = crossed(dz, ly, new_accord(dz))
    with ly:
        client = visiting(ly)
        client.post(f"/exchange/inbox/{first.pk}/take-in")
        Accord.objects.filter(code="accord-new").update(name_en="Our words")
    with dz:
        Accord.objects.filter(code="accord-new").update(name_en="Their words")
        accord = Accord.objects.get(code="accord-new")
    row = crossed(dz, ly, accord)
    with ly:
        asked = client.post(f"/exchange/inbox/{row.pk}/take-in")
        untouched = Accord.objects.get(code="accord-new").name_en
        client.post(f"/exchange/inbox/{row.pk}/take-in", {"keeps": "theirs"})
        kept = Accord.objects.get(code="accord-new").name_en

    page = shown(asked)
    assert (asked.status_code, untouched, kept) == (200, "Our words", "Their words")
    assert ("Our words" in page, "Their words" in page, 'value="ours"' in page) == (True, True, True)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_held_label_shows_no_word_anywhere(offices, language):
    ly, dz = offices
    (row,) = came(dz, ly, CANARY)
    hidden = bytes(row.payload).replace(b'"PERMISSIVE"', b'"MYSTERIOUS"')
    with ly:
        Received.objects.filter(pk=row.pk).update(state="held", reason="label", payload=hidden)
        Fork.objects.create(
            partner=Partner.objects.get(), what="1 1", first_sha256=row.sha256, second_sha256="b" * 64, at=AT
        )
        client = visiting(ly, language=language)
        pages = {
            path: shown(client.get(path))
            for path in (
                f"/exchange/inbox/{row.pk}/", "/exchange/inbox/?state=held", "/exchange/inbox/?state=held&text=canary",
                f"/exchange/forks/{Fork.objects.get().pk}/", "/exchange/", "/", "/search?q=canary",
            )
        }  # fmt: skip
        seen = pages[f"/exchange/inbox/{row.pk}/"]

    said = {path: page.replace('value="canary"', "").replace("“canary”", "") for path, page in pages.items()}
    assert {path for path, page in said.items() if CANARY in page} == set()
    assert f'/exchange/inbox/{row.pk}/"' not in pages["/exchange/inbox/?state=held&text=canary"]
    assert ('<pre dir="ltr"' in seen, row.sha256 in seen or "SHA-256" in seen) == (False, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"critical":[]', b'"critical":["x"]'), (b'"values":["dz","ly"]', b'"values":["dz","tn"]')],
    ids=["something critical", "a label that does not name us"],
)
def test_what_may_not_be_shown_here_is_not_shown(offices, before, after):
    ly, dz = offices
    (row,) = came(dz, ly, CANARY)
    hidden = bytes(row.payload).replace(before, after)
    with ly:
        Received.objects.filter(pk=row.pk).update(state="held", reason="keyset_expired", payload=hidden)
        client = visiting(ly)
        pages = [
            shown(client.get(path)) for path in (f"/exchange/inbox/{row.pk}/", "/exchange/inbox/?state=held")
        ]

    assert hidden != bytes(row.payload)
    assert [CANARY in page for page in pages] == [False, False]


def test_what_was_not_released_is_on_no_page_of_the_partner(offices):
    ly, dz = offices
    came(dz, ly, "what was released")
    with dz:
        Accord(
            code="accord-hidden", owner="dz", name_en=CANARY, type=AccordType.values[0], state="draft"
        ).save()
    with ly:
        came_here = Received.objects.get()
        client = visiting(ly)
        pages = [
            shown(client.get(path))
            for path in ("/exchange/", "/exchange/inbox/", f"/exchange/inbox/{came_here.pk}/", "/exchange/book",
                         "/exchange/outbox/", "/search?q=canary")
        ]  # fmt: skip

    assert [page.count(CANARY) for page in pages] == [0] * len(pages)


def test_record_that_is_not_there_and_a_step_that_is_not_open_are_told(offices):
    ly, dz = offices
    (row,) = came(dz, ly, "one")
    with ly:
        client = visiting(ly)
        head = JournalHead.objects.get().hash
        missing = [client.get("/exchange/inbox/99/"), client.post("/exchange/inbox/99/take-in"),
                   client.post("/exchange/inbox/99/put-aside"), client.get("/exchange/forks/99/")]  # fmt: skip
        message = client.post(f"/exchange/inbox/{row.pk}/take-in")  # a message changes no record of ours
        forged = client.post(f"/exchange/inbox/{row.pk}/take-in", {"keeps": "everything"})
        unchanged = JournalHead.objects.get().hash == head

    assert ([it.status_code for it in missing], message.status_code, forged.status_code) == (
        [404] * 4,
        404,
        404,
    )
    assert unchanged


def test_unreadable_record_is_told_without_words(offices):
    ly, dz = offices
    (row,) = came(dz, ly, "one")
    with ly:
        Received.objects.filter(pk=row.pk).update(
            state="refused", reason="bad_signature", told="<b>x</b>", payload=b"\xff\x00", kind=""
        )
        answer = visiting(ly).get(f"/exchange/inbox/{row.pk}/")

    assert (answer.status_code, "<b>x</b>" in shown(answer)) == (200, False)
    assert "they were altered, or another key signed" in shown(answer)


def test_clock_that_is_ahead_is_told(offices):
    ly, dz = offices
    (row,) = came(dz, ly, "one")
    with ly:
        client = visiting(ly)
        usual = shown(client.get(f"/exchange/inbox/{row.pk}/"))
        Received.objects.filter(pk=row.pk).update(written_at="2025-05-18T10:10:00Z")
        ahead = shown(client.get(f"/exchange/inbox/{row.pk}/"))

    assert ("clock is ahead" in usual, "clock is ahead" in ahead, ">40<" in ahead) == (False, True, True)


def test_fork_shows_both_and_is_settled_with_a_note(offices):
    ly, dz = offices
    one, two = came(dz, ly, "first words", "other words")
    with ly:
        fork = Fork.objects.create(
            partner=Partner.objects.get(),
            what="1 1",
            first_sha256=one.sha256,
            second_sha256=two.sha256,
            at=AT,
        )
        client, path = visiting(ly), f"/exchange/forks/{fork.pk}/"
        page, first_page = shown(client.get(path)), shown(client.get("/"))
        silent = client.post(path, {"note": " "})
        client.post(path, {"note": "They restored a backup; the first holds."})
        fork.refresh_from_db()
        after = shown(client.get("/"))

    assert all(it in page for it in ("first words", "other words", one.sha256, two.sha256))
    assert ("Settle the fork" in first_page, "Settle the fork" in after) == (True, False)
    assert (silent.status_code, fork.settled_by, fork.note) == (
        200,
        "director",
        "They restored a backup; the first holds.",
    )


def test_first_page_tells_what_came_and_leads_there(offices):
    ly, dz = offices
    came(dz, ly, "one", "two", "three")
    with ly:
        page = shown(visiting(ly).get("/"))
        for_others = shown(visiting(ly, "unit").get("/"))

    assert ("Read 3 new records from the partner" in page, "/exchange/inbox/?partner=dz" in page) == (
        True,
        True,
    )
    assert "new records from the partner" not in for_others


def test_list_takes_the_same_count_of_reads_for_one_and_for_thirty(offices, django_assert_num_queries):
    ly, dz = offices
    came(dz, ly, "one")
    with ly:
        client = visiting(ly)
        client.get("/exchange/inbox/")
        with django_assert_num_queries(11):
            client.get("/exchange/inbox/")
    came(dz, ly, *(str(number) for number in range(29)))
    with ly, django_assert_num_queries(11):
        assert "30 records" in shown(client.get("/exchange/inbox/"))
