"""Minor variations: one typing error, case, punctuation, accents, the order of a person's names.

Each maker returns None where the name has no such variation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from watchlists.evaluation.variations.definitions import Chance, load
from watchlists.evaluation.variations.names import SYLLABIC, ListedName, bare, is_whole_name, is_word_of
from watchlists.evaluation.variations.typos import make_typo
from watchlists.model import Kind

Maker = Callable[[ListedName, Chance], str | None]
_PAIR = 2
_APOSTROPHES = "'\u2019`\u02bc"


def one_typo(name: ListedName, chance: Chance) -> str | None:
    """Make one typing error in one word."""
    fair = load().values["fair"]
    real = [word for word in name.words if not is_word_of(word, "legal")]
    runs = name.runs_of(fair["shortest_word"])
    lone = len(real) == 1 and len(bare(real[0])) < fair["shortest_lone_word"]
    if not runs or lone or name.script in SYLLABIC:
        return None
    start, end = chance.pick(runs)
    return name.value[:start] + make_typo(name.value[start:end], name.script, chance) + name.value[end:]


def other_case(name: ListedName, chance: Chance) -> str | None:
    """Write the name in other capitals."""
    value = name.value
    made = [text for text in (value.upper(), value.lower(), value.title(), value.swapcase()) if text != value]
    return chance.pick(made) if made else None


def other_punctuation(name: ListedName, chance: Chance) -> str | None:
    """Set or leave out hyphens, full stops and apostrophes."""
    value = name.value
    made = [value.replace("-", " ") if "-" in value else "", _drop_stops(value) if "." in value else ""]
    made += [value.replace(mark, "") for mark in _APOSTROPHES if mark in value]
    made += [value + "."] if value[-1].isalnum() else []
    if len(name.words) > 1 and all(word.isalpha() for word in name.words):
        place = chance.below(len(name.words) - 1)
        words = name.words
        made.append(" ".join([*words[:place], f"{words[place]}-{words[place + 1]}", *words[place + 2 :]]))
    kept = [text for text in made if text.strip()]
    return chance.pick(kept) if kept else None


def _drop_stops(value: str) -> str:
    """Leave out full stops; where one stands between words, they stay apart (`NO.12`, `A.LEE`, but `I.B.M.`)."""
    return re.sub(r"(?<=\w\w)\.(?=\w)|\.(?=\w\w)", " ", value).replace(".", "")


def other_accents(name: ListedName, chance: Chance) -> str | None:
    """Take off all accents, or put one on where there is none."""
    decomposed = unicodedata.normalize("NFD", name.value)
    stripped = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if not unicodedata.combining(mark)))
    if name.script in {"Latn", "Grek"} and stripped != unicodedata.normalize("NFC", name.value):
        return stripped
    table: Mapping[str, str] = load().values["accents"]
    places = [place for place, letter in enumerate(name.value) if letter.lower() in table]
    if not places:
        return None
    place = chance.pick(places)
    letter = name.value[place]
    accented = chance.pick(table[letter.lower()])
    return name.value[:place] + (accented.upper() if letter.isupper() else accented) + name.value[place + 1 :]


def other_order(name: ListedName, chance: Chance) -> str | None:
    """Put a person's last name first, with a comma or without; a chain of fathers keeps its order."""
    words = name.words
    if name.kind is not Kind.PERSON or len(words) < _PAIR or not name.is_plain or name.script in SYLLABIC:
        return None
    if any(is_word_of(word, "children", "suffixes") or not word.strip(".").isalpha() for word in _parts(words)):
        return None
    start = len(words) - 1
    while start > 1 and is_word_of(words[start - 1], "particles"):
        start -= 1
    if not any(is_whole_name(word) for word in words[:start]):
        return None
    first, last = " ".join(words[:start]), " ".join(words[start:])
    return chance.pick((f"{last} {first}", f"{last}, {first}"))


def _parts(words: tuple[str, ...]) -> list[str]:
    return [part for word in words for part in word.replace("\u2019", "'").replace("'", "-").split("-") if part]


MINOR: Mapping[str, Maker] = {
    "typo": one_typo,
    "case": other_case,
    "punctuation": other_punctuation,
    "diacritics": other_accents,
    "order": other_order,
}
