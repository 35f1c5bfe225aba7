"""What is given: parties, accords, units, courses, venues, instructors, requests, exercises, money, locks.

Frozen values without behaviour beyond reading themselves. Ids are strings; every id named by a value exists in the
problem (`tansiq_planner.files` sees to it). Money is in whole units of the programme's currency.
"""

from tansiq_planner.problem.agreed import Accord, Party, Season
from tansiq_planner.problem.demand import Exercise, Participant, Precondition, Request, Task, Unit
from tansiq_planner.problem.fixed import Blackout, EditionLock, ExerciseLock, Lock, SeatsLock
from tansiq_planner.problem.money import BudgetLine, Rate
from tansiq_planner.problem.supply import CapacityChange, Course, Growth, Pool, Teaching, Venue
from tansiq_planner.problem.whole import Missing, Part, Problem

__all__ = [
    "Accord",
    "Blackout",
    "BudgetLine",
    "CapacityChange",
    "Course",
    "EditionLock",
    "Exercise",
    "ExerciseLock",
    "Growth",
    "Lock",
    "Missing",
    "Part",
    "Participant",
    "Party",
    "Pool",
    "Precondition",
    "Problem",
    "Rate",
    "Request",
    "Season",
    "SeatsLock",
    "Task",
    "Teaching",
    "Unit",
    "Venue",
]
