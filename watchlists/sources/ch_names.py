"""Names as Switzerland writes them: parts with spellings by language and script, of which every combination is a name.

A family's two spellings and a given name's three make six names. Combinations are bounded; beyond the bound every
spelling still occurs in one name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from lxml.etree import _Element as Element

from watchlists.model import Kind, Name, NameKind
from watchlists.sources.alias_quality import guess_quality
from watchlists.sources.drafts import Draft
from watchlists.sources.scripts import guess_script
from watchlists.sources.xml_reader import child_text, children, text_of

_MOST_NAMES = 64
"""Names that one name element may make in one language."""
_READING_ORDER: Mapping[str, int] = {
    "given-name": 0,
    "further-given-name": 1,
    "father-name": 2,
    "grand-father-name": 3,
    "family-name": 4,
    "maiden-name": 4,
    "tribal-name": 5,
    "suffix": 7,
}
_GIVEN = frozenset({"given-name", "further-given-name"})
_NOT_IN_NAME = frozenset({"title", "maiden-name"})
_KINDS: Mapping[str, NameKind] = {"formerly-known-as": NameKind.FORMER, "formerly": NameKind.FORMER}
_PLAIN = ("", "")


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    place: tuple[int, int]
    value: str
    variants: Mapping[tuple[str, str], tuple[str, ...]]
    """Spellings by language and script."""

    def spellings(self, language: str, script: str) -> tuple[str, ...]:
        """Every spelling that may stand in a name of this language: its own, those of no language, else the value."""
        if (language, script) == _PLAIN:
            return (self.value,) if self.value else ()
        own = dict.fromkeys((*self.variants.get((language, script), ()), *self.variants.get(("", script), ())))
        if script in {"", "LATN"} and self.value:
            own[self.value] = None
        return tuple(own) or ((self.value,) if self.value else ())


def add_names(draft: Draft, element: Element, *, is_main: bool) -> None:
    """Read a name element of an identity: its value in full first, then every combination of spellings."""
    parts = sorted((_read_part(part) for part in children(element, "name-part")), key=lambda part: part.place)
    name_type, quality = element.get("name-type") or "", element.get("quality") or ""
    titles = [part for part in parts if part.kind == "title"]
    draft.positions.extend(text for part in titles for text in (part.value, *_all_variants(part)) if text)
    full = [part for part in parts if part.kind not in _NOT_IN_NAME]
    for name in _combine(full):
        kind = _judge(draft, name, name_type, quality, is_main=is_main)
        _add(draft, name, kind)
    if any(part.kind == "maiden-name" for part in parts):
        for name in _combine([part for part in parts if part.kind not in {"title", "family-name"}]):
            _add(draft, name, NameKind.WEAK if quality == "low" else NameKind.MAIDEN)


def _read_part(element: Element) -> _Part:
    kind = element.get("name-part-type") or "other"
    variants: dict[tuple[str, str], tuple[str, ...]] = {}
    for variant in children(element, "spelling-variant"):
        key = ((variant.get("lang") or "").casefold(), (variant.get("script") or "LATN").upper())
        if text_of(variant):
            variants[key] = (*variants.get(key, ()), text_of(variant))
    order = element.get("order") or ""
    place = (_READING_ORDER.get(kind, 6), int(order) if order.isdecimal() else 0)
    return _Part(kind, place, child_text(element, "value") or text_of(element), variants)


def _all_variants(part: _Part) -> Iterator[str]:
    return (text for texts in part.variants.values() for text in texts)


def _combine(parts: list[_Part]) -> Iterator[Name]:
    """Yield the plain name, and for each language and script every combination of spellings in it."""
    keys = dict.fromkeys((_PLAIN, *(key for part in parts for key in part.variants)))
    for language, script in keys:
        choices = [part.spellings(language, script) for part in parts]
        present = [(part, texts) for part, texts in zip(parts, choices, strict=True) if texts]
        for texts in _products([texts for _, texts in present]):
            yield _name([part for part, _ in present], texts, language)


def _products(choices: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    if not choices:
        return ()
    if math.prod(len(texts) for texts in choices) <= _MOST_NAMES:
        return product(*choices)
    firsts = tuple(texts[0] for texts in choices)
    found: dict[tuple[str, ...], None] = dict.fromkeys(islice(product(*choices), _MOST_NAMES))
    for place, texts in enumerate(choices):
        found.update({(*firsts[:place], text, *firsts[place + 1 :]): None for text in texts})
    return found


def _name(parts: list[_Part], texts: tuple[str, ...], language: str) -> Name:
    pairs = list(zip(parts, texts, strict=True))
    given = " ".join(text for part, text in pairs if part.kind in _GIVEN)
    family = " ".join(text for part, text in pairs if part.kind in {"family-name", "maiden-name"})
    value = " ".join(texts)
    script = guess_script(value)
    return Name(
        value,
        language=language or None,
        script=None if script == "Latn" else script,
        given=given or None,
        family=family or None,
    )


def _judge(draft: Draft, name: Name, name_type: str, quality: str, *, is_main: bool) -> NameKind:
    if quality == "low":
        return NameKind.WEAK
    if name_type in _KINDS:
        return _KINDS[name_type]
    if name.script is not None:
        return NameKind.ORIGINAL_SCRIPT
    if name_type == "primary-name" and is_main and all(known.kind is not NameKind.PRIMARY for known in draft.names):
        return NameKind.PRIMARY
    if name_type == "primary-name" or quality == "good" or draft.kind is Kind.VESSEL:
        return NameKind.STRONG
    return guess_quality(name.value, draft.kind)


def _add(draft: Draft, name: Name, kind: NameKind) -> None:
    if name.value and all(name.value != known.value for known in draft.names):
        draft.names.append(Name(name.value, kind, name.language, name.script, name.given, name.family))
