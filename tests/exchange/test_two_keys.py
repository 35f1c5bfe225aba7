"""US3 by stick: Libya proposes, Algeria amends, both approve the same bytes; each node is an office of its own."""

from datetime import timedelta

import pytest
from conftest import AT
from exchange.carrying import DIRECTORS, carry, release_record
from exchange.nodes import NodeBox

pytestmark = pytest.mark.slow  # two searches


def later(minutes: int):
    return AT + timedelta(minutes=minutes)


def release_part(box: NodeBox, to: str, at) -> None:
    from tansiq.planning.models import Programme

    with box:
        code = Programme.objects.get().code
    release_record(box, "plan.input", code, to, at=at)


def plan_made(box: NodeBox, baseline, at):
    from tansiq.planning import services
    from tansiq.planning.models import PlanVersion, Programme
    from tansiq.planning.rules import Basis
    from tansiq.planning.services.runs import carry_out

    with box:
        run = services.start_run(
            programme=Programme.objects.get(), option="A", work=1, title="مقترح", basis=Basis.RELEASED,
            baseline=baseline and PlanVersion.objects.get(plan_sha256=baseline), by=box.person("planner"), at=at,
        )  # fmt: skip
        carry_out(run.pk)
        run.refresh_from_db()
        assert run.result is not None, run.fault
        return run.result


def step(box: NodeBox, sha256: str, *steps: str, at) -> None:
    from tansiq.planning import services
    from tansiq.planning.models import PlanVersion
    from tansiq.planning.rules import PlanStep

    with box:
        for it in steps:
            plan = PlanVersion.objects.get(plan_sha256=sha256)
            services.take_step(
                code=plan.code, version=plan.version, step=PlanStep(it), by=box.person("planner"), at=at
            )


def approve(box: NodeBox, sha256: str, at) -> str:
    from tansiq.planning import services
    from tansiq.planning.models import PlanVersion

    with box:
        plan = PlanVersion.objects.get(plan_sha256=sha256)
        services.approve(code=plan.code, plan_sha256=sha256, by=box.person(DIRECTORS[box.party]), at=at)
    return plan.code


def state(box: NodeBox, sha256: str) -> str:
    from tansiq.planning.models import PlanVersion

    with box:
        return PlanVersion.objects.get(plan_sha256=sha256).state


def test_libya_proposes_algeria_amends_both_approve_the_same_bytes(offices):
    ly, dz = offices
    release_part(ly, "dz", later(1))
    release_part(dz, "ly", later(2))
    carry(ly, dz, later(3))
    carry(dz, ly, later(4))

    proposed = plan_made(ly, None, later(5))
    step(ly, proposed.plan_sha256, "propose", at=later(6))
    release_record(ly, "plan", proposed.code, "dz", at=later(7))
    carry(ly, dz, later(8))
    assert state(dz, proposed.plan_sha256) == "proposed"

    amended = plan_made(dz, proposed.plan_sha256, later(10))
    step(dz, amended.plan_sha256, "propose", at=later(11))
    release_record(dz, "plan", amended.code, "ly", at=later(12))
    step(dz, amended.plan_sha256, "review", "agree", at=later(12))
    carry(dz, ly, later(13))
    step(ly, amended.plan_sha256, "review", "agree", at=later(14))

    code = approve(ly, amended.plan_sha256, later(15))
    release_record(ly, "approval", code, "dz", at=later(16))
    carry(ly, dz, later(17))
    assert (state(ly, amended.plan_sha256), state(dz, amended.plan_sha256)) == ("agreed", "agreed")

    code = approve(dz, amended.plan_sha256, later(18))
    release_record(dz, "approval", code, "ly", at=later(19))
    carry(dz, ly, later(20))
    assert (state(ly, amended.plan_sha256), state(dz, amended.plan_sha256)) == ("approved", "approved")
