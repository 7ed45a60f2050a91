"""PostgreSQL's own programs for copies: `pg_dump` and `pg_restore`, found on this machine.

They get no password in their arguments, where every user of the machine could read it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL

from kyc_service.errors import BackupError

_FOLDERS = "/usr/lib/postgresql"
"""Where Debian keeps the programs of each major version."""
_NUMBER = re.compile(r"(\d+)(?:\.\d+)?")


def find(name: str, least: int) -> str:
    """Find a program that knows a server of major version `least`. Raises BackupError."""
    on_path = shutil.which(name)
    debian = Path(_FOLDERS).glob(f"*/bin/{name}") if Path(_FOLDERS).is_dir() else ()
    programs = [on_path] if on_path else []
    for program in (*programs, *sorted(map(str, debian), reverse=True)):
        if _version(program) >= least:
            return program
    message = f"no {name} of version {least} or newer on PATH; install postgresql-client-{least}"
    raise BackupError(message)


def run(
    program: str, arguments: Sequence[str], address: URL | None = None, session: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end, with settings of its session; return what it printed.

    Raises BackupError without its words, which hold addresses.
    """
    env = {"PATH": os.defpath, "LC_ALL": "C"}
    if session:
        env["PGOPTIONS"] = " ".join(f"-c {name}={value}" for name, value in session.items())
    argv = [program, *arguments]
    if address is not None:
        argv.append(f"--dbname={_conninfo(address)}")
        if address.password:
            env["PGPASSWORD"] = str(address.password)
    done = subprocess.run(argv, env=env, capture_output=True, check=False)  # noqa: S603 - a program we chose
    if done.returncode != 0:
        message = f"{Path(program).name} failed (exit code {done.returncode}): {_reason(done.stderr)}"
        raise BackupError(message)
    return done.stdout.decode("utf-8", "replace")


def _conninfo(address: URL) -> str:
    """Say where a database is, in libpq's words and without the password."""
    parts: dict[str, Any] = {
        "host": address.host or None,
        "port": address.port,
        "user": address.username,
        "dbname": address.database,
        "connect_timeout": 10,
        **{name: value for name, value in address.query.items() if isinstance(value, str)},
    }
    return make_conninfo(**{name: value for name, value in parts.items() if value is not None})


def _version(program: str) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=30)  # noqa: S603 - as above
    except OSError:
        return 0
    found = _NUMBER.search(said.stdout.decode("ascii", "replace"))
    return int(found[1]) if found else 0


def _reason(stderr: bytes) -> str:
    """Name the kind of failure: the words themselves may hold addresses and rows."""
    text = stderr.decode("utf-8", "replace")
    known = {
        "server version mismatch": "its version is older than the server's",
        "already exists": "the database is not empty",
        "permission denied": "the user may not do this",
        "authentication failed": "the user is not let in",
        "No space left": "the disc is full",
        "could not connect": "the server does not answer",
        "connection to server": "the server does not answer",
        "does not appear to be a valid archive": "the file is no copy of a database",
        "could not read": "the file is damaged",
        "unexpected end of file": "the file is damaged",
        "could not uncompress": "the file is damaged",
    }
    return next((reason for words, reason in known.items() if words in text), "its log says why; run it by hand")
