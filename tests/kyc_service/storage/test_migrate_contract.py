"""Migrations only add, so that the version before works on while they run, and after them.

What a version stops using is taken away by a later one, in a migration that says so: `CONTRACTS = "what, since which
version nothing uses it"`. Revisions up to `FIRST` are older than the first release.
"""

from __future__ import annotations

import ast
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kyc_service.storage import migrate
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore

FIRST = "0021"
FOLDER = Path(migrate.__file__).parent / "migrations" / "versions"
TAKES_AWAY = {"drop_column", "drop_table", "drop_constraint", "rename_table", "drop_index"}
LATER = sorted(path for path in FOLDER.glob("[0-9]*.py") if path.name[:4] > FIRST)


def faults(source: str) -> Iterator[str]:
    """Name what a migration does that the version before may not bear."""
    tree = ast.parse(source)
    says_so = any(isinstance(node, ast.Name) and node.id == "CONTRACTS" for node in ast.walk(tree))
    steps = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"), None)
    for call in (node for node in ast.walk(steps) if isinstance(node, ast.Call)) if steps else ():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        given = {word.arg: word.value for word in call.keywords}
        if name in TAKES_AWAY and name != "drop_index" and not says_so:
            yield name
        if name == "alter_column" and not says_so and ("new_column_name" in given or refuses_null(given)):
            yield name
        if name == "add_column":
            columns = [one for one in ast.walk(call) if isinstance(one, ast.Call) and one is not call]
            yield from (name for one in columns if is_demanding(one))


def is_demanding(column: ast.Call) -> bool:
    """Whether a new column wants a value that the version before does not give."""
    given = {word.arg: word.value for word in column.keywords}
    return refuses_null(given) and "server_default" not in given


def refuses_null(given: dict[str | None, ast.expr]) -> bool:
    value = given.get("nullable")
    return isinstance(value, ast.Constant) and value.value is False


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_a_migration_only_adds(path: Path) -> None:
    assert list(faults(path.read_text())) == []


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("op.drop_column('cases', 'x')", ["drop_column"]),
        ("op.drop_table('cases')", ["drop_table"]),
        ("op.rename_table('cases', 'files')", ["rename_table"]),
        ("op.alter_column('cases', 'x', new_column_name='y')", ["alter_column"]),
        ("op.alter_column('cases', 'x', nullable=False)", ["alter_column"]),
        ("op.add_column('cases', sa.Column('x', sa.String(), nullable=False))", ["add_column"]),
        ("op.add_column('cases', sa.Column('x', sa.String(), nullable=False, server_default='a'))", []),
        ("op.add_column('cases', sa.Column('x', sa.String(), nullable=True))", []),
        ("op.create_table('x', sa.Column('y', sa.String(), nullable=False))", []),
        ("op.create_index('ix', 'cases', ['x'])", []),
    ],
)
def test_the_rule_finds_what_it_should(step: str, found: list[str]) -> None:
    source = f"def upgrade():\n    {step}\n\ndef downgrade():\n    op.drop_table('cases')\n"
    assert list(faults(source)) == found
    assert list(faults(f"CONTRACTS = 'x, since 0.2'\n{source}")) == [one for one in found if one == "add_column"]


@pytest.fixture
def newer(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database that a newer version has upgraded."""
    path = tmp_path / "kyc.db"
    shutil.copy(sqlite_template, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE tenants ADD COLUMN of_tomorrow TEXT")
        connection.execute("UPDATE alembic_version SET version_num = '9998'")
        connection.commit()
    return path


def test_this_version_works_on_the_schema_of_a_newer_one(newer: Path, keys: KeyStore) -> None:
    migrate.upgrade(f"sqlite:///{newer}")
    with closing(sqlite3.connect(newer)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9998",)
    database = Database.connect(f"sqlite:///{newer}", keys)
    assert database.is_migrated()
    database.dispose()


@pytest.mark.parametrize(("revision", "fits"), [(None, False), ("0001", False), ("9999", True), ("0000", False)])
def test_older_schemas_do_not_fit_and_newer_ones_do(revision: str | None, *, fits: bool) -> None:
    assert migrate.fits(revision) is fits
    assert migrate.fits(migrate.head())
