"""Backups: the data and the keys, each a folder of its own, with a manifest that says what has to be in it.

A copy of the data opens nothing without the keys, a copy of the keys nothing without the master key: the three are
kept in three places. The keys are copied after the data, so that every row finds its key again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kyc_service import __version__
from kyc_service.domain.trail.chain import Head
from kyc_service.errors import BackupError
from kyc_service.services.operating.doctor import Build
from kyc_service.services.operating.places import sqlite_file
from kyc_service.services.retention import restores
from kyc_service.services.retention.restores import Replayed
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage import heads, inspection, migrate, snapshots
from kyc_service.storage.snapshots import Snapshot

MANIFEST = "manifest.json"
COPY = "copy"
FORMAT = "kyc backup 1"
_BLOCK = 1 << 20
LIVE_SECONDS = 15.0
"""A scheduler that was heard of so little ago still works on the database."""


class What(StrEnum):
    """What a backup is of."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup as its manifest says it is."""

    folder: Path
    what: What
    made_at: dt.datetime
    service: str
    """Version that made it."""
    kind: str
    server: str
    revision: str | None
    rows: Mapping[str, int]
    size: int
    """Bytes of the copy."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a restore."""

    backup: Backup
    replayed: Replayed | None
    """What was disposed of again; None where nothing had come back."""
    missing_keys: int
    """Subjects whose key is in no backup that was put back: nothing of them can be read."""
    old_heads: Path | None
    """Where the audit's heads were put aside, because they speak of entries that the backup does not hold."""


def create(settings: Settings, folder: Path, what: What) -> Backup:
    """Make a backup in a new folder within `folder`, while the service works. Raises BackupError."""
    made_at = dt.datetime.now(dt.UTC)
    place = folder / f"kyc-{what.value}-{made_at:%Y%m%dT%H%M%S%f}Z"
    try:
        place.mkdir(mode=0o700, parents=True)
    except OSError as error:
        message = f"the folder cannot be made: {type(error).__name__}"
        raise BackupError(message) from None
    found = snapshots.make(_address(settings, what), place / COPY)
    manifest = {
        "format": FORMAT,
        "what": what.value,
        "made_at": made_at.isoformat(),
        "service": __version__,
        **asdict(found),
        "size": (place / COPY).stat().st_size,
        "sha256": _digest(place / COPY),
    }
    # Last: a backup without a manifest was not finished.
    (place / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    (place / MANIFEST).chmod(0o600)
    return read(place)


def read(folder: Path) -> Backup:
    """Read the manifest of a backup. Raises BackupError."""
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        found |= {"what": What(found["what"]), "made_at": dt.datetime.fromisoformat(found["made_at"])}
        if found.pop("format") == FORMAT:
            return Backup(folder=folder, **found)
        message = f"{MANIFEST} is of another version of this service"
    except OSError:
        message = f"no {MANIFEST} in that folder: it is no backup, or one that was not finished"
    except (ValueError, TypeError, KeyError):
        message = f"{MANIFEST} is none of this service"
    raise BackupError(message)


def verify(folder: Path) -> Backup:
    """Read a backup through and compare it with its manifest. Raises BackupError. Needs no settings and no server."""
    backup = read(folder)
    copy = folder / COPY
    if not copy.is_file() or copy.stat().st_size != backup.size or _digest(copy) != backup.sha256:
        message = "the copy is not the one that was made: it is cut off, changed or of another backup"
        raise BackupError(message)
    found: Snapshot | None = snapshots.read(copy, backup.kind)
    if found is not None and (dict(found.rows) != dict(backup.rows) or found.revision != backup.revision):
        message = "the copy holds something else than its manifest says"
        raise BackupError(message)
    return backup


def put_back(settings: Settings, folder: Path, *, replace: bool) -> Backup:
    """Check a backup and make the database what it says. Nothing runs on it meanwhile. Raises BackupError."""
    backup = verify(folder)
    url = _address(settings, backup.what)
    if not url.startswith("sqlite" if backup.kind == "sqlite" else "postgres"):
        message = f"the backup is of {backup.kind}, and the settings name another kind of database"
        raise BackupError(message)
    if backup.revision is not None and backup.revision not in migrate.revisions():
        message = f"the backup has schema {backup.revision}, which this version does not know: install {backup.service}"
        raise BackupError(message)
    refuse_while_it_runs(url)
    there = snapshots.count_rows(url) if backup.kind != "sqlite" or _exists(url) else {}
    if any(there.values()) and not replace:
        message = "the database is not empty; say --replace to put the backup in the place of what is there"
        raise BackupError(message)
    snapshots.put_back(folder / COPY, url)
    if dict(snapshots.count_rows(url)) != dict(backup.rows):
        message = (
            "the database holds something else than the backup: something else writes to it; stop it and try again"
        )
        raise BackupError(message)
    return backup


def finish(settings: Settings, backup: Backup, build: Build, actor: str) -> Restored:
    """Bring what was put back to this version, dispose again of whom it brought back, and write down that it was done.

    The service is not ready before that, and every process that starts does the same by itself.
    """
    migrate.upgrade(settings.database_url.reveal())
    rt = build(settings)
    try:
        aside = _put_heads_aside(rt.settings.audit_heads_file, _last_position(rt))
        replayed = restores.ensure_replayed(rt)
        missing = _count_missing_keys(rt)
        details = {"what": backup.what.value, "made_at": backup.made_at.isoformat(), "missing_keys": missing}
        with rt.open_system(actor) as system:
            system.audit.append("backup.restored", "done", details=details)
    finally:
        rt.close()
    return Restored(backup, replayed, missing, aside)


def _address(settings: Settings, what: What) -> str:
    return (settings.database_url if what is What.DATA else settings.key_store_url).reveal()


def refuse_while_it_runs(url: str) -> None:
    """Raise BackupError while a scheduler was heard of lately in this database."""
    beat = inspection.look(url).heartbeat if not url.startswith("sqlite") or _exists(url) else None
    if beat is not None and abs((dt.datetime.now(dt.UTC) - beat).total_seconds()) < LIVE_SECONDS:
        message = f"the service runs on this database: stop every process of it, wait {LIVE_SECONDS:g} s, and try again"
        raise BackupError(message)


def _exists(url: str) -> bool:
    path = sqlite_file(url)
    return path is not None and path.is_file() and path.stat().st_size > 0


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _last_position(rt: Runtime) -> int:
    with rt.open_system("backup", read_only=True) as system:
        return int(system.chain.tail()[0])


def _put_heads_aside(path: Path, position: int) -> Path | None:
    """Keep heads that speak of later entries apart, so that the audit's chain can be signed again."""
    last: Head | None = heads.last(path)
    if last is None or last.position <= position:
        return None
    aside = path.with_name(f"{path.name}.{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}")
    path.rename(aside)
    return aside


def _count_missing_keys(rt: Runtime) -> int:
    """Count subjects whose key the key store does not know at all; a destroyed one it does know."""
    missing, after = 0, ""
    while True:
        with rt.open_system("backup", read_only=True) as system:
            found = system.workload.key_ids(after, 1000)
        if not found:
            return missing
        missing += len(set(found) - rt.keys.known(found))
        after = found[-1]
