"""How the documentation is built: `./tansiq docs`, where a warning is an error."""

import tomllib
from pathlib import Path

_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

project = "Tansiq"
author = "The Tansiq contributors"
project_copyright = "the Tansiq contributors"
release = version = _project["version"]

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = f"Tansiq · تنسيق {release}"
html_show_sphinx = False
