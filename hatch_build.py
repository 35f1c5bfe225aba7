"""Makes the compiled words before the node is packed: they are made, not kept, so no list of tracked files has them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class CompiledWords(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Compiles every catalogue of words beside its words."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the backend's signature
        """Compile what is missing or older than its words, before files are gathered."""
        spec = spec_from_file_location("catalogues", ROOT / "src/tansiq/core/catalogues.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("catalogues.py")
        catalogues = module_from_spec(spec)
        spec.loader.exec_module(catalogues)
        catalogues.compile_catalogues(ROOT / "src/tansiq")
