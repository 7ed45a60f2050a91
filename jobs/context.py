"""The process's environment and Runtime: each read or built once, here and nowhere else in this package.

Job functions are called by name and get ids only, so what they work with has to come from their process.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kyc_service import logs
from kyc_service.errors import KycError
from kyc_service.settings import Settings

if TYPE_CHECKING:
    from kyc_service.services.runtime import Runtime


class NotPreparedError(KycError):
    """The database was not brought up to date yet."""

    code = "not_prepared"


_lock = threading.Lock()
_installed: list[Runtime] = []


def environment() -> Mapping[str, str]:
    """Return the variables of this process."""
    return dict(os.environ)  # noqa: TID251 - the one place of this front door that reads it


def read_settings() -> Settings:
    """Read the settings. Raises SettingsError that lists every fault."""
    return Settings.from_env(environment())


def begin_process() -> Settings:
    """Read the settings and log as they say: what a process that stays does first."""
    settings = read_settings()
    logs.configure(settings.log_level)
    return settings


def share_figures(folder: Path) -> None:
    """Let every process that this one forks count into one folder, so that any of them can tell all their figures.

    The library for figures decides on its import, so this has to come before that. What dead processes left is removed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name.isdigit() and not _lives(int(old.name)):
            shutil.rmtree(old, ignore_errors=True)
    mine = folder / str(os.getpid())
    shutil.rmtree(mine, ignore_errors=True)
    mine.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(mine)  # noqa: TID251 - the library reads nothing else


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runtime() -> Runtime:
    """Return the process's Runtime; the first call builds it."""
    with _lock:
        if not _installed:
            from kyc_service import bootstrap  # noqa: PLC0415 - `kyc --help` needs none of it

            _installed.append(bootstrap.build(read_settings()))
        return _installed[0]


def prepared_runtime() -> Runtime:
    """Return the Runtime for a command at a prompt. Raises NotPreparedError when the schema is not this version's."""
    rt = runtime()
    if not rt.database.is_migrated():
        message = "the database does not have this version's schema; run `kyc prepare` first"
        raise NotPreparedError(message)
    return rt


def install(rt: Runtime | None) -> None:
    """Make a Runtime that was built elsewhere the process's own; None forgets it."""
    with _lock:
        _installed[:] = [] if rt is None else [rt]
