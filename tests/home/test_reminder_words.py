"""What a reminder says: counts and days in the reader's language and direction, and never what a record says."""

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils.translation import override
from reminding import NODE_ADDRESS, TODAY, address, given_addresses, reminded

from tansiq.core.models import JournalLine
from tansiq.home.queries import Awaiting
from tansiq.home.queries.awaiting import Awaited
from tansiq.home.rules import Awaits
from tansiq.home.services.letter import EMBED, END, RIGHT_TO_LEFT, body_of, subject_of
from tansiq.people.models import Person

pytestmark = pytest.mark.django_db

SAID = {
    "en": (
        "Tansiq: 1 thing is late",
        """What awaits you on the node:

- 3 decisions to carry out
- minutes of 1 meeting to agree to

1 of them is late.
1 of them is due within 14 days.
The next due day is 28 May 2025.

Sign in to see them:
https://node.example/

This mail says no more on purpose: what it counts stays on the node.
You can turn these reminders off there, under My account.
""",
    ),
    "fr": (
        "Tansiq\u00a0: 1 point en retard",
        """Ce qui vous attend sur le nœud\u00a0:

- 3 décisions à exécuter
- procès-verbal de 1 réunion à adopter

Dont 1 en retard.
Dont 1 à échéance sous 14 jours.
Prochaine échéance\u00a0: le 28 mai 2025.

Connectez-vous pour les voir\u00a0:
https://node.example/

Ce courriel n'en dit pas plus, à dessein\u00a0: ce qu'il compte ne quitte pas le nœud.
Vous pouvez arrêter ces rappels sur le nœud, sous «\u00a0Mon compte\u00a0».
""",
    ),
    "ar": (
        "تنسيق: أمر واحد متأخر",
        """ما ينتظرك على الخادم:

- 3 قرارات للتنفيذ
- محضر اجتماع واحد للموافقة عليه

واحد منها متأخر.
واحد منها مستحق خلال 14 يومًا.
أقرب موعد: 28 مايو 2025.

سجّل الدخول لتراها:
https://node.example/

لا تقول هذه الرسالة أكثر من ذلك عن قصد: فما تعدّه يبقى على الخادم.
يمكنك إيقاف هذا التذكير هناك، في «حسابي».
""",
    ),
}
SAID["ar-ly"] = SAID["ar"]
SAID["ar-dz"] = (SAID["ar"][0], SAID["ar"][1].replace("مايو", "ماي"))


def plainly(text):
    """Leave out the signs that only give a line its direction."""
    return "".join(sign for sign in text if sign not in {RIGHT_TO_LEFT, EMBED, END, "\r"})


@pytest.mark.parametrize("language", SAID)
def test_mail_says_how_much_waits_in_the_language_of_whoever_gets_it(server, at, language):
    given_addresses("director", locale=language)

    assert reminded(at) is True

    ((to, mail),) = server.got
    assert (to, mail["To"], mail["From"]) == (
        address("director"),
        address("director"),
        "tansiq@office.example",
    )
    assert (plainly(mail["Subject"]), plainly(mail.get_content())) == SAID[language]
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == (language, "auto-generated")
    assert server.raw[0].isascii()


def test_each_reads_their_own_language_in_one_run(server, at):
    for username, language in (("director", "ar-ly"), ("cooperation", "fr"), ("planner", "en")):
        given_addresses(username, locale=language)

    reminded(at)

    assert {to: plainly(mail["Subject"]) for to, mail in server.got} == {
        address("director"): SAID["ar"][0],
        address("cooperation"): SAID["fr"][0],
        address("planner"): SAID["en"][0],
    }


def test_arabic_line_runs_from_right_to_left_and_the_address_stays_bare(server, at):
    given_addresses("director", locale="ar")
    reminded(at)

    written = [line for line in server.got[0][1].get_content().splitlines() if line]

    assert [
        line for line in written if not (line.startswith(RIGHT_TO_LEFT + EMBED) and line.endswith(END))
    ] == [NODE_ADDRESS]


def test_without_an_address_of_the_node_there_is_no_link(server, at, settings):
    settings.NODE_ADDRESS = ""
    given_addresses("director")
    reminded(at)

    text = server.got[0][1].get_content()

    assert ("http" in text, "Sign in to the node to see them." in text) == (False, True)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("number", [1, 2, 3, 11, 100])
def test_everything_that_can_await_has_its_count_in_the_mail(language, number):
    waiting = Awaiting(tuple(Awaited(kind, None, "/") for kind in Awaits for _ in range(number)))

    with override(language):
        text, subject = plainly(body_of(waiting, TODAY)), subject_of(waiting)

    told = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(set(told)) == len(Awaits)
    assert "%(" not in text + subject
    if number > 2:
        assert [line for line in told if f"{number} " not in line] == []
        assert str(number * len(Awaits)) in subject


@pytest.mark.parametrize(
    ("rows", "subject"),
    [
        ([{"is_late": True}, {"is_late": True}, {"is_soon": True}], "Tansiq: 2 things are late"),
        ([{"is_soon": True}, {}], "Tansiq: 1 thing is due within 14 days"),
        ([{}, {}], "Tansiq: 2 things await you"),
    ],
)
def test_subject_tells_the_most_pressing(rows, subject):
    waiting = Awaiting(tuple(Awaited(Awaits.DECISION, None, "/", **row) for row in rows))

    with override("en"):
        assert subject_of(waiting) == subject


def test_no_mail_says_what_a_record_says(server, at):
    codes = {"director", "ly", "dz", "joint"}
    for kind in apps.get_models():
        if kind.__module__.startswith("tansiq."):
            names = {it.name for it in kind._meta.get_fields() if isinstance(it, CharField | TextField)}
            words = {
                it
                for it in names
                if it[-3:] in {"_ar", "_fr", "_en"} or it in {"title", "full_name", "justification", "text"}
            }
            kind._default_manager.update(**dict.fromkeys(words, "canary")) if words else None
            if "code" in names:
                codes |= set(kind._default_manager.values_list("code", flat=True))
    everyone = Person.objects.values_list("username", flat=True)
    given_addresses(*everyone)
    Person.objects.filter(username="director").update(locale="ar")

    reminded(at)

    assert len(server.got) > 5
    for to, mail in server.got:
        told = "\n".join([mail["Subject"], mail.get_content()])
        assert ("canary" in told, {code for code in codes if code in told.replace(NODE_ADDRESS, "")}) == (
            False,
            set(),
        )
        assert "canary" not in server.raw[server.to().index(to)].decode()
        assert set(mail.keys()) == {
            "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
            "Content-Transfer-Encoding", "Content-Language", "MIME-Version",
        }  # fmt: skip
    assert JournalLine.objects.filter(verb="people.send_reminders", changes__contains="@").count() == 0
