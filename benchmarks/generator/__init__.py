"""Invented programmes of any size, the same for the same seed: what the planner is measured and tested on.

Nothing in them is real: nations, units, schools and numbers come out of a seeded generator.
"""

from benchmarks.generator.sizes import SIZES, Size, tiny_size
from benchmarks.generator.whole import make_problem, make_programme, programme_text, tiny

__all__ = ["SIZES", "Size", "make_problem", "make_programme", "programme_text", "tiny", "tiny_size"]
