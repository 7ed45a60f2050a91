"""Consonant skeletons: few spellings for the many romanisations of a name (Mohammed, Muhamad, محمد -> mhmt).

One letter may be read in several ways (German `ch`, French `ch`, Swedish `tj`), so a word has a small set of
skeletons, and two words belong together when the sets meet. Loose on purpose: `matching.likeness` weighs the vowels.
"""

from __future__ import annotations

import re
from functools import lru_cache

MOST_SKELETONS = 12
"""Bound on the readings of one word."""

MOST_FROM_KANA = 48
"""The same where l and r are one."""

_FROM_KANA = "rlr"
_X = "x"

PATRONYMIC = re.compile(
    r"(\w{2,}?)(?:(?:ov|ev|av|yov|iev|jev|yev|jov|ow|ew|jew|iov)(?:ich|itch|itsch|itj|ych|ytj|ysch|ic|icz|ics)"
    r"|(wych|wicz))"
    r"|(\w{2,}?)(?:(?:ov|ev|av|yev|jev|iev|yov|ow|ew|iv|jiv|yiv|av|au|eu|jeu|yeu|ou)n[ao]|(?:in)?ich?na|initjna)"
)
"""A Slavic patronymic in one of many spellings; the stem is the first group for a man, the third for a woman."""

_UNITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (many, ("s",))
        for many in ("schtsch", "shtsh", "shch", "szcz", "sjtj", "stj", "tsch", "tshch", "tch", "sch", "sh")
    ),
    ("zh", ("s", "sh", "j")),
    *((j, ("j",)) for j in ("dzh", "dsch", "dzj")),
    ("dj", ("j", "d")),
    *((two, ("s",)) for two in ("tsj", "sj", "zj", "tj", "cz", "cs", "sz", "tz", "ss")),
    ("ts", ("s", "t")),
    ("kch", ("k", "h")),
    *(
        ("rlr", ("l", "r")),
        ("fhf", ("f", "h", "v")),
        ("djz", ("j", "s", "d")),
        ("ntd", ("d", "nd", "nt")),
        ("mnm", ("m", "n")),
        ("tdt", ("t", "d")),
        ("mpb", ("b", "mb", "mp")),
    ),
    ("ch", ("s", "h")),
    ("bv", ("b", "v")),
    ("pf", ("p", "f")),
    ("ph", ("f",)),
    ("kh", ("h",)),
    ("gh", ("g",)),
    ("th", ("t", "s")),
    ("dh", ("d", "s")),
    ("dz", ("d", "s")),
    ("ck", ("k",)),
    ("qu", ("k",)),
    ("gu", ("g",)),
    ("x", ("ks", "s")),
    ("q", ("k", "g")),
    ("j", ("j", "")),
    ("w", ("v", "")),
    ("z", ("s",)),
)
_OPTIONS = dict(_UNITS)
_BEFORE_VOWEL = frozenset({"qu", "gu"})
_UNIT = re.compile(
    "|".join(
        unit + "(?=[aeiy])" * (unit in _BEFORE_VOWEL) for unit in sorted(_OPTIONS, key=lambda unit: (-len(unit), unit))
    )
    + "|."
)
_FIRST: dict[tuple[str, ...], tuple[str, ...]] = {("v", ""): ("v",), ("j", ""): ("j", "a"), ("s", "t"): ("s",)}
"""A first letter is heard: Wali is not Ali, though Jelena may be Elena."""

_SOFT = frozenset("eiy")
_VOWEL_LETTERS = frozenset("aeiouy")
_HALF_VOWELS = frozenset("aeiouyjw")
_BEFORE_SK = re.compile(r"(?<=\w[aeo])u(?=sk)")
_LATVIAN = re.compile(r"(?<=\w\w)(ov|ev|ej)s$")
_DOUBLED = re.compile(r"(.)\1+")
_KEPT_APART = re.compile(r"(?<=[tsdkgzp])e(?=h)|(?<=t)e(?=[sz])|(?<=d)e(?=z)|(?<=[tszd])e(?=j)")
_ARTICLE_STARTS = frozenset("ae")
_SHORTEST_WITH_ARTICLE = 6
_SON_OF = re.compile("(?:b[ei]n|bn(?=[^aeiouy]))(?:al(?=..))?(.{3,})")
_SUN_LETTERS = frozenset("tdrzsnl")
_SUN_SOUNDS = frozenset({"sh", "ch", "th", "dh"})
_ENDING = re.compile(r"(?<=\w\w)(?:off|of|ow|au|ou|ev|eff|eu|aw)$")


@lru_cache(maxsize=32768)
def skeletons(text: str) -> tuple[str, ...]:
    """Reduce a folded word to its consonants, in each way it may be read. Doubles count once, a first vowel is `a`."""
    if text.isdigit():
        return (text,)
    stem, ending = _part(text)
    most = MOST_FROM_KANA if _FROM_KANA in stem else MOST_SKELETONS
    found = [""]
    for position, options in enumerate(_read(stem)):
        heard = _FIRST.get(options, options) if position == 0 else options
        found = [
            bones + (option[1:] if option and bones[-1:] == option[0] else option)
            for bones in found
            for option in heard
        ][:most]
    if stem[-1:] == "v" and text[-1:] == "u":
        # A Persian or Arabic name that ends in a vowel: Parastou, Djedou.
        found += [bones.removesuffix("v") for bones in found]
    if "h" in stem:
        found += [_DOUBLED.sub(_once, bones.replace("h", "g")) for bones in found]
    return tuple(dict.fromkeys(_tidy(bones) + ending for bones in found[:most]))


@lru_cache(maxsize=16384)
def as_one_sound(text: str) -> str:
    """Join two letters that `arabic` kept apart: Latin letters do not tell s and h from sh (Ishaq, Lakhal)."""
    return _KEPT_APART.sub("", text)


def with_v(text: str) -> str:
    """Read a letter that is w, o or u as v, as Persians and Hebrews do (Navid, Levi)."""
    return text[:1] + text[1:].replace("w", "v")


def as_in_egypt(text: str) -> str:
    """Read the Arabic j as Egyptians do (Ragab, Gamal)."""
    return text.replace("j", "g")


@lru_cache(maxsize=16384)
def without_article(text: str) -> str:
    """Cut off an Arabic article or `son of` written together with a name (Albaker, Essaadi, Benali); else nothing."""
    if found := _SON_OF.fullmatch(text):
        return found.group(1)
    if text[:1] not in _ARTICLE_STARTS or len(text) < _SHORTEST_WITH_ARTICLE:
        return ""
    if text[1] == "l" or (text[1] == text[2] and text[1] in _SUN_LETTERS):
        return text[2:]
    return text[3:] if text[1:3] == text[3:5] and text[1:3] in _SUN_SOUNDS else ""


def skeleton(text: str) -> str:
    """Give the most likely skeleton."""
    return skeletons(text)[0]


@lru_cache(maxsize=16384)
def gaps(text: str) -> tuple[str, ...]:
    """Give the vowels between a word's consonants, one more than there are consonants; `w`, `j`, `y` are vowels here.

    Doubled consonants count once, and an `h` at the end is not heard.
    """
    found = [""]
    before: tuple[str, ...] = ()
    stem, _ = _part(text.removesuffix("h") if len(text) > 1 else text)
    for place, unit in enumerate(_UNIT.findall(stem)):
        if unit in _HALF_VOWELS and (place > 0 or unit != "w"):
            found[-1] += unit
            continue
        options = _OPTIONS.get(unit) or (unit,)
        if found[-1] or options[:1] != before:
            # An x is heard as the two consonants it stands for.
            found += ["", ""] if unit == _X else [""]
        before = options[:1]
    return tuple(found)


@lru_cache(maxsize=16384)
def stem_of_patronymic(text: str) -> str | None:
    """Give the father's name inside a patronymic; None for any other word."""
    found = PATRONYMIC.fullmatch(text)
    return (found.group(1) or found.group(3)) if found else None


def _part(text: str) -> tuple[str, str]:
    """Cut off a patronymic's or a family name's ending that each country spells its own way."""
    # Only what ends so can be a patronymic; asking first is several times as fast.
    found = PATRONYMIC.fullmatch(text) if text[-1:] in _PATRONYMIC_ENDS else None
    if found:
        return (found.group(1), "+") if found.group(1) else (found.group(3), "-")
    # Each pattern has a letter of its own without which it need not be asked, which is several times as fast.
    if text[-1:] == "s":
        text = _LATVIAN.sub(r"\1", text)
    if "usk" in text:
        text = _BEFORE_SK.sub("v", text)
    return _ENDING.sub(_end, text) if text[-1:] in _ENDS else text, ""


_PATRONYMIC_ENDS = frozenset("hjczsao")
_ENDS = frozenset("fwuv")


def _append(bones: str, heard: str) -> str:
    """Add what is heard next; a letter that comes twice counts once."""
    return bones + heard[1:] if heard and bones[-1:] == heard[0] else bones + heard


def _once(found: re.Match[str]) -> str:
    """Give a doubled letter once: a function is called far faster than a template is filled."""
    return found[0][0]


def _end(found: re.Match[str]) -> str:
    return "ev" if found.group()[0] == "e" else "ov"


def _read(text: str) -> list[tuple[str, ...]]:
    units = _UNIT.findall(text)
    read: list[tuple[str, ...]] = []
    for place, unit in enumerate(units):
        if unit in _OPTIONS:
            read.append(_OPTIONS[unit])
        elif unit == "c":
            after = units[place + 1] if place + 1 < len(units) else ""
            read.append(("s",) if after[:1] in _SOFT else ("s", "k") if not after else ("k",))
        elif unit in _VOWEL_LETTERS:
            if place == 0:
                read.append(("a",))
        else:
            read.append((unit,))
    return read or [("",)]


def _tidy(bones: str) -> str:
    return bones.removesuffix("h") if len(bones) > 1 else bones
