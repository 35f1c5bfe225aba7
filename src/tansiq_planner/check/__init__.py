"""Proves a plan lawful and counts its score, from problem and plan alone; shares no code with a solver."""

from tansiq_planner.check.codes import CODES, Code
from tansiq_planner.check.report import CheckReport, check, violations_of

__all__ = ["CODES", "CheckReport", "Code", "check", "violations_of"]
