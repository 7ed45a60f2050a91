"""Tell a ship's IMO number from a company's: both have seven digits, and each its own check digit.

Source: IMO resolutions A.1117(30) for ships and MSC.160(78) for companies and owners, annexes.
"""

from __future__ import annotations

from watchlists.model import Kind

_SHIP_WEIGHTS = (7, 6, 5, 4, 3, 2)
_COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)
_LENGTH = 7


def imo_type(value: str, kind: Kind) -> str:
    """Return `imo` or `imo_company`. A number that passes neither check, or both, follows the kind of the party."""
    digits = [int(mark) for mark in value if mark.isdecimal()]
    of_ship, of_company = _is_ship(digits), _is_company(digits)
    if of_ship == of_company:
        return "imo" if kind in {Kind.VESSEL, Kind.UNKNOWN} else "imo_company"
    return "imo" if of_ship else "imo_company"


def _is_ship(digits: list[int]) -> bool:
    return len(digits) == _LENGTH and _weigh(digits, _SHIP_WEIGHTS) % 10 == digits[-1]


def _is_company(digits: list[int]) -> bool:
    return len(digits) == _LENGTH and (11 - _weigh(digits, _COMPANY_WEIGHTS) % 11) % 10 == digits[-1]


def _weigh(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))
