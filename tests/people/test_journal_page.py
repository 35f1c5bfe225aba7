"""The page of the journal: what was changed, by whom, in words; and whether the chain holds."""

import pytest
from django.db import connection

from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself, write_line
from tansiq.people.queries import told

pytestmark = pytest.mark.django_db

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
        ({"name": ["a", "b"]}, (("name", "a → b"),)),
        ({"name": ["", None]}, (("name", "∅ → ∅"),)),
        ({"roles": [["x"], ["x", "y"]]}, (("roles", '["x"] → ["x","y"]'),)),
        ({"count": 3}, (("count", "3"),)),
        ({"list": [{"a": 1}, {"b": 2}]}, (("list", '[{"a":1},{"b":2}]'),)),
        ("text", (("", "text"),)),
    ],
)
def test_change_is_told_from_before_to_after(settings, at, changes, rows):
    from django.utils.translation import override

    line = write(at, changes=changes)

    with override("en"):
        assert (told(line).verb, told(line).changes) == ("added a role", rows)


def test_change_runs_the_other_way_in_arabic(at):
    from django.utils.translation import override

    with override("ar"):
        assert told(write(at, changes={"name": ["a", "b"]})).changes == (("name", "a ⟵ b"),)


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

    with django_assert_num_queries(7):
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
