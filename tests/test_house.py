"""The rules of the house that no linter knows: each a function of a folder, each seen to fail below."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MODULE_LINES, FUNCTION_LINES = 400, 50
TOO_LONG_WITH_REASON: dict[str, str] = {}  # "src/…/file.py" or "src/…/file.py:function" -> why

BANNED_NAMES = re.compile(r"(utils?|helpers?|common|misc|managers?|data|info|process|handle)(\.py)?")
WALL_CLOCK_FOLDERS = ("src/tansiq_desk/commands", "src/tansiq/core/moment.py", "src/tansiq/home/commands")
STOPWATCH_FOLDERS = (*WALL_CLOCK_FOLDERS, "src/tansiq_planner/methods", "src/tansiq_planner/solve")
STOPWATCHES = {
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
}

WORDS_OF_DJANGO = {
    ("django.db.models", "TextChoices"),
    ("django.utils.translation", "gettext_lazy"),
    ("django.utils.translation", "pgettext_lazy"),
}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "aupdate",
}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\bstyle=|\bon[a-z]+=\"|\{%\s*blocktranslate(?! trimmed)", re.IGNORECASE
)

PAGES = (".html", ".htm", ".jinja", ".j2", ".svg", ".css")
CODE = (*PAGES, ".py", ".sh", ".toml", ".js", "tansiq", ".ci/run", ".ci/postgresql")
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b|(?:^|[\s;{\"'])(?:left|right)\s*:",
    re.MULTILINE,
)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+(?:false|off)")
LOOSE_END = re.compile(r"(?:#|//|/\*|<!--|\{#)\s*(?:TODO|FIXME|XXX|HACK)\b(?![^\n]*#\d)")
REGISTRIES = [".".join(name) for name in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"),
    ("deb", "debian", "org"), ("proxy", "golang", "org"), ("anaconda", "org"), ("yarnpkg", "com"),
)]  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.}/-])/(?:root|home|work|Users|opt|mnt)/[\w.]|\b[A-Z]:\\\\?Users\b")


def tracked(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of the project, tracked or about to be, by its name from the root."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-coz", "--exclude-standard"], check=True, capture_output=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = root / name
        if path.is_file() and not path.is_symlink() and "/vendor/" not in name:
            yield name, path


def texts(root: Path, *ends: str) -> Iterator[tuple[str, str]]:
    """Yield the text of every file whose name ends so; pictures and fonts are left out."""
    for name, path in tracked(root):
        if not ends or name.endswith(ends):
            raw = path.read_bytes()
            if b"\0" not in raw:
                yield name, raw.decode()


def modules(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module, str]]:
    """Yield the syntax tree and the text of every module in these folders; what Django writes itself is left out."""
    for name, text in texts(root, ".py"):
        if name.startswith(folders or ("src/",)) and "/migrations/" not in name:
            yield name, ast.parse(text), text


def clock(root: Path) -> Iterator[str]:
    """The moment is an argument: only commands ask the clock, only the search has a stopwatch."""
    for name, tree, _ in modules(root):
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="now" | "today" | "utcnow" as asked)):
                    allowed = WALL_CLOCK_FOLDERS
                case ast.Attribute(value=ast.Name(id="time"), attr=asked):
                    allowed = STOPWATCH_FOLDERS if asked in STOPWATCHES else WALL_CLOCK_FOLDERS
                case ast.ImportFrom(module="time", names=[ast.alias(name=asked), *_]):
                    allowed = STOPWATCH_FOLDERS if asked in STOPWATCHES else WALL_CLOCK_FOLDERS
                case _:
                    continue
            if not name.startswith(allowed):
                yield f"{name}:{node.lineno} asks the clock: {asked}"


def sizes(root: Path) -> Iterator[str]:
    """A module has at most 400 lines, a function at most 50."""
    for name, tree, text in modules(root):
        if (lines := len(text.splitlines())) > MODULE_LINES and name not in TOO_LONG_WITH_REASON:
            yield f"{name} has {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES and f"{name}:{node.name}" not in TOO_LONG_WITH_REASON:
                    yield f"{name}:{node.lineno} {node.name} has {lines} lines"


def names(root: Path) -> Iterator[str]:
    """A module or folder of code is named after what it holds, not after a drawer."""
    for name, _, _ in modules(root, "src/", "tests/", "benchmarks/"):
        if any(BANNED_NAMES.fullmatch(part) for part in Path(name).parts):
            yield f"{name} is named after a drawer"


def docstrings(root: Path) -> Iterator[str]:
    """Every module says in a sentence what it is."""
    for name, tree, _ in modules(root, "src/", "tests/", "benchmarks/", "docs/"):
        if not ast.get_docstring(tree):
            yield f"{name} does not say what it is"


def addresses(root: Path) -> Iterator[str]:
    """No file names a package registry or a place on somebody's machine; no lock holds an address."""
    for name, text in texts(root):
        if Path(name).name == "uv.lock":
            yield f"{name} holds addresses and must not be kept"
        if ("lock" in Path(name).name and "://" in text) or any(host in text for host in REGISTRIES):
            yield f"{name} names an address"
        if found := MACHINE_PATH.search(text):
            yield f"{name} names a place on one machine: {found[0]}"


def directions(root: Path) -> Iterator[str]:
    """Style follows the reading direction: inline-start and inline-end, never left and right."""
    for name, text in texts(root, *PAGES):
        if name.startswith("src/"):
            for found in PHYSICAL.finditer(text):
                yield f"{name}:{text.count(chr(10), 0, found.start()) + 1} is not logical: {found[0].strip()}"


def escaping(root: Path) -> Iterator[str]:
    """No template switches escaping off."""
    return (f"{name} switches escaping off" for name, text in texts(root, *PAGES) if UNESCAPED.search(text))


def loose_ends(root: Path) -> Iterator[str]:
    """A promise in a comment carries the number of its issue."""
    return (f"{name}: {found[0]}" for name, text in texts(root, *CODE) for found in LOOSE_END.finditer(text))


def pure_rules(root: Path) -> Iterator[str]:
    """The rules of an area know of Django only words: choices and translations."""
    for name, tree, _ in modules(root, "src/tansiq/"):
        if name.endswith("/rules.py") or "/rules/" in name:
            for module, imported in _imports(tree):
                if module.startswith("django") and (module, imported) not in WORDS_OF_DJANGO:
                    yield f"{name} leans on {module}.{imported}"


def writes(root: Path) -> Iterator[str]:
    """Only services write to the database."""
    for name, tree, _ in modules(root, "src/tansiq/"):
        if "/services" in name or "/migrations/" in name:
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
                and ast.unparse(node.func.value) != "super()"  # a table that adds to its own saving
            ):
                yield f"{name}:{node.lineno} writes: {node.func.attr}"


def verbs(root: Path) -> Iterator[str]:
    """A public verb of a service takes everything by name, and says who acts and when."""
    for name, tree, _ in modules(root, "src/tansiq/"):
        if "/services" not in name or "/core/" in name:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(
                "atomic" in ast.dump(it) for it in node.decorator_list
            ):
                named = {it.arg for it in node.args.kwonlyargs}
                if node.args.args or not {"by", "at"} <= named:
                    yield f"{name}:{node.lineno} {node.name} does not say who and when by name"


def templates(root: Path) -> Iterator[str]:
    """A page has no script or style of its own, and its sentences no blanks of the template."""
    for name, text in texts(root, ".html"):
        if name.startswith("src/tansiq/"):
            for found in INLINE.finditer(text):
                yield f"{name}:{text.count(chr(10), 0, found.start()) + 1} is inline: {found[0].strip()}"


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, it.name) for it in node.names)
        elif isinstance(node, ast.Import):
            yield from ((it.name, "") for it in node.names)


RULES = [
    clock, sizes, names, docstrings, addresses, directions, escaping, loose_ends, pure_rules, writes, verbs, templates,
]  # fmt: skip

DOC = '"""A module."""\n'
PLANTED = [
    (clock, "src/tansiq_planner/calendar.py", DOC + "import datetime\nNOW = datetime.datetime.now()\n"),
    (clock, "src/tansiq_planner/calendar.py", DOC + "from datetime import date\nNOW = date.today()\n"),
    (clock, "src/tansiq_planner/solution.py", DOC + "import time\nSTART = time.monotonic()\n"),
    (clock, "src/tansiq_planner/methods/dive.py", DOC + "import time\nSTART = time.time()\n"),
    (clock, "src/tansiq_desk/words.py", DOC + "from time import time\n"),
    (sizes, "src/tansiq_planner/wide.py", DOC + "A = 1\n" * 400),
    (sizes, "src/tansiq_planner/wide.py", DOC + "def long():\n" + "    a = 1\n" * 50),
    (names, "src/tansiq_desk/utils.py", DOC),
    (names, "src/tansiq_desk/common/words.py", DOC),
    (docstrings, "src/tansiq_desk/mute.py", "A = 1\n"),
    (addresses, "docs/install.md", f"Fetch it from https://{REGISTRIES[0]}/simple.\n"),
    (addresses, "docs/install.md", "Put it in /" + "home/officer/tansiq.\n"),
    (addresses, "requirements.lock", "--index-url http" + "://mirror.example/simple\n"),
    (addresses, "uv.lock", "version = 1\n"),
    (directions, "src/tansiq_desk/page/page.css", "td { margin-left: 1rem }\n"),
    (directions, "src/tansiq_desk/page/page.css", "td {\n  right: 0;\n}\n"),
    (directions, "src/tansiq_desk/page/page.html", '<td style="text-align: right">\n'),
    (escaping, "src/tansiq_desk/page/page.html", "<p>{{ name|safe }}</p>\n"),
    (clock, "src/tansiq/accords/views.py", DOC + "from django.utils import timezone\nNOW = timezone.now()\n"),
    (pure_rules, "src/tansiq/accords/rules.py", DOC + "from django.db import models\n"),
    (writes, "src/tansiq/accords/views.py", DOC + "def page(accord):\n    accord.save()\n"),
    (
        writes,
        "src/tansiq/accords/queries.py",
        DOC + "def accords(kind):\n    kind.objects.filter().delete()\n",
    ),
    (
        verbs,
        "src/tansiq/accords/services.py",
        DOC + "@transaction.atomic\ndef sign(accord, *, by, at):\n    pass\n",
    ),
    (
        verbs,
        "src/tansiq/accords/services.py",
        DOC + "@transaction.atomic\ndef sign(*, accord, by):\n    pass\n",
    ),
    (templates, "src/tansiq/accords/templates/accords/page.html", '<p style="color: red">\n'),
    (templates, "src/tansiq/accords/templates/accords/page.html", "<script>alert()</script>\n"),
    (
        templates,
        "src/tansiq/accords/templates/accords/page.html",
        "{% blocktranslate with n=1 %}{{ n }}{% endblocktranslate %}\n",
    ),
    (loose_ends, "src/tansiq_desk/words.py", DOC + "# TO" + "DO: the dual\n"),
]
ALLOWED = [
    ("src/tansiq/core/moment.py", DOC + "from django.utils import timezone\nNOW = timezone.now()\n"),
    ("src/tansiq/accords/rules.py", DOC + "from django.db.models import TextChoices\n"),
    (
        "src/tansiq/accords/services.py",
        DOC + "@transaction.atomic\ndef sign(*, accord, by, at):\n    accord.save()\n",
    ),
    ("src/tansiq/accords/templates/accords/page.html", '<script type="module" src="x.js"></script>\n'),
    ("src/tansiq_desk/commands/plan.py", DOC + "import datetime\nNOW = datetime.datetime.now()\n"),
    ("src/tansiq_planner/methods/dive.py", DOC + "import time\nSTART = time.perf_counter()\n"),
    ("src/tansiq_planner/even.py", DOC + "A = 1\n" * 399),
    ("src/tansiq_planner/even.py", DOC + "def long():\n" + "    a = 1\n" * 49),
    ("src/tansiq_desk/page/page.css", "td { margin-inline-start: 1rem; text-align: start }\n"),
    ("src/tansiq_desk/words.py", DOC + "# TO" + "DO #12: the dual\n"),
    ("docs/install.md", "The address of the project is https://example.org/tansiq.\n"),
]


def planted(root: Path, name: str, text: str) -> Path:
    """Make a project of one file."""
    subprocess.run(["git", "init", "-q", root], check=True)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


@pytest.mark.parametrize("rule", RULES)
def test_house_keeps_its_rule(rule: Callable[[Path], Iterator[str]]) -> None:
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_rule_sees_a_planted_fault(
    rule: Callable[[Path], Iterator[str]], name: str, text: str, tmp_path: Path
) -> None:
    faults = {each.__name__ for each in RULES if list(each(planted(tmp_path, name, text)))}

    assert faults == {rule.__name__}


@pytest.mark.parametrize(("name", "text"), ALLOWED)
def test_rules_leave_good_work_alone(name: str, text: str, tmp_path: Path) -> None:
    root = planted(tmp_path, name, text)

    assert list(chain.from_iterable(rule(root) for rule in RULES)) == []


def test_every_rule_is_planted() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)


def test_every_exception_is_needed_and_has_a_reason() -> None:
    gone = [where for where in TOO_LONG_WITH_REASON if not (ROOT / where.partition(":")[0]).is_file()]

    assert gone == []
    assert all(TOO_LONG_WITH_REASON.values())
