"""The composition root: connections, keys, rules and index are built here and nowhere else."""

from __future__ import annotations

import time

import structlog

from kyc_service import traces
from kyc_service.errors import SettingsError, UnavailableError
from kyc_service.policy import file as policy_file
from kyc_service.policy import list_choices
from kyc_service.services.monitoring.deltas import Deltas
from kyc_service.services.operating import vault_choices
from kyc_service.services.people import provider_choices
from kyc_service.services.people.providers import Provider
from kyc_service.services.policies.in_force import Policies
from kyc_service.services.registers.registers import Registers
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Screeners
from kyc_service.settings import Mode, Settings
from kyc_service.storage.database import Database
from kyc_service.storage.keys import JOURNAL_FILE, KeyStore
from kyc_service.storage.queue import Bell

__all__ = ["Runtime", "begin_traces", "build", "build_when_possible"]

PATIENCE_SECONDS = 20.0
"""How long a process of the API waits at its start for a database that is away; gunicorn ends one after 30 silent
seconds, and ends altogether when one of its processes cannot be begun."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0
"""Seconds between two tries."""

_log = structlog.get_logger("kyc_service.server")


def begin_traces(settings: Settings) -> None:
    """Send traces where the settings say. For a process that stays, after it forked. Raises SettingsError."""
    if settings.otlp_endpoint is None:
        return
    try:
        traces.start(settings.otlp_endpoint)
    except ImportError:
        message = "KYC_OTLP_ENDPOINT: traces need the extra: pip install 'kyc-service[otel]'"
        raise SettingsError([message]) from None


def build(settings: Settings) -> Runtime:
    """Connect everything. Nothing is migrated, loaded or started here."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyStore.open(
        settings.key_store_url.reveal(),
        vault_choices.custodian(settings),
        create=settings.mode is not Mode.PRODUCTION,
        journal_file=settings.data_dir / JOURNAL_FILE,
    )
    choices = list_choices.load(settings)
    database = Database.connect(settings.database_url.reveal(), keys)
    screeners = Screeners(database, settings, choices)
    return Runtime(
        settings=settings,
        database=database,
        keys=keys,
        policies=Policies(database, policy_file.load(settings.policy_file)),
        bell=Bell(settings.redis_url.reveal()),
        choices=choices,
        screeners=screeners,
        deltas=Deltas(database, screeners),
        registers=Registers.load(settings),
        provider=Provider(choice) if (choice := provider_choices.load(settings)) else None,
    )


def build_when_possible(settings: Settings) -> Runtime:
    """Connect everything, for a server: what is away is waited for. Raises UnavailableError when it stays away."""
    end, wait = time.monotonic() + PATIENCE_SECONDS, FIRST_WAIT
    while True:
        try:
            return build(settings)
        except UnavailableError as error:
            if time.monotonic() + wait >= end:
                raise
            _log.warning("server.waits", code=error.code, again_in=wait)
        time.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)
