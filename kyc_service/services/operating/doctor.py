"""The doctor: looks at a whole installation, from the settings to the audit, also when half of it is down."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kyc_service import __version__
from kyc_service.errors import SettingsError
from kyc_service.services.operating import certificates, places, queues, stores, works
from kyc_service.services.operating.findings import SECONDS, Check, Finding, Level, run
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings

Build = Callable[[Settings], Runtime]
_MACHINE = {
    "files": places.look_at_files,
    "master_key": places.look_at_master_key,
    "tls": certificates.look_at_tls,
    "disc": places.look_at_discs,
    "database": stores.look_at_database,
    "key_store": stores.look_at_keys,
    "queue": queues.look_at_queue,
}
_WORK = {
    "policy": works.look_at_policy,
    "lists": works.look_at_lists,
    "scheduler": works.look_at_scheduler,
    "certificates": certificates.look_at_bound_keys,
    "webhooks": works.look_at_webhooks,
    "audit": works.look_at_audit,
    "disposals": works.look_at_disposals,
}
_NEEDED = {"database", "schema", "key_store", "master_key"}
"""Without these nothing of the work can be looked at."""
CHECKS = ("settings", *_MACHINE, *_WORK)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found."""

    version: str
    at: dt.datetime
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is broken; warnings do not count."""
        return all(one.level in {Level.OK, Level.WARNING} for one in self.findings)


def examine(env: Mapping[str, str], build: Build, seconds: float = SECONDS) -> Report:
    """Look at everything. Never raises for what is broken; takes about twice `seconds` at the worst."""
    at = dt.datetime.now(dt.UTC)
    try:
        settings = Settings.from_env(env)
    except SettingsError as error:
        do = "`kyc settings` lists every variable with its meaning; nothing else can be looked at before."
        found = [Finding("settings", Level.FAULT, fault, do) for fault in error.faults]
        return Report(__version__, at, (*found, *_unknown({**_MACHINE, **_WORK}, "the settings cannot be used")))
    found = [Finding("settings", Level.OK, f"{settings.mode} mode, nothing missing, unknown or malformed")]
    found += run([Check(name, functools.partial(look, settings)) for name, look in _MACHINE.items()], seconds)
    if any(one.check in _NEEDED and one.level is not Level.OK and one.level is not Level.WARNING for one in found):
        why = "the database and the key store have to be put right first"
        return Report(__version__, at, (*found, *_unknown(_WORK, why)))
    return Report(__version__, at, (*found, *_look_at_work(settings, build, seconds)))


def _look_at_work(settings: Settings, build: Build, seconds: float) -> list[Finding]:
    built: list[Runtime] = []

    def start() -> list[Finding]:
        built.append(build(settings))
        return []

    found = run([Check("start", start)], seconds)
    if not built:
        return [*found, *_unknown(_WORK, "the service cannot start with these files")]
    try:
        return run([Check(name, functools.partial(look, built[0])) for name, look in _WORK.items()], seconds)
    finally:
        built[0].close()


def _unknown(checks: Mapping[str, object], why: str) -> list[Finding]:
    return [Finding(name, Level.UNKNOWN, f"not looked at: {why}") for name in checks]
