"""What is planned on together: the newest released part of each, who has not released any, and which plans can cross."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tansiq.core.errors import NotFound
from tansiq.core.models import Node
from tansiq.core.queries import this_node
from tansiq.core.rules import JOINT, Mode
from tansiq.organisations.models import Party
from tansiq.planning.models import PlanVersion, Programme, SharedPart
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.shared.merging import RowsOfOthers, merged_text
from tansiq.planning.queries.shared.parties import participants, party_called
from tansiq.planning.rules import ENDED

NO_PARTNER = gettext_lazy(
    "This node works for both sides; there is no partner's node that a plan could go to."
)
ENDED_ALREADY = gettext_lazy("It was withdrawn or is closed. Open the newest plan and propose that.")
OWN_RECORDS = gettext_lazy(
    "It was made on all that this office knows, for study. Make a plan on what both sides have released: that one can "
    "be proposed."
)
ASKED_BACK = gettext_lazy(
    "It rests on a part that its party has asked back. It stays as it is, to be read; have a new plan made once they have "
    "released a part anew."
)
TRIES_A_CHANGE = gettext_lazy(
    "It tries a change of the programme that no party has released. Have whoever it belongs to change the record and "
    "release their part anew, then make the plan on that."
)


@dataclass(frozen=True, slots=True)
class Basis:
    """The newest released part of each, what both sides share first; and whose is not there yet."""

    parts: tuple[SharedPart, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether a plan can be made on it."""
        return bool(self.parts) and not self.missing

    @property
    def missing_names(self) -> list[str]:
        """Whose part is missing, in words."""
        return [party_called(it) for it in self.missing]


@dataclass(frozen=True, slots=True)
class PartUsed:
    """A part that a plan was made on: whose, its hash, and when it was released here or received."""

    party: str
    sha256: str
    names: Mapping[str, str]
    is_own: bool | None = None
    at: datetime | None = None
    is_newest: bool = True
    is_asked_back: bool = False


@dataclass(frozen=True, slots=True)
class Crossing:
    """Whether a plan can go to the partner's node, and why not; the parts that it was made on."""

    can_cross: bool
    why_not: str | Promise = ""
    parts: tuple[PartUsed, ...] = field(default_factory=tuple)


def partners(node: Node | None) -> frozenset[str]:
    """Give the participants whose nodes are others'; none where this node works for both sides."""
    return participants() - {node.party} if node is not None and node.mode == Mode.ONE_PARTY else frozenset()


def newest_parts(programme: Programme) -> dict[str, SharedPart]:
    """Give the part of each that was given last."""
    return {it.party: it for it in parts_held(programme).order_by("at", "pk")}


def parts_held(programme: Programme) -> QuerySet[SharedPart]:
    """Give the parts that are here; one that its party asked back was emptied, and nothing is made on it any more."""
    held: QuerySet[SharedPart] = programme.shared_parts.exclude(content="")
    return held


def released_basis(programme: Programme) -> Basis:
    """Give what both sides have released last."""
    newest = newest_parts(programme)
    wanted = [JOINT, *sorted(participants())]
    return Basis(
        tuple(newest[it] for it in wanted if it in newest), tuple(it for it in wanted if it not in newest)
    )


@dataclass(frozen=True, slots=True)
class PartsOf:
    """What one has released, the newest first; nothing yet where there is none."""

    party: str
    names: Mapping[str, str]
    parts: tuple[SharedPart, ...]
    has_asked_back: bool = False


def shared_parts(programme: Programme) -> list[PartsOf]:
    """Give what each has released, what both sides share first, without the long texts."""
    names = {it.code: it.names for it in Party.objects.all()}
    found: dict[str, list[SharedPart]] = {it: [] for it in (JOINT, *sorted(participants()))}
    emptied = set[str]()
    rows = programme.shared_parts.annotate(is_emptied=Q(content="")).defer("content")
    for part in rows.order_by("-at", "-pk"):
        if part.is_emptied:
            emptied.add(part.party)
        else:
            found.setdefault(part.party, []).append(part)
    return [
        PartsOf(party, names.get(party, {}), tuple(parts), has_asked_back=party in emptied)
        for party, parts in found.items()
    ]


def part_numbered(programme: Programme, part_id: int) -> SharedPart:
    """Give a part by its number here.

    Raises
    ------
    NotFound
    """
    part: SharedPart | None = parts_held(programme).filter(pk=part_id).first()
    if part is None:
        raise NotFound
    return part


def part_before(part: SharedPart) -> SharedPart | None:
    """Give the part that its party had released before this one."""
    others = parts_held(part.programme).filter(party=part.party).exclude(pk=part.pk)
    earlier: SharedPart | None = others.filter(at__lte=part.at).order_by("-at", "-pk").first()
    return earlier


def basis_text(parts: Collection[SharedPart]) -> str:
    """Give the one text of the programme that parts make together (`merging.merged_text`)."""
    return merged_text([it.content for it in parts])


def named(parts: Collection[SharedPart]) -> list[dict[str, str]]:
    """Name parts by party and hash, as a plan keeps them: what both sides share first."""
    ordered = sorted(parts, key=lambda it: (it.party != JOINT, it.party))
    return [{"party": it.party, "sha256": it.sha256} for it in ordered]


def known_parts(programme: Programme, parts: Sequence[Mapping[str, str]]) -> list[SharedPart]:
    """Give those of the named parts that are here."""
    known = {(it.party, it.sha256): it for it in parts_held(programme)}
    keys = [(it["party"], it["sha256"]) for it in parts]
    return [known[key] for key in keys if key in known]


def crossing(version: PlanVersion) -> Crossing:
    """Tell whether a plan can go to the partner's node, and why not."""
    used = parts_used(version)
    if not partners(this_node()):
        why: str | Promise = NO_PARTNER
    elif version.state in ENDED:
        why = ENDED_ALREADY
    elif version.parts is None:
        why = OWN_RECORDS
    elif any(it.is_asked_back for it in used):
        why = ASKED_BACK
    elif not is_on_its_parts(version):
        why = TRIES_A_CHANGE
    else:
        return Crossing(can_cross=True, parts=used)
    return Crossing(can_cross=False, why_not=why, parts=used)


def is_on_its_parts(version: PlanVersion) -> bool:
    """Tell whether the programme that a plan was made for is exactly what its parts make together."""
    if version.parts is None:
        return False
    known = known_parts(version.programme, version.parts)
    if len(known) < len(version.parts):
        return False
    try:
        return basis_text(known) == version.programme_document
    except (ProgrammeFaulty, RowsOfOthers):
        return False


def parts_used(version: PlanVersion) -> tuple[PartUsed, ...]:
    """Give the parts that a plan was made on, with what is known of them here."""
    if version.parts is None:
        return ()
    newest = newest_parts(version.programme)
    known = {(it.party, it.sha256): it for it in version.programme.shared_parts.all()}
    names = {it.code: it.names for it in Party.objects.all()}
    return tuple(
        _used(party, sha256, names.get(party, {}), known.get((party, sha256)), newest.get(party))
        for party, sha256 in ((it["party"], it["sha256"]) for it in version.parts)
    )


def _used(
    party: str, sha256: str, names: Mapping[str, str], part: SharedPart | None, last: SharedPart | None
) -> PartUsed:
    if part is None:
        return PartUsed(party, sha256, names, is_newest=False)
    return PartUsed(
        party, sha256, names, is_own=part.is_own, at=part.at, is_newest=part == last or not part.content,
        is_asked_back=not part.content,
    )  # fmt: skip


def plans_on(programme: Programme, sha256s: Collection[str]) -> list[PlanVersion]:
    """Give the plans that were made on one of these parts, the newest first, without the long texts."""
    plans = programme.versions.filter(parts__isnull=False).order_by("-number")
    found: list[PlanVersion] = [
        it
        for it in plans.defer("document", "programme_document")
        if any(part["sha256"] in sha256s for part in it.parts)
    ]
    return found


def emptied_parts(programme: Programme, party: str) -> frozenset[str]:
    """Give the hashes of the parts of a party that it asked back."""
    rows = programme.shared_parts.filter(party=party, content="")
    return frozenset(rows.values_list("sha256", flat=True))


def plan_body_facts(version: PlanVersion) -> dict[str, Any]:
    """Give what a record of a plan tells besides its bytes: its programme, number, title, option, hashes, parts, parties."""
    return {
        "programme": version.programme.code,
        "number": version.number,
        "title": version.title,
        "option": version.option,
        "plan_sha256": version.plan_sha256,
        "problem_sha256": version.problem_sha256,
        "parts": version.parts,
        "parties": sorted(participants()),
    }
