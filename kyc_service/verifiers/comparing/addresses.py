"""Compare a submitted address with a register's: the same building, part of it, or another place.

`match` only where nothing that both sides say contradicts, and what they say is enough to name a building.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kyc_service.domain.comparisons import Compared, Matter, Result
from kyc_service.domain.registers import RegisteredAddress
from kyc_service.verifiers.comparing.places import find_code, fold_city, same_city, same_code
from kyc_service.verifiers.comparing.streets import LONGEST, Site, read_site, same_street
from kyc_service.verifiers.comparing.submitted import SubmittedAddress
from watchlists.normalize.countries import to_country
from watchlists.normalize.text import fold_text

MOST = 20
"""Submitted addresses that are compared: the door accepts no more."""
_CODE_NAMES_STREET = frozenset({"NL", "GB", "IE"})
"""Countries where a postal code is a part of one street, so that code and number are a building."""
_RANK = (Result.MATCH, Result.PARTIAL, Result.MISMATCH)


@dataclass(frozen=True, slots=True)
class _Place:
    """An address of either side, taken apart."""

    text: str = field(repr=False)
    country: str | None
    code: str | None = field(repr=False)
    city: str | None = field(repr=False)
    site: Site
    words: str = field(repr=False)
    """All of it, folded: a city may hide in a line."""


def compare_addresses(
    ours: Sequence[SubmittedAddress], theirs: RegisteredAddress | None, country: str | None
) -> Compared:
    """Compare every submitted address with the register's and keep the best. `country` is the registration's."""
    listed = None if theirs is None else _take_apart(theirs, country, None)
    places = [_take_apart(address, country, None) for address in ours[:MOST]]
    shown = (_show(places[0].text) if places else None, _show(listed.text) if listed else None)
    if theirs is None or listed is None or not (listed.words or listed.country):
        return Compared(matter=Matter.ADDRESS, result=Result.NOT_PROVIDED_BY_REGISTRY, ours=shown[0])
    if not places:
        return Compared(matter=Matter.ADDRESS, result=Result.NOT_SUBMITTED, theirs=shown[1])
    judged = [(*_judge(*_pair(address, theirs, country)), number) for number, address in enumerate(ours[:MOST])]
    result, note, number = min(judged, key=lambda found: _RANK.index(found[0]))
    if number and result is not Result.MISMATCH:
        note = "; ".join(
            part for part in ("agrees with another of the submitted addresses than the first", note) if part
        )
    return Compared(matter=Matter.ADDRESS, result=result, ours=_show(places[number].text), theirs=shown[1], note=note)


def _show(text: str) -> str | None:
    return text[:LONGEST] or None


def _pair(ours: SubmittedAddress, theirs: RegisteredAddress, country: str | None) -> tuple[_Place, _Place]:
    """Take both apart, each by the other's city and country: a register that writes lines only has the city there."""
    here, there = ours.country or country, theirs.country or country
    return _take_apart(ours, there, theirs.city), _take_apart(theirs, here, ours.city)


def _take_apart(address: SubmittedAddress | RegisteredAddress, default: str | None, hint: str | None) -> _Place:
    country = (address.country or "").strip().upper() or None
    known = country or default
    lines = [line for line in address.lines if to_country(line.strip()) is None]
    whole = ", ".join(lines)[:LONGEST]
    code = address.postal_code or _find_code(lines, known)
    text = ", ".join(part for part in (*address.lines, address.postal_code, address.city, country) if part)[:LONGEST]
    site = read_site(_without(lines, code, address.city or hint), known)
    return _Place(text, country, code, address.city, site, fold_text(f"{whole} {address.city or ''} {code or ''}"))


def _find_code(lines: Iterable[str], country: str | None) -> str | None:
    """Find the postal code in the last line that holds one beside words: a house has digits too."""
    for line in reversed(list(lines)):
        for part in reversed(re.split(r"[,\n]", line[:LONGEST])):
            found = find_code(part, country)
            if found and part.strip().upper() != found and not _is_house(part, found):
                return found
            if found and part.strip().upper() == found:
                return found
    return None


def _is_house(part: str, code: str) -> bool:
    """Whether digits that look like a postal code stand where a house's number does: at the end of a street."""
    return code.isdigit() and part.strip().upper().endswith(code) and not part.strip().upper().startswith(code)


def _without(lines: Iterable[str], code: str | None, city: str | None) -> list[str]:
    """Leave out the parts of lines that are the city, and what follows a postal code, the code included."""
    kept = []
    for line in lines:
        for part in re.split(r"[,\n]", line[:LONGEST]):
            is_city = city is not None and fold_city(part) == fold_city(city)
            place = part.upper().find(code.upper()) if code else -1
            if not is_city:
                kept.append(part if place < 0 else part[:place])
    return kept


def _judge(ours: _Place, theirs: _Place) -> tuple[Result, str | None]:
    """Judge from the large to the small. The first thing that contradicts decides."""
    if ours.country and theirs.country and ours.country != theirs.country:
        return Result.MISMATCH, "another country"
    country = ours.country or theirs.country
    code = same_code(ours.code, theirs.code, country) if ours.code and theirs.code else None
    city = _same_city(ours, theirs)
    street, number = same_street(ours.site, theirs.site), _same_number(ours.site, theirs.site)
    if code and country in _CODE_NAMES_STREET and number:
        return _judge_house(ours.site, theirs.site, None if street else "the street is written otherwise")
    apart = _judge_area(code, city, same_house=bool(street and number))
    return apart or _judge_street(ours.site, theirs.site, street, number)


def _judge_area(code: bool | None, city: bool | None, *, same_house: bool) -> tuple[Result, str | None] | None:  # noqa: FBT001 - three answers
    """Judge postal code and city; None where they are one place."""
    if code is False:
        if not city:
            return Result.MISMATCH, "another postal code"
        same = "same street, number and city" if same_house else "same city"
        return Result.PARTIAL, f"{same}, another postal code"
    if code or city:
        return None
    if city is None:
        return Result.PARTIAL, "neither a postal code nor a city is on both sides"
    return Result.MISMATCH, "another city"


def _judge_street(ours: Site, theirs: Site, street: bool | None, number: bool | None) -> tuple[Result, str | None]:  # noqa: FBT001 - three answers
    if street is None:
        return Result.PARTIAL, "as far as it goes: no street on both sides"
    return _judge_number(ours, theirs, number) if street else (Result.PARTIAL, "another street")


def _judge_number(ours: Site, theirs: Site, number: bool | None) -> tuple[Result, str | None]:  # noqa: FBT001 - three answers
    if ours.box is not theirs.box:
        return Result.PARTIAL, "a post box on one side"
    if number is None:
        same = not ours.numbers and not theirs.numbers and set(ours.names) == set(theirs.names)
        return (Result.MATCH, None) if same else (Result.PARTIAL, "same street, no number on both sides")
    if not number:
        return Result.PARTIAL, "another number in the same street"
    return _judge_house(ours, theirs, None)


def _judge_house(ours: Site, theirs: Site, note: str | None) -> tuple[Result, str | None]:
    if ours.letter and theirs.letter and ours.letter != theirs.letter:
        return Result.PARTIAL, "same number, another letter behind it"
    if ours.unit and theirs.unit and ours.unit != theirs.unit:
        note = "; ".join(part for part in ("another unit of the same building", note) if part)
    return Result.MATCH, note


def _same_city(ours: _Place, theirs: _Place) -> bool | None:
    """Whether the city is the same, or stands in a line of the other side; None when neither side names one."""
    if ours.city and theirs.city:
        return same_city(ours.city, theirs.city)
    named, other = (ours, theirs) if ours.city else (theirs, ours)
    if not named.city:
        return None
    folded = fold_city(named.city)
    if folded and (f" {folded} " in f" {other.words} " or f" {fold_text(named.city)} " in f" {other.words} "):
        return True
    return None


def _same_number(ours: Site, theirs: Site) -> bool | None:
    if not ours.numbers or not theirs.numbers:
        return None
    return not ours.numbers.isdisjoint(theirs.numbers)
