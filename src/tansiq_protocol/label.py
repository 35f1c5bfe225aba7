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
from tansiq_protocol.shape import Fields, Misshapen

RELEASABLE_TO = "Releasable To"
MOST_CATEGORIES, MOST_VALUES = 20, 100


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

    def knows(self, label: Label) -> bool:
        """Say whether a label is of this policy, with a word and conditions that are known; else it is held."""
        return (
            label.policy == self.id and label.classification in self.classifications and label.is_understood
        )

    def bears(self, label: Label, part: Label) -> bool:
        """Say whether something under a label may hold a part; one that is not known lies above all."""
        return self.knows(part) and self.rank(part.classification) <= self.rank(label.classification)


@dataclass(frozen=True, slots=True)
class Category:
    """A further condition on who may read, or a remark about it."""

    tag: str
    type: str
    values: tuple[str, ...]

    @property
    def is_release(self) -> bool:
        """Whether it names who may receive."""
        return self.tag == RELEASABLE_TO and self.type == CategoryType.PERMISSIVE


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
        """Parties that the label lets it go to: those that each such category names; nobody where none does."""
        named = [frozenset(it.values) for it in self.categories if it.is_release]
        return frozenset.intersection(*named) if named else frozenset()

    @property
    def is_understood(self) -> bool:
        """Whether no category sets a condition that this version cannot weigh; else the record is held."""
        return all(it.is_release or it.type == CategoryType.INFORMATIVE for it in self.categories)


def releasable_label(policy: Policy, classification: str, parties: Iterable[str], at: str) -> Label:
    """Give the label of something that may go to these parties.

    Parameters
    ----------
    policy : Policy
    classification : str
        A word of the policy.
    parties : iterable of str
        Their order says nothing.
    at : str
        When the label is set.

    Returns
    -------
    Label

    Examples
    --------
    >>> agreed = Policy("DZA-LBY-1", ("UNCLASSIFIED", "RESTRICTED"))
    >>> sorted(releasable_label(agreed, "RESTRICTED", ["ly", "dz"], "2026-11-23T21:00:00Z").releasable_to)
    ['dz', 'ly']
    """
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
        `audience_empty`, `label_unknown`, `audience_outside_circle`, `audience_not_in_label`, `label_below_part`.

    Examples
    --------
    >>> agreed = Policy("DZA-LBY-1", ("UNCLASSIFIED", "RESTRICTED"))
    >>> plain = releasable_label(agreed, "UNCLASSIFIED", ["dz", "ly"], "")
    >>> high = releasable_label(agreed, "RESTRICTED", ["dz", "ly"], "")
    >>> demand_releasable(high, policy=agreed, audience=["ly"], circle=["dz", "ly"], parts=[plain])
    >>> demand_releasable(plain, policy=agreed, audience=["ly"], circle=["dz", "ly"], parts=[high])
    Traceback (most recent call last):
    tansiq_protocol.errors.OurFault: the label is lower than that of something inside (part RESTRICTED, label UNCLASSIFIED)
    """
    wanted = set(audience)
    if not wanted:
        raise OurFault("audience_empty")
    if not policy.knows(label):
        raise OurFault("label_unknown", policy=label.policy, classification=label.classification)
    if outside := sorted(wanted - set(circle)):
        raise OurFault("audience_outside_circle", party=outside[0])
    if unnamed := sorted(wanted - label.releasable_to):
        raise OurFault("audience_not_in_label", party=unnamed[0])
    for part in parts:
        _demand_borne(label, part, policy, wanted)


def _demand_borne(label: Label, part: Label, policy: Policy, wanted: Collection[str]) -> None:
    """Refuse a part that is higher than its record, or that may not go to someone who is to receive it."""
    if not policy.bears(label, part):
        raise OurFault("label_below_part", part=part.classification, label=label.classification)
    if missing := sorted(set(wanted) - part.releasable_to):
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

    Parameters
    ----------
    value : Any
        What stands in the field `label`.

    Returns
    -------
    Label
        As it came; `Policy.knows` says whether it is understood.

    Raises
    ------
    TheirFault
        `bad_record`, where it lacks a field or has one of another type.
    """
    try:
        fields = Fields(value, "label")
        return Label(
            policy=fields.text("policy"),
            classification=fields.text("classification"),
            categories=tuple(
                Category(it.text("tag"), it.text("type"), it.texts("values", MOST_VALUES))
                for it in fields.mappings("categories", MOST_CATEGORIES)
            ),
            created_at=fields.text("createdAt", can_be_empty=True),
            review_at=fields.text("reviewAt", can_be_empty=True),
        )
    except Misshapen as error:
        raise TheirFault("bad_record", field=error.field) from error
