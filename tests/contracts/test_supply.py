"""What the service is made of: locked by hash, told in a bill of materials, asked about, and built the same twice."""

from __future__ import annotations

import configparser
import glob
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from types import ModuleType

import cyclonedx.schema
import pytest
from jsonschema import Draft7Validator
from packaging.specifiers import SpecifierSet
from referencing import Registry, Resource

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
PACKAGES = ("watchlists", "kyc_service", "jobs")
SCHEMAS = Path(cyclonedx.schema.__file__).parent / "_res"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"supply_{name}", ROOT / "deploy" / "supply" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: str) -> dict[str, str]:
    return {plain(name): version for name, version in LOCKED.findall((ROOT / path).read_text())}


def test_the_lock_holds_the_tested_versions_each_by_its_hash() -> None:
    locked, tested = pins("requirements.lock"), pins("constraints.txt")
    # Named for Pythons before 3.11.3 only, so not among what the tests ran with.
    locked.pop("async-timeout", None)
    assert {name: tested.get(name) for name in locked} == locked
    for path in ("requirements.lock", "requirements-build.lock"):
        blocks = (ROOT / path).read_text().split("\n    --hash=sha256:")
        entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / path).read_text())[1:]
        assert len(blocks) > len(entries)
        assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_pinned_installs_on_the_oldest_python_that_is_promised() -> None:
    """Debian 12 brings Python 3.11.2; the tests run on whatever stands here, and would not notice."""
    needs = {
        plain(one.metadata["Name"]): one.metadata["Requires-Python"]
        for one in metadata.distributions()
        if one.metadata["Requires-Python"]
    }
    too_new = [name for name in pins("constraints.txt") if not SpecifierSet(needs.get(name, "")).contains("3.11.2")]
    assert too_new == []


def test_the_lock_holds_all_that_the_service_asks_for() -> None:
    text = (ROOT / "setup.cfg").read_text()
    wanted = text.partition("install_requires =")[2].partition("\n\n")[0]
    wanted += text.partition("\notel =")[2].partition("\ndev =")[0]
    names = {plain(line.strip()) for line in re.findall(r"^ {4}([A-Za-z0-9._-]+)", wanted, re.MULTILINE)}
    assert names <= set(pins("requirements.lock"))
    assert len(names) > 40


def test_the_image_installs_nothing_without_its_hash() -> None:
    installs = re.findall(r"pip (?:install|wheel) [^&\n]+", (ROOT / "deploy/container/Containerfile").read_text())
    assert len(installs) == 4
    assert all("--require-hashes" in words or "--no-index" in words for words in installs)


@pytest.fixture(scope="module")
def bill() -> dict[str, object]:
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    told = [
        subprocess.run([sys.executable, "deploy/supply/sbom.py"], cwd=ROOT, env=env, capture_output=True, check=True)
        for _ in range(2)
    ]
    assert told[0].stdout == told[1].stdout, "the same project gives the same bytes"
    found: dict[str, object] = json.loads(told[0].stdout)
    return found


def test_the_bill_is_cyclonedx(bill: dict[str, object]) -> None:
    schema = json.loads((SCHEMAS / "bom-1.6.SNAPSHOT.schema.json").read_text())

    def read_beside(uri: str) -> Resource[object]:
        return Resource.from_contents(json.loads((SCHEMAS / uri.rpartition("/")[2]).read_text()))

    registry: Registry[object] = Registry(retrieve=read_beside)  # type: ignore[call-arg]  # attrs
    faults = [error.message for error in Draft7Validator(schema, registry=registry).iter_errors(bill)]
    assert faults == []


def test_the_bill_holds_packages_copied_files_and_lists(bill: dict[str, object]) -> None:
    components = bill["components"]
    assert isinstance(components, list)
    by_ref = {one["bom-ref"]: one for one in components}
    locked = {f"pkg:pypi/{name}@{version}" for name, version in pins("requirements.lock").items()}
    assert locked <= set(by_ref)
    assert by_ref["pkg:pypi/flask@3.1.3"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    lists = [one for one in components if one["type"] == "data"]
    assert len(lists) == 3
    assert all(one["supplier"]["name"] and one["copyright"] and one["properties"] for one in lists)
    (edge,) = [one for one in bill["dependencies"] if one["ref"] == "kyc-service"]  # type: ignore[attr-defined]  # a list
    assert "pkg:pypi/flask@3.1.3" in edge["dependsOn"]
    told = {file["name"] for one in components for file in one.get("components", ())}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    others = {
        path
        for path in tracked
        if path.endswith((".ttf", ".min.js")) or (path.startswith("kyc_service/api/static/swagger-ui/swagger-ui"))
    }
    assert told == others, "whatever was copied into the project is in COPIED of deploy/supply/sbom.py"


def test_versions_of_copied_scripts_are_those_in_the_files() -> None:
    for one in load("sbom").COPIED:
        if one.purl:
            texts = [path.read_text() for path in ROOT.glob(one.pattern) if path.suffix == ".js"]
            assert any(f'"{one.version}"' in text for text in texts), one.name


HOLE = {"name": "flask", "version": "3.1.3", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.4"]}]}
CLEAN = {"name": "rich", "version": "15.0.0", "vulns": []}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found and could not be audited"}


@pytest.mark.parametrize(
    ("report", "said", "end", "strict"),
    [
        ({"dependencies": [CLEAN], "fixes": []}, "1 packages looked up, 0 known holes", 0, 0),
        ({"dependencies": [CLEAN, HOLE]}, "flask 3.1.3: PYSEC-1, mended in 3.1.4", 1, 1),
        ({"dependencies": [CLEAN, UNKNOWN]}, "the database does not know it: ours", 0, 0),
        ({"dependencies": [UNKNOWN]}, "NOT AUDITED", 0, 3),
        (None, "NOT AUDITED", 0, 3),
    ],
)
def test_an_audit_tells_a_hole_from_a_database_that_is_away(
    report: object,
    said: str,
    end: int,
    strict: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    audit = load("audit")
    written = "" if report is None else json.dumps(report)
    monkeypatch.setattr(
        audit.subprocess, "run", lambda words, **_: subprocess.CompletedProcess(words, 1, written, "ConnectionError")
    )
    assert audit.main([]) == end
    assert said in capsys.readouterr().out
    assert audit.main(["--strict"]) == strict


def test_every_file_that_the_code_reads_goes_into_the_wheel() -> None:
    """Pages, fonts and texts lie in folders that are no packages; an installation without them has no desk."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg")
    patterns = {name: re.split(r"[,\s]+", value) for name, value in config["options.package_data"].items()}
    packed: set[str] = set()
    for folder in {path.parent for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")}:
        own = patterns.get(".".join(folder.relative_to(ROOT).parts), [])
        for pattern in (*patterns["*"], *own):
            found = glob.glob(pattern, root_dir=folder, recursive=True, include_hidden=True)  # noqa: PTH207 - as setuptools does
            packed.update((folder / one).relative_to(ROOT).as_posix() for one in found)
    assert {path for path in committed() if not path.endswith(".py")} - packed == set()


def committed() -> list[str]:
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.long
def test_the_same_commit_gives_the_same_wheel(tmp_path: Path) -> None:
    for name, mask in (("one", 0o022), ("two", 0o077)):
        env = {**os.environ, "PYTHON": sys.executable, "PIP_NO_CACHE_DIR": "1"}
        done = subprocess.run(
            [ROOT / ".ci/wheel", tmp_path / name], env=env, umask=mask, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    (one,), (two,) = (list((tmp_path / name).glob("*.whl")) for name in ("one", "two"))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()
    words = ["git", "ls-tree", "-r", "--name-only", "HEAD", *PACKAGES]
    wanted = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert set(wanted) - set(zipfile.ZipFile(one).namelist()) == set()
