"""The house rules that a machine can hold: sizes, mirrored tests, documented modules."""

import ast
from pathlib import Path

import pytest

from tests.fixtures import order

ROOT = Path(__file__).parents[2]
PACKAGES = ("watchlists", "kyc_service", "jobs")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_MODULE = 400
MAX_FUNCTION = 50
MAX_FOLDER = 12
WRITTEN = {"kyc_service/client/models", "kyc_service/client/rooms"}
"""Written from the OpenAPI document."""
ROOMY = WRITTEN | {
    "watchlists/sources",
    "kyc_service/storage",
    "watchlists/normalize",
    "kyc_service/verifiers",
    "jobs/standins",
}
"""One file a list, a table, a script, a register, a group of operations: these may hold more than a dozen."""
UNTESTED_FOLDERS = {"migrations", "versions"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_MODULE
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= MAX_FUNCTION, node.name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_folder_is_small(package: str) -> None:
    for folder in [ROOT / package, *(ROOT / package).rglob("*")]:
        if folder.is_dir() and name(folder) not in ROOMY and not UNTESTED_FOLDERS & set(folder.parts):
            modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
            assert len(modules) <= MAX_FOLDER, name(folder)


def test_a_test_belongs_to_a_module() -> None:
    known = {name(path.with_suffix("")) for path in MODULES} | {name(path.parent) for path in MODULES}
    for path in (ROOT / "tests").rglob("test_*.py"):
        room = path.parent.relative_to(ROOT / "tests")
        if room.parts[0] not in PACKAGES:
            continue
        parts = path.stem.removeprefix("test_").split("_")
        subjects = {str(room / "_".join(parts[:end])) for end in range(1, len(parts) + 1)} | {str(room)}
        assert subjects & known, f"{name(path)} mirrors no module"


def test_no_module_is_named_after_nothing() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not [name(path) for path in MODULES if path.stem in banned]


def test_the_files_that_are_begun_first_exist() -> None:
    assert [path for path in order.SLOW if not (ROOT / path).is_file()] == []
