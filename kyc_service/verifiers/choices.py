"""Which registers the operator asks, for whom they are required, and with what keys. Nothing is asked that is not here.

A choice with secrets, so it is a file of its own (`KYC_REGISTERS_FILE`), read once and refused with every fault at
once:

    contact = "Example B.V. kyc@example.nl"   # who asks, for registers that want to know
    requester = "NL123456782B01"              # your own VAT number: VIES then gives a consultation number as proof

    [registers.vies]                          # every register that is named is asked, and no other
    use = "required"                          # nothing is clear without its answer; "optional" otherwise
    [registers.companies_house]
    key_file = "/run/secrets/companies-house" # a file of one line
    [registers.zefix]
    user = "example"
    password_file = "/run/secrets/zefix"
    [registers.kvk]
    key_file = "/run/secrets/kvk"
    address = "https://api.kvk.nl/test/api"   # a sandbox instead of the register itself
    requests = 50                             # your plan's own limit: 50 requests in 60 seconds
    seconds = 60

A register that has change feeds (`kyc feeds status` names them) is listened to where its table says so:

    [registers.companies_house]
    feed = true
    feed_key_file = "/run/secrets/ch-stream"  # where the feed has a key of its own
    feed_subscription = "..."                 # KVK: the subscription that you made there
    feed_address = "https://..."              # a stand-in instead of the feed itself

`reverify_per_hour`, above the tables, is how many businesses may be verified again in an hour without anybody asking.

Without a file no register is asked. A tenant may ask fewer, or require more (`kyc tenants registers`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from kyc_service.errors import SettingsError
from kyc_service.settings import Secret, Settings
from kyc_service.verifiers.base import NO_ACCESS, Access, Limit, Register
from kyc_service.verifiers.feeds.base import FeedAccess
from kyc_service.verifiers.feeds.serving import feeds_of
from kyc_service.verifiers.serving import REGISTERS

_TOP = frozenset({"contact", "requester", "registers", "reverify_per_hour"})
_FEED_KEYS = frozenset({"feed", "feed_key_file", "feed_subscription", "feed_address"})
_KEYS = frozenset({"use", "key_file", "user", "password_file", "address", "requests", "seconds"}) | _FEED_KEYS
PER_HOUR = 600
"""Businesses verified again in an hour. Companies House answers about 1,200 an hour; half are for onboarding."""
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that may be asked in the clear: a stand-in, or a proxy of the operator's own machine."""
_MOST = 1_000_000


class Use(StrEnum):
    """What a register is to a tenant."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """With what the feeds of a register are read."""

    address: str | None
    """Instead of the feeds' own."""
    access: FeedAccess


@dataclass(frozen=True, slots=True)
class RegisterChoice:
    """One register that is asked."""

    register: Register
    use: Use
    address: str
    access: Access
    limit: Limit
    feed: FeedChoice | None = None
    """None where its feeds are not read."""


class RegisterChoices:
    """The registers in use, by id."""

    def __init__(self, choices: Mapping[str, RegisterChoice], per_hour: int = PER_HOUR) -> None:
        """Keep them."""
        self._choices = MappingProxyType(dict(choices))
        self.per_hour = per_hour
        """How many businesses may be verified again in an hour without anybody asking."""

    def get(self, register_id: str) -> RegisterChoice | None:
        """Return a register's choice, or None when it is not in use."""
        return self._choices.get(register_id)

    @property
    def is_empty(self) -> bool:
        """Whether no register is asked."""
        return not self._choices

    @property
    def all(self) -> tuple[RegisterChoice, ...]:
        """Every register in use."""
        return tuple(self._choices.values())

    @property
    def heard(self) -> tuple[RegisterChoice, ...]:
        """Every register whose feeds are read."""
        return tuple(one for one in self._choices.values() if one.feed is not None)


NONE = RegisterChoices({})


def load(settings: Settings) -> RegisterChoices:
    """Read the choices. Raises SettingsError that lists every fault at once."""
    if settings.registers_file is None:
        return NONE
    reader = _Reader()
    choices = reader.read(settings.registers_file)
    if reader.faults:
        raise SettingsError([f"KYC_REGISTERS_FILE: {fault}" for fault in reader.faults])
    return RegisterChoices(choices, reader.per_hour)


class _Reader:
    """Reads the file table by table and collects what is wrong."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.per_hour = PER_HOUR

    def read(self, path: Path) -> dict[str, RegisterChoice]:
        """Read every register of the file."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"cannot be read: {type(error).__name__}: {error}")
            return {}
        self.faults.extend(f"{key}: no such choice" for key in sorted(data.keys() - _TOP))
        tables = data.get("registers")
        if not isinstance(tables, dict) or not tables:
            self.faults.append("has to hold tables [registers.ID], at least one")
            return {}
        self.per_hour = self._number("", data, "reverify_per_hour", PER_HOUR)
        contact, requester = self._text("", data, "contact"), self._text("", data, "requester")
        if contact is not None and not contact.isascii():
            self.faults.append("contact: has to be written in ASCII, as a header is")
        found: dict[str, RegisterChoice] = {}
        for register_id, table in tables.items():
            register = REGISTERS.get(register_id)
            if register is None or not isinstance(table, dict):
                self._complain(register_id, "no such register; `kyc registers list` names them")
            else:
                found[register_id] = self._read(register, table, contact, requester)
        return found

    def _read(
        self, register: Register, table: Mapping[str, Any], contact: str | None, requester: str | None
    ) -> RegisterChoice:
        for key in sorted(table.keys() - _KEYS):
            self._complain(register.id, f"{key}: no such choice")
        access = Access(
            key=self._secret(register.id, table, "key_file"),
            user=self._text(register.id, table, "user"),
            password=self._secret(register.id, table, "password_file"),
            requester=requester,
            contact=contact,
        )
        missing = register.missing(access)
        if missing:
            self._complain(register.id, f"needs {', '.join(_NAMES[name] for name in missing)}: {register.terms}")
        return RegisterChoice(
            register=register,
            use=self._use(register.id, table),
            address=self._address(register, table),
            access=access,
            limit=Limit(
                self._number(register.id, table, "requests", register.limit.requests),
                self._number(register.id, table, "seconds", register.limit.seconds),
            ),
            feed=self._feed(register, table, access),
        )

    def _feed(self, register: Register, table: Mapping[str, Any], access: Access) -> FeedChoice | None:
        """Read whether the register is listened to, and with what."""
        wanted, feeds = table.get("feed", False), feeds_of(register.id)
        if not isinstance(wanted, bool):
            self._complain(register.id, "feed: has to be true or false")
        extra = [key for key in sorted(table.keys() & _FEED_KEYS - {"feed"}) if not wanted]
        for key in extra:
            self._complain(register.id, f"{key}: only counts with feed = true")
        if wanted is not True:
            return None
        if not feeds:
            self._complain(register.id, "feed: this register has none; `kyc feeds status` names those that do")
            return None
        found = FeedAccess(
            key=self._secret(register.id, table, "feed_key_file") or (None if feeds[0].address else access.key),
            user=access.user,
            password=access.password,
            subscription=self._text(register.id, table, "feed_subscription"),
        )
        missing = {name for feed in feeds for name in feed.needs if getattr(found, name) is None}
        if missing:
            self._complain(register.id, f"the feed needs {', '.join(_FEED_NAMES[name] for name in sorted(missing))}")
        address = self._text(register.id, table, "feed_address")
        if address is not None and (fault := _find_fault(address)) is not None:
            self._complain(register.id, f"feed_address: has to {fault}")
        return FeedChoice(address.rstrip("/") if address else None, found)

    def _use(self, register_id: str, table: Mapping[str, Any]) -> Use:
        value = table.get("use", Use.OPTIONAL.value)
        if value in (Use.REQUIRED.value, Use.OPTIONAL.value):
            return Use(value)
        self._complain(register_id, 'use: has to be "required" or "optional"')
        return Use.OPTIONAL

    def _address(self, register: Register, table: Mapping[str, Any]) -> str:
        value = self._text(register.id, table, "address")
        if value is None:
            return register.address
        fault = _find_fault(value)
        if fault is not None:
            self._complain(register.id, f"address: has to {fault}")
        return value.rstrip("/")

    def _number(self, register_id: str, table: Mapping[str, Any], key: str, default: int) -> int:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST:
            self._complain(register_id, f"{key}: has to be a whole number from 1 to {_MOST}")
            return default
        return value

    def _secret(self, register_id: str, table: Mapping[str, Any], key: str) -> Secret | None:
        path = self._text(register_id, table, key)
        if path is None:
            return None
        try:
            value = Path(path).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            self._complain(register_id, f"{key}: cannot be read: {type(error).__name__}")
            return None
        if not value or not value.isprintable():
            self._complain(register_id, f"{key}: has to be a file of one line")
            return None
        return Secret(value)

    def _text(self, register_id: str, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or (isinstance(value, str) and value.isprintable() and value.strip()):
            return value
        self._complain(register_id, f"{key}: has to be a text")
        return None

    def _complain(self, register_id: str, fault: str) -> None:
        self.faults.append(f"[registers.{register_id}] {fault}" if register_id else fault)


def _find_fault(address: str) -> str | None:
    """Say what an address has to be; None for one that may be asked. What stands in it is evidence later: no secret."""
    try:
        parts = urlsplit(address)
        host, secret = parts.hostname, parts.username is not None or parts.password is not None
        named = bool(host) and parts.port != 0
    except ValueError:
        named, host, secret = False, None, False
    if not named or " " in address:
        return "be an address with a host"
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        return "begin with https://"
    if secret or parts.query or parts.fragment:
        return "hold neither a user nor a query: keys have files of their own"
    return None


_NAMES: Mapping[str, str] = {
    "key": "a key_file",
    "user": "a user",
    "password": "a password_file",
    "requester": "a requester",
    "contact": "a contact",
}
"""What the file calls the members of Access."""


_FEED_NAMES: Mapping[str, str] = {
    "key": "a feed_key_file",
    "user": "a user",
    "password": "a password_file",
    "subscription": "a feed_subscription",
}
"""What the file calls the members of FeedAccess."""


def choose(
    register: Register,
    *,
    use: Use = Use.OPTIONAL,
    address: str | None = None,
    access: Access = NO_ACCESS,
    limit: Limit | None = None,
    feed: FeedChoice | None = None,
) -> RegisterChoice:
    """Make a choice without a file."""
    return RegisterChoice(register, use, address or register.address, access, limit or register.limit, feed)
