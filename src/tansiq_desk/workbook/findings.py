"""What reading a workbook finds: the faults, and where each value of the programme stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tansiq_planner.errors import Fault, Figure

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A cell: title of the sheet as people see it, and `B7`."""

    sheet: str
    cell: str


Positions = dict[Path, Place]


@dataclass
class Findings:
    """Faults in the order found, and the place of every path."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    positions: Positions = field(default_factory=dict)

    def fault(self, code: str, sheet: str | None, cell: str | None = None, /, **figures: Figure) -> None:
        """Add a fault of the file, a sheet or a cell."""
        self.faults.append(Fault(code, (), figures, file=self.file, sheet=sheet, cell=cell))

    def stands(self, path: Path, place: Place) -> None:
        """Remember where a value stands; a path above it stands there too unless it has a place already."""
        self.positions[path] = place
        for length in range(len(path) - 1, 0, -1):
            self.positions.setdefault(path[:length], place)


def place_of(path: Path, positions: Positions) -> Place | None:
    """Give the place of a path, or of what is nearest above it."""
    for length in range(len(path), 0, -1):
        if path[:length] in positions:
            return positions[path[:length]]
    return None
