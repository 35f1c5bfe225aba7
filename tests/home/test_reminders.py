"""Reminders by e-mail: who gets one and when, never two a day, and a mail server in trouble."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from mail_server import BREAKS_OFF
from reminding import DAY, TODAY, address, given_addresses, reminded

from tansiq.accords.models import Decision
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself
from tansiq.home.services import begin_reminding, send_reminders
from tansiq.people.models import Person, Reminder, ReminderDay
from tansiq.people.services import change_person

pytestmark = pytest.mark.django_db
BY = NodeItself()


def lines():
    """Give the journal's lines of reminders, the first day first."""
    told = JournalLine.objects.filter(verb="people.send_reminders").order_by("number")
    return [(it.by, it.subject.rpartition("/")[2], it.changes) for it in told]


def counts(sent=0, refused=0, lost=0, unsent=0):
    return f'{{"address_refused":{refused},"not_sent":{unsent},"perhaps_lost":{lost},"sent":{sent}}}'


# ------------------------------------------------------------------------------------------------------------ who gets one
@pytest.mark.parametrize(
    ("but", "mails"),
    [
        ({}, 1),
        ({"wants_reminders": False}, 0),
        ({"is_active": False}, 0),
        ({"email": ""}, 0),
    ],
    ids=str,
)
def test_whoever_wants_none_or_has_no_address_or_may_not_sign_in_gets_none(server, at, but, mails):
    given_addresses("director")
    Person.objects.filter(username="director").update(**but)

    assert (reminded(at), len(server.got)) == (True, mails)


@pytest.mark.parametrize(
    ("days", "mails"),
    [([-8, None, None], 2), ([14, None, None], 2), ([15, None, None], 1), ([None, None, None], 1)],
    ids=str,
)
def test_late_or_due_soon_is_told_each_day_and_anything_else_once(server, at, days, mails):
    given_addresses("director")
    for code, due in zip(("dec-art-001", "dec-art-002", "dec-art-003"), days, strict=True):
        Decision.objects.filter(code=code).update(due_on=due and at.date() + due * DAY)

    reminded(at)
    Decision.objects.filter(due_on=TODAY + 15 * DAY).update(due_on=TODAY + 17 * DAY)
    reminded(at + DAY)

    assert len(server.got) == mails


def test_something_new_is_told_again(server, at):
    given_addresses("director")
    Decision.objects.update(due_on=None)
    reminded(at)
    Decision.objects.filter(code="dec-art-001").update(due_on=TODAY + 25 * DAY)

    reminded(at + DAY)
    reminded(at + 2 * DAY)

    assert [mail["Subject"] for _, mail in server.got] == [
        "Tansiq: 1 thing awaits you",
        "Tansiq: 2 things await you",
    ]


def test_whom_nothing_awaits_gets_none_and_the_journal_no_line(server, at):
    given_addresses("administrator")

    assert (reminded(at), server.said, lines()) == (True, [], [])


# ---------------------------------------------------------------------------------------------------------- one a day
def test_nobody_gets_two_on_a_day_and_the_journal_tells_how_many(server, at):
    given_addresses("director", "cooperation", "planner")

    first, second = reminded(at), reminded(at + timedelta(hours=1))
    send_reminders(on=TODAY, by=BY, at=at + timedelta(hours=2))

    assert (first, second, len(server.got)) == (True, None, 3)
    assert lines() == [("node", "2025-05-18", counts(sent=3))]

    reminded(at + DAY)

    assert (Counter(server.to()), len(lines())) == (
        Counter({address(it): 2 for it in ("director", "cooperation", "planner")}),
        2,
    )


@pytest.mark.parametrize(
    ("hour", "on", "next_at"),
    [  # Tripoli is two hours ahead
        (3, None, "2025-05-18T04:00"), (4, "2025-05-18", "2025-05-18T04:05"), (21, "2025-05-18", "2025-05-18T21:05"),
        (22, None, "2025-05-19T04:00"),
    ],
)  # fmt: skip
def test_day_begins_at_six_where_the_office_is(server, hour, on, next_at):
    coming = begin_reminding(by=BY, at=datetime(2025, 5, 18, hour, tzinfo=UTC))

    assert (coming.on and coming.on.isoformat(), coming.next_at.astimezone(UTC).isoformat()[:16]) == (
        on,
        next_at,
    )


def test_closed_day_is_followed_by_the_next_morning(server, at):
    reminded(at)

    assert begin_reminding(by=BY, at=at).next_at.astimezone(UTC) == datetime(2025, 5, 19, 4, tzinfo=UTC)


@pytest.mark.parametrize("is_real", [{"mode": Mode.SHARED_OFFICE}, {"fixed_day": TODAY}], ids=str)
def test_rehearsal_sends_none_not_even_when_asked_to(server, at, is_real):
    given_addresses("director")
    Node.objects.update(**is_real)

    assert (reminded(at), server.said, ReminderDay.objects.count()) == (None, [], 0)
    assert (send_reminders(on=TODAY, by=BY, at=at), server.said) == (False, [])


def test_node_without_a_mail_server_sends_none(server, at, settings):
    given_addresses("director")
    settings.EMAIL_HOST = ""

    assert (reminded(at), server.said) == (None, [])


# ------------------------------------------------------------------------------------------------- a mail server in trouble
def wrong():
    """Give what the node says is wrong: the fault, what was said, and since when."""
    day = ReminderDay.objects.order_by("-on").first()
    return day.fault, day.said, day.failing_since


def test_server_that_is_down_is_tried_again_with_longer_waits_and_then_everyone_has_theirs(
    server, at, settings
):
    given_addresses("director", "planner")
    settings.EMAIL_PORT = 1  # nobody listens there
    moment, waits = at, []
    for _ in range(6):
        coming = begin_reminding(by=BY, at=moment)
        assert send_reminders(on=coming.on, by=BY, at=moment) is False
        waits.append((coming.next_at - moment).seconds // 60)
        moment = coming.next_at

    assert waits == [5, 10, 20, 40, 60, 60]
    assert (wrong()[0], wrong()[2], Reminder.objects.count(), lines()) == ("unreachable", at, 0, [])

    settings.EMAIL_PORT = server.port

    assert (reminded(moment), Counter(server.to())) == (
        True,
        Counter([address("director"), address("planner")]),
    )
    assert (wrong(), lines()) == (("", "", None), [("node", "2025-05-18", counts(sent=2))])


def test_day_on_which_none_went_out_is_told_with_how_many_and_the_next_begins_anew(server, at, settings):
    given_addresses("director", "planner")
    settings.EMAIL_PORT = 1
    reminded(at)

    reminded(at + DAY)

    assert (wrong()[2], lines()) == (at, [("node", "2025-05-18", counts(unsent=2))])

    settings.EMAIL_PORT = server.port
    reminded(at + DAY + timedelta(hours=1))

    assert lines()[1:] == [("node", "2025-05-19", counts(sent=2))]
    assert wrong()[2] is None


@pytest.mark.parametrize(
    ("answers", "fault", "said"),
    [
        ({"CONNECT": "554 not today"}, "refused", "not today"),
        ({"CONNECT": BREAKS_OFF}, "unreachable", "Connection unexpectedly closed"),
        ({"MAIL": "553 not from you"}, "refused", "not from you"),
        ({"RCPT": "450 4.2.0 greylisted"}, "refused", "4.2.0 greylisted"),
        ({"RCPT": "550 5.7.1 relaying denied"}, "refused", "5.7.1 relaying denied"),
        ({"RCPT": BREAKS_OFF}, "unreachable", "Connection unexpectedly closed"),
        ({"DATA": "451 later"}, "refused", "later"),
        ({"DATA": "421 closing"}, "refused", "closing"),
        ({"MAIL-IS-THERE": "554 looks like spam"}, "refused", "looks like spam"),
    ],
    ids=str,
)
def test_refusal_ends_the_run_well_and_is_tried_again(server, at, answers, fault, said):
    given_addresses("director", "planner")
    server.answers = answers

    assert (reminded(at), wrong(), Reminder.objects.count()) == (False, (fault, said, at), 0)

    server.answers = {}
    server.got.clear()

    assert (reminded(at + timedelta(minutes=5)), len(server.got), wrong()[0]) == (True, 2, "")


def test_one_who_is_put_off_does_not_hold_up_the_others(server, at):
    given_addresses("director", "planner", "cooperation")
    server.answers = {f"rcpt TO:<{address('director')}>": "450 4.2.0 greylisted"}

    assert (reminded(at), set(server.to())) == (False, {address("planner"), address("cooperation")})

    server.answers = {}
    reminded(at + timedelta(minutes=5))

    assert Counter(server.to()) == Counter([address("director"), address("planner"), address("cooperation")])


def test_mail_that_may_have_been_taken_is_not_sent_again_that_day(server, at):
    given_addresses("director", "planner")
    server.answers = {"MAIL-IS-THERE": BREAKS_OFF}
    assert (reminded(at), len(server.got)) == (False, 1)

    server.answers = {}
    assert reminded(at + timedelta(minutes=5)) is True

    assert Counter(server.to()) == Counter([address("director"), address("planner")])
    assert lines() == [("node", "2025-05-18", counts(sent=1, lost=1))]


def test_unknown_mailbox_is_left_alone_until_its_address_is_corrected(server, at, person):
    given_addresses("director", "planner")
    server.answers = {f"rcpt TO:<{address('director')}>": "550 5.1.1 no such mailbox"}

    assert (reminded(at), server.to(), wrong()[0]) == (True, [address("planner")], "")
    assert lines() == [("node", "2025-05-18", counts(sent=1, refused=1))]

    someone = person("director")
    change_person(
        username="director", version=someone.version, full_name="x", email="new@office.example", roles=list(someone.roles.all()),
        is_active=True, by=person("administrator"), at=at,
    )  # fmt: skip
    reminded(at + DAY)

    assert Counter(server.to()) == Counter([address("planner")] * 2 + ["new@office.example"])


def test_where_every_mailbox_is_refused_the_server_is_in_trouble(server, at):
    given_addresses("director", "planner")
    server.answers = {"RCPT": "550 I do not know you"}

    reminded(at)

    assert wrong() == ("refused", "I do not know you", at)


@pytest.mark.parametrize("domain", ["مثال.إختبار", "exämple.example"])
def test_domain_in_another_script_is_written_in_its_latin_form(server, at, domain):
    Person.objects.filter(username="director").update(email=f"director@{domain}")

    reminded(at)

    assert server.to() == [f"director@{domain.encode('idna').decode()}"]


def test_node_whose_own_address_no_server_takes_is_told_so_and_loses_no_reminder(server, at, settings):
    given_addresses("director")
    settings.DEFAULT_FROM_EMAIL = "node@مثال.إختبار"

    assert (reminded(at), wrong()[0], Reminder.objects.count()) == (False, "refused", 0)

    settings.DEFAULT_FROM_EMAIL = "node@office.example"
    assert (reminded(at + timedelta(minutes=5)), server.to()) == (True, [address("director")])
