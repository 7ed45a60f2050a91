"""Major variations: two typing errors, a word left out, another romanisation, glued or split words, initials.

Each maker returns None where the name has no such variation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from watchlists.evaluation.variations.definitions import Chance, load
from watchlists.evaluation.variations.minor import Maker
from watchlists.evaluation.variations.names import SYLLABIC, ListedName, is_whole_name, is_word_of, middles
from watchlists.evaluation.variations.typos import make_typo
from watchlists.model import Kind

_PAIR = 2
_LEAST_LETTERS = 2


def two_typos(name: ListedName, chance: Chance) -> str | None:
    """Make one typing error in each of two words."""
    runs = name.runs_of(_fair()["shortest_word_of_two"])
    if len(runs) < _PAIR or name.script in SYLLABIC:
        return None
    first = chance.pick(runs)
    second = chance.pick([run for run in runs if run != first])
    made = name.value
    # From the back, so that the places in front stay right.
    for start, end in sorted((first, second), reverse=True):
        made = made[:start] + make_typo(name.value[start:end], name.script, chance) + made[end:]
    return made


def dropped_middle(name: ListedName, chance: Chance) -> str | None:
    """Leave a middle word out: any name of a person, of an organisation only a generic word."""
    words = name.words
    if not name.is_plain or name.kind not in {Kind.PERSON, Kind.ORGANISATION}:
        return None
    places = middles(words)
    if name.kind is Kind.ORGANISATION:
        places = [place for place in range(1, len(words) - 1) if is_word_of(words[place], "generic")]
    if not places:
        return None
    place = chance.pick(places)
    kept = [*words[:place], *words[place + 1 :]]
    whole = sum(is_whole_name(word) for word in kept)
    least = 1 if name.kind is Kind.ORGANISATION else _fair()["shortest_remainder"]
    return " ".join(kept) if whole >= least else None


def middle_initial(name: ListedName, chance: Chance) -> str | None:
    """Write an initial for a person's middle name, with a full stop or without."""
    words = name.words
    if name.kind is not Kind.PERSON or not name.is_plain or name.script in SYLLABIC:
        return None
    # `al-Khalid` has no initial, and neither has half of `Abd-al-Majid`.
    places = [place for place in middles(words) if words[place].isalpha() and len(words[place]) > _LEAST_LETTERS]
    if not places or not (is_whole_name(words[0]) and is_whole_name(words[-1])):
        return None
    place = chance.pick(places)
    initial = words[place][0] + chance.pick(("", "."))
    return " ".join([*words[:place], initial, *words[place + 1 :]])


def glued_or_split(name: ListedName, chance: Chance) -> str | None:
    """Write two neighbours as one word, or one long word as two."""
    words, fair = name.words, _fair()
    if name.script in SYLLABIC:
        return None
    glue = [place for place in range(len(words) - 1) if _can_glue(words[place : place + 2])]
    long = [place for place, word in enumerate(words) if word.isalpha() and len(word) >= fair["shortest_split"]]
    split = [place for place in long if not is_word_of(words[place], "legal")]
    choices = [("glue", place) for place in glue] + [("split", place) for place in split]
    if not choices:
        return None
    what, place = chance.pick(choices)
    if what == "glue":
        return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])
    word, part = words[place], fair["shortest_part"]
    at = part + chance.below(len(word) - 2 * part + 1)
    return " ".join([*words[:place], word[:at], word[at:], *words[place + 1 :]])


def _can_glue(pair: Sequence[str]) -> bool:
    shortest = _fair()["shortest_glued"]
    return all(
        word.isalpha() and len(word) >= shortest and not is_word_of(word, "legal", "children", "titles")
        for word in pair
    )


def other_romanisation(name: ListedName, chance: Chance) -> str | None:
    """Spell one word as another standard or habit does; a name in Cyrillic letters as a whole."""
    table = load().values["romanisation"]
    if name.script == "Cyrl":
        return _romanise_cyrillic(name.value, chance.pick(sorted(table["cyrillic"].items()))[1])
    if name.script != "Latn" or name.kind in {Kind.VESSEL, Kind.AIRCRAFT}:
        return None
    choices = [
        (start, end, made)
        for start, end in name.letter_runs
        for made in _other_spellings(name.value[start:end], table, _traditions(name, table))
    ]
    if not choices:
        return None
    start, end, made = chance.pick(choices)
    return name.value[:start] + _in_case_of(name.value[start:end], made) + name.value[end:]


def _other_spellings(word: str, table: Mapping[str, Any], traditions: frozenset[str]) -> list[str]:
    plain = word.lower()
    groups = [*table["spellings"], *(table["person_spellings"] if "person" in traditions else ())]
    found = [other for group in groups if plain in group for other in group if other != plain]
    if len(plain) >= table["shortest_with_ending"]:
        # The longest end that fits: `skiy` ends in `iy`, and `yevich` in `evich`.
        for group in table["endings"]:
            ends = [end for end in sorted(group, key=len, reverse=True) if plain.endswith(end)][:1]
            found += [plain.removesuffix(ends[0]) + other for other in group if ends and other != ends[0]]
    if "arabic" in traditions:
        articles = table["arabic_articles"]
        found += [other for other in articles if plain in articles and other != plain]
        letters = table["arabic_letters"] if len(plain) >= table["shortest_with_letters"] else ()
        found += [plain.replace(one, other, 1) for one, other in letters if one in plain]
    return [made for made in found if made and made != plain]


def _traditions(name: ListedName, table: Mapping[str, Any]) -> frozenset[str]:
    """Tell which of the rules for some names only are for this one."""
    words = {name.value[start:end].lower() for start, end in name.letter_runs}
    known: set[str] = {"al"}
    for group in table["spellings"]:
        known.update(group)
        if table["arabic_up_to"] in group:
            break
    found = {"arabic"} if words & known else set()
    return frozenset(found | ({"person"} if name.kind is Kind.PERSON else set()))


def _romanise_cyrillic(value: str, table: Mapping[str, str]) -> str:
    made = [_in_case_of(letter, table.get(letter.lower(), letter)) for letter in value]
    return "".join(made).upper() if value.isupper() else "".join(made)


def _in_case_of(model: str, text: str) -> str:
    if len(model) > 1 and model.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


def _fair() -> Mapping[str, int]:
    fair: Mapping[str, int] = load().values["fair"]
    return fair


MAJOR: Mapping[str, Maker] = {
    "two_typos": two_typos,
    "dropped_middle": dropped_middle,
    "romanisation": other_romanisation,
    "glued_or_split": glued_or_split,
    "initial": middle_initial,
}
