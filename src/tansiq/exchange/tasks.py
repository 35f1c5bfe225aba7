"""What the worker of the line does: each look at a partner asks for the next before it does anything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tansiq.core.moment import moment, moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Partner
from tansiq.exchange.rules import PartnerState, wait_after
from tansiq.exchange.services.line import exchange_with
from tansiq.exchange.services.looks import forget_looks

QUEUE = "exchange"
"""A queue of its own, with a worker of its own: a search of many minutes must not keep the exchange waiting."""
KEPT_FOR = timedelta(days=1)


@task(queue_name=QUEUE)
def exchange(party: str) -> None:
    """Exchange with a partner. The next look is asked for first, so that a worker killed here is followed by it."""
    node, now = this_node(), moment(None)  # the worker knows the real hours alone, in a rehearsal too
    partner = _on_the_line().filter(party=party).first()
    if node is None or partner is None:
        return
    planned = now + wait_after(party, partner.failures + 1)
    _ask(party, planned)
    done = exchange_with(node=node, party=party, by=NodeItself(), at=moment_of_node())
    partner.refresh_from_db()
    wait = wait_after(party, partner.failures)
    if done is not None:
        wait = max(wait, done.come_back_after)
    # Where something was released meanwhile the next look was asked for at once, and stays.
    _waiting(party).filter(run_after=planned).update(run_after=moment(None) + wait)
    forget_looks(of=exchange.module_path, before=now - KEPT_FOR)


def ask_to_exchange(party: str = "") -> None:
    """Have the worker exchange at once: with one partner, or with each that has an address."""
    node = this_node()
    if node is None or node.mode != Mode.ONE_PARTY:
        return
    partners = _on_the_line().filter(party=party) if party else _on_the_line()
    for it in partners.values_list("party", flat=True):
        _ask(it, moment(None))


def _on_the_line() -> QuerySet[Partner]:
    return Partner.objects.filter(state=PartnerState.CONFIRMED).exclude(address="").order_by("pk")


def _waiting(party: str) -> QuerySet[DBTaskResult[Any, Any]]:
    looks: QuerySet[DBTaskResult[Any, Any]] = DBTaskResult.objects.filter(
        task_path=exchange.module_path,
        status=TaskResultStatus.READY,
        args_kwargs={"args": [party], "kwargs": {}},
    )
    return looks


@transaction.atomic
def _ask(party: str, on: datetime) -> None:
    """See to it that one look at a partner waits, at this moment at the latest."""
    waiting = _waiting(party)
    if waiting.exists():
        waiting.filter(run_after__gt=on).update(run_after=on)
    else:
        exchange.using(run_after=on).enqueue(party)
