"""Sentences that the service makes, and partly keeps, in English: said in the language of the page.

They are made of few patterns, which stand in `patterns` as the catalogue has them. What is quoted in one stays as it
is. A sentence of no pattern stays English, and says so to who listens to the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from markupsafe import Markup, escape

from kyc_service.console import languages
from kyc_service.console.languages import Language, gettext
from kyc_service.console.patterns import FORMS, RULES, TABLES

_PART = re.compile(r"%\((\w+)\)s")
_BETWEEN = "; "
_SHARE = r"[\d.]+(?: to [\d.]+)? %"
_SHAPES: Mapping[str, str] = {
    "share": _SHARE,
    "number": r"\d+",
    "day": r"\d{4}(?:-\d\d){0,2}",
    "verdict": "sure|possible|no",
    "rule": "|".join(map(re.escape, RULES)),
    "form": "|".join(FORMS),
    "other_form": "|".join(FORMS),
    "statements": rf"{_SHARE} by .+",
}
"""What may stand for a part of a pattern; any run of characters for the others."""


def sentence(text: object) -> Markup:
    """Say a sentence in the language of the page; in English, and marked as such, where it is of no pattern."""
    written = str(text)
    if languages.current() is Language.ENGLISH or not written:
        return escape(written)
    said = translate(written)
    return Markup('<span lang="en">{}</span>').format(written) if said is None else escape(said)


def spoken(text: str) -> str:
    """Say a sentence in the language of the page, as plain text; one of no pattern stays as it is."""
    return text if languages.current() is Language.ENGLISH else translate(text) or text


def translate(text: str) -> str | None:
    """Say a sentence, or several joined by semicolons, in the current language; None unless every part can be said."""
    return _each(text, _BETWEEN, _BETWEEN) or _translate(text)


def _translate(text: str) -> str | None:
    if text in _plain():
        return gettext(text)
    for text_id, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        said = {name: _SAYERS.get(name, str)(part) for name, part in found.groupdict().items()}
        if None not in said.values():
            return gettext(text_id) % said
    return _share(text) if re.fullmatch(_SHARE, text) else None


def _share(text: str) -> str:
    """Say `12.5 %` or `25 to 50 %`."""
    bounds = [languages.decimal(float(bound)) for bound in text.removesuffix(" %").split(" to ")]
    if len(bounds) == 1:
        return languages.percent(bounds[0])
    return gettext("%(low)s to %(high)s") % {"low": bounds[0], "high": languages.percent(bounds[1])}


def _names(text: str) -> str:
    """Say several names, of which the last may be how many more there are."""
    *names, last = text.split(" and ")
    more = re.fullmatch(r"(\d+) more", last)
    shown = gettext("%(names)s more") % {"names": more[1]} if more else last
    return _and().join([*names, shown])


def _and() -> str:
    joined = gettext("and")
    return f" {joined} "


def _each(text: str, between: str, joined: str) -> str | None:
    parts = [_translate(part) for part in text.split(between)]
    return None if None in parts else joined.join(part for part in parts if part)


_SAYERS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("how", "kind", "form", "other_form", "line", "verdict", "rule"), _translate),
    "share": _share,
    "names": _names,
    "grounds": lambda text: _each(text, ", ", ", "),
    "statements": lambda text: _each(text, ", ", ", "),
    "means": lambda text: _each(text, " and ", _and()),
}
"""How a part of a pattern is said, by its name; others stay as they are."""


@cache
def _plain() -> frozenset[str]:
    return frozenset(text for table in TABLES for text in table if not _PART.search(text))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    texts = (text for table in TABLES for text in table if _PART.search(text))
    return tuple((text, _compile(text)) for text in texts)


def _compile(text: str) -> re.Pattern[str]:
    """Make a pattern of a text, with its named parts by their shapes."""
    pieces = _PART.split(text)
    made = (
        f"(?P<{piece}>{_SHAPES.get(piece, '.+?')})" if place % 2 else re.escape(piece.replace("%%", "%"))
        for place, piece in enumerate(pieces)
    )
    return re.compile("".join(made), re.DOTALL)
