"""Writes the JSON Schemas of both files: `python -m tansiq_planner.files.publish docs/reference`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from tansiq_planner.files.atomic import write_atomically
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.schema.plan import PlanDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: dict[str, type[BaseModel]] = {
    "programme.schema.json": Programme,
    "plan.schema.json": PlanDocument,
}


def schema_text(name: str) -> str:
    """Give the JSON Schema that is published under a name of `PUBLISHED`."""
    schema = {"$schema": DIALECT, "$id": name, **PUBLISHED[name].model_json_schema(by_alias=True)}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def publish(directory: Path) -> None:
    """Write every schema into a directory that exists."""
    for name in PUBLISHED:
        write_atomically(directory / name, schema_text(name).encode())


if __name__ == "__main__":
    publish(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
