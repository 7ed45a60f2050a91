"""OFAC's list of Specially Designated Nationals, from its csv files, `sdn.xml`, advanced or enhanced XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.ofac_csv import CsvNames
from watchlists.sources.ofac_layouts import Layouts

_ID = "ofac_sdn"
_LAYOUTS = Layouts(
    "sdn_advanced.xml",
    "sdn_enhanced.xml",
    "sdn.xml",
    CsvNames("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"),
)
_EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports"
USER_AGENT = "Mozilla/5.0 (compatible; kyc-service sanctions list refresh)"
"""The publisher's firewall refuses a shorter one, and one that starts otherwise."""
HOSTS = (  # the list service answers with a redirect to its store
    "sanctionslistservice.ofac.treas.gov",
    "www.treasury.gov",
    "ofac.treasury.gov",
    "wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com",
)


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the layout that is given, of several the one that says most. Raises ListRefusedError."""
    return _LAYOUTS.parse(_ID, files)


SOURCE = Source(
    id=_ID,
    title="OFAC Specially Designated Nationals and Blocked Persons List",
    publisher="U.S. Department of the Treasury, Office of Foreign Assets Control",
    series="ofac",
    files=(
        RemoteFile("sdn.csv", f"{_EXPORTS}/SDN.CSV"),
        RemoteFile("alt.csv", f"{_EXPORTS}/ALT.CSV"),
        RemoteFile("add.csv", f"{_EXPORTS}/ADD.CSV"),
        RemoteFile("sdn_comments.csv", f"{_EXPORTS}/SDN_COMMENTS.CSV", optional=True),
    ),
    licence="Work of the United States government, in the public domain (17 U.S.C. 105)",
    attribution="U.S. Department of the Treasury, Office of Foreign Assets Control",
    homepage="https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
    floors=Floors(
        entries=8000,
        persons=4000,
        organisations=3000,
        names=20_000,
        birth_dates=4000,
        identifiers=8000,
        programmes={
            "RUSSIA-EO14024": 2200,
            "SDGT": 1400,
            "SDNTK": 900,
            "IFSR": 650,
            "NPWMD": 550,
            "GLOMAG": 400,
        },
        born=0.7,
    ),
    must_have=("ofac:306", "ofac:4695", "ofac:17018", "ofac:35096"),
    parser="ofac/2",
    parse=parse,
    recognise=_LAYOUTS.recognise,
    user_agent=USER_AGENT,
    hosts=HOSTS,
)
