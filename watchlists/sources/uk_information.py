"""The column `Other Information` of the retired OFSI list: fields one after the other, each after its name in brackets.

`(UK Sanctions List Ref):AFG0001. (UN Ref):TAe.010. Free text. (Phone number):+93 ...`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_COLUMNS: Mapping[str, str] = {
    "UK Sanctions List Ref": "UK Sanctions List reference",
    "UN Ref": "UN Reference Number",
    "UK Statement of Reasons": "UK Statement of Reasons",
    "Gender": "Gender",
    "Phone number": "Phone number",
    "Fax": "Fax",
    "Email address": "Email address",
    "Website": "Website",
    "Type of entity": "Type of entity",
    "Parent company": "Parent company",
    "Subsidiaries": "Subsidiaries",
    "Business Reg No": "Business registration number (s)",
    "IMO number": "IMO number",
    "Current owners": "Current owner/operator (s)",
    "Previous owners": "Previous owner/operator (s)",
    "Flag of ship": "Current believed flag of ship",
    "Previous flags": "Previous flags",
    "Type of ship": "Type of ship",
    "Tonnage of ship": "Tonnage of ship",
    "Length of ship": "Length of ship",
    "Year built": "Year Built",
    "Hull identification number": "Hull identification number (HIN)",
}
_LABEL = re.compile(rf"\(({'|'.join(_COLUMNS)})\):")
_REFERENCE = re.compile(r"^\s*(?P<numbers>[A-Z]{2,4}\d{4}(?:\s*(?:,|and|&|/)\s*[A-Z]{2,4}\d{4})*)\s*(?:\.|$)\s*")
_UN_REFERENCE = re.compile(
    r"^\s*(?P<numbers>[A-Z]{2}[ie]\.\d{1,3}(?:\s*(?:,|and|&|/)\s*[A-Z]{2}[ie]\.\d{1,3})*)\s*\.?\s*"
)
_BETWEEN = re.compile(r"\s*(?:,|and|&|/)\s*")


@lru_cache(maxsize=8)
def read_information(text: str) -> tuple[Mapping[str, str], ...]:
    """Split the column into fields by csv column of the UK Sanctions List. References come first."""
    return tuple(_split(text))


def _split(text: str) -> Iterator[Mapping[str, str]]:
    prose: list[str] = []
    pieces = _LABEL.split(text)
    prose.append(pieces[0])
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        column = _COLUMNS[label]
        if label in {"UK Sanctions List Ref", "UN Ref"}:
            found = _REFERENCE.match(value) or _UN_REFERENCE.match(value)
            numbers = _BETWEEN.split(found["numbers"]) if found else []
            yield from ({_column_of(number): number} for number in numbers)
            prose.append(value[found.end() :] if found else value)
        elif value.strip():
            yield {column: value.strip()}
    told = " ".join(filter(None, (piece.strip() for piece in prose)))
    if told:
        yield {"Other Information": told}


def _column_of(number: str) -> str:
    return "UN Reference Number" if "." in number else "UK Sanctions List reference"
