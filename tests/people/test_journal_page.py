"""The page of the journal: what was changed, by whom, in words; and whether the chain holds."""

import pytest
from django.db import connection

from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself, write_line
from tansiq.people.queries import told

pytestmark = pytest.mark.django_db

LIBYA, ALGERIA = "Libya - Government of National Unity", "People's Democratic Republic of Algeria"
LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}


def write(at, count=1, **given):
    said = {
        "verb": "people.add_role",
        "subject": "people.role/x",
        "changes": None,
        "by": NodeItself(),
        **given,
    }
    return [write_line(**said, at=at) for _ in range(count)][-1]


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        (None, ()),
        ({"name": ["a", "b"]}, (("name", "a", "b"),)),
        ({"name": ["", None]}, (("name", "—", "—"),)),
        ({"by": [[], ["x", "y"]]}, (("by", "—", "x, y"),)),
        ({"roles": ["role-director", "x"]}, (("roles", None, "Training Directorate, x"),)),
        (
            {"may": ["approve_plan", "file_need"]},
            (("permissions", None, "approve a plan, file needs and requests"),),
        ),
        ({"on": ["2026-06-30", "2026-13-30"]}, (("on", "30 June 2026", "2026-13-30"),)),
        ({"party": "ly", "to": "dz"}, (("party", None, LIBYA), ("to", None, ALGERIA))),
        ({"owner": ["joint", "ly dz"]}, (("owner", "both sides", f"{LIBYA}, {ALGERIA}"),)),
        ({"text": [{"en": "old"}, {"ar": "new", "en": "new"}]}, (("text", "old", "new"),)),
        ({"told": {"ar": "x", "en": "a point"}}, (("", None, "a point"),)),
        ({"told": "ly"}, (("", None, LIBYA),)),
        ({"count": 1300}, (("count", None, "1\xa0300"),)),
        ({"list": [{"a": 1}, {"b": 2}]}, (("list", None, "a: 1, b: 2"),)),
        ("text", (("", None, "text"),)),
        ({"sha256": ["0f" * 32, "1e" * 32]}, (("hash", "0f" * 8, "1e" * 8),)),
    ],
)
def test_change_is_told_from_before_to_after(settings, at, changes, rows):
    from django.utils.translation import override

    line = write(at, changes=changes)

    with override("en"):
        assert (told(line).verb, told(line).changes) == ("added a role", rows)


PAPER = {"paper": "minutes", "languages": "ar-ly fr", "mark": "0f" * 32, "sha256": "1e" * 32}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ["العربية، الفرنسية", "0f0f0f0f0f0f0f0f", "محضر اجتماع"]),
        ("fr", ["arabe, français", "0f0f0f0f0f0f0f0f", "procès-verbal de réunion"]),
        ("en", ["Arabic, French", "0f0f0f0f0f0f0f0f", "minutes of a meeting"]),
    ],
)
def test_values_are_told_in_words_and_of_hashes_the_first_signs_of_one(at, language, said):
    from django.utils.translation import override

    line = write(at, verb="documents.make_paper", subject="accords.meeting/m", changes=PAPER)

    with override(language):
        assert [it.after for it in told(line).changes] == said


@pytest.mark.parametrize(
    ("language", "said"), [("ar", ("من", "إلى")), ("fr", ("de", "à")), ("en", ("from", "to"))]
)
def test_each_value_of_a_change_keeps_its_own_direction(visit, at, language, said):
    write(at, changes={"seats": [12, 15]})

    page = visit("auditor", language).get("/journal").text

    assert f'{said[0]} <bdi dir="auto">12</bdi> {said[1]} <bdi dir="auto">15</bdi>' in page


@pytest.mark.parametrize(
    ("verb", "step", "said"),
    [
        ("training.take_request_step", "submit", "submitted a request"),
        ("training.take_request_step", "return", "returned a request with an answer"),
        ("planning.take_step", "agree", "took a plan a step on: agree in the working group"),
        ("planning.take_step", "gone", "took a plan a step on: gone"),
    ],
)
def test_step_is_named(at, verb, step, said):
    from django.utils.translation import override

    with override("en"):
        line = told(write(at, verb=verb, changes={"state": ["draft", "submitted"], "told": {"step": step}}))

    assert (line.verb, [it.name for it in line.changes]) == (said, ["state"])


@pytest.mark.parametrize(
    ("subject", "kind", "code"),
    [
        ("people.person/unit", "account", "unit"),
        ("training.task/u-1/c-1", "task", "u-1/c-1"),
        ("planning.planversion/p-v1", "plan", "p-v1"),
        ("source/file.yaml", "file", "file.yaml"),
        ("no.such/x", "no.such", "x"),
    ],
)
def test_record_of_a_line_is_called_by_its_kind(at, subject, kind, code):
    from django.utils.translation import override

    with override("en"):
        line = told(write(at, subject=subject))

    assert (line.kind, line.code) == (kind, code)


def test_verb_of_an_older_program_is_shown_as_it_stands(at):
    assert told(write(at, verb="people.gone")).verb == "people.gone"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_runs_its_languages_way(visit, language):
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}"' in (
        visit("auditor", language).get("/journal").content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "found"), [({"by": "node"}, True), ({"by": "nod"}, False), ({"text": "role/x"}, True),
                         ({"text": "add_role"}, True), ({"text": "role/y"}, False)],
)  # fmt: skip
def test_search_finds_lines_by_account_record_and_step(visit, at, asked, found):
    line = write(at, by=NodeItself())

    page = visit("auditor").get("/journal", asked).content.decode()

    assert (f'id="line-{line.number}"' in page) is found


def test_what_someone_wrote_is_never_run(visit, at):
    write(at, subject="<script>alert(1)</script>", changes={"<b>": "<img src=x onerror=alert(1)>"})

    page = visit("auditor").get("/journal").content.decode()

    assert ("<script>alert" in page, "<img src=x" in page, "<b>:" in page) == (False, False, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chain_that_holds_is_said_to_hold(visit, language):
    client = visit("auditor", language)

    answer = client.post("/journal/verify", follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_chain_that_is_broken_is_told_with_its_line(visit):
    client = visit("auditor", "en")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_journalline SET verb = 'x' WHERE number = 3")

    answer = client.post("/journal/verify", follow=True)

    assert [(it.level_tag, str(it)) for it in answer.context["messages"]] == [
        (
            "error",
            "The journal is broken at line 3. Keep this node as it is and call whoever keeps its backups.",
        )
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_database_as_often_for_one_as_for_thirty(visit, at, django_assert_num_queries, count):
    write(at, count, subject="counted/x")
    client = visit("auditor")
    client.get("/journal")

    with django_assert_num_queries(9):
        page = client.get("/journal", {"text": "counted/"})

    assert page.content.decode().count('id="line-') == count


def test_list_has_pages_of_fifty(visit, at):
    write(at, 60, subject="counted/x")

    page = visit("auditor").get("/journal", {"text": "counted/", "page": 2})

    assert page.content.decode().count('id="line-') == 10


def test_reading_the_journal_writes_nothing(visit):
    client, before = visit("auditor"), JournalLine.objects.count()

    client.get("/journal")
    client.post("/journal/verify")

    assert JournalLine.objects.count() == before
