"""What ships: which files, and the day each list was published.

Package data only: nothing is downloaded here. ATTRIBUTION.md beside this file says where each file is from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from watchlists import versions
from watchlists.errors import UnknownSourceError
from watchlists.sources import get
from watchlists.versions import ListVersion

SOURCE_IDS: tuple[str, ...] = ("un", "ofac_sdn", "ofac_cons")
_HERE = Path(__file__).parent
_FILES: Mapping[str, tuple[str, ...]] = {
    "un": ("consolidated.xml",),
    "ofac_sdn": ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"),
    "ofac_cons": ("consolidated.xml",),
}
_PUBLISHED: Mapping[str, dt.date] = {
    "un": dt.date(2026, 2, 27),
    "ofac_sdn": dt.date(2024, 1, 8),
    "ofac_cons": dt.date(2026, 1, 8),
}


def files(source_id: str) -> Mapping[str, Path]:
    """Return the files of a bundled list, by the names its source gives them.

    Raises UnknownSourceError when the list does not ship.
    """
    if source_id not in _FILES:
        message = f"no bundled list has the id {source_id}"
        raise UnknownSourceError(message)
    return {name: _HERE / f"{source_id}-{name}.gz" for name in _FILES[source_id]}


def published(source_id: str) -> dt.date:
    """Return the day the bundled list was published; the files of `ofac_sdn` carry none."""
    if source_id not in _PUBLISHED:
        message = f"no bundled list has the id {source_id}"
        raise UnknownSourceError(message)
    return _PUBLISHED[source_id]


def load(source_id: str) -> ListVersion:
    """Load a bundled list with its date. About five seconds for `ofac_sdn`."""
    return versions.load(get(source_id), files(source_id), published=published(source_id))
