"""The collections that a party's programs find: one for each circle in which something may be released to that party."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.exchange.models import Release
from tansiq.exchange.queries.outbox import only_outbox
from tansiq_protocol.circle import circle_id


@dataclass(frozen=True, slots=True)
class Collection:
    """A circle: its id, which is the same on every node, and the codes of its parties."""

    id: str
    parties: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its name in settings of programs: without blanks, commas and full stops, which some of them split at."""
        return "-".join(self.parties)


def collections_of(own: str, party: str) -> list[Collection]:
    """Give the circles of a party with this node: the two of them alone, and those in which something was released to it."""
    found: dict[str, tuple[str, ...]] = {circle_id([own, party]): (own, party)}
    with only_outbox():
        released = Release.objects.filter(audience__contains=f" {party} ").order_by()
        for circle, audience in released.values_list("circle_id", "audience").distinct():
            found[circle] = (own, *audience.split())
    return [Collection(circle, tuple(sorted(set(members)))) for circle, members in sorted(found.items())]
