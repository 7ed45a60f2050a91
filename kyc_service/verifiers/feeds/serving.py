"""Which register has which feeds: a table built from what the feeds say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kyc_service.verifiers.feeds.base import Feed
from kyc_service.verifiers.feeds.brreg import BrregEntities, BrregRoles
from kyc_service.verifiers.feeds.companies_house import Companies, Control, Insolvency, Officers
from kyc_service.verifiers.feeds.gleif import GleifDeltas
from kyc_service.verifiers.feeds.kvk import KvkSignals
from kyc_service.verifiers.feeds.zefix import ZefixDays

_CLASSES: tuple[type[Feed], ...] = (
    Companies,
    Officers,
    Control,
    Insolvency,
    KvkSignals,
    BrregEntities,
    BrregRoles,
    ZefixDays,
    GleifDeltas,
)

FEEDS: Mapping[str, Feed] = MappingProxyType({one.id: one() for one in _CLASSES})
"""Every feed, by id."""


def feeds_of(register_id: str) -> tuple[Feed, ...]:
    """Return the feeds of a register, in the order of the table."""
    return tuple(feed for feed in FEEDS.values() if feed.register == register_id)
