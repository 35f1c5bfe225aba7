"""The set of parties among which a record lives, and the id that is the same for them on every node."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from tansiq_protocol.errors import OurFault


def circle_id(parties: Collection[str]) -> str:
    """Give the id of a circle: a UUID made of its parties' codes, so that nobody has to send it.

    Parameters
    ----------
    parties : collection of str
        Two at least; their order says nothing.

    Raises
    ------
    OurFault
        `audience_empty`, for fewer than two.

    >>> circle_id(["ly", "dz"]) == circle_id(["dz", "ly"])
    True
    """
    codes = sorted(set(parties))
    if len(codes) < 2:
        raise OurFault("audience_empty")
    digest = sha256("\n".join(["tansiq-circle-1", *codes]).encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))
