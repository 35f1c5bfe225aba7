"""Why something is not in the plan, what would let it in, and why an edition is where it is."""

from tansiq_planner.explain.conflicts import conflicts
from tansiq_planner.explain.shortfalls import explain_exercise, explain_request, lacking, shortfalls
from tansiq_planner.explain.telling import explained

__all__ = ["conflicts", "explain_exercise", "explain_request", "explained", "lacking", "shortfalls"]
