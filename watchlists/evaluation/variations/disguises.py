"""Forty disguises of a name, by the steps that `disguises.toml` gives each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from watchlists.evaluation.variations.definitions import Chance, load
from watchlists.evaluation.variations.minor import Maker
from watchlists.evaluation.variations.names import ListedName, is_word_of
from watchlists.model import Kind

_ALPHABET = 26
_PAIR = 2


def disguise(steps: list[list[str]], only: frozenset[str], name: ListedName, _: Chance) -> str | None:
    """Carry out the steps; None where the disguise is not for such a name, or changes nothing."""
    if ("latin" in only and name.script != "Latn") or ("person" in only and name.kind is not Kind.PERSON):
        return None
    if any(step[0] == "order" for step in steps) and not _may_turn(name):
        return None
    made = name.value
    for step, *about in steps:
        made = _STEPS[step](made, *about)
    # What is the same but for capitals is no disguise: a step that only prepares has changed it.
    return None if made.lower() == name.value.lower() else made


def _may_turn(name: ListedName) -> bool:
    return name.is_plain and len(name.words) >= _PAIR and not any(is_word_of(word, "children") for word in name.words)


@lru_cache(maxsize=32)
def _letters(name: str) -> Mapping[str, str]:
    values = load("disguises").values
    if name in values["blocks"]:
        large, small = values["blocks"][name]
        return {chr(ord("A") + n): chr(large + n) for n in range(_ALPHABET)} | {
            chr(ord("a") + n): chr(small + n) for n in range(_ALPHABET)
        }
    letters: Mapping[str, str] = values["maps"][name]
    return letters


@lru_cache(maxsize=32)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(key) for key in sorted(_letters(name), key=len, reverse=True)))


def _map(text: str, name: str, most: int = 0) -> str:
    return _pattern(name).sub(lambda found: _letters(name)[found.group()], text, count=most)


def _map_word(text: str, name: str) -> str:
    words = text.split()
    longest = max(words, key=len)
    return " ".join(_map(word, name) if word == longest else word for word in words)


def _between_letters(text: str, sign: str) -> str:
    return re.sub(r"(?<=[^\W_])(?=[^\W_])", lambda _: sign, text)


def _inside_words(text: str, sign: str) -> str:
    return re.sub(r"[^\W_]{2,}", lambda found: _halve(found.group(), sign), text)


def _halve(word: str, sign: str) -> str:
    return word[: len(word) // 2] + sign + word[len(word) // 2 :]


def _after_letters(text: str, sign: str) -> str:
    return re.sub(r"[^\W_]", lambda found: found.group() + sign, text)


def _order(text: str, how: str) -> str:
    words = text.split()
    if how == "reversed":
        return " ".join(reversed(words))
    first, second = ([*words[-1:]], words[:-1]) if how == "last_first" else (words[1:], words[:1])
    return " ".join([*first, *second])


def _case(text: str, how: str) -> str:
    if how == "alternating":
        return "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(text))
    return text.upper() if how == "upper" else text.lower()


_STEPS: Mapping[str, Callable[..., str]] = {
    "around": lambda text, before, after: before + text + after,
    "after_letters": _after_letters,
    "between_letters": _between_letters,
    "between_words": lambda text, sign: sign.join(text.split()),
    "case": _case,
    "inside_words": _inside_words,
    "map": _map,
    "map_first": partial(_map, most=1),
    "map_word": _map_word,
    "order": _order,
}

DISGUISES: Mapping[str, Maker] = {
    about["id"]: partial(disguise, about["steps"], frozenset(about.get("only", ())))
    for about in load("disguises").values["disguise"]
}
