"""The runtime: what a use case needs from its process, built once by `bootstrap` and handed down."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from kyc_service.policy.list_choices import ListChoices
from kyc_service.policy.model import Policy
from kyc_service.services.monitoring.deltas import Deltas
from kyc_service.services.people.providers import Provider
from kyc_service.services.policies.in_force import Policies
from kyc_service.services.registers.registers import Registers
from kyc_service.services.screeners import Screeners
from kyc_service.settings import Settings
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.queue import Bell
from kyc_service.storage.work import SystemWork, Work


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything with a life of its own: connections, keys, rules, the list index, registers."""

    settings: Settings
    database: Database
    keys: KeyStore
    policies: Policies
    choices: ListChoices
    bell: Bell
    screeners: Screeners
    deltas: Deltas
    registers: Registers
    provider: Provider | None = None
    """Through which people may sign in."""

    @property
    def policy(self) -> Policy:
        """The policy in force now."""
        return self.policies.current()

    def open_work(self, tenant_id: str, actor: str, *, read_only: bool = False) -> AbstractContextManager[Work]:
        """Begin a transaction of one tenant; a clean exit commits. One that only reads waits for no writer."""
        return self.database.open_work(tenant_id, actor, read_only=read_only)

    def open_system(self, actor: str = "system", *, read_only: bool = False) -> AbstractContextManager[SystemWork]:
        """Begin a transaction for what belongs to no tenant, as `open_work`."""
        return self.database.open_system(actor, read_only=read_only)

    def close(self) -> None:
        """Let go of connections and of the index."""
        self.screeners.close()
        self.registers.close()
        self.database.dispose()
        self.keys.dispose()
