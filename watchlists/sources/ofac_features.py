"""What the American Treasury tells of a party beside its names, as labels and values.

One table serves the remarks of the csv files and the id list of the XML. A label that is not in it is not guessed at:
the caller keeps the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from watchlists.model import Identifier, Relation
from watchlists.normalize.countries import is_no_country, to_country
from watchlists.normalize.identifiers import classify, split_label
from watchlists.sources.drafts import Draft

_VALIDITY = re.compile(r"\s*\b(?:issued|expires?|expired|exp\.)\s+(?:on\s+)?.*$", re.IGNORECASE)
_COUNTRY = re.compile(r"\s*\((?P<country>[^()]*)\)\s*$")
_CRYPTO = re.compile(r"Digital Currency Address - (?P<coin>\w+)\s+(?P<value>\S+)", re.IGNORECASE)
_BARE = re.compile(
    r"(?P<email>[^\s@]+@[^\s@]+\.\w+)|(?P<website>(?:https?://|www\.)\S+)(?:\s\(website\))?", re.IGNORECASE
)
_WITHOUT_DIGITS = frozenset({"aircraft_tail", "call_sign", "email", "swift_bic", "ticker", "website", "crypto_address"})
_IMO_NUMBER = re.compile(r"(?:IMO\s*)?(?P<number>\d{7})", re.IGNORECASE)

Reader = Callable[[Draft, str, str], None]


def _add_legal_basis(draft: Draft, label: str, value: str) -> None:
    draft.legal_basis.append(f"{label} {value}".strip())


def _add_reason(draft: Draft, label: str, value: str) -> None:
    draft.reasons.append(f"{label} {value}".strip())


def _relate(relation: str) -> Reader:
    def read(draft: Draft, _label: str, value: str) -> None:
        draft.relations.append(Relation(relation, target_name=value))

    return read


_READERS: Mapping[str, Reader] = {
    "dob": lambda draft, _label, value: draft.add_birth_date(value),
    "pob": lambda draft, _label, value: draft.add_birth_place(value),
    "nationality of registration": lambda draft, _label, value: draft.add_nationality(value),
    "nationality": lambda draft, _label, value: draft.add_nationality(value),
    "citizen": lambda draft, _label, value: draft.add_nationality(value),
    "flag": lambda draft, _label, value: draft.add_nationality(value),
    "other vessel flag": lambda draft, _label, value: draft.add_nationality(value),
    "vessel flag": lambda draft, _label, value: draft.add_nationality(value),
    "gender": lambda draft, _label, value: draft.add_gender(value),
    "organization established date": lambda draft, _label, value: draft.add_incorporation_date(value),
    "linked to:": _relate("linked_to"),
    "aircraft operator": _relate("operated_by"),
    "vessel owner": _relate("owned_or_controlled_by"),
    **dict.fromkeys(
        ("title:", "alternate title:", "position:", "alt. position:", "occupation:"),
        lambda draft, _label, value: draft.positions.append(value),
    ),
    "secondary sanctions risk:": _add_legal_basis,
    "additional sanctions information -": _add_legal_basis,
    "transactions prohibited for persons owned or controlled by u.s. financial institutions:": _add_legal_basis,
    "ifca determination -": _add_legal_basis,
    "caatsa section 235 information:": _add_legal_basis,
    "peesa information:": _add_legal_basis,
    "for more information on directives, please visit the following link:": _add_legal_basis,
    "effective date (cmic)": _add_legal_basis,
    "listing date (cmic)": _add_legal_basis,
    "purchase/sales for divestment date (cmic)": _add_legal_basis,
    "target type": _add_reason,
    "organization type:": _add_reason,
    "former vessel flag": _add_reason,
    "other vessel type": _add_reason,
    "vessel type": _add_reason,
    "other vessel call sign": lambda draft, label, value: draft.identifiers.append(
        Identifier("call_sign", value, note=label)
    ),
    "vessel year of build": _add_reason,
    "gross tonnage": _add_reason,
    "gross registered tonnage": _add_reason,
    "deadweight tonnage": _add_reason,
    "aircraft model": _add_reason,
    "aircraft manufacture date": _add_reason,
    "aircraft type": _add_reason,
}
_LABEL = re.compile(
    "(?P<label>" + "|".join(re.escape(label) for label in sorted(_READERS, key=len, reverse=True)) + r")(?=\s|$)\s*",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?P<label>(?:Executive Order|E\.?O\.?) \d{5}\b[^;]*?(?:information:?|Determination -|Directives? \w+:?)"
    r"|(?:Listing|Effective) Date \([^)]*\):?)\s*(?P<value>.*)",
    re.IGNORECASE,
)


def read_feature(draft: Draft, text: str) -> bool:
    """Read one statement as `Passport A123 (Iran) issued 2001`. False when no label is known."""
    found = _LABEL.match(text)
    if found is not None and found.end() < len(text):
        _READERS[found["label"].casefold()](draft, found["label"], text[found.end() :].strip())
        return True
    order = _ORDER.match(text)
    if order is not None:
        _add_legal_basis(draft, order["label"], order["value"])
        return True
    return _read_identifier(draft, text)


def _read_identifier(draft: Draft, text: str) -> bool:
    crypto = _CRYPTO.fullmatch(text)
    if crypto is not None:
        draft.identifiers.append(Identifier("crypto_address", crypto["value"], note=crypto["coin"].upper()))
        return True
    bare = _BARE.fullmatch(text)
    if bare is not None and bare.lastgroup is not None:
        draft.identifiers.append(Identifier(bare.lastgroup, bare[bare.lastgroup]))
        return True
    split = split_label(text)
    if split is None:
        return False
    label, kind, rest = split
    value, country, notes = _split_value(rest)
    if not value or (kind not in _WITHOUT_DIGITS and not any(mark.isdigit() for mark in value)):
        return False
    add_identifier(draft, kind, value, country, "; ".join((label, *notes)))
    return True


def add_identifier(draft: Draft, kind: str, value: str, country: str | None, note: str | None) -> None:
    """Add an identifier; a ship's or a shipping company's IMO number is recognised by its type's words."""
    number = _IMO_NUMBER.fullmatch(value)
    if kind == "imo" and number is not None:
        value = number["number"]
    draft.identifiers.append(Identifier(kind, value, country, note))


def add_document(draft: Draft, label: str, value: str, country: str, dates: str) -> None:
    """Read one id of the XML, whose label, value and country stand apart."""
    statement = f"{label} {value}".strip()
    kind = classify(label)
    if kind is None or kind == "imo" or value.upper().startswith("IMO "):  # a shipping company's number among others
        full = f"{statement} ({country}) {dates}".strip() if country else f"{statement} {dates}".strip()
        if not read_feature(draft, full):
            draft.keep("id", full)
        return
    code = draft.read_country(country, "id_country")
    add_identifier(draft, kind, value, code, "; ".join(filter(None, (label.rstrip(": "), dates))))


def _split_value(rest: str) -> tuple[str, str | None, list[str]]:
    """Split `A123 (Iran) issued 2001` into the number, the issuer's code and the notes."""
    validity = _VALIDITY.search(rest)
    notes = [validity.group().strip()] if validity and validity.start() else []
    value = rest[: validity.start()] if notes and validity else rest
    country: str | None = None
    found = _COUNTRY.search(value)
    if found is not None:
        country = to_country(found["country"])
        if country is not None or is_no_country(found["country"]):
            value = value[: found.start()]
    return value.strip(), country, notes
