"""Change an input where it has a shape: a value of JSON, an element of XML. Bytes alone seldom get past a parser."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from lxml import etree

Mutate = Callable[[bytes, int], bytes]
_JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 1e308, 0.1, "", " ", "0", "-", "1990-02-30", "1990", "N/A", "x" * 600),
    *([], {}, [None], [[]], [{}], {"": None}, {"a": []}, "\ud800", "\u202e", "\u0000", "\ufffd", "é", "محمد", "王伟"),
)
_TEXTS = (
    "",
    " ",
    "0",
    "-",
    "1990-02-30",
    "00/00/1990",
    "&#0;",
    "x" * 600,
    "é",
    "محمد",
    "王伟",
    "true",
    "N/A",
    "()",
    ";",
)
_NODES = 2000
"""Places looked at; a larger input is changed as bytes."""


def mutate_json(data: bytes, size: int, seed: int, plain: Mutate, *, keep: int = 0) -> bytes:
    """Change one value of a JSON text, whose first `keep` bytes are something else; bytes where it is none."""
    dice = random.Random(seed)
    head, body = data[:keep], data[keep:]
    lines = body.split(b"\n") if dice.random() < 0.5 else [body]
    at = dice.randrange(len(lines))
    try:
        value = json.loads(lines[at])
    except (ValueError, RecursionError):
        return plain(data, size)
    lines[at] = json.dumps(_change(value, dice), ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    return (head + b"\n".join(lines))[:size]


def _change(value: Any, dice: random.Random) -> Any:
    places = list(itertools.islice(_places(value), _NODES))
    if not places:
        return dice.choice(_JUNK)
    holder, key = dice.choice(places)
    match dice.randrange(5):
        case 0:
            del holder[key]
        case 1:
            other, place = dice.choice(places)
            holder[key] = json.loads(json.dumps(other[place] if _is_in(other, place) else None))
        case 2:
            holder[key] = [holder[key]]
        case 3:
            holder[key] = {"name": holder[key]}
        case _:
            holder[key] = dice.choice(_JUNK)
    return value


def _is_in(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def mutate_xml(data: bytes, size: int, seed: int, plain: Mutate, *, keep: int = 1) -> bytes:
    """Change one element of an XML text, whose first `keep` bytes are something else; bytes where it is none."""
    dice = random.Random(seed)
    if dice.random() < 0.5:
        return plain(data, size)
    try:
        root = etree.fromstring(data[keep:], etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return plain(data, size)
    _change_element(root, dice)
    changed = data[:keep] + bytes(etree.tostring(root, encoding="utf-8"))
    return changed if len(changed) <= size else plain(data, size)


def _change_element(root: Any, dice: random.Random) -> None:
    elements = list(itertools.islice(root.iter("*"), _NODES))
    one, other = dice.choice(elements), dice.choice(elements)
    match dice.randrange(6):
        case 0 if one is not root:
            one.getparent().remove(one)
        case 1:
            one.text = dice.choice(_TEXTS) if dice.random() < 0.5 else other.text
        case 2:
            one.tag = other.tag
        case 3 if one.attrib:
            name = dice.choice(list(one.attrib))
            one.attrib.pop(name) if dice.random() < 0.5 else one.set(name, dice.choice(_TEXTS).replace("&#0;", ""))
        case 4:
            for child in list(one):
                one.remove(child)
        case _ if one not in set(other.iterancestors()) and one is not other:
            other.append(etree.fromstring(etree.tostring(one, with_tail=False)))
        case _:
            one.tail = dice.choice(_TEXTS)


MUTATIONS: Mapping[str, Callable[[bytes, int, int, Mutate], bytes]] = MappingProxyType(
    {
        "json": mutate_json,
        "list-json": partial(mutate_json, keep=1),
        "list-xml": mutate_xml,
        "list-sheet": partial(mutate_xml, keep=2),
    }
)
"""Targets whose inputs have a shape."""
