"""Which lists the owner screens against, which of them nothing is cleared without, and how old each may be.

A choice of compliance, so it is a file of its own (`KYC_LISTS_FILE`), read once and refused with every fault at once:

    [lists.un]                     # every list that is named is used, and no other
    [lists.eu]
    max_age_hours = 48             # older is never cleared on; KYC_LIST_MAX_AGE_HOURS otherwise
    alarm_age_hours = 24           # older raises an alarm; half of max_age_hours otherwise
    address = "https://lists.example.org/eu"   # a folder with the files under the names that `kyc lists sources` gives
    public_key = "..."             # Ed25519, base64: SHA256SUMS and SHA256SUMS.sig have to lie in that folder
    [lists.jp]
    required = false               # screened against; its absence or age is an alarm and stops nobody
    [lists.worldbank]
    key_file = "/run/secrets/worldbank"   # a file of one line: the key that this publisher gives to whoever asks
    [lists.opensanctions]
    consent = "CC BY-NC 4.0"       # the terms `kyc lists sources` shows, accepted by repeating them

Without a file: in demo mode the lists that ship; in production every list that is still kept, has an address, and
asks for neither consent nor a key.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kyc_service.errors import SettingsError
from kyc_service.settings import Mode, Secret, Settings
from watchlists.bundled import SOURCE_IDS
from watchlists.fetch.seals import read_key
from watchlists.sources import SOURCES, Source

ALWAYS_REQUIRED = ("un", "ofac_sdn", "ofac_cons", "eu", "uk")
"""Lists that production requires unless a file says otherwise: those that bind a European trader, and dollars."""
_KEYS = frozenset({"required", "max_age_hours", "alarm_age_hours", "address", "public_key", "consent", "key_file"})
_LONGEST_AGE = 24 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoice:
    """One list that is screened against."""

    source: str
    required: bool
    """Whether nothing is clear while it is missing or older than `max_age`."""
    max_age: dt.timedelta | None
    """Since it was last confirmed; None for one that is replaced by hand and does not age."""
    alarm_age: dt.timedelta | None
    address: str | None = None
    """Where to fetch it from instead of its publisher."""
    public_key: bytes | None = None
    """Ed25519: its files have to be sealed by it."""
    key: Secret | None = None
    """What the publisher gave to fetch it with."""


class ListChoices:
    """The lists in use, by source id."""

    def __init__(self, choices: Mapping[str, ListChoice]) -> None:
        """Keep them."""
        self._choices = MappingProxyType(dict(choices))

    def get(self, source_id: str) -> ListChoice | None:
        """Return a list's choice, or None when it is not in use."""
        return self._choices.get(source_id)

    @property
    def enabled(self) -> tuple[str, ...]:
        """Ids of the lists in use."""
        return tuple(self._choices)

    @property
    def required(self) -> tuple[str, ...]:
        """Ids of the lists without which nothing is ever clear."""
        return tuple(choice.source for choice in self._choices.values() if choice.required)

    @property
    def fetched(self) -> tuple[str, ...]:
        """Ids of the lists in use that are fetched, not only loaded by hand."""
        return tuple(choice.source for choice in self._choices.values() if choice.max_age is not None)


def load(settings: Settings) -> ListChoices:
    """Read the choices. Raises SettingsError that lists every fault at once."""
    if settings.lists_file is None:
        return ListChoices({source_id: _default(source_id, settings) for source_id in _default_ids(settings)})
    reader = _Reader(settings)
    choices = reader.read(settings.lists_file)
    if reader.faults:
        raise SettingsError(reader.faults)
    return ListChoices(choices)


def _default_ids(settings: Settings) -> tuple[str, ...]:
    if settings.mode is not Mode.PRODUCTION:
        return SOURCE_IDS
    usable = (source for source in SOURCES.values() if source.hosts and not source.retired)
    return tuple(source.id for source in usable if source.consent is None and source.key_header is None)


def _default(source_id: str, settings: Settings) -> ListChoice:
    ages = settings.list_max_age if SOURCES[source_id].hosts else None
    return ListChoice(
        source=source_id,
        required=settings.mode is not Mode.PRODUCTION or source_id in ALWAYS_REQUIRED,
        max_age=ages,
        alarm_age=ages and ages / 2,
    )


class _Reader:
    """Reads the file table by table and collects what is wrong."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.faults: list[str] = []

    def read(self, path: Path) -> dict[str, ListChoice]:
        """Read every list of the file."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"KYC_LISTS_FILE: cannot be read: {type(error).__name__}: {error}")
            return {}
        tables = data.get("lists")
        if not isinstance(tables, dict) or not tables or set(data) != {"lists"}:
            self.faults.append("KYC_LISTS_FILE: has to hold tables [lists.ID], at least one, and nothing else")
            return {}
        found = (self._read_list(source_id, table) for source_id, table in tables.items())
        return {choice.source: choice for choice in found if choice is not None}

    def _read_list(self, source_id: str, table: object) -> ListChoice | None:
        source = SOURCES.get(source_id)
        if source is None or not isinstance(table, dict):
            self._complain(source_id, "no such list; `kyc lists sources` names them")
            return None
        for key in sorted(table.keys() - _KEYS):
            self._complain(source_id, f"{key}: no such choice")
        if source.consent is not None and table.get("consent") != source.consent:
            self._complain(source_id, f'its terms have to be accepted: consent = "{source.consent}"')
        max_age = self._hours(source_id, table, "max_age_hours", self.settings.list_max_age)
        return ListChoice(
            source=source_id,
            required=self._typed(source_id, table, "required", bool) is not False,
            max_age=max_age if source.hosts else None,
            alarm_age=self._hours(source_id, table, "alarm_age_hours", max_age / 2) if source.hosts else None,
            address=self._address(source, table),
            public_key=self._public_key(source_id, table),
            key=self._key(source, table),
        )

    def _hours(self, source_id: str, table: Mapping[str, Any], key: str, default: dt.timedelta) -> dt.timedelta:
        value = table.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= _LONGEST_AGE:
            self._complain(source_id, f"{key}: has to be a number from 1 to {_LONGEST_AGE}")
            return default
        return dt.timedelta(hours=value)

    def _address(self, source: Source, table: Mapping[str, Any]) -> str | None:
        value = self._typed(source.id, table, "address", str)
        if value is None:
            return None
        if not source.hosts:
            self._complain(source.id, "address: this list is loaded by hand, with `kyc lists load`")
        elif not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            self._complain(source.id, "address: has to begin with https://; files are loaded with `kyc lists load`")
        return str(value)

    def _key(self, source: Source, table: Mapping[str, Any]) -> Secret | None:
        value = self._typed(source.id, table, "key_file", str)
        if source.key_header is None:
            if value is not None:
                self._complain(source.id, "key_file: this publisher asks for no key")
            return None
        if value is None:
            if table.get("address") is None:
                self._complain(source.id, f"key_file: {source.publisher} asks for a key; see {source.homepage}")
            return None
        try:
            return Secret(Path(value).read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError) as error:
            self._complain(source.id, f"key_file: cannot be read: {type(error).__name__}")
            return None

    def _public_key(self, source_id: str, table: Mapping[str, Any]) -> bytes | None:
        value = self._typed(source_id, table, "public_key", str)
        try:
            return None if value is None else read_key(value)
        except ValueError as error:
            self._complain(source_id, f"public_key: {error}")
            return None

    def _typed(self, source_id: str, table: Mapping[str, Any], key: str, kind: type) -> Any:  # noqa: ANN401 - TOML's
        value = table.get(key)
        if value is not None and not isinstance(value, kind):
            self._complain(source_id, f"{key}: has to be a {kind.__name__}")
            return None
        return value

    def _complain(self, source_id: str, fault: str) -> None:
        self.faults.append(f"KYC_LISTS_FILE: [lists.{source_id}] {fault}")
