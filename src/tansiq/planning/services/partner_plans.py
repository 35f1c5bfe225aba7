"""The verb of a plan that the partner proposes: it is kept once our own checker has judged it on the parts it names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.rules import JOINT, party_list
from tansiq.core.services import Actor, keep, write_line
from tansiq.planning.models import PlanVersion, Programme, SharedPart
from tansiq.planning.queries.plans.opened import as_made
from tansiq.planning.queries.shared.basis import basis_text, named, partners, parts_held
from tansiq.planning.queries.shared.bearing import demand_bearable
from tansiq.planning.queries.shared.parties import participants, party_called
from tansiq.planning.rules import MOST_PART_BYTES, OPTIONS, PlanState, PlanStep, after
from tansiq.planning.services.decisions import NotAPartner
from tansiq.planning.services.versions import lawful
from tansiq_planner.check import check
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import plan_of, read_problem_text
from tansiq_planner.files.plan_file import plain_values
from tansiq_planner.files.plan_result import told_otherwise
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.problem import Problem

LONGEST_TITLE = 200
MOST_NUMBER = 1_000_000


class PartMissing(Refused):
    """The plan was made on a part that is not here."""

    def __init__(self, party: str) -> None:
        self.party = party
        text = _(
            "This plan was made on a part of %(party)s that this node does not have. It is looked at again once that part "
            "is here: ask the partner to send it."
        )
        super().__init__(text % {"party": party_called(party)})


class OwnPartAltered(Refused):
    """The plan was made on something as our part that we never released."""

    message = _(
        "This plan was made on a part of your own side that this node never released. It was not taken in: ask the partner "
        "where that part comes from."
    )


class BytesWrong(Refused):
    """The bytes are no plan, or not that of their hash, or not for these parts."""

    message = _(
        "The bytes of this plan are not what they say: its hash or the parts that it was made on differ. It was not taken "
        "in: ask the partner to send it anew."
    )


@transaction.atomic
def take_in_plan(
    *, programme: Programme, document: str, parts: Sequence[Mapping[str, str]], origin: str, origin_number: int,
    option: str, title: str, parent: PlanVersion | None, by: Actor, at: datetime,
) -> PlanVersion:  # fmt: skip
    """Take in a partner's plan as proposed, under its own number where that is free here; the same bytes are kept once.

    Raises
    ------
    NotAPartner, BytesWrong, TooFaulty, PartMissing, OwnPartAltered, ProgrammeFaulty, RowsOfOthers, PlanUnlawful
        Nothing was written.
    """
    node = Node.objects.first()
    if node is None or origin not in partners(node):
        raise NotAPartner
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    used = _parts_here(held, parts, node)
    programme_document = basis_text(used)
    written = _judged(document, programme_document, option, origin_number)
    known = held.versions.filter(plan_sha256=written.plan_sha256, parts__isnull=False)
    if (same := known.order_by("-number").first()) is not None:
        return _proposed(same, origin, by=by, at=at)
    number = _number(held, origin_number)
    version = PlanVersion.objects.create(
        code=f"{held.code}-v{number}",
        owner=JOINT,
        programme=held,
        number=number,
        parent=parent,
        state=PlanState.PROPOSED,
        option=option,
        title=title.replace("\0", "").strip()[:LONGEST_TITLE],
        document=document,
        programme_document=programme_document,
        plan_sha256=written.plan_sha256,
        problem_sha256=written.problem_sha256,
        parts=named(used),
        origin=origin,
        origin_number=origin_number,
        made_by=by.username,
        made_at=at,
    )
    _tell(version, by=by, at=at)
    return version


def _tell(version: PlanVersion, *, by: Actor, at: datetime) -> None:
    changes = {
        "number": version.number,
        "origin": version.origin,
        "origin_number": version.origin_number,
        "plan_sha256": version.plan_sha256,
        "parent": version.parent and version.parent.number,
    }
    subject = f"planning.planversion/{version.code}"
    write_line(verb="planning.take_in_plan", subject=subject, changes=changes, by=by, at=at)


def _parts_here(programme: Programme, parts: Sequence[Mapping[str, str]], node: Node) -> list[SharedPart]:
    """Give the parts that a plan names, one of each; our own only as this node released it."""
    if not all(isinstance(it, Mapping) for it in parts):
        raise BytesWrong
    wanted = [(str(it.get("party", "")), str(it.get("sha256", ""))) for it in parts]
    if sorted(party for party, _sha256 in wanted) != sorted({JOINT, *participants()}):
        raise BytesWrong
    known = {(it.party, it.sha256): it for it in parts_held(programme)}
    for party, sha256 in wanted:
        part = known.get((party, sha256))
        if party == node.party and (part is None or not part.is_own):
            raise OwnPartAltered
        if part is None:
            raise PartMissing(party)
    return [known[it] for it in wanted]


def _judged(document: str, programme_document: str, option: str, origin_number: int) -> PlanDocument:
    """Give what the bytes say, once the checker has judged them and found what lies outside their hash to be true too."""
    is_too_long = len(document.encode()) > MOST_PART_BYTES
    if is_too_long or option not in dict(OPTIONS) or not 0 < origin_number < MOST_NUMBER:
        raise BytesWrong
    demand_bearable(document, PlanDocument)
    try:
        written = lawful(document, programme_document)
    except FaultyFileError as error:
        raise BytesWrong from error
    problem = read_problem_text(programme_document)
    score = check(as_made(problem, written), plan_of(written)).score
    if _is_told_otherwise(document, problem) or any(told_otherwise(written, problem, score, wholly=False)):
        raise BytesWrong
    return written


def _is_told_otherwise(document: str, problem: Problem) -> bool:
    """Tell whether a plan says of its problem what the parts do not: its day, its money, what was withheld."""
    said = json.loads(document)
    meant = {
        "as_of": problem.as_of.isoformat(),
        "count_tacit_renewal": problem.count_tacit_renewal,
        "currency": problem.currency,
        "missing": plain_values(problem.missing),
    }
    return {name: said[name] for name in meant} != meant


def _number(programme: Programme, wanted: int) -> int:
    if not programme.versions.filter(number=wanted).exists():
        return wanted
    last: int = programme.versions.aggregate(last=Max("number"))["last"]
    return last + 1


def _proposed(version: PlanVersion, origin: str, *, by: Actor, at: datetime) -> PlanVersion:
    """Give a plan that is here already and that the partner has; a draft of ours that the partner proposes is proposed."""
    had = version.origin == origin or origin in version.released_parties
    if had and version.state != PlanState.DRAFT:
        return version
    state = PlanState(version.state)
    if state == PlanState.DRAFT:
        state = after(state, PlanStep.PROPOSE)
    released = version.released_to if had else party_list(sorted({*version.released_parties, origin}))
    return keep(
        version, verb="planning.take_in_plan", by=by, at=at, told={"origin": origin}, state=state, released_to=released,
    )  # fmt: skip
