"""PostgreSQL's own programs: found, and run without a password that anybody could read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from kyc_service.errors import BackupError
from kyc_service.storage import postgres_tools

SECRET = "hunter22"


def write_program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_first_one_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(postgres_tools, "_FOLDERS", str(tmp_path / "none"))
    made = write_program(tmp_path, "pg_dump", "echo 'pg_dump (PostgreSQL) 17.2'")
    assert postgres_tools.find("pg_dump", 17) == str(made)
    with pytest.raises(BackupError, match="postgresql-client-18"):
        postgres_tools.find("pg_dump", 18)
    newer = tmp_path / "none" / "18" / "bin"
    newer.mkdir(parents=True)
    assert postgres_tools.find("pg_dump", 18) if write_program(newer, "pg_dump", "echo 18.1") else False


def test_the_password_stands_in_no_argument(tmp_path: Path) -> None:
    program = write_program(
        tmp_path, "pg_dump", 'echo "$@" >args; echo "$PGPASSWORD" >word'.replace(">", f">{tmp_path}/")
    )
    address = make_url(f"postgresql+psycopg://kyc:{SECRET}@db.example:5433/kyc?sslmode=require")
    postgres_tools.run(str(program), ["--format=custom"], address)
    said = (tmp_path / "args").read_text()
    assert SECRET not in said
    assert all(part in said for part in ("host=db.example", "port=5433", "sslmode=require", "--format=custom"))
    assert (tmp_path / "word").read_text() == f"{SECRET}\n"


def test_a_failure_names_its_kind_and_repeats_nothing(tmp_path: Path) -> None:
    program = write_program(
        tmp_path, "pg_dump", f"echo 'FATAL: password authentication failed for {SECRET}' >&2; exit 1"
    )
    with pytest.raises(BackupError, match="not let in") as caught:
        postgres_tools.run(str(program), [])
    assert SECRET not in str(caught.value)
