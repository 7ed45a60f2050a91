"""Names as Canada's sanctions file writes them: all aliases of a party in one cell, in several scripts and languages.

Between them stand semicolons, commas, slashes, `or`, or the name of a language. The publisher says nothing of their
quality. A word that stands for a part of a name only (`Aleksander/ Aleksandr or Alexander Karnienko`) is a weak alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watchlists.model import Kind
from watchlists.sources.drafts import Draft
from watchlists.sources.name_lists import split_at_commas
from watchlists.sources.scripts import guess_script

_LANGUAGES: Mapping[str, str] = {
    "arabic": "ar", "belarusian": "be", "belarussian": "be", "hebrew": "he", "persian": "fa", "russian": "ru",
    "ukrainian": "uk",
}  # fmt: skip
_LABEL = re.compile(rf"\(?\b(?P<language>{'|'.join(_LANGUAGES)})\s*:", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\s*;\s*|\s*/\s*|,?\s+or\s+", re.IGNORECASE)
_AND = re.compile(r",?\s+and\s+", re.IGNORECASE)
_REVERSED = re.compile(r"(?P<family>[^\W\d_]+),\s*(?P<given>[^\s,]+)")
_AKA = re.compile(r"\s+a\.?k\.?a\.?$", re.IGNORECASE)
_SHORTEST_PART = 2
"""Words on both sides of a change of script for it to part two names of a person."""


def add_aliases(draft: Draft, cell: str) -> None:
    """Add every name of a cell; where it held more than one, the cell as published is a reason."""
    whole = " ".join(cell.split())
    found = [(language, name) for language, part in _by_language(cell) for name in _split(part, draft.kind)]
    for language, name in found:
        draft.add_alias(name, language=language, script=guess_script(name))
    if [name for _, name in found] != [whole]:
        draft.reasons.append(f"Aliases as published: {whole}")


def _by_language(cell: str) -> Iterator[tuple[str | None, str]]:
    start, language = 0, None
    for label in _LABEL.finditer(cell):
        yield language, cell[start : label.start()]
        start, language = label.end(), _LANGUAGES[label["language"].casefold()]
    yield language, cell[start:]


def _split(text: str, kind: Kind) -> Iterator[str]:
    for alternative in _ALTERNATIVE.split(text):
        plain = _AKA.sub("", " ".join(alternative.split()))
        names = _split_person(plain) if kind is Kind.PERSON else split_at_commas(plain)
        yield from filter(None, map(_clean, names))


def _split_person(text: str) -> Iterator[str]:
    for part in (part for whole in _AND.split(text) for part in _by_script(whole)):
        turned = _REVERSED.fullmatch(part)
        if turned is not None and turned["family"].isupper():
            yield f"{turned['given']} {turned['family']}"
        else:
            yield from part.split(",")


def _by_script(text: str) -> Iterator[str]:
    """Part names of a person where the script changes, as in `Abbas Nilforoushan عباس نیلفروشان`."""
    words = text.split()
    scripts = [guess_script(word) for word in words]
    start = 0
    for place in range(_SHORTEST_PART, len(words) - _SHORTEST_PART + 1):
        before, after = set(scripts[start:place]), set(scripts[place : place + _SHORTEST_PART])
        if len(before) == len(after) == 1 and before != after and place - start >= _SHORTEST_PART:
            yield " ".join(words[start:place])
            start = place
    yield " ".join(words[start:])


def _clean(text: str) -> str:
    plain = " ".join(text.split()).strip(" ,;:")
    if plain.count("(") != plain.count(")"):
        plain = plain.strip("() ")
    return plain
