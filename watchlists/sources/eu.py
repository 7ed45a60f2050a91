"""The European Union's consolidated list of persons and groups under financial sanctions, from XML or csv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from watchlists.sources.base import Floors, ParsedList, RemoteFile, SecondSource, Source
from watchlists.sources.eu_csv import parse_csv, parse_old_csv
from watchlists.sources.eu_xml import parse_xml
from watchlists.sources.guards import require

_ID = "eu"
_XML = "xmlFullSanctionsList_1_1.xml"
_CSV = "csvFullSanctionsList_1_1.csv"
_OLD_CSV = "fsf_csv_v1_0.csv"
_FILES = "https://webgate.ec.europa.eu/fsd/fsf/public/files"
_HEADS: Mapping[str, re.Pattern[bytes]] = {
    _XML: re.compile(rb"<export\b[^>]*/fpi/fsd/export|<export\b.*<sanctionEntity\b", re.DOTALL),
    _CSV: re.compile(rb'^(?:\xef\xbb\xbf)?"?fileGenerationDate\b'),
    _OLD_CSV: re.compile(rb'^(?:\xef\xbb\xbf)?"?Date_file'),
}


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the XML, or a csv file where one is given. Raises ListRefusedError."""
    if _CSV in files:
        return parse_csv(_ID, _CSV, files[_CSV])
    if _OLD_CSV in files:
        return parse_old_csv(_ID, _OLD_CSV, files[_OLD_CSV])
    return parse_xml(_ID, _XML, require(_ID, files, _XML))


def recognise(name: str, head: bytes) -> str | None:
    """Tell the layout by the first bytes, and a file too damaged for that by its name."""
    found = next((layout for layout, pattern in _HEADS.items() if pattern.search(head)), None)
    return found or (name if name in _HEADS else None)


SOURCE = Source(
    id=_ID,
    title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
    publisher="European Commission, Directorate-General for Financial Stability (FISMA)",
    series="eu",
    files=(RemoteFile(_XML, f"{_FILES}/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw"),),
    licence="Commission Decision 2011/833/EU on the reuse of Commission documents; reuse with attribution",
    attribution="European Union, consolidated list of financial sanctions",
    homepage="https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
    floors=Floors(
        entries=3800,
        persons=2800,
        organisations=950,
        names=18_000,
        birth_dates=2500,
        identifiers=1500,
        programmes={"UKR": 1700, "IRN": 400, "BLR": 220, "SYR": 200, "TAQA": 200, "PRK": 150},
        born=0.6,
    ),
    must_have=("eu:EU.27.28",),
    parser="eu/1",
    parse=parse,
    hosts=("webgate.ec.europa.eu",),
    recognise=recognise,
    second_sources=(SecondSource("un", 0.05),),
)
