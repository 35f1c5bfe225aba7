"""Who may see what: a label as in STANAG 4774, and the rules of releasing under it.

The words of a classification belong to the nations' own agreement: a policy names them, lowest first. A word that a
policy does not know counts as higher than all it knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tansiq_protocol.canonical import Json
from tansiq_protocol.errors import OurFault, TheirFault

RELEASABLE_TO = "Releasable To"


class CategoryType(StrEnum):
    """How the values of a category bind (STANAG 4774: each is permissive, restrictive or informative)."""

    PERMISSIVE = "PERMISSIVE"
    RESTRICTIVE = "RESTRICTIVE"
    INFORMATIVE = "INFORMATIVE"


@dataclass(frozen=True, slots=True)
class Policy:
    """An agreement's words of classification, lowest first."""

    id: str
    classifications: tuple[str, ...]

    def rank(self, classification: str) -> int:
        """Give how high a classification is; one that is not known lies above all."""
        known = self.classifications
        return known.index(classification) if classification in known else len(known)


@dataclass(frozen=True, slots=True)
class Category:
    """A further condition on who may read, or a remark about it."""

    tag: str
    type: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a record: whose rules, how high, for whom; when it was set and when it is looked at again."""

    policy: str
    classification: str
    categories: tuple[Category, ...] = field(default=())
    created_at: str = ""
    review_at: str = ""

    @property
    def releasable_to(self) -> frozenset[str]:
        """Parties that the label lets it go to; nobody where it names none."""
        named = [
            it for it in self.categories if it.tag == RELEASABLE_TO and it.type == CategoryType.PERMISSIVE
        ]
        return frozenset(party for it in named for party in it.values)

    @property
    def is_understood(self) -> bool:
        """Whether every category is of a type that this version knows; else the record is held."""
        return all(it.type in set(CategoryType) for it in self.categories)


def releasable_label(policy: Policy, classification: str, parties: Iterable[str], at: str) -> Label:
    """Give the label of something that may go to these parties."""
    values = tuple(sorted(set(parties)))
    return Label(policy.id, classification, (Category(RELEASABLE_TO, CategoryType.PERMISSIVE, values),), at)


def demand_releasable(
    label: Label,
    *,
    policy: Policy,
    audience: Collection[str],
    circle: Collection[str],
    parts: Iterable[Label] = (),
) -> None:
    """Refuse a release that its label, its circle or its parts do not bear.

    Parameters
    ----------
    label : Label
        That of the record to release.
    policy : Policy
    audience : collection of str
        Parties that are to receive it; named one by one.
    circle : collection of str
        Parties of the circle that the record lives in.
    parts : iterable of Label
        Labels of what the record holds.

    Raises
    ------
    OurFault
        `audience_empty`, `audience_outside_circle`, `audience_not_in_label`, `label_below_part`.
    """
    wanted = set(audience)
    if not wanted:
        raise OurFault("audience_empty")
    if outside := sorted(wanted - set(circle)):
        raise OurFault("audience_outside_circle", party=outside[0])
    if unnamed := sorted(wanted - label.releasable_to):
        raise OurFault("audience_not_in_label", party=unnamed[0])
    for part in parts:
        if policy.rank(part.classification) > policy.rank(label.classification):
            raise OurFault("label_below_part", part=part.classification, label=label.classification)
        if missing := sorted(wanted - part.releasable_to):
            raise OurFault("audience_not_in_label", party=missing[0])


def label_fields(label: Label) -> dict[str, Json]:
    """Give a label as it stands in a payload."""
    return {
        "policy": label.policy,
        "classification": label.classification,
        "categories": [
            {"tag": it.tag, "type": it.type, "values": list(it.values)} for it in label.categories
        ],
        "createdAt": label.created_at,
        "reviewAt": label.review_at,
    }


def read_label(value: Any) -> Label:
    """Read the label of a payload.

    Raises
    ------
    TheirFault
        `bad_record`, where it lacks a field or has one of another type.
    """
    try:
        categories = tuple(_category(it) for it in value["categories"])
        texts = [value[name] for name in ("policy", "classification")]
        texts += [value.get(name, "") for name in ("createdAt", "reviewAt")]
    except (KeyError, TypeError, AttributeError) as error:
        raise TheirFault("bad_record", field="label") from error
    if not all(isinstance(text, str) for text in texts) or not all(texts[:2]):
        raise TheirFault("bad_record", field="label")
    policy, classification, created_at, review_at = texts
    return Label(policy, classification, categories, created_at, review_at)


def _category(value: Any) -> Category:
    tag, kind, values = value["tag"], value["type"], value["values"]
    if not isinstance(values, list) or not all(isinstance(it, str) for it in (tag, kind, *values)):
        raise TypeError
    return Category(tag, kind, tuple(values))
