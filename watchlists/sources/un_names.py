"""Names as the United Nations write them: parts, several in one field, acronyms and other scripts in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element as Element

from watchlists.model import Name, NameKind
from watchlists.sources.scripts import guess_script
from watchlists.sources.xml_reader import child_text

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb ,"
_NEXT = re.compile(r";|(?<=\w)\s+[b-h]\)\s+")
_ACRONYM_LENGTHS = range(2, 10)
_LEAST_CAPITALS = 2
_BORN = re.compile(r",?\s+born\s.*$")
_MANY_DIGITS = re.compile(r"\d{5,}")
_REMARK = re.compile(
    r"^(?:previously listed as|formerly listed as|birth name|combat name|nom de guerre|third|martyrs|original script)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^original script:\s*", re.IGNORECASE)
_ORIGINAL_MARK = re.compile(r"\s*\(original script\)", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:previously|formerly) listed as\b", re.IGNORECASE)


def read_primary(element: Element) -> list[Name]:
    """Read the name that a record is listed under, and what its field holds beside it."""
    text = " ".join(filter(None, (child_text(element, part) for part in _PARTS)))
    found = [name for part in _split(text) for name in _read_one(part, NameKind.PRIMARY, NameKind.STRONG)]
    found = [name for name in found if name.value]
    if not found:
        return []
    first, *others = found
    return [
        replace(first, kind=NameKind.PRIMARY),
        *(Name(name.value, _other_kind(name.kind), script=name.script) for name in others),
    ]


def _other_kind(kind: NameKind) -> NameKind:
    return NameKind.STRONG if kind is NameKind.PRIMARY else kind


def read_alias(text: str, kind: NameKind, note: str) -> list[Name]:
    """Read one alias field: `A; B; C`, `Name (other script)`, `Name (ACRONYM)`, quoted names.

    Remarks in brackets and births are left out: the caller keeps the field as published.
    """
    if kind is NameKind.STRONG and (_FORMER.search(note) or _FORMER.search(text)):
        kind = NameKind.FORMER
    return [name for part in _split(text) for name in _read_one(part, kind, kind) if name.value]


def _split(text: str) -> Iterator[str]:
    """Split `A; B; C` and `A b) B`, but not inside brackets."""
    start = 0
    for found in _NEXT.finditer(text):
        before = text[start : found.start()]
        if before.count("(") > before.count(")"):
            continue
        yield from filter(None, (before.strip(_QUOTES),))
        start = found.end()
    yield from filter(None, (text[start:].strip(_QUOTES),))


def _read_one(text: str, kind: NameKind, inner_kind: NameKind) -> Iterator[Name]:
    outer, groups = _split_brackets(_BORN.sub("", text))
    rest = [inside for inside in groups if _is_part_of_name(inside, outer)]
    yield _name(" ".join((outer, *(f"({inside})" for inside in rest))), kind)
    for inside in groups:
        if inside in rest or _is_remark(inside):
            continue
        if _is_acronym(inside, outer):
            yield _name(inside, NameKind.WEAK)
        else:
            plain = _ORIGINAL_MARK.sub("", _LABEL.sub("", inside))
            yield from (_name(part, inner_kind) for part in _split(plain))


def _split_brackets(text: str) -> tuple[str, list[str]]:
    """Take the bracketed groups from the end of a name: `A (B) (C; D (E))` gives A, [B, C; D (E)]."""
    groups: list[str] = []
    outer = text.strip(_QUOTES)
    if outer.startswith(")"):
        outer = outer.lstrip(") ")
    while outer.endswith(")"):
        depth = 0
        for start in range(len(outer) - 1, -1, -1):
            depth += (outer[start] == ")") - (outer[start] == "(")
            if depth == 0:
                break
        if depth != 0 or start == 0:
            break
        groups.insert(0, outer[start + 1 : -1].strip())
        outer = outer[:start].strip(_QUOTES)
    return outer, groups


def _is_part_of_name(inside: str, outer: str) -> bool:
    """Whether brackets belong to the name, as a branch's country does."""
    if _is_remark(inside) or _LABEL.match(inside) or ";" in inside:
        return False
    return guess_script(inside) == guess_script(outer) and not _is_acronym(inside, outer)


def _is_remark(inside: str) -> bool:
    return _REMARK.match(inside) is not None or _MANY_DIGITS.search(inside) is not None


def _name(text: str, kind: NameKind) -> Name:
    script = guess_script(text)
    if script in {None, "Latn"}:
        return Name(text, kind)
    return Name(text, NameKind.ORIGINAL_SCRIPT if kind is NameKind.STRONG else kind, script=script)


def _is_acronym(inside: str, outer: str) -> bool:
    """Whether one short word with capitals takes its letters, in order, from the name before it."""
    capitals = sum(mark.isupper() for mark in inside)
    if " " in inside or capitals < _LEAST_CAPITALS or len(inside) not in _ACRONYM_LENGTHS:
        return False
    wanted = [mark for mark in inside.upper() if mark.isalnum()]
    letters = iter(mark for mark in outer.upper() if mark.isalnum())
    return bool(wanted) and wanted[0] == outer[:1].upper() and all(mark in letters for mark in wanted)
