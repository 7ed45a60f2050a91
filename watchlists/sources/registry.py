"""Every source by its id. A new list is one new file in this room and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchlists.errors import UnknownSourceError
from watchlists.sources import (
    adb,
    au,
    be,
    ca,
    ca_terrorists,
    ch,
    ebrd,
    eu,
    fr,
    jp,
    nl,
    ofac_cons,
    ofac_sdn,
    opensanctions,
    own,
    uk,
    uk_ofsi,
    un,
    us_bis,
    us_csl,
    worldbank,
)
from watchlists.sources.base import Source

_ALL = (
    ofac_sdn.SOURCE,
    ofac_cons.SOURCE,
    un.SOURCE,
    eu.SOURCE,
    uk.SOURCE,
    uk_ofsi.SOURCE,
    us_csl.SOURCE,
    us_bis.SOURCE,
    ch.SOURCE,
    ca.SOURCE,
    ca_terrorists.SOURCE,
    au.SOURCE,
    jp.SOURCE,
    nl.SOURCE,
    fr.SOURCE,
    be.SOURCE,
    worldbank.SOURCE,
    adb.SOURCE,
    ebrd.SOURCE,
    opensanctions.SOURCE,
    own.SOURCE,
)
SOURCES: Mapping[str, Source] = MappingProxyType({source.id: source for source in _ALL})


def get(source_id: str) -> Source:
    """Return a source by its id. Raises UnknownSourceError."""
    source = SOURCES.get(source_id)
    if source is None:
        message = f"no source has the id {source_id}"
        raise UnknownSourceError(message)
    return source
