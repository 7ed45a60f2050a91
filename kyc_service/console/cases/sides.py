"""Two sides: what was submitted and what is listed, row by row, with what differs marked to the character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kyc_service.console import languages
from kyc_service.console.languages import gettext

Values = Mapping[str, Any]
_SAME = 0.999
_SHARE = frozenset({"percent", "band", "through"})
"""Any of them makes a value a share of a business."""
_SUBMITTED: Mapping[str, tuple[str, ...]] = {
    "birth_date": ("person.date_of_birth",),
    "place": ("person.place_of_birth",),
    "country": ("person.nationalities", "business.registration.country"),
    "gender": ("person.gender",),
    "incorporation_date": ("business.registration.date",),
}
"""What stands on our side of a row that the evidence does not have, by the noun of evidence."""
_LISTED: Mapping[str, str] = {"birth_date": "birth_dates", "country": "countries"}


class Relation(StrEnum):
    """How the two sides of a row stand to one another; said in words beside each."""

    SAME = "same"
    CLOSE = "close"
    AGAINST = "against"
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a value, marked where the other side differs."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing compared. Quotes both sides."""

    noun: str
    ours: tuple[Piece, ...] = field(repr=False)
    theirs: tuple[Piece, ...] = field(repr=False)
    relation: Relation
    reason: str = field(repr=False)
    effect: float = 0.0
    """What it did to the score, -1 to 1."""


def compare(fields: Values, found: Values) -> tuple[Row, ...]:
    """Lay the evidence of a hit out, strongest first, then what only one side says."""
    pieces = sorted(found["evidence"], key=lambda piece: -abs(piece["effect"]))
    rows = tuple(_row(piece) for piece in pieces)
    nouns = {row.noun for row in rows}
    return (*rows, *_one_sided(fields, found["entry"], nouns))


def _row(piece: Values) -> Row:
    highlights = piece.get("highlights") or {}
    return Row(
        noun=piece["noun"],
        ours=mark(piece["ours"], highlights.get("ours", ())),
        theirs=mark(piece["theirs"], highlights.get("theirs", ())),
        relation=_relate(piece),
        reason=piece["reason"],
        effect=piece["effect"],
    )


def _relate(piece: Values) -> Relation:
    if piece["effect"] < 0:
        return Relation.AGAINST
    return Relation.SAME if piece["likeness"] >= _SAME else Relation.CLOSE


def mark(text: str, ranges: Sequence[Sequence[int]]) -> tuple[Piece, ...]:
    """Cut a text at half-open ranges of characters; ranges outside of it are cut off."""
    pieces, at = [], 0
    for start, end in ranges:
        begin = max(at, min(start, len(text)))
        stop = max(begin, min(end, len(text)))
        pieces += [Piece(text[at:begin], marked=False), Piece(text[begin:stop], marked=True)]
        at = stop
    pieces.append(Piece(text[at:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def _one_sided(fields: Values, entry: Values, nouns: set[str]) -> Iterator[Row]:
    for noun, paths in _SUBMITTED.items():
        ours = ", ".join(_texts(fields.get(path)) for path in paths if fields.get(path))
        theirs = ", ".join(entry.get(_LISTED.get(noun, ""), ()))
        if noun in nouns or not (ours or theirs):
            continue
        relation = Relation.ONLY_OURS if ours else Relation.ONLY_THEIRS
        yield Row(noun=noun, ours=mark(ours, ()), theirs=mark(theirs, ()), relation=relation, reason="")


def _texts(value: object) -> str:
    """Write a submitted value on one line."""
    if isinstance(value, Mapping) and _SHARE & set(value):
        return _write_share(value)
    if isinstance(value, Mapping):
        return ", ".join(_texts(part) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return ", ".join(_texts(part) for part in value if part)
    return str(value)


def _write_share(owned: Values) -> str:
    """Write what somebody owns, as `30 % through Alfa Holding B.V.`."""
    percent, band, through = owned.get("percent"), owned.get("band"), _texts(owned.get("through") or ())
    known = languages.decimal(percent) if isinstance(percent, int | float) else band
    share = languages.percent(known) if known else gettext("a share")
    return gettext("%(share)s through %(through)s") % {"share": share, "through": through} if through else share


_LABELS: Mapping[str, str] = {
    "name": "Name",
    "given_name": "Given names",
    "family_name": "Family name",
    "original_script_name": "In its own script",
    "aliases": "Other names",
    "trading_names": "Trades as",
    "date_of_birth": "Born",
    "place_of_birth": "Born in",
    "nationalities": "Nationality",
    "registration.country": "Registered in",
    "registration.number": "Number",
    "registration.authority": "Register",
    "registration.date": "Registered on",
    "tax.vat": "VAT number",
    "tax.tin": "Tax number",
    "licence.number": "Licence",
    "licence.authority": "Licence by",
    "licence.expires": "Licence ends",
    "type": "Type",
    "industry": "Industry",
    "addresses": "Address",
    "website": "Website",
    "email": "E-mail",
    "phone": "Telephone",
    "job_title": "Job title",
    "department": "Department",
    "ownership": "Owns",
}
"""What fields are called, in the order in which they are read."""


def label(place: str) -> str:
    """Say what a field is called, by its place in a submission, as `registration/number`."""
    return _LABELS.get(place.replace("/", ".")) or place.rpartition("/")[2]


def write_fields(fields: Values) -> list[tuple[str, str]]:
    """Write everything submitted about a party, what says most first."""
    order = list(_LABELS)
    named = {path.partition(".")[2]: _texts(value) for path, value in fields.items() if value}
    known = [(_LABELS[name], named[name]) for name in order if name in named]
    return known + [(name, text) for name, text in named.items() if name not in _LABELS and name != "role"]


def name_of(fields: Values) -> str:
    """Return the name of a party as it was submitted."""
    whole = fields.get("business.name") or fields.get("person.name")
    parts = (fields.get("person.given_name"), fields.get("person.family_name"))
    return str(whole or " ".join(str(part) for part in parts if part))
