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
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kyc_service.choices import Choices
from kyc_service.settings import Mode, Secret, Settings
from watchlists.bundled import SOURCE_IDS
from watchlists.fetch.seals import read_key
from watchlists.sources import SOURCES, Source

ALWAYS_REQUIRED = ("un", "ofac_sdn", "ofac_cons", "eu", "uk")
"""Lists that production requires unless a file says otherwise: those that bind a European trader, and dollars."""
_SETTING = "KYC_LISTS_FILE"
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
    choices = Choices.open(_SETTING, settings.lists_file)
    choices.allow("lists")
    found: dict[str, ListChoice] = {}
    for source_id, table in choices.tables("lists").items():
        if (source := SOURCES.get(source_id)) is None:
            table.complain("no such list; `kyc lists sources` names them")
        else:
            found[source_id] = _read_list(table, source, settings)
    choices.settle(_SETTING)
    return ListChoices(found)


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


def _read_list(table: Choices, source: Source, settings: Settings) -> ListChoice:
    table.allow("required", "max_age_hours", "alarm_age_hours", "address", "public_key", "consent", "key_file")
    if source.consent is not None and table.values.get("consent") != source.consent:
        table.complain(f'its terms have to be accepted: consent = "{source.consent}"')
    max_age = _hours(table, "max_age_hours", settings.list_max_age)
    return ListChoice(
        source=source.id,
        required=table.flag("required", default=True),
        max_age=max_age if source.hosts else None,
        alarm_age=_hours(table, "alarm_age_hours", max_age / 2) if source.hosts else None,
        address=_address(table, source),
        public_key=_public_key(table),
        key=_key(table, source),
    )


def _hours(table: Choices, key: str, default: dt.timedelta) -> dt.timedelta:
    if key not in table.values:
        return default
    return dt.timedelta(hours=table.number(key, 1, _LONGEST_AGE, default / dt.timedelta(hours=1)))


def _address(table: Choices, source: Source) -> str | None:
    value = table.text("address")
    if value is None:
        return None
    if not source.hosts:
        table.complain("address: this list is loaded by hand, with `kyc lists load`")
    elif not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        table.complain("address: has to begin with https://; files are loaded with `kyc lists load`")
    return value


def _key(table: Choices, source: Source) -> Secret | None:
    if source.key_header is None:
        if "key_file" in table.values:
            table.complain("key_file: this publisher asks for no key")
        return None
    if "key_file" not in table.values and "address" not in table.values:
        table.complain(f"key_file: {source.publisher} asks for a key; see {source.homepage}")
    return table.secret("key_file")


def _public_key(table: Choices) -> bytes | None:
    value = table.text("public_key")
    try:
        return None if value is None else read_key(value)
    except ValueError as error:
        table.complain(f"public_key: {error}")
        return None
