"""Whatever is released, changed and recalled, in whichever order it is asked for: a program ends with all of it, once."""

from django.core.cache import cache
from django.db import transaction
from exchange.feeding import Program, about, minutes, plan, program, put, reader, recall
from exchange.test_taxii import OpenCTI, names_of, of_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

AUDIENCES = [("dz",), ("tn",), ("dz", "tn")]
ACTS = st.one_of(
    st.tuples(st.just("minutes"), st.sampled_from(AUDIENCES), st.integers(0, 4)),
    st.tuples(st.just("plan"), st.sampled_from(AUDIENCES), st.just(0)),
    st.tuples(st.just("approval"), st.just(("dz",)), st.integers(0, 20)),
    st.tuples(st.just("again"), st.just(()), st.integers(0, 20)),
    st.tuples(st.just("recall"), st.just(()), st.integers(0, 20)),
    st.tuples(st.just("poll"), st.just(()), st.just(0)),
)
Told = dict[str, dict]


class Office:
    """What an office released, as it remembers itself: by record, its newest release, its audience, how many objects."""

    def __init__(self) -> None:
        self.newest: dict = {}
        self.alive: dict[str, int] = {}

    def act(self, act: str, to: tuple[str, ...], number: int) -> None:
        rows = list(self.newest.values())
        if act == "minutes":
            self.keep(put("minutes", minutes(decisions=number), *to), to, 1 + number)
        elif act == "plan":
            self.keep(put("plan", plan(), *to), to, 1)
        elif act == "approval" and rows:
            body = {
                "subject": about(rows[number % len(rows)][0]),
                "decision": "approve",
                "role": "r",
                "at": "-",
            }
            self.keep(put("approval", body, *to), to, 1)
        elif act == "again" and rows:
            release, its_own = rows[number % len(rows)]
            if release.kind == "minutes":
                again = put("minutes", minutes(decisions=number % 4), *its_own, after=release)
                self.keep(again, its_own, 1 + number % 4)
        elif act == "recall" and rows:
            release, its_own = rows[number % len(rows)]
            recall(release, *its_own)
            self.alive[release.record_id] = 0

    def keep(self, release, to: tuple[str, ...], objects: int) -> None:
        self.newest[release.record_id] = (release, to)
        self.alive[release.record_id] = objects

    def expected(self, *to: str) -> int:
        return sum(self.alive[record] for record, (_release, its_own) in self.newest.items() if its_own == to)


def merged(known: Told, objects: list[dict]) -> Told:
    """Take objects in as a program does: the newest version of each counts."""
    for it in objects:
        if it["id"] not in known or known[it["id"]].get("modified", "") <= it.get("modified", ""):
            known[it["id"]] = it
    return known


def check(asks: Program, circle: str, office: Office, to: tuple[str, ...], limit: int) -> Told:
    """Read a collection anew: nothing is lost, doubled, invented, or named without being there."""
    found = asks.all_of(circle, limit=str(limit))
    listed = asks.all_of(circle, "manifest", limit=str(limit))
    told = merged({}, found)
    assert len(listed) == len({it["id"] for it in listed})
    assert len(listed) == len({it["date_added"] for it in listed})
    assert {(it["id"], it["version"]) for it in listed} == {
        (it["id"], it.get("modified", it["created"])) for it in told.values()
    }
    alive = [it for it in of_records(list(told.values())) if not it.get("revoked")]
    assert len(alive) == office.expected(*to)
    assert all(name in told for it in told.values() for name in names_of(it))
    return told


@given(acts=st.lists(ACTS, max_size=14), limit=st.sampled_from([1, 2, 3, 6, 9, 20, 1000]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_history_is_read_whole_however_it_is_paged(offices, acts, limit):
    ly, _dz = offices
    with ly, transaction.atomic():
        cache.clear()
        office, asks = Office(), program(reader(ly))
        follows = OpenCTI(asks, limit) if limit > 5 else None
        known: Told = {}
        for act in acts:
            office.act(*act)
            if act[0] == "poll" and follows is not None:
                merged(known, follows.poll())
        circles = {it["title"]: it["id"] for it in asks.collections()}
        told = check(asks, circles["dz-ly"], office, ("dz",), limit)
        if "dz-ly-tn" in circles:
            check(asks, circles["dz-ly-tn"], office, ("dz", "tn"), limit)
        if follows is not None:
            merged(known, follows.poll())
            assert follows.poll() == []
            assert known == told
        transaction.set_rollback(True)
