"""The registers of a process: which are asked, and what asking needs. Built once, handed down with the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from kyc_service.egress.registers import Wire
from kyc_service.services.registers.asking import Asker
from kyc_service.settings import Settings
from kyc_service.storage.traffic import Traffic
from kyc_service.verifiers import choices as files
from kyc_service.verifiers.choices import RegisterChoices


@dataclass(frozen=True, slots=True)
class Registers:
    """Which registers are asked, and how."""

    choices: RegisterChoices
    asker: Asker

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """Read the operator's file. Raises SettingsError. Connects to nothing yet."""
        return cls(files.load(settings), Asker(Wire(), Traffic(settings.redis_url.reveal())))

    @property
    def heard(self) -> tuple[str, ...]:
        """Name the registers whose feeds are read."""
        return tuple(choice.register.id for choice in self.choices.heard)

    def close(self) -> None:
        """Let go of all connections."""
        self.asker.traffic.close()
