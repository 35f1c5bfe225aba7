"""Key sets of this node, kept in the database and beside the private keys: a database put back from an older copy takes
the newer ones back, so that the next renewal follows what partners know.
"""

from __future__ import annotations

from datetime import datetime

from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import KeySetFile
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.services.key_files import keep_keyset, kept_keysets
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.keys import KeySet, Trusted, accepted


def keep_own_keyset(content: bytes, trusted: Trusted, at: datetime) -> None:
    """Keep a key set of this node, within a verb that tells of it; beside the keys first, then in the database."""
    keyset = trusted.keyset
    keep_keyset(keyset.rev, content)
    put_own_keyset(content, trusted, at)


def put_own_keyset(content: bytes, trusted: Trusted, at: datetime) -> None:
    """Keep a key set of this node in the database."""
    keyset = trusted.keyset
    KeySetFile.objects.create(
        node=keyset.node, party=keyset.party, is_own=True, rev=keyset.rev, sha256=trusted.sha256,
        content=content, expires_at=keyset.expires_at, at=at,
    )  # fmt: skip


def tell_of_keyset(keyset: KeySet, *, verb: str, by: Actor, at: datetime) -> None:
    """Write the line of a key set of this node."""
    changes = {"number": keyset.rev, "keyids": sorted(keyset.by_keyid)}
    write_line(verb=verb, subject=f"exchange.keysetfile/{keyset.node}", changes=changes, by=by, at=at)


def take_back_keysets(*, by: Actor, at: datetime) -> int:
    """Take back key sets that the database does not know but that follow the one it knows; give how many.

    A set that was signed without its transaction having been kept is one of them: partners may have it.
    """
    taken = 0
    for content in kept_keysets():
        known = own_keyset()
        if known is None:
            break
        try:
            trusted = accepted(known, content)
        except TheirFault:  # an older one, or of keys made before these
            continue
        if trusted.sha256 != known.sha256:
            put_own_keyset(content, trusted, at)
            tell_of_keyset(trusted.keyset, verb="exchange.renew_keys", by=by, at=at)
            taken += 1
    return taken
