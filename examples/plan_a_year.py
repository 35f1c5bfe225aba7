"""Plan the example year with the library alone: read, plan, prove, explain."""

from pathlib import Path

from tansiq_planner.check import check
from tansiq_planner.files import read_problem
from tansiq_planner.result import Settings
from tansiq_planner.solve import solve


def main() -> None:
    """Print the plan, what it scores and what is missing."""
    problem = read_problem([Path(__file__).parent / "example-programme.yaml"])
    result = solve(problem, Settings(option="A", work=3))
    for edition in result.plan.editions:
        print(edition.start, edition.course, edition.venue, f"{edition.size} seats")
    for held in result.plan.exercises:
        print(held.start, held.exercise)
    for stage in result.stages:
        print(stage.name, stage.value, "bound", stage.bound, "proven" if stage.proven else "open")
    for missing in result.unplanned:
        print(
            missing.id,
            "short of",
            missing.seats,
            "because",
            ", ".join(reason.rule for reason in missing.reasons),
        )
    print("lawful:", check(problem, result.plan).is_lawful)


if __name__ == "__main__":
    main()
