"""OFAC's lists that are not SDN, consolidated: sectoral, Chinese military companies, CAPTA, menu-based, PLC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.ofac_csv import CsvNames
from watchlists.sources.ofac_layouts import Layouts
from watchlists.sources.ofac_sdn import HOSTS, USER_AGENT

_ID = "ofac_cons"
_FILE = "consolidated.xml"
_LAYOUTS = Layouts(
    "cons_advanced.xml",
    "cons_enhanced.xml",
    _FILE,
    CsvNames("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"),
)


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the layout that is given, of several the one that says most. Raises ListRefusedError."""
    return _LAYOUTS.parse(_ID, files)


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
    floors=Floors(
        entries=300,
        persons=50,
        organisations=250,
        names=900,
        birth_dates=40,
        identifiers=600,
        programmes={"UKRAINE-EO13662": 170, "RUSSIA-EO14024": 60, "NS-PLC": 45, "CMIC-EO13959": 40},
        born=0.7,
    ),
    must_have=("ofac:17016", "ofac:9639"),
    parser="ofac/2",
    parse=parse,
    recognise=_LAYOUTS.recognise,
    user_agent=USER_AGENT,
    hosts=HOSTS,
)
