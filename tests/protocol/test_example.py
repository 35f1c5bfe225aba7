"""The example of an exchange runs, and takes what is good and nothing else."""

import runpy

import pytest


def test_example_exchanges_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path("examples/exchange_a_record.py", run_name="__main__")

    told = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in told] == [
        "both officers read to each other",
        "not released",
        "taken",
        "refused",
    ]
    assert told[2].endswith("True")
    assert "cannot_open" in told[3]
