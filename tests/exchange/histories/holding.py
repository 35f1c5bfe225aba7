"""What must hold of every office after every step, and of all of them once faults have stopped."""

from collections import Counter

from exchange.histories.world import World

from tansiq.core.queries import journal_verdict
from tansiq.exchange.models import Fork, InFeed, OutFeed, Partner, Received, Release
from tansiq.exchange.rules import ReceivedState


def holds(world: World) -> None:
    """Demand what must hold after every step."""
    for office in world.offices.values():
        with office:
            rows = Received.objects.values_list("partner__party", "record_id", "rev", "sha256", "state")
            for giver, _record, _rev, digest, _state in rows:
                assert digest in world.book.hashes[giver, office.party], "a record that nobody released"
            twice = [it for it, times in Counter((row[0], row[3]) for row in rows).items() if times > 1]
            assert not twice, "a record is kept twice"
            verdict = journal_verdict()
            assert verdict.holds, verdict
            alarms = set(Fork.objects.values_list("partner__party", "what"))
            assert world.put_back or not alarms, "an alarm without a cause"
            for (giver, epoch, place), digests in world.taken[office.party].items():
                if len(digests) > 1:
                    assert (giver, f"{epoch} {place}") in alarms, "two things for one place, and no alarm"


def has_converged(world: World) -> None:
    """Demand that every partner has what was released to it, once, and that both ends of every feed agree."""
    for office in world.offices.values():
        for party in world.others(office):
            with office:
                partner = Partner.objects.get(party=party)
                released = set(
                    Release.objects.filter(audience__contains=f" {party} ").values_list("sha256", flat=True)
                )
                out = OutFeed.objects.get(partner=partner, is_present=True)
                assert out.place == len(released)
            with world.offices[party]:
                giver = Partner.objects.get(party=office.party)
                rows = Received.objects.filter(partner=giver)
                there = set(rows.exclude(state=ReceivedState.REFUSED).values_list("sha256", flat=True))
                came = InFeed.objects.filter(partner=giver, is_present=True).first()
                assert released - there == set(), f"{party} lacks what {office.party} released"
                ours = (came.epoch, came.place, came.head) if came else None
                is_empty = out.place == 0 and (
                    not ours or ours[0] <= out.epoch
                )  # an empty epoch is begun by its first
                assert ours == (out.epoch, out.place, out.head) or is_empty, "cursors"
