"""The wheel holds all that a node needs: packed, unpacked into an empty folder, it starts and speaks Arabic."""

import shutil
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from own_node import OwnNode

from tansiq.core.catalogues import catalogues, compile_catalogues

ROOT = Path(__file__).parents[1]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]


def tracked() -> list[str]:
    """Give the files of the packages, tracked or about to be: what the build takes, but for what it makes itself."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard", *WHEEL["packages"]],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def built(folder: Path, dist: Path) -> None:
    """Build the wheel with its own backend and unpack it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dist], cwd=ROOT, check=True
    )
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)


def packed_by_hand(folder: Path) -> None:
    """Put together what the build would pack, from the same settings, where its backend is not installed."""
    compile_catalogues()
    made = [str(it.relative_to(ROOT)) for pattern in WHEEL["artifacts"] for it in ROOT.glob(pattern)]
    names = {name: name.removeprefix("src/") for name in [*tracked(), *made]} | WHEEL["force-include"]
    for name, inside in names.items():
        (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / inside)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    if find_spec("hatchling"):
        built(folder, tmp_path_factory.mktemp("dist"))
    else:
        packed_by_hand(folder)
    return folder


@pytest.mark.slow
def test_wheel_holds_every_file_of_the_packages_and_every_compiled_catalogue(installed: Path) -> None:
    inside = {str(it.relative_to(installed)) for it in installed.rglob("*") if it.is_file()}
    words = {str(it.relative_to(ROOT / "src").with_suffix(".mo")) for it in catalogues()}

    assert {name.removeprefix("src/") for name in tracked()} - inside == set()
    assert words - inside == set()
    assert set(WHEEL["force-include"].values()) - inside == set()
    assert len(words) > 10


@pytest.mark.slow
def test_installed_in_an_empty_folder_it_opens_the_sign_in_page_in_arabic(
    installed: Path, tmp_path: Path
) -> None:
    code = shutil.copytree(installed, tmp_path / "code")
    for words in code.rglob("*.po"):  # what is said can come from the compiled words alone
        words.unlink()
    node = OwnNode(tmp_path / "node", PYTHONPATH=str(code), LC_ALL="ar_LY.UTF-8")

    assert node.python("import tansiq", "print(tansiq.__file__)").strip().startswith(str(code))
    with node.started() as started:
        with urllib.request.urlopen(f"http://127.0.0.1:{started.port}/sign-in", timeout=10) as answer:
            page = answer.read().decode()
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert started.page(style) == 200

    assert ('lang="ar"' in page, 'dir="rtl"' in page, "كلمة المرور" in page, "تجربة" in page) == (True,) * 4


def test_every_compiled_catalogue_has_its_place_in_the_wheel() -> None:
    compile_catalogues()
    taken = {it for pattern in WHEEL["artifacts"] for it in ROOT.glob(pattern)}

    assert {it.with_suffix(".mo") for it in catalogues()} == taken
