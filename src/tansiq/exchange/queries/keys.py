"""Reads of key sets: ours, and what is trusted of each partner's."""

from __future__ import annotations

from functools import lru_cache

from tansiq.core.models import Node
from tansiq.exchange.models import KeySetFile, Partner
from tansiq.organisations.models import Party
from tansiq_protocol.keys import KeySet, Trusted, read_trusted


def node_code_of(node: Node) -> str:
    """Give the code of this node: as the programme names it, else made of its party's."""
    party = Party.objects.filter(code=node.party).first()
    return (party.node_code if party else "") or f"{node.party}-node"


def own_keyset() -> Trusted | None:
    """Give this node's newest key set; None before it has any."""
    newest = KeySetFile.objects.filter(is_own=True).order_by("-rev").first()
    return None if newest is None else _trusted(bytes(newest.content))


def own_keyset_file() -> bytes:
    """Give the file of this node's newest key set, for partners."""
    newest = KeySetFile.objects.filter(is_own=True).order_by("-rev").first()
    return b"" if newest is None else bytes(newest.content)


def keysets_of(partner: Partner) -> list[Trusted]:
    """Give the key sets of a partner, the newest first."""
    files = KeySetFile.objects.filter(node=partner.node, is_own=False).order_by("-rev")
    return [_trusted(bytes(it.content)) for it in files]


def newest_of(partner: Partner) -> KeySet:
    """Give the newest key set of a partner."""
    return keysets_of(partner)[0].keyset


@lru_cache(maxsize=1024)
def _trusted(content: bytes) -> Trusted:
    """Read a key set that was accepted when it was kept."""
    return read_trusted(content)
