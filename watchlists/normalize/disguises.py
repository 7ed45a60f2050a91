"""Undo tricks of writing that a single word does not show: spaced-out letters, words glued by capitals, twins.

Works on the text as submitted, before it is folded into words; honest text comes back as it is. May not compare.
"""

from __future__ import annotations

import re

from watchlists.normalize.alphabets import LATIN_TWINS
from watchlists.normalize.scripts import Script, script_of, undo_twins
from watchlists.normalize.text import MAX_WORD

_WIDE_GAP = re.compile(r"\s{2,}")
_SPACED_LETTERS = re.compile(r"(?:[^\W_]\W* ){3,}[^\W_]")
_CAPITALS = re.compile(r"[A-ZÀ-ÞЀ-Я][a-zß-ÿа-џ]+|[A-ZÀ-ÞЀ-Я]{2,}(?![a-zß-ÿа-џ])|[0-9]+")
_SHORTEST_GLUED = 12
_LEAST_PARTS = 2
_DOUBLE_V = re.compile(r"\bvv(?=[aeiouy])|(?<=[aeiou])vv\b", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
_TWIN_SCRIPTS = frozenset({Script.CYRILLIC, Script.GREEK})


def undress(value: str) -> str:
    """Write a disguised name as it is meant."""
    if "  " in value:
        value = _join_letters(value)
    if " " not in value and len(value) >= _SHORTEST_GLUED:
        value = _part_at_capitals(value)
    if "vv" in value or "VV" in value:
        value = _DOUBLE_V.sub(lambda found: "w" if found[0].islower() else "W", value)
    if not value.isascii() and _LATIN.search(value):
        value = _undo_twins(value)
    return value


def _join_letters(value: str) -> str:
    """Join single letters with one space between them into the words that wider gaps part."""
    if not _SPACED_LETTERS.search(value):
        return value
    parts = _WIDE_GAP.split(value)
    return " ".join(part.replace(" ", "") if _is_spaced_out(part) else part for part in parts)


def _is_spaced_out(part: str) -> bool:
    return all(sum(letter.isalnum() for letter in word) <= 1 for word in part.split(" "))


def _part_at_capitals(value: str) -> str:
    """Part `KhalidShaikhMohammed` at its capitals; what is longer than a word may be is cut, that no letter is lost."""
    parts = _CAPITALS.findall(value)
    if len(parts) >= _LEAST_PARTS and "".join(parts) == value:
        return " ".join(parts)
    if len(value) > MAX_WORD and value.isalnum():
        return " ".join(value[start : start + MAX_WORD] for start in range(0, len(value), MAX_WORD))
    return value


def _undo_twins(value: str) -> str:
    """Read words of nothing but look-alike letters as Latin where another word of the name mixes the scripts."""
    words = value.split(" ")
    scripts = [{script_of(letter) for letter in word} for word in words]
    if not any(
        Script.LATIN in found and found & _TWIN_SCRIPTS and undo_twins(word) != word
        for word, found in zip(words, scripts, strict=True)
    ):
        return value
    return " ".join(
        _to_latin(word) if found & _TWIN_SCRIPTS else word for word, found in zip(words, scripts, strict=True)
    )


def _to_latin(word: str) -> str:
    letters = [letter for letter in word if letter.isalpha() and script_of(letter) in _TWIN_SCRIPTS]
    return (
        "".join(LATIN_TWINS.get(letter, letter) for letter in word) if all(x in LATIN_TWINS for x in letters) else word
    )
