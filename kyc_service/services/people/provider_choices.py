"""Which provider people may sign in through.

A choice with a secret, so a file of its own (`KYC_SIGN_IN_FILE`):

    issuer = "https://login.example.com/realms/desk"   # as its discovery document writes it
    client_id = "kyc-desk"
    client_secret_file = "/run/secrets/kyc-desk"       # a file of one line; without it the client is a public one
    label = "Example Directory"                        # on the button
    tenants = ["ten_0123..."]                          # whose people it speaks for
    domains = ["desk.example"]                         # of addresses by which accounts are linked; any without it
    amr = ["mfa"]                                      # the provider has to name one of these; nothing without it
    acr = ["urn:example:strong"]                       # its `acr` has to be one of these; nothing without it
    linked_passwords = false                           # who is linked uses no password of ours; administrators may

Read once and refused with every fault at once. Without a file nobody signs in through a provider.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.providers import ProviderChoice
from kyc_service.egress import providers as egress
from kyc_service.errors import EgressRefusedError, SettingsError
from kyc_service.settings import Secret, Settings

_KEYS = frozenset(
    {
        "issuer",
        "client_id",
        "client_secret_file",
        "label",
        "tenants",
        "domains",
        "amr",
        "acr",
        "linked_passwords",
    }
)


def load(settings: Settings) -> ProviderChoice | None:
    """Read the choice; None where there is none. Raises SettingsError that lists every fault at once."""
    if settings.sign_in_file is None:
        return None
    try:
        data = tomllib.loads(settings.sign_in_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"KYC_SIGN_IN_FILE: cannot be read: {type(error).__name__}"]) from None
    reader = _Reader(data)
    choice = reader.read()
    if reader.faults:
        raise SettingsError([f"KYC_SIGN_IN_FILE: {fault}" for fault in reader.faults])
    return choice


class _Reader:
    """Reads the file key by key and collects what is wrong."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.faults: list[str] = []

    def read(self) -> ProviderChoice:
        """Read everything."""
        self.faults.extend(f"{key}: no such choice" for key in sorted(self._data.keys() - _KEYS))
        tenants = self._words("tenants", needed=True)
        if any(parse_id("tenant", tenant) != tenant for tenant in tenants):
            self.faults.append("tenants: has to hold ids, as `kyc tenants list` shows them")
        linked = self._data.get("linked_passwords", True)
        if not isinstance(linked, bool):
            self.faults.append("linked_passwords: has to be true or false")
        return ProviderChoice(
            issuer=self._issuer(),
            client_id=self._text("client_id"),
            client_secret=self._secret(),
            label=self._text("label"),
            tenants=tenants,
            domains=frozenset(domain.lower() for domain in self._words("domains")),
            methods=self._words("amr"),
            contexts=self._words("acr"),
            linked_passwords=bool(linked),
        )

    def _issuer(self) -> str:
        issuer = self._text("issuer")
        try:
            egress.read_issuer(issuer)
        except EgressRefusedError:
            self.faults.append("issuer: has to be an address that begins with https://, without a query")
        return issuer

    def _text(self, key: str) -> str:
        value = self._data.get(key)
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value
        self.faults.append(f"{key}: has to be a text")
        return ""

    def _words(self, key: str, *, needed: bool = False) -> frozenset[str]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            self.faults.append(f"{key}: has to be a list of texts")
            return frozenset()
        if needed and not value:
            self.faults.append(f"{key}: has to name at least one")
        return frozenset(value)

    def _secret(self) -> Secret | None:
        if "client_secret_file" not in self._data:
            return None
        try:
            value = Path(self._text("client_secret_file")).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"client_secret_file: cannot be read: {type(error).__name__}")
            return None
        if not value or not value.isprintable():
            self.faults.append("client_secret_file: has to be a file of one line")
        return Secret(value)
