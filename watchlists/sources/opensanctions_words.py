"""The vocabulary of OpenSanctions' exports: schemas, topics, properties, edges.

Source: https://www.opensanctions.org/reference/ and https://followthemoney.tech/explorer/, read 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchlists.model import Kind, NameKind

KINDS: Mapping[str, Kind] = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANISATION,
    "Company": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION,
    "LegalEntity": Kind.UNKNOWN,  # a person or an organisation: the publisher does not know
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "Vehicle": Kind.UNKNOWN,
    "Asset": Kind.UNKNOWN,
    "Security": Kind.UNKNOWN,
    "CryptoWallet": Kind.UNKNOWN,
}
"""Schemas that are parties."""

TOPICS: Mapping[str, str] = {
    "sanction": "sanction",
    "sanction.counter": "sanction",
    "sanction.linked": "sanction_linked",
    "asset.frozen": "sanction",
    "invest.ban": "sanction",
    "invest.risk": "sanction",
    "debarment": "debarment",
    "role.pep": "pep",
    "role.pol": "pep",
    "role.judge": "pep",
    "role.spy": "pep",
    "role.rca": "pep_relative",
    "poi": "enforcement",
    "wanted": "wanted",
    "mare.detained": "enforcement",
    "mare.shadow": "export_control",
}
TOPIC_FAMILIES: Mapping[str, str] = {
    "crime": "crime",
    "export": "export_control",
    "reg": "enforcement",
    "gov": "pep",
    "role": "",
    "corp": "",
    "fin": "",
    "forced": "export_control",
}
"""First part of a topic to ours; empty for what says nothing about risk, as `fin.bank`."""
TERRORISM = "crime.terror"

NAMES: Mapping[str, NameKind | None] = {
    "name": NameKind.STRONG,
    "alias": None,
    "weakAlias": NameKind.WEAK,
    "abbreviation": NameKind.WEAK,
    "previousName": NameKind.FORMER,
    "birthName": NameKind.MAIDEN,
}
"""None where the quality of a name is told from its form, as where a publisher says nothing."""
NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName", "motherName", "nameSuffix")
COUNTRIES = ("nationality", "citizenship", "jurisdiction", "flag", "country", "mainCountry", "pastFlags")
IDENTIFIERS: Mapping[str, str] = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "socialSecurityNumber": "ssn",
    "taxNumber": "tax_id",
    "innCode": "tax_id",
    "vatCode": "tax_id",
    "ogrnCode": "registration_number",
    "registrationNumber": "registration_number",
    "okpoCode": "registration_number",
    "kppCode": "registration_number",
    "uscCode": "registration_number",
    "bikCode": "registration_number",
    "cikCode": "registration_number",
    "uniqueEntityId": "registration_number",
    "npiCode": "registration_number",
    "permId": "other",
    "wikidataId": "other",
    "dunsCode": "duns",
    "leiCode": "lei",
    "swiftBic": "swift_bic",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "isin": "isin",
    "isinCode": "isin",
    "ticker": "ticker",
    "serialNumber": "aircraft_serial",
    "publicKey": "crypto_address",
    "email": "email",
    "phone": "phone",
    "website": "website",
}
PROSE = frozenset(
    {
        "notes", "summary", "description", "education", "religion", "ethnicity", "political", "keywords", "profession",
        "deathDate", "deathPlace", "dissolutionDate", "legalForm", "sector", "status", "classification", "type",
        "tonnage", "grossRegisteredTonnage", "deadweightTonnage", "buildDate", "model", "currency", "appearance",
        "height", "weight", "hairColor", "eyeColor", "spokenLanguage", "registrationDate", "parent",
        "ownershipPercentage",
        "capital", "hullNumber", "navigationArea", "registrationPort", "complianceStatus", "amount", "holder", "owner",
        "operator", "voenCode", "residence", "issueDate", "createdAt", "modifiedAt", "publisher", "industry",
    }
)  # fmt: skip
"""Properties that describe a party in words; they are kept as reasons under their name."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A schema that ties two parties, and what each is to the other."""

    source: str
    target: str
    forward: str
    """Relation of the party under `source` to the one under `target`."""
    backward: str


EDGES: Mapping[str, Edge] = {
    "Ownership": Edge("owner", "asset", "owner_of", "owned_or_controlled_by"),
    "Directorship": Edge("director", "organization", "leader_of", "led_by"),
    "Membership": Edge("member", "organization", "member_of", "has_member"),
    "Employment": Edge("employee", "employer", "employed_by", "employer_of"),
    "Representation": Edge("agent", "client", "acting_for", "represented_by"),
    "Family": Edge("person", "relative", "family_of", "family_of"),
    "Associate": Edge("person", "associate", "associate_of", "associate_of"),
    "Succession": Edge("predecessor", "successor", "succeeded_by", "successor_of"),
    "UnknownLink": Edge("subject", "object", "linked_to", "linked_to"),
}
HOLDERS: Mapping[str, str] = {
    "Sanction": "entity",
    "Occupancy": "holder",
    "Identification": "holder",
    "Passport": "holder",
}
"""Schemas that say more of one party, and their property that names it."""
