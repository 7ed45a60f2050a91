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

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from kyc_service.choices import Choices
from kyc_service.settings import Settings
from kyc_service.verifiers.base import NO_ACCESS, Access, Limit, Register
from kyc_service.verifiers.feeds.base import FeedAccess
from kyc_service.verifiers.feeds.serving import feeds_of
from kyc_service.verifiers.serving import REGISTERS

_SETTING = "KYC_REGISTERS_FILE"
_FEED_KEYS = frozenset({"feed", "feed_key_file", "feed_subscription", "feed_address"})
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
    choices = Choices.open(_SETTING, settings.registers_file)
    found = _read(choices)
    choices.settle(_SETTING)
    return found


def _read(choices: Choices) -> RegisterChoices:
    choices.allow("contact", "requester", "registers", "reverify_per_hour")
    contact, requester = choices.text("contact"), choices.text("requester")
    if contact is not None and not contact.isascii():
        choices.complain("contact: has to be written in ASCII, as a header is")
    found: dict[str, RegisterChoice] = {}
    for register_id, table in choices.tables("registers").items():
        if (register := REGISTERS.get(register_id)) is None:
            table.complain("no such register; `kyc registers list` names them")
        else:
            found[register_id] = _read_register(table, register, contact, requester)
    return RegisterChoices(found, choices.whole("reverify_per_hour", 1, _MOST, PER_HOUR))


def _read_register(table: Choices, register: Register, contact: str | None, requester: str | None) -> RegisterChoice:
    table.allow("use", "key_file", "user", "password_file", "address", "requests", "seconds", *_FEED_KEYS)
    access = Access(
        key=table.secret("key_file"),
        user=table.text("user"),
        password=table.secret("password_file"),
        requester=requester,
        contact=contact,
    )
    missing = register.missing(access)
    if missing:
        table.complain(f"needs {', '.join(_NAMES[name] for name in missing)}: {register.terms}")
    return RegisterChoice(
        register=register,
        use=_use(table),
        address=_address(table, "address") or register.address,
        access=access,
        limit=Limit(
            table.whole("requests", 1, _MOST, register.limit.requests),
            table.whole("seconds", 1, _MOST, register.limit.seconds),
        ),
        feed=_feed(table, register, access),
    )


def _feed(table: Choices, register: Register, access: Access) -> FeedChoice | None:
    """Read whether the register is listened to, and with what."""
    feeds = feeds_of(register.id)
    if not table.flag("feed", default=False):
        for key in sorted(table.values.keys() & _FEED_KEYS - {"feed"}):
            table.complain(f"{key}: only counts with feed = true")
        return None
    if not feeds:
        table.complain("feed: this register has none; `kyc feeds status` names those that do")
        return None
    found = FeedAccess(
        key=table.secret("feed_key_file") or (None if feeds[0].address else access.key),
        user=access.user,
        password=access.password,
        subscription=table.text("feed_subscription"),
    )
    missing = {name for feed in feeds for name in feed.needs if getattr(found, name) is None}
    if missing:
        table.complain(f"the feed needs {', '.join(_FEED_NAMES[name] for name in sorted(missing))}")
    return FeedChoice(_address(table, "feed_address"), found)


def _use(table: Choices) -> Use:
    value = table.values.get("use", Use.OPTIONAL.value)
    if value in (Use.REQUIRED.value, Use.OPTIONAL.value):
        return Use(value)
    table.complain('use: has to be "required" or "optional"')
    return Use.OPTIONAL


def _address(table: Choices, key: str) -> str | None:
    value = table.text(key)
    if value is None:
        return None
    if (fault := _find_fault(value)) is not None:
        table.complain(f"{key}: has to {fault}")
    return value.rstrip("/")


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
