"""One typing error in one run of letters: a letter left out, doubled, swapped, or hit beside its key.

May not choose the word: that is `minor`'s and `major`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from watchlists.evaluation.variations.definitions import Chance, load

_SLIPS = ("leave out", "double", "swap", "hit beside", "hit both")


def make_typo(word: str, script: str, chance: Chance) -> str:
    """Make one error in a word, which keeps its capitals where it is all capitals, or one and small letters."""
    neighbours = _neighbours(script)
    for _ in range(len(word) * len(_SLIPS)):
        slip, place = chance.pick(_SLIPS), chance.below(len(word))
        made = _slip(word.lower(), slip, place, _beside(word[place].lower(), neighbours, chance))
        if made not in (word.lower(), ""):
            return _in_case_of(word, made)
    return word


def _in_case_of(word: str, made: str) -> str:
    if word.isupper():
        return made.upper()
    return made[:1].upper() + made[1:] if word[:1].isupper() else made


def _slip(word: str, slip: str, place: int, beside: str) -> str:
    before, letter, after = word[:place], word[place], word[place + 1 :]
    match slip:
        case "leave out":
            return before + after
        case "double":
            return before + letter + letter + after
        case "swap":
            return before + after[:1] + letter + after[1:]
        case "hit beside":
            return before + beside + after
    return before + letter + beside + after if beside != letter else word


def _beside(letter: str, neighbours: Mapping[str, str], chance: Chance) -> str:
    near = neighbours.get(letter, "")
    return chance.pick(near) if near else letter


@lru_cache(maxsize=16)
def _neighbours(script: str) -> Mapping[str, str]:
    """Tell which keys lie beside each key of a script's keyboard; empty for a script without one."""
    rows: list[str] = load().values["keyboards"].get(script, [])
    found: dict[str, str] = {}
    for number, row in enumerate(rows):
        for place, key in enumerate(row):
            around = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            # Each row is set half a key to the right of the one above.
            around += rows[number - 1][place : place + 2] if number else ""
            around += "".join(below[max(0, place - 1) : place + 1] for below in rows[number + 1 : number + 2])
            found[key] = around
    return found
