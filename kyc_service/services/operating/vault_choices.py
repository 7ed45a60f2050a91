"""Which vault keeps the key that every other key is wrapped with.

A choice with a secret, so a file of its own (`KYC_VAULT_FILE`):

    address = "https://vault.example:8200"   # http:// on this machine only
    key = "kyc"                              # a transit key of type aes256-gcm96
    token_file = "/run/secrets/vault-token"  # a file of one line, that an agent keeps fresh
    mount = "transit"                        # where the engine is mounted
    namespace = "payments"                   # of Vault Enterprise or OpenBao; none without it
    ca_file = "/etc/kyc/vault-ca.pem"        # certificates to trust instead of the system's
    seconds = 3.0                            # longest time of one call, its tries together: 0.5 to 10

Read once and refused with every fault at once. Without a file the master key lies in `KYC_MASTER_KEY_FILE`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from kyc_service.egress import providers
from kyc_service.egress.transit import SETTING, VaultChoice, VaultCustodian
from kyc_service.errors import EgressRefusedError, SettingsError
from kyc_service.settings import Settings
from kyc_service.storage.custody import Custodian, FileCustodian

_KEYS = frozenset({"address", "key", "token_file", "mount", "namespace", "ca_file", "seconds"})
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}", re.ASCII)
_SECONDS = (0.5, 10.0)


def custodian(settings: Settings) -> Custodian:
    """Make whoever keeps the root: the vault where one is chosen, the file otherwise. Raises SettingsError."""
    choice = load(settings)
    return FileCustodian(settings.master_key_file) if choice is None else VaultCustodian(choice)


def load(settings: Settings) -> VaultChoice | None:
    """Read the choice; None where there is none. Raises SettingsError that lists every fault at once."""
    if settings.vault_file is None:
        return None
    try:
        data = tomllib.loads(settings.vault_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"{SETTING}: cannot be read: {type(error).__name__}"]) from None
    reader = _Reader(data)
    choice = reader.read()
    if reader.faults:
        raise SettingsError([f"{SETTING}: {fault}" for fault in reader.faults])
    return choice


class _Reader:
    """Reads the file key by key and collects what is wrong."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.faults: list[str] = []

    def read(self) -> VaultChoice:
        """Read everything."""
        self.faults.extend(f"{key}: no such choice" for key in sorted(self._data.keys() - _KEYS))
        return VaultChoice(
            address=self._address(),
            key=self._name("key", _NAME, None) or "",
            token_file=self._file("token_file", needed=False) or Path(),
            mount=(self._name("mount", _PATH, "transit") or "").strip("/"),
            namespace=self._name("namespace", _PATH, "") or None,
            ca_file=self._file("ca_file", needed=True) if "ca_file" in self._data else None,
            seconds=self._seconds(),
        )

    def _address(self) -> str:
        address = self._data.get("address")
        try:
            if isinstance(address, str) and providers.read_issuer(address).path == "/":
                return address.rstrip("/")
        except EgressRefusedError:
            pass
        self.faults.append("address: has to be https:// with a host, as https://vault.example:8200, and no path")
        return ""

    def _name(self, key: str, form: re.Pattern[str], default: str | None) -> str | None:
        value = self._data.get(key, default)
        if value == default and value is not None:
            return default
        if isinstance(value, str) and form.fullmatch(value):
            return value
        self.faults.append(f"{key}: has to be a name of letters, digits, `_`, `.` and `-`")
        return default

    def _file(self, key: str, *, needed: bool) -> Path | None:
        value = self._data.get(key)
        path = Path(value) if isinstance(value, str) and value else None
        if path is None or (needed and not path.is_file()):
            self.faults.append(f"{key}: has to name a file")
        return path

    def _seconds(self) -> float:
        low, high = _SECONDS
        value = self._data.get("seconds", 3.0)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.faults.append(f"seconds: has to be a number from {low:g} to {high:g}")
        return 3.0
