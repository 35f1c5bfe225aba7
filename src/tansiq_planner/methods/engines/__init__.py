"""The linear model in integers and the solvers behind it: CP-SAT, HiGHS, smallest cores."""
