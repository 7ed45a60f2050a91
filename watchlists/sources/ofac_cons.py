"""OFAC's lists that are not SDN, consolidated: sectoral, Chinese military companies, CAPTA, menu-based, PLC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.guards import require
from watchlists.sources.ofac_sdn import HOSTS, USER_AGENT
from watchlists.sources.ofac_xml import parse_xml

_ID = "ofac_cons"
_FILE = "consolidated.xml"


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `consolidated.xml`. Raises ListRefusedError."""
    return parse_xml(_ID, _FILE, require(_ID, files, _FILE))


SOURCE = Source(
    id=_ID,
    title="OFAC Consolidated Sanctions List (non-SDN)",
    publisher="U.S. Department of the Treasury, Office of Foreign Assets Control",
    series="ofac",
    files=(
        RemoteFile(
            _FILE, "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONSOLIDATED.XML"
        ),
    ),
    licence="Work of the United States government, in the public domain (17 U.S.C. 105)",
    attribution="U.S. Department of the Treasury, Office of Foreign Assets Control",
    homepage="https://ofac.treasury.gov/consolidated-sanctions-list-non-sdn-lists",
    floors=Floors(entries=300, persons=50, organisations=250, names=900, birth_dates=40, identifiers=600),
    must_have=("ofac:17016", "ofac:9639"),
    parser="ofac/1",
    parse=parse,
    user_agent=USER_AGENT,
    hosts=HOSTS,
)
