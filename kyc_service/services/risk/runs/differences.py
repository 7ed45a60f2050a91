"""Differences between two tables of risk factors, line by line, for whoever decides whether to publish one.

What a table calls things is its own words: they are told as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
"""As `services.risk.files` writes a table."""
_OF_SOURCE = ("title", "as_of", "url")
_OF_FACTOR = ("title", "fact", "most", "combine", "basis")
_OF_RULE = ("points", "at_least", "source", "values", "unknown", "low", "high")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two tables say differently."""

    part: str
    """`bands`, `ownership`, `sources` or `factors`."""
    of: str
    """Which band, source or factor, by the table's own word; empty for ownership."""
    rule: str
    """Of a factor: which rule, by its reason; empty for the factor itself."""
    what: str
    """Field, as `points`."""
    before: str
    after: str
    """Empty where one of the two does not say it."""


def compare(before: Content, after: Content) -> tuple[Difference, ...]:
    """List what differs, in the order of the second table; what only the first one has comes last."""
    old, new = dict(_flatten(before)), dict(_flatten(after))
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        Difference(*place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


Place = tuple[str, str, str, str]


def _flatten(content: Content) -> Iterator[tuple[Place, str]]:
    for level, band in content["bands"].items():
        for field, value in band.items():
            yield ("bands", level, "", field), _tell(value)
    for field, value in content["ownership"].items():
        yield ("ownership", "", "", field), _tell(value)
    for key, source in content["sources"].items():
        for field in _OF_SOURCE:
            yield ("sources", key, "", field), _tell(source.get(field))
        yield ("sources", key, "", "values"), _tell(source["values"])
    for factor in content["factors"]:
        yield from _flatten_factor(factor)


def _flatten_factor(factor: Content) -> Iterator[tuple[Place, str]]:
    name = factor["title"]
    for field in _OF_FACTOR:
        yield ("factors", name, "", field), _tell(factor.get(field))
    for rule in factor["rules"]:
        for field in _OF_RULE:
            if rule.get(field) is not None:
                yield ("factors", name, rule["reason"], field), _tell(rule[field])


def _tell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_tell(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_tell(one) for one in value)
    return str(value)
