"""The journal: whatever is done to it past the program is found, at the line where it was done."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tansiq.core.models import JournalHead, JournalLine
from tansiq.core.queries import Verdict, journal_verdict
from tansiq.core.rules import line_hash
from tansiq.core.services import NodeItself, write_line

pytestmark = pytest.mark.django_db

FIELDS = {"by", "verb", "subject", "changes", "before", "hash"}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
MOMENT = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given by timezones


def sql(text: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, given)


def count() -> int:
    return JournalLine.objects.count()


def hash_of(line: JournalLine) -> str:
    return line_hash(
        number=line.number, at=line.at, by=line.by, verb=line.verb, subject=line.subject,
        changes=line.changes, before=line.before,
    )  # fmt: skip


def rewritten(number: int) -> None:
    """Change a line and give it the hash that it should then have."""
    line = JournalLine.objects.get(number=number)
    line.by = "nobody"
    sql("UPDATE core_journalline SET \"by\" = 'nobody', hash = %s WHERE number = %s", hash_of(line), number)


def added(number: int) -> None:
    """Put a line after the last one that follows from it, past the head."""
    last = JournalLine.objects.get(number=count())
    line = JournalLine(
        number=number, at=last.at, by="x", verb="x", subject="x", changes="null", before=last.hash
    )
    sql(
        'INSERT INTO core_journalline (number, at, "by", verb, subject, changes, before, hash)'
        " VALUES (%s, %s, 'x', 'x', 'x', 'null', %s, %s)",
        number, line.at, line.before, hash_of(line),
    )  # fmt: skip


def swapped() -> None:
    for before, after in ((3, 1003), (4, 3), (1003, 4)):
        sql("UPDATE core_journalline SET number = %s WHERE number = %s", after, before)


TAMPERED: dict[str, tuple[Callable[[], object], Callable[[int], int], str]] = {
    "a moment": (lambda: sql("UPDATE core_journalline SET at = '2020-01-01' WHERE number = 3"), lambda _: 3, "changed"),
    "no moment": (lambda: sql("UPDATE core_journalline SET at = 'soon' WHERE number = 3"), lambda _: 3, "changed"),
    "no day": (lambda: sql("UPDATE core_journalline SET at = '2020-13-41' WHERE number = 3"), lambda _: 3, "changed"),
    "bytes": (lambda: sql("UPDATE core_journalline SET changes = x'00ff' WHERE number = 3"), lambda _: 3, "changed"),
    "with a new hash": (lambda: rewritten(3), lambda _: 4, "chain"),
    "the last, with a new hash": (lambda: rewritten(count()), lambda n: n, "changed"),
    "removed": (lambda: sql("DELETE FROM core_journalline WHERE number = 3"), lambda _: 3, "missing"),
    "the first removed": (lambda: sql("DELETE FROM core_journalline WHERE number = 1"), lambda _: 1, "missing"),
    "two swapped": (swapped, lambda _: 3, "chain"),
    "the tail cut": (lambda: sql("DELETE FROM core_journalline WHERE number > 4"), lambda _: 5, "cut"),
    "everything cut": (lambda: sql("DELETE FROM core_journalline"), lambda _: 1, "cut"),
    "one more": (lambda: added(count() + 1), lambda n: n + 1, "added"),
    "one at zero": (lambda: added(0), lambda _: 1, "missing"),
    "one far off": (lambda: added(9999), lambda n: n + 1, "missing"),
    "the head moved back": (lambda: JournalHead.objects.update(number=2), lambda _: 3, "added"),
    "the head gone": (lambda: JournalHead.objects.all().delete(), lambda _: 1, "added"),
}  # fmt: skip


POSTGRESQL_KEEPS_NO_SUCH_THING = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite keeps in a column what is not of its type"
)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=POSTGRESQL_KEEPS_NO_SUCH_THING) if name in {"no moment", "no day"} else name
        for name in TAMPERED
    ],
)
def test_what_was_done_to_the_journal_is_found_where_it_was_done(name):
    tamper, line, fault = TAMPERED[name]
    lines = count()

    tamper()

    verdict = journal_verdict()
    assert (verdict.broken_at, verdict.fault, verdict.holds) == (line(lines), fault, False)
    assert verdict.lines == verdict.broken_at - 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(sorted(FIELDS)), st.data())
def test_any_change_of_any_line_is_found_at_that_line(field, data):
    number = data.draw(st.integers(1, count()), "line")
    text = data.draw(TEXT, "text")
    assume(getattr(JournalLine.objects.get(number=number), field) != text)

    with transaction.atomic():
        sql(f'UPDATE core_journalline SET "{field}" = %s WHERE number = %s', text, number)  # noqa: S608 - one of FIELDS
        assert journal_verdict().broken_at == number
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(MOMENT, st.data())
def test_any_other_moment_is_found(moment, data):
    number = data.draw(st.integers(1, count()), "line")
    assume(JournalLine.objects.get(number=number).at != moment)

    with transaction.atomic():
        sql("UPDATE core_journalline SET at = %s WHERE number = %s", moment.replace(tzinfo=None), number)
        assert journal_verdict().broken_at == number
        transaction.set_rollback(True)


def test_journal_of_the_world_holds():
    assert journal_verdict() == Verdict(count())


def test_empty_journal_holds():
    sql("DELETE FROM core_journalline")
    sql("DELETE FROM core_journalhead")

    assert journal_verdict() == Verdict(0)


def test_line_follows_from_the_one_before(at):
    before = JournalLine.objects.get(number=count())

    line = write_line(
        verb="core.set_up_node", subject="core.node/1", changes={"ب": 1}, by=NodeItself(), at=at
    )

    assert (line.number, line.before, line.changes) == (before.number + 1, before.hash, '{"ب":1}')
    assert journal_verdict() == Verdict(line.number)


def test_change_that_is_rolled_back_leaves_no_line(at):
    lines = count()

    with transaction.atomic():
        write_line(verb="core.set_up_node", subject="core.node/1", changes=None, by=NodeItself(), at=at)
        transaction.set_rollback(True)

    assert journal_verdict() == Verdict(lines)


CHANGES: dict[str, Callable[[JournalLine], object]] = {
    "saved": lambda line: line.save(),
    "saved in part": lambda line: line.save(update_fields=["by"]),
    "put in its place": lambda line: JournalLine(number=line.number, at=line.at, by="x").save(),
    "removed": lambda line: line.delete(),
    "many changed": lambda _: JournalLine.objects.filter(number__gt=1).update(by="x"),
    "many saved": lambda line: JournalLine.objects.bulk_update([line], ["by"]),
    "many put in place": lambda line: JournalLine.objects.bulk_create([line], ignore_conflicts=True),
    "many removed": lambda _: JournalLine.objects.all().delete(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_line_is_never_changed_nor_removed_by_the_program(name):
    line = JournalLine.objects.get(number=2)
    line.by = "x"

    with pytest.raises(TypeError, match=r"^A line of the journal is"):
        CHANGES[name](line)

    assert journal_verdict().holds


def test_line_is_not_written_over_one_that_stands(at):
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalLine.objects.create(number=2, at=at, by="x", verb="x", subject="x", changes="null", hash="x")

    assert journal_verdict().holds


OUTSIDE = """
from datetime import UTC, datetime
from django.db.transaction import TransactionManagementError
from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself, keep, write_line
from tansiq.organisations.models import Unit
said = {"by": NodeItself(), "at": datetime(2025, 5, 18, tzinfo=UTC), "verb": "core.set_up_node"}
unit, lines, refused = Unit.objects.first(), JournalLine.objects.count(), 0
for act in (
    lambda: write_line(subject="x", changes=None, **said),
    lambda: keep(unit, type="other", **said),
):
    try:
        act()
    except TransactionManagementError:
        refused += 1
same = Unit.objects.get(pk=unit.pk)
print(refused, JournalLine.objects.count() - lines, same.type != "other", same.version)
"""


def test_real_database_takes_no_line_and_no_change_outside_a_transaction(own_node):
    assert own_node.python(OUTSIDE).split() == ["2", "0", "True", "1"]


AT_ONCE = """
import threading
from datetime import UTC, datetime
from django.db import connection, transaction
from tansiq.core.models import JournalLine
from tansiq.core.queries import journal_verdict
from tansiq.core.services import NodeItself, write_line
first, writing, broken = JournalLine.objects.count(), True, []
def write():
    for number in range(15):
        with transaction.atomic():
            write_line(verb="x", subject=f"x/{number}", changes=None, by=NodeItself(), at=datetime(2025, 5, 18, tzinfo=UTC))
    connection.close()
def read():
    while writing:
        broken.extend([verdict.fault for verdict in [journal_verdict()] if not verdict.holds])
    connection.close()
threads = [threading.Thread(target=write) for _ in range(4)]
reader = threading.Thread(target=read)
for thread in [reader, *threads]:
    thread.start()
for thread in threads:
    thread.join()
writing = False
reader.join()
print(journal_verdict().lines - first, journal_verdict().holds, broken)
"""


def test_writers_at_once_keep_the_chain_whole_and_a_reader_sees_it_whole(own_node):
    assert own_node.python(AT_ONCE).strip() == "60 True []"
