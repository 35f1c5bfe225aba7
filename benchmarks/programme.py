"""Write a generated programme as a file: `./tansiq bench programme M 1 build/medium.json`."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generator import SIZES, programme_text, tiny_size
from tansiq_planner.files import write_atomically


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=["tiny", *SIZES])
    parser.add_argument("seed", type=int)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    size = tiny_size(given.seed) if given.size == "tiny" else SIZES[given.size]
    write_atomically(given.file, programme_text(size, given.seed))
    print(given.file)


if __name__ == "__main__":
    main()
