"""What is run: every contestant at every task of the sizes asked for. Imports nothing large (see `running.run`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

INSTANCES = ("example", "S", "M", "L", "XL", "tiny")
BY_DEFAULT = ("example", "S", "M", "L")
LONGER_FOR_THE_BOUND = 5
"""How many times the limit the relaxation may take: it is the yardstick, no contestant."""
AGAIN_SECONDS = 15.0
LONGER_FOR_THE_COST = 2
"""How many times the limit the stages of an option may take, for every contestant: cost comes last."""


@dataclass(frozen=True)
class Job:
    """What to run. `keep` names a file for the plan, `earlier` one that an earlier job kept."""

    contestant: str
    task: str
    instance: str
    seconds: float
    seed: int
    option: str = "A"
    keep: str = ""
    earlier: str = ""

    @property
    def name(self) -> str:
        """Name the job for people."""
        task = f"option {self.option}" if self.task == "option" else self.task
        return f"{self.instance}, {task}, {self.contestant}"

    def shown(self) -> dict[str, Any]:
        """Give what identifies the job, places on this machine left out."""
        return {key: value for key, value in asdict(self).items() if key not in {"keep", "earlier"}}


def jobs(instances: Iterable[str], seconds: float, seed: int, folder: Path) -> list[Job]:
    """Give the jobs in their order; plans that later ones need are kept in `folder`."""
    found = []
    for instance in instances:
        found += (
            _of_example(seconds, seed, folder) if instance == "example" else _of_size(instance, seconds, seed)
        )
    return found


def _of_example(seconds: float, seed: int, folder: Path) -> list[Job]:
    kept = str(folder / "option-a.pickle")
    stages = LONGER_FOR_THE_COST * seconds
    again = min(seconds, AGAIN_SECONDS)
    return [
        Job("tansiq", "option", "example", stages, seed, keep=kept),
        Job("cp-sat", "option", "example", stages, seed),
        Job("highs", "option", "example", stages, seed),
        Job("by hand", "option", "example", stages, seed),
        Job("tansiq", "option", "example", stages, seed, option="B"),
        Job("tansiq", "moved eid", "example", again, seed, earlier=kept),
        Job("tansiq", "lost instructor", "example", again, seed, earlier=kept),
        Job("tansiq", "reasons", "example", seconds, seed, earlier=kept),
    ]


def _of_size(instance: str, seconds: float, seed: int) -> list[Job]:
    return [
        Job("relaxation", "seats", instance, LONGER_FOR_THE_BOUND * seconds, seed),
        *(
            Job(contestant, "seats", instance, seconds, seed)
            for contestant in ("tansiq", "cp-sat", "highs", "by hand")
        ),
    ]
