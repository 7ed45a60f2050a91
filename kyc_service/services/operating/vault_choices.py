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
from pathlib import Path

from kyc_service.choices import Choices
from kyc_service.egress import providers
from kyc_service.egress.transit import SETTING, VaultChoice, VaultCustodian
from kyc_service.errors import EgressRefusedError
from kyc_service.settings import Settings
from kyc_service.storage.custody import Custodian, FileCustodian

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
    choices = Choices.open(SETTING, settings.vault_file)
    choices.allow("address", "key", "token_file", "mount", "namespace", "ca_file", "seconds")
    choice = VaultChoice(
        address=_address(choices),
        key=_name(choices, "key", _NAME, None) or "",
        token_file=_file(choices, "token_file", needed=False) or Path(),
        mount=(_name(choices, "mount", _PATH, "transit") or "").strip("/"),
        namespace=_name(choices, "namespace", _PATH, "") or None,
        ca_file=_file(choices, "ca_file", needed=True) if "ca_file" in choices.values else None,
        seconds=choices.number("seconds", *_SECONDS, default=3.0),
    )
    choices.settle(SETTING)
    return choice


def _address(choices: Choices) -> str:
    address = choices.values.get("address")
    try:
        if isinstance(address, str) and providers.read_issuer(address).path == "/":
            return address.rstrip("/")
    except EgressRefusedError:
        pass
    choices.complain("address: has to be https:// with a host, as https://vault.example:8200, and no path")
    return ""


def _name(choices: Choices, key: str, form: re.Pattern[str], default: str | None) -> str | None:
    value = choices.values.get(key, default)
    if value == default and value is not None:
        return default
    if isinstance(value, str) and form.fullmatch(value):
        return value
    choices.complain(f"{key}: has to be a name of letters, digits, `_`, `.` and `-`")
    return default


def _file(choices: Choices, key: str, *, needed: bool) -> Path | None:
    value = choices.values.get(key)
    path = Path(value) if isinstance(value, str) and value else None
    if path is None or (needed and not path.is_file()):
        choices.complain(f"{key}: has to name a file")
    return path
