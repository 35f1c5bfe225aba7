"""STIX 2.1 objects as plain values: ids that follow from the record's, those that many name, and those that were revoked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from tansiq.exchange.rules import Classification
from tansiq_protocol.label import Label

Stix = dict[str, Any]

SPACE = UUID("6d0b7a1e-3c52-4f0e-9a55-2f7d1c8e4b90")
"""Of every id that is made of something else than a record's own."""
SINCE = "2026-01-01T00:00:00.000Z"
"""When those objects were created that no record brings: they never change."""
SPECIFICATION = "2.1"

AMBER: Stix = {
    "type": "marking-definition",
    "spec_version": SPECIFICATION,
    "id": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "created": "2017-01-20T00:00:00.000Z",
    "definition_type": "tlp",
    "name": "TLP:AMBER",
    "definition": {"tlp": "amber"},
}
RED: Stix = AMBER | {
    "id": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    "name": "TLP:RED",
    "definition": {"tlp": "red"},
}
"""As STIX 2.1 section 7.2.1.4 has them, letter by letter: no other may stand under their ids."""
TLP = {Classification.TRAINING: AMBER, Classification.RESTRICTED: AMBER}
"""By classification; never GREEN, which would let a partner hand on what was released to it alone. All others are RED."""


def tlp_of(classification: str) -> Stix:
    """Give the traffic light of a classification; of one that is not known, the strictest."""
    return TLP.get(Classification(classification), RED) if classification in Classification.values else RED


def stix_id(kind: str, record: str, name: str = "", born: int = 0) -> str:
    """Give the id of an object: that of its record itself, or one made of it, for its parts and after a recall."""
    if not name and not born:
        return f"{kind}--{record}"
    return f"{kind}--{uuid5(SPACE, f'{record}/{kind}/{name}/{born}')}"


def nation_id(party: str) -> str:
    """Give the id of a nation."""
    return f"identity--{uuid5(SPACE, f'nation/{party}')}"


def office_id(party: str) -> str:
    """Give the id of a nation's office."""
    return f"identity--{uuid5(SPACE, f'office/{party}')}"


def identities(party: str, names: Mapping[str, str]) -> list[Stix]:
    """Give the nation that releases, and its office; never a person."""
    called = names.get(party, party)
    same = {"type": "identity", "spec_version": SPECIFICATION, "created": SINCE, "modified": SINCE}
    return [
        same | {"id": nation_id(party), "name": called, "identity_class": "organization"},
        same
        | {
            "id": office_id(party),
            "name": _("%(party)s: office for joint training") % {"party": called},
            "identity_class": "organization",
            "sectors": ["defense"],
        },
    ]


def statement(text: str) -> Stix:
    """Give the marking that says a label in full."""
    return {
        "type": "marking-definition",
        "spec_version": SPECIFICATION,
        "id": f"marking-definition--{uuid5(SPACE, f'statement/{text}')}",
        "created": SINCE,
        "definition_type": "statement",
        "definition": {"statement": text},
    }


def label_text(label: Label) -> str:
    """Write a label in full, in the words of its policy."""
    conditions = [f"{it.tag} ({it.type}): {', '.join(it.values)}" for it in label.categories]
    review = [f"review {label.review_at}"] if label.review_at else []
    return "; ".join([f"{label.policy}: {label.classification}", *conditions, *review])


def named_by(stix: Stix) -> Iterator[str]:
    """Give the ids of what an object names."""
    yield from stix.get("object_marking_refs", ())
    if "created_by_ref" in stix:
        yield stix["created_by_ref"]
    yield from stix.get("object_refs", ())


def version_of(stix: Stix) -> str:
    """Give the version of an object: when it was last changed, or created where it never is."""
    return str(stix.get("modified", stix["created"]))


KEPT_WHEN_REVOKED = (
    "type", "spec_version", "id", "created", "created_by_ref", "object_marking_refs", "object_refs",
    "report_types", "published", "opinion",
)  # fmt: skip
WORDS = {"report": "name", "note": "content"}
"""By type, the field that must say something."""


def revoked(stix: Stix, modified: str) -> Stix:
    """Give what is left of an object that was recalled, or that its record no longer has: none of its words."""
    left = {name: stix[name] for name in KEPT_WHEN_REVOKED if name in stix}
    if word := WORDS.get(stix["type"]):
        left[word] = _("Withdrawn")
    return left | {"modified": modified, "revoked": True}
