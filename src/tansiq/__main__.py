"""The node's own commands: start the rehearsal, serve a real node, back up, restore, check the journal."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tansiq.settings")


def main(words: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = _parser().parse_args(words)
    import django  # noqa: PLC0415 - a wrong word is told before anything is loaded

    django.setup()
    from tansiq.home import commands  # noqa: PLC0415 - its tables exist only now

    return commands.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./tansiq", add_help=False)
    parser.set_defaults(command="rehearse", host="127.0.0.1", port=8000)
    parts = parser.add_subparsers(dest="command")
    serve = parts.add_parser("serve", prog="./tansiq serve")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    for name in ("backup", "restore"):
        parts.add_parser(name, prog=f"./tansiq {name}").add_argument("file", type=Path)
    parts.add_parser("verify-journal", prog="./tansiq verify-journal")
    return parser


if __name__ == "__main__":
    sys.exit(main())
