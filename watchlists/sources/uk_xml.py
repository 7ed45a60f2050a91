"""The UK Sanctions List in its XML layout: the fields of the csv as elements, nested where one party has several.

The indicators of measures repeat `SanctionsImposed` and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.sources.base import ParsedList
from watchlists.sources.uk_tables import Designations
from watchlists.sources.uk_words import read_date
from watchlists.sources.xml_reader import child_text, iterate, local_name, text_of

_RECORD = "Designation"
_INDICATORS = "SanctionsImposedIndicators"
_TOGETHER = frozenset({"Name", "NonLatinName", "Address", "Passport", "NationalIdentifier", "Location"})
"""Elements whose children belong together."""
_COLUMNS: Mapping[str, str] = {
    **{f"Name{number}": f"Name {number}" for number in range(1, 7)},
    **{f"AddressLine{number}": f"Address Line {number}" for number in range(1, 7)},
    "UniqueID": "Unique ID",
    "IndividualEntityShip": "Designation Type",
    "LastUpdated": "Last Updated",
    "DateDesignated": "Date Designated",
    "OFSIGroupID": "OFSI Group ID",
    "UNReferenceNumber": "UN Reference Number",
    "NameType": "Name type",
    "AliasStrength": "Alias strength",
    "NameNonLatinScript": "Name non-latin script",
    "NonLatinScriptType": "Non-latin script type",
    "NonLatinScriptLanguage": "Non-latin script language",
    "RegimeName": "Regime Name",
    "DesignationSource": "Designation source",
    "SanctionsImposed": "Sanctions Imposed",
    "OtherInformation": "Other Information",
    "UKStatementofReasons": "UK Statement of Reasons",
    "AddressPostalCode": "Address Postal Code",
    "AddressCountry": "Address Country",
    "PhoneNumber": "Phone number",
    "EmailAddress": "Email address",
    "DOB": "D.O.B",
    "Nationality": "Nationality(/ies)",
    "NationalIdentifierNumber": "National Identifier number",
    "NationalIdentifierAdditionalInformation": "National Identifier additional information",
    "PassportNumber": "Passport number",
    "PassportAdditionalInformation": "Passport additional information",
    "TownOfBirth": "Town of birth",
    "CountryOfBirth": "Country of birth",
    "TypeOfEntity": "Type of entity",
    "Subsidiary": "Subsidiaries",
    "ParentCompany": "Parent company",
    "BusinessRegistrationNumber": "Business registration number (s)",
    "IMONumber": "IMO number",
    "CurrentOwnerOperator": "Current owner/operator (s)",
    "PreviousOwnerOperator": "Previous owner/operator (s)",
    "CurrentBelievedFlagOfShip": "Current believed flag of ship",
    "PreviousFlag": "Previous flags",
    "TypeOfShip": "Type of ship",
    "TonnageOfShip": "Tonnage of ship",
    "LengthOfShip": "Length of ship",
    "YearBuilt": "Year Built",
    "HullIdentificationNumber": "Hull identification number (HIN)",
}


def parse_xml(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read the file. Raises ListRefusedError."""
    found = Designations(source)
    published = None
    for element in iterate(source, name, stream, root="Designations", records={_RECORD, "DateGenerated"}):
        kind = local_name(element)
        if kind == "DateGenerated":
            published = read_date(text_of(element)[:10])
        elif kind == _RECORD:
            _read_record(found, element)
    if published is None or published.earliest != published.latest:
        raise ListRefusedError(source, "list_schema_changed", f"{name} does not say its date")
    entries = found.finish()
    return ParsedList(published.earliest, None, entries, found.rejected)


def _read_record(found: Designations, element: Element) -> None:
    reference, kind = child_text(element, "UniqueID"), child_text(element, "IndividualEntityShip")
    if not reference:
        found.rejected += 1
        return
    for child in element:
        _read(found, reference, kind, child)


def _read(found: Designations, reference: str, kind: str, element: Element) -> None:
    tag = local_name(element)
    if tag == _INDICATORS:
        return
    if len(element) == 0 or tag in _TOGETHER:
        leaves = element if len(element) else (element,)
        values = {_COLUMNS.get(local_name(leaf), local_name(leaf)): text_of(leaf) for leaf in leaves}
        found.add(reference, kind, values)
    else:
        for child in element:
            _read(found, reference, kind, child)
