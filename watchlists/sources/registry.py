"""Every source by its id. A new list is one new file in this room and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchlists.errors import UnknownSourceError
from watchlists.sources import ch, eu, ofac_cons, ofac_sdn, uk, uk_ofsi, un
from watchlists.sources.base import Source

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.id: source
        for source in (un.SOURCE, ofac_sdn.SOURCE, ofac_cons.SOURCE, eu.SOURCE, uk.SOURCE, uk_ofsi.SOURCE, ch.SOURCE)
    }
)


def get(source_id: str) -> Source:
    """Return a source by its id. Raises UnknownSourceError."""
    source = SOURCES.get(source_id)
    if source is None:
        message = f"no source has the id {source_id}"
        raise UnknownSourceError(message)
    return source
