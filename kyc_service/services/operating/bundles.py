"""The support bundle: what helps somebody outside to help, and nothing that names anybody.

What goes in is chosen, not what stays out: numbers, dates, versions, names of our own tables, settings and codes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import platform
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kyc_service import __version__
from kyc_service.errors import KycError, SettingsError
from kyc_service.services.lists import standing
from kyc_service.services.operating import doctor, log_lines
from kyc_service.services.operating.doctor import Build, Report
from kyc_service.services.operating.findings import SECONDS, Finding, Level
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret, Settings, variables

LINES = 2000
_SHOWN = (int, float, bool, Enum, dt.timedelta)
"""Types of settings whose value is shown. Texts are not: hosts, paths and addresses can hold names."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What to send, and whether the installation is healthy."""

    content: bytes
    """A tar.gz."""
    files: tuple[str, ...]
    report: Report


def make(env: Mapping[str, str], build: Build, log_file: Path | None = None, seconds: float = SECONDS) -> Bundle:
    """Put a bundle together; a part that cannot be read says so in its own file."""
    report = doctor.examine(env, build, seconds)
    parts: dict[str, Callable[[], object]] = {
        "doctor.json": lambda: {"healthy": report.healthy, "at": report.at, "findings": _reduce(report)},
        "versions.json": _versions,
        "settings.json": lambda: _settings(env),
    }
    files = {name: _dump(_try(part)) for name, part in parts.items()}
    files |= {name: _dump(found) for name, found in _look_inside(env, build).items()}
    if log_file is not None:
        files |= _read_log(log_file)
    return Bundle(_pack(files, report.at), tuple(sorted(files)), report)


def _reduce(report: Report) -> list[Finding]:
    """Leave out what a finding says of a file or a variable that the operator wrote: a fault can repeat words of it."""
    known = set(variables().values())
    return [
        dataclasses.replace(one, said="(the text stands in `kyc doctor`)")
        if one.level is Level.FAULT and one.check in {"settings", "start"} and one.said.partition(":")[0] not in known
        else one
        for one in report.findings
    ]


def _versions() -> dict[str, object]:
    packages = {one.metadata["Name"]: one.version for one in metadata.distributions()}
    return {
        "kyc": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }


def _settings(env: Mapping[str, str]) -> dict[str, object]:
    """Say of each variable whether it is set, and its value where that is a number or a word of ours."""
    try:
        settings: Settings | None = Settings.from_env(env)
    except SettingsError:
        settings = None
    return {
        variable: {"set": bool(env.get(variable)), "value": _mask(getattr(settings, name, None))}
        for name, variable in variables().items()
    }


def _mask(value: object) -> object:
    if isinstance(value, Secret):
        # Which kind of server it is; never where, nor under which name.
        return urlsplit(value.reveal()).scheme
    if isinstance(value, Path):
        return "a file" if value.is_file() else "a folder" if value.is_dir() else "not there"
    if value is None or isinstance(value, _SHOWN):
        return value
    return f"{len(value)} words" if isinstance(value, tuple) else "a text"


def _look_inside(env: Mapping[str, str], build: Build) -> dict[str, object]:
    """Count what is in the database, the queue and the lists, as far as they answer."""
    try:
        rt = build(Settings.from_env(env))
    except KycError as error:
        return {"counts.json": {"not_read": error.code}}
    try:
        parts: dict[str, Callable[[Runtime], object]] = {
            "counts.json": _count_rows,
            "workload.json": _read_workload,
            "queue.json": lambda rt: rt.bell.state(),
            "lists.json": _read_lists,
            "policy.json": lambda rt: {"version": rt.policy.version, "sha256": rt.policy.sha256},
        }
        return {name: _try(part, rt) for name, part in parts.items()}
    finally:
        rt.close()


def _count_rows(rt: Runtime) -> object:
    with rt.open_system("bundle", read_only=True) as system:
        return system.workload.count_rows()


def _read_workload(rt: Runtime) -> object:
    with rt.open_system("bundle", read_only=True) as system:
        return system.workload.read()


def _read_lists(rt: Runtime) -> object:
    shown = (
        "required",
        "published",
        "loaded_at",
        "confirmed_at",
        "entries",
        "origin",
        "fresh",
        "stale_reason",
        "alarm",
    )
    with rt.open_system("bundle", read_only=True) as system:
        return {one.id: {name: getattr(one, name) for name in shown} for one in standing.states(system, rt)}


def _try(part: Callable[..., object], *arguments: object) -> object:
    try:
        return part(*arguments)
    except KycError as error:
        return {"not_read": error.code}
    except Exception as error:  # noqa: BLE001 - half a bundle helps more than none; the text could hold anything
        return {"not_read": type(error).__name__}


def _read_log(path: Path) -> dict[str, bytes]:
    try:
        found = log_lines.read_last(path, LINES)
    except OSError as error:
        return {"log.json": _dump({"not_read": type(error).__name__})}
    about = {"lines": len(found.lines), "left_out": found.left_out}
    return {"log.jsonl": "".join(f"{line}\n" for line in found.lines).encode(), "log.json": _dump(about)}


def _dump(value: object) -> bytes:
    return json.dumps(value, default=_to_json, indent=2, ensure_ascii=True).encode() + b"\n"


def _to_json(value: Any) -> object:  # noqa: ANN401 - whatever json does not know
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else dict(value)


def _pack(files: Mapping[str, bytes], at: dt.datetime) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in sorted(files.items()):
            about = tarfile.TarInfo(f"kyc-support/{name}")
            about.size, about.mtime, about.mode = len(content), int(at.timestamp()), 0o600
            archive.addfile(about, io.BytesIO(content))
    return packed.getvalue()
