"""Sentences that the service made and keeps in English, said in the language of the page.

They come from a matcher or from comparing with a register, are stored as they were made, and are made of few patterns.
A pattern stands here as the catalogue has it; what is quoted in it stays as it is. A sentence of no pattern stays
English, and says so to who listens to the page.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from kyc_service.console import languages
from kyc_service.console.languages import Language, gettext

NAMES: tuple[str, ...] = (
    "same name",
    "same name, written with other case, accents, punctuation or script",
    "one is the first letters of the other",
    "same letters, words written together or apart",
    "same words",
    "same words, but father and child have changed places",
    "same words in another order",
    "same words without titles and particles",
    "another legal form",
    "legal form left out",
    "a weak alias, which counts only beside another agreeing fact",
    "'%(ours)s' and '%(theirs)s' are written together or apart",
    "'%(ours)s' stands against '%(theirs)s'",
    "the list leaves out '%(ours)s'",
    "the submitted name leaves out '%(theirs)s'",
    "%(how)s: '%(ours)s' and '%(theirs)s'",
)
"""Said of two names."""
WORDS_DIFFER: tuple[str, ...] = (
    "initial",
    "same meaning",
    "same consonants, one without its vowels",
    "'servant of' left out",
    "one letter differs",
    "two letters differ",
    "forms of one name",
    "one syllable in two systems",
    "another spelling of one sound",
)
"""How two words are alike: `how` above."""
DATES: tuple[str, ...] = (
    "same day",
    "same month, the day is not known on both sides",
    "same year, the day is not known on both sides",
    "not the same day, at most two years apart",
    "three to ten years apart",
    "more than ten years apart",
    "less than a year apart",
    "day and month are swapped",
    "one digit differs",
    "two digits are swapped",
)
FACTS: tuple[str, ...] = (
    "both: %(countries)s",
    "no country in common",
    "same gender",
    "another gender",
    "born in another country",
    "same place of birth",
    "one place of birth lies within the other",
    "born in the same country: %(countries)s",
    "same address",
    "same postal code",
    "same city",
    "another kind of party",
    "a business was submitted and a person is listed: it may trade under that name",
)
NUMBERS: tuple[str, ...] = (
    "same number, but type or issuer is not certain",
    "same %(kind)s, which others may share",
    "same %(kind)s",
    "another %(kind)s, which never changes",
    "another %(kind)s",
    "%(kind)s with one sign another",
)
"""Said of two numbers, the most telling first."""
KINDS: tuple[str, ...] = (
    "passport",
    "national id",
    "tax id",
    "social security number",
    "registration number",
    "LEI",
    "SWIFT code",
    "ship's number (IMO)",
    "company's IMO number",
    "ship's radio number (MMSI)",
    "crypto address",
    "call sign",
    "ticker",
    "D-U-N-S number",
    "tail number",
    "aircraft's serial number",
    "aircraft's transponder code",
    "travel document",
    "driving licence",
    "ISIN",
    "number of unknown type",
    "email",
    "phone",
    "website",
)
"""Kinds of numbers: `kind` above."""
REGISTERS: tuple[str, ...] = (
    "the register has this name beside the registered one: a trading, translated or former name",
    "only a submitted trading name is the registered name",
    "not one of the legal forms that are compared",
    "ended on %(day)s",
    "agrees with another of the submitted addresses than the first",
    "another country",
    "the street is written otherwise",
    "another postal code",
    "same street, number and city",
    "neither a postal code nor a city is on both sides",
    "another city",
    "as far as it goes: no street on both sides",
    "another street",
    "a post box on one side",
    "same street, no number on both sides",
    "another number in the same street",
    "same number, another letter behind it",
    "another unit of the same building",
    "the register does not name this person",
    "the register says that this role has ended",
    "the register names this person in another role only",
    "the register names a company in between",
    "registers name owners from a quarter up",
    "the register has a larger share",
    "the register has a smaller share",
    "the same name, but another birth date",
    "birth date: %(how)s",
    "the business was submitted as another kind: %(form)s, not %(other_form)s",
)
"""Said of what a register has."""
FORMS: tuple[str, ...] = (
    "company",
    "partnership",
    "sole_trader",
    "cooperative",
    "foundation",
    "association",
    "public_body",
    "branch",
    "other",
)
"""Legal forms, as sentences have them."""
TABLES = (NAMES, WORDS_DIFFER, DATES, FACTS, NUMBERS, KINDS, REGISTERS, FORMS)
_NESTED = frozenset({"how", "kind", "form", "other_form"})
"""Parts of a pattern that are in English themselves."""
_PART = re.compile(r"%\((\w+)\)s")
_BETWEEN = "; "


def sentence(text: str) -> Markup:
    """Say a sentence in the language of the page; in English, and marked as such, where it is of no pattern."""
    if languages.current() is Language.ENGLISH or not text:
        return escape(text)
    said = translate(text)
    return Markup('<span lang="en">{}</span>').format(text) if said is None else escape(said)


def translate(text: str) -> str | None:
    """Say a sentence, or several joined by semicolons, in the current language; None unless every part can be said."""
    parts = [_translate(part) for part in text.split(_BETWEEN)]
    return None if None in parts else _BETWEEN.join(part for part in parts if part)


def _translate(text: str) -> str | None:
    if text in _plain():
        return gettext(text)
    for text_id, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        values = {name: _translate(part) if name in _NESTED else part for name, part in found.groupdict().items()}
        if None not in values.values():
            return gettext(text_id) % values
    return None


@cache
def _plain() -> frozenset[str]:
    return frozenset(text for table in TABLES for text in table if not _PART.search(text))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    texts = (text for table in TABLES for text in table if _PART.search(text))
    return tuple((text, _compile(text)) for text in texts)


def _compile(text: str) -> re.Pattern[str]:
    """Make a pattern of a text: each named part is any run of characters."""
    pieces = _PART.split(text)
    made = (f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    return re.compile("".join(made), re.DOTALL)
