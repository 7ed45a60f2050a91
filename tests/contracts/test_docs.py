"""The documentation: it is built without a fault, asks nobody else for anything, and names only what is there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.console_pages import ELSEWHERE, WAYS, name_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONFIG = ROOT / "deploy" / "docs" / "mkdocs.yml"
_FETCHED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(https?:)?//", re.IGNORECASE)
_LINKED = re.compile(r"<link\b[^>]*\bhref=[\"']?(?:https?:)?//", re.IGNORECASE)
_STYLED = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", str(CONFIG)]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [*mkdocs, "--site-dir", str(folder)], capture_output=True, text=True, check=False, cwd=ROOT, env=env
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_in_the_site(site: Path) -> None:
    missing = [
        path for path in DOCS.rglob("*.md") if not (site / path.relative_to(DOCS).with_suffix(".html")).is_file()
    ]
    assert missing == []


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 50
    for path in pages:
        text = path.read_text()
        found = [rule.search(text) for rule in (_FETCHED, _LINKED, _STYLED)]
        assert not any(found), path.name
    assert not [path.name for path in site.rglob("*.css") if _STYLED.search(path.read_text())]


def test_the_security_model_names_tests_that_exist() -> None:
    text = (DOCS / "security.md").read_text()
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 40
    missing = [f"{path}::{test}" for path, test in named if test not in _tests_of(ROOT / path)]
    assert missing == []


def test_each_threat_has_a_test() -> None:
    rows = [line for line in (DOCS / "security.md").read_text().splitlines() if line.startswith("| ")]
    threats = [row for row in rows if not row.startswith("| threat |")]
    assert len(threats) > 35
    assert [row for row in threats if "::test_" not in row] == []


def _tests_of(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_page_of_the_console_has_a_picture() -> None:
    """The views themselves are held against this table in `test_door.py`."""
    pictures = {path.stem for path in (DOCS / "console").glob("*.png")}
    missing = {name_of(view) for view in (*WAYS, *ELSEWHERE)} - {name.removesuffix("-light") for name in pictures}
    assert not missing, "KYC_SCREENSHOTS=docs/console .venv/bin/pytest tests/e2e/test_desk_pages.py"
