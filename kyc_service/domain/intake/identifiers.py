"""Identifiers: registration, tax and licence numbers. Check digits are checked where the scheme has them.

A number of a country without a rule here is accepted by its shape. The client's own reference is read here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum import lei
from stdnum.au import abn, acn
from stdnum.be import vat as be_vat
from stdnum.br import cnpj
from stdnum.ch import uid
from stdnum.cn import uscc
from stdnum.dk import cvr
from stdnum.eu import vat as eu_vat
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret
from stdnum.gb import vat as gb_vat
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from kyc_service.domain.intake.readings import Reading, accept, refuse

INVALID = "invalid_identifier"

_SHAPE = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9 ./\-]{1,64}")
_ANY_SCRIPT = re.compile("(?=.*[^\\W_])[\\w ./()\uff08\uff09\\-]{1,64}")
_REFERENCE = re.compile(r"[A-Za-z0-9._:\-]{1,128}")
_KVK = re.compile(r"[0-9]{8}")
_COMPANIES_HOUSE = re.compile(r"[0-9]{8}|(?:AC|CE|CS|FC|FE|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE"
                              r"|PC|R0|RC|RS|SA|SC|SE|SF|SG|SI|SL|SO|SP|SR|SZ|ZC)[0-9]{6}")  # fmt: skip
_EU = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    },
)  # fmt: skip
"""VAT prefixes of the EU; Greece is EL there, and XI is Northern Ireland."""
_LEI_AUTHORITIES = frozenset({"LEI", "GLEIF"})


def _by_length(rules: Mapping[int, Callable[[str], bool]]) -> Callable[[str], bool]:
    """Check digits by length: some countries have more than one kind of number."""

    def is_valid(number: str) -> bool:
        rule = rules.get(len(number))
        return number.isdigit() and rule is not None and bool(rule(number))

    return is_valid


_REGISTERS: Mapping[str, Callable[[str], bool]] = {
    "AU": _by_length({9: acn.is_valid, 11: abn.is_valid}),
    "BE": lambda number: bool(be_vat.is_valid(number)),
    "BR": lambda number: bool(cnpj.is_valid(number)),
    "CH": lambda number: not number.startswith("CHE") or bool(uid.is_valid(number)),
    "CN": lambda number: len(number) != len("91110000MA0000000X") or bool(uscc.is_valid(number)),
    "DK": lambda number: bool(cvr.is_valid(number)),
    "FI": lambda number: bool(ytunnus.is_valid(number)),
    "FR": lambda number: not number.isdigit() or _by_length({9: siren.is_valid, 14: siret.is_valid})(number),
    "GB": lambda number: _COMPANIES_HOUSE.fullmatch(number) is not None,
    "NL": lambda number: _KVK.fullmatch(number) is not None,
    "NO": lambda number: bool(no_orgnr.is_valid(number.removesuffix("MVA"))),
    "SE": lambda number: bool(se_orgnr.is_valid(number)),
}
"""Business registers by country. The Dutch and British numbers have a shape and no check digit."""


def read_reference(text: str) -> Reading:
    """Read the client's own name for a business."""
    return accept(text) if _REFERENCE.fullmatch(text) else refuse("invalid_reference")


def read_registration_number(text: str, country: str | None, authority: str | None) -> Reading:
    """Read a number in a business register, as given."""
    if (authority or "").strip().upper() in _LEI_AUTHORITIES:
        return accept(text) if text.isascii() and lei.is_valid(text) else refuse(INVALID)
    rule = _REGISTERS.get(country or "")
    if rule is None:
        return accept(text) if _ANY_SCRIPT.fullmatch(text) and not _has_wide_digits(text) else refuse(INVALID)
    sound = _SHAPE.fullmatch(text) is not None and rule(_compact(text))
    return accept(text) if sound else refuse(INVALID)


def read_vat(text: str, country: str | None) -> Reading:
    """Read a VAT number. One that begins with a country, or comes with one, has its check digits checked."""
    if _SHAPE.fullmatch(text) is None:
        return refuse(INVALID)
    number = _compact(text)
    prefix = number[:2] if number[:2].isalpha() else _vat_prefix(country)
    bare = number[2:] if number[:2].isalpha() else number
    if prefix in _EU:
        return accept(text) if eu_vat.is_valid(prefix + bare) else refuse(INVALID)
    if prefix == "GB":
        return accept(text) if gb_vat.is_valid(bare) else refuse(INVALID)
    return accept(text)


def read_number(text: str) -> Reading:
    """Read a tax or licence number of any scheme by its shape."""
    return accept(text) if _SHAPE.fullmatch(text) else refuse(INVALID)


def _vat_prefix(country: str | None) -> str:
    return "EL" if country == "GR" else country or ""


def _compact(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _has_wide_digits(text: str) -> bool:
    return any(letter.isdigit() and not letter.isascii() for letter in text)
