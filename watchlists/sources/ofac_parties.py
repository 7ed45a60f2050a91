"""What the advanced and the enhanced XML of the American Treasury have in common: name parts, dates, labels, links.

Both layouts say the same in other elements; the words are the publisher's and are read here once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from watchlists.dates import PartialDate
from watchlists.model import Kind, Name, NameKind
from watchlists.normalize.identifiers import classify
from watchlists.sources.drafts import Draft
from watchlists.sources.ofac_features import add_identifier, read_feature
from watchlists.sources.scripts import guess_script

KINDS: Mapping[str, Kind] = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANISATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
LATIN = "Latn"
_SCRIPTS: Mapping[str, str] = {"latin": LATIN, "hebrew": "Hebr", "japanese": "Jpan", "korean": "Kore"}
"""Codes that the publisher writes as words; all others are ISO 15924."""
_CODE = re.compile(r"[A-Z][a-z]{3}")
_FAMILY_FIRST = frozenset({"Hans", "Hant", "Jpan", "Kore"})
"""Scripts in which a person's family name comes first and no blank follows."""
_FAMILY_PARTS = frozenset({"last name", "patronymic", "matronymic"})
_MAIDEN_PART = "maiden name"
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ALIAS_KINDS: Mapping[str, NameKind] = {"f.k.a.": NameKind.FORMER}
_RELATIONS: Mapping[str, str] = {
    "associate of": "associate_of",
    "providing support to": "providing_support_to",
    "acting for or on behalf of": "acting_for",
    "owned or controlled by": "owned_or_controlled_by",
    "family member of": "family_of",
    "playing a significant role in": "significant_role_in",
    "leader or official of": "leader_of",
    "principal executive officer": "executive_of",
    "owns, controls, or operates": "owns_or_controls",
    "property in the interest of": "property_of",
}
_LABELS: Mapping[str, str] = {
    "birthdate": "DOB",
    "place of birth": "POB",
    "nationality country": "nationality",
    "citizenship country": "citizen",
    "registration country": "nationality of registration",
    "title": "Title:",
    "vessel tonnage": "Deadweight Tonnage",
    "vessel gross registered tonnage": "Gross Registered Tonnage",
}
"""The words for a feature in the remarks of the csv files, where they differ."""
_DESCRIPTIONS = frozenset({"un/locode"})
"""Features that say something of a party and are neither a number of it nor a statement of the remarks."""


def script_code(word: str, text: str) -> str | None:
    """Return the ISO 15924 code for the publisher's code of a script; by the letters where it is none."""
    return _SCRIPTS.get(word.casefold()) or (word if _CODE.fullmatch(word) else guess_script(text))


def alias_kind(type_text: str, *, primary: bool, low_quality: bool) -> NameKind:
    """Tell what a name is by its type, as `A.K.A.`, and its two marks."""
    if primary:
        return NameKind.PRIMARY
    return NameKind.WEAK if low_quality else _ALIAS_KINDS.get(type_text.casefold(), NameKind.STRONG)


def join_parts(parts: Iterable[tuple[str, str]], kind: NameKind, script: str | None) -> list[Name]:
    """Make a name of its parts, each with the publisher's type, as `Last Name`; a maiden name makes a second one.

    A name in another script than Latin is of kind `original_script`, unless it is weak or former.
    """
    cleaned = [(type_text.casefold(), " ".join(_DIRECTION_MARKS.sub("", text).split())) for type_text, text in parts]
    family = [text for type_text, text in cleaned if type_text in _FAMILY_PARTS and text]
    maiden = [text for type_text, text in cleaned if type_text == _MAIDEN_PART and text]
    given = [text for type_text, text in sorted(cleaned, key=_given_order) if _is_given(type_text) and text]
    if script not in {None, LATIN} and kind in {NameKind.PRIMARY, NameKind.STRONG}:
        kind = NameKind.ORIGINAL_SCRIPT
    names = [_join(given, family or maiden, kind, script)] if given or family or maiden else []
    if family and maiden:
        names.append(_join(given, maiden, NameKind.MAIDEN, script))
    return names


def _is_given(type_text: str) -> bool:
    return type_text not in _FAMILY_PARTS and type_text != _MAIDEN_PART


def _given_order(part: tuple[str, str]) -> int:
    return {"first name": 0, "middle name": 1}.get(part[0], 2)


def _join(given: list[str], family: list[str], kind: NameKind, script: str | None) -> Name:
    first, last = " ".join(given), " ".join(family)
    value = f"{last}{first}" if script in _FAMILY_FIRST else f"{first} {last}".strip()
    apart = bool(first and last)
    return Name(value, kind, script=script, given=first if apart else None, family=last if apart else None)


def order_names(names: list[Name]) -> list[Name]:
    """Put the primary name first; without one the first name of the list is it."""
    return sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY)


def relation_type(words: str) -> str:
    """Name the type of a link; one that is not known keeps the publisher's words."""
    return _RELATIONS.get(words.casefold()) or re.sub(r"\W+", "_", words.casefold()).strip("_") or "linked_to"


def date_text(date: PartialDate) -> str:
    """Write a date as the publisher's csv files do: `24 Feb 2022`, `Feb 2022`, `2022`, `1951 to 1953`."""
    first, last = _day_text(date.earliest), _day_text(date.latest)
    texts = {
        "day": first,
        "month": first.partition(" ")[2],
        "year": first.rpartition(" ")[2],
        "range": f"{first} to {last}",
    }
    return f"{'circa ' if date.circa else ''}{texts[date.precision]}"


def _day_text(day: dt.date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02d} {months[day.month - 1]} {day.year}"


def add_feature(draft: Draft, label: str, value: str) -> None:
    """Read one feature under the publisher's label, or keep it. A value that is a label alone is a reason."""
    words = " ".join(label.split())
    statement = f"{_LABELS.get(words.casefold(), words)} {value}".strip()
    if not value or words.casefold() in _DESCRIPTIONS:
        draft.reasons.append(statement)
    elif not read_feature(draft, statement):
        kind = classify(words)
        if kind is None:
            draft.keep("feature", f"{words} {value}")
        else:
            add_identifier(draft, kind, value, None, words)
