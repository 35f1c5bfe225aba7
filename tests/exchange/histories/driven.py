"""Histories that follow from a seed: the same steps each time, so that one that failed can be told and looked at."""

import random
from dataclasses import dataclass

from exchange.histories.holding import has_converged, holds
from exchange.histories.offices import Beginning
from exchange.histories.world import OFTEN, World


class Seeded:
    """Chance from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same history each time

    def below(self, count: int) -> int:
        return self._random.randrange(count)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a history ended."""

    seed: int
    steps: int
    told: tuple[str, ...]
    fault: str


def history(beginning: Beginning, seed: int, most_steps: int) -> Ended:
    """Let things happen by a seed, then stop the faults; give what did not hold, if anything."""
    chance = Seeded(seed)
    world, fault = World(beginning, chance), ""
    steps = 5 + chance.below(most_steps - 4)
    try:
        for _ in range(steps):
            world.tells(world.one_of(OFTEN)(world))
            holds(world)
        world.end_faults()
        holds(world)
        has_converged(world)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the seed
        fault = f"{type(error).__name__}: {str(error)[:300]}"
    finally:
        world.close()
    return Ended(seed, steps, tuple(world.told), fault)
