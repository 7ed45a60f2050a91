"""Readings: a table of risk factors out of what TOML or JSON hold. Each part says what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.industries import read_code
from kyc_service.domain.risk.levels import LONGEST_REVIEW, Level
from kyc_service.domain.risk.tables import (
    LEAST_THRESHOLD,
    MOST_THRESHOLD,
    Band,
    Combine,
    Factor,
    OwnershipTerms,
    RiskTable,
    Rule,
    Source,
)
from kyc_service.services.risk.faults import Faults, join

MOST_FACTORS = 100
MOST_RULES = 200
"""Of one factor."""
MOST_SOURCES = 100
MOST_VALUES = 1000
"""Of one rule or source."""
MOST_POINTS = 1000.0
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_WHOLE = frozenset({"name", "bands", "ownership", "sources", "factors"})
_SOURCE = frozenset({"title", "as_of", "url", "values"})
_FACTOR = frozenset({"id", "title", "fact", "most", "combine", "basis", "rules"})
_RULE = frozenset({"reason", "points", "source", "values", "unknown", "low", "high", "at_least"})
_BAND = frozenset({"from_points", "review_months", "review"})
_TERMS = frozenset({"threshold", "sectors", "required"})
_NOTHING: frozenset[str] = frozenset()


def read_table(content: object, faults: Faults) -> RiskTable:
    """Read a whole table. What is wrong is in the faults, and then the table is not to be used."""
    fields = faults.fields("", content, _WHOLE, _WHOLE - {"ownership"})
    sources = _read_named(faults, fields.get("sources", {}))
    listed = faults.items("factors", fields.get("factors", []), MOST_FACTORS)
    factors = tuple(_read_factor(faults, place, item) for place, item in listed)
    return RiskTable(
        name=faults.text("name", fields.get("name", "-")),
        factors=factors,
        bands=_read_bands(faults, fields.get("bands", {})),
        sources=sources,
        ownership=_read_terms(faults, fields.get("ownership", {})),
    )


def _read_named(faults: Faults, value: object) -> dict[str, Source]:
    if not isinstance(value, Mapping) or len(value) > MOST_SOURCES:
        faults.add("sources", f"has to be a table of at most {MOST_SOURCES} sources by their ids")
        return {}
    read = {}
    for number, (key, item) in enumerate(value.items()):
        named = isinstance(key, str) and _ID.fullmatch(key) is not None
        place = f"sources.{key}" if named else f"sources (number {number + 1})"
        if not named:
            faults.add(place, "its id has to be of small letters, digits and _")
            continue
        read[key] = _read_source(faults, place, key, item)
    return read


def _read_source(faults: Faults, place: str, key: str, item: object) -> Source:
    fields = faults.fields(place, item, _SOURCE, _SOURCE - {"url"})
    return Source(
        id=key,
        title=faults.text(join(place, "title"), fields.get("title", "-")),
        as_of=_read_day(faults, join(place, "as_of"), fields.get("as_of", dt.date.min)),
        url=_read_url(faults, join(place, "url"), fields.get("url", "")),
        values=frozenset(map(read_code, _read_values(faults, join(place, "values"), fields.get("values", [])))),
    )


def _read_day(faults: Faults, place: str, value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        faults.add(place, "has to be a day, as 2026-06-19")
        return dt.date.min


def _read_url(faults: Faults, place: str, value: object) -> str:
    text = faults.text(place, value, empty=True)
    if text and not text.startswith("https://"):
        faults.add(place, "has to begin with https://")
    return text


def _read_values(faults: Faults, place: str, value: object) -> frozenset[str]:
    return frozenset(faults.text(where, item) for where, item in faults.items(place, value, MOST_VALUES))


def _read_factor(faults: Faults, place: str, item: object) -> Factor:
    fields = faults.fields(place, item, _FACTOR, _FACTOR - {"combine", "basis"})
    key = faults.text(join(place, "id"), fields.get("id", "-"))
    if "id" in fields and key and not _ID.fullmatch(key):
        faults.add(join(place, "id"), "has to be of small letters, digits and _")
    fact = faults.word(join(place, "fact"), fields.get("fact", Fact.ROLE), Fact, tuple(Fact)) or Fact.ROLE
    combine = faults.word(join(place, "combine"), fields.get("combine", Combine.MOST), Combine, tuple(Combine))
    listed = faults.items(join(place, "rules"), fields.get("rules", [{}]), MOST_RULES, 1)
    rules = tuple(_read_rule(faults, where, rule, fact) for where, rule in listed) if "rules" in fields else ()
    return Factor(
        id=key,
        title=faults.text(join(place, "title"), fields.get("title", "-")),
        fact=fact,
        most=faults.number(join(place, "most"), fields.get("most", 0), MOST_POINTS) or 0.0,
        combine=combine or Combine.MOST,
        rules=rules,
        basis=faults.text(join(place, "basis"), fields.get("basis", ""), empty=True),
    )


def _read_rule(faults: Faults, place: str, item: object, fact: Fact) -> Rule:
    fields = faults.fields(place, item, _RULE, frozenset({"reason"}))
    values = _read_values(faults, join(place, "values"), fields.get("values", []))
    level = fields.get("at_least")
    return Rule(
        reason=faults.text(join(place, "reason"), fields.get("reason", "-")),
        points=faults.number(join(place, "points"), fields.get("points", 0), MOST_POINTS) or 0.0,
        source=faults.text(join(place, "source"), fields.get("source", ""), empty=True),
        values=frozenset(map(read_code, values)) if fact is Fact.INDUSTRY else values,
        unknown=faults.flag(join(place, "unknown"), fields.get("unknown", False)),
        low=_read_bound(faults, place, fields, "low"),
        high=_read_bound(faults, place, fields, "high"),
        at_least=None if level is None else faults.word(join(place, "at_least"), level, Level, tuple(Level)),
    )


def _read_bound(faults: Faults, place: str, fields: Mapping[str, Any], key: str) -> float | None:
    return faults.number(join(place, key), fields[key]) if fields.get(key) is not None else None


def _read_bands(faults: Faults, value: object) -> dict[Level, Band]:
    names = frozenset(map(str, Level))
    fields = faults.fields("bands", value, names, names)
    return {level: _read_band(faults, level, fields.get(level, {})) for level in Level if level in fields}


def _read_band(faults: Faults, level: Level, item: object) -> Band:
    place = f"bands.{level}"
    by_points = level is not Level.PROHIBITED
    needed = frozenset({"review_months", "from_points"} if by_points else {"review_months"})
    fields = faults.fields(place, item, _BAND, needed)
    if not by_points and "from_points" in fields:
        faults.add(join(place, "from_points"), "has to be left out: no points lead to it")
    begins = faults.number(join(place, "from_points"), fields.get("from_points", 0)) if by_points else math.inf
    months = fields.get("review_months", 1)
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= LONGEST_REVIEW[level]:
        faults.add(join(place, "review_months"), f"has to be a whole number from 1 to {LONGEST_REVIEW[level]}")
        months = 1
    review = faults.flag(join(place, "review"), fields.get("review", False))
    return Band(level=level, from_points=begins or 0.0, review_months=months, review=review)


def _read_terms(faults: Faults, value: object) -> OwnershipTerms:
    fields = faults.fields("ownership", value, _TERMS, _NOTHING)
    sectors = fields.get("sectors", {})
    if not isinstance(sectors, Mapping) or len(sectors) > MOST_VALUES:
        faults.add("ownership.sectors", "has to be a table of thresholds by industry codes")
        sectors = {}
    return OwnershipTerms(
        threshold=_read_threshold(faults, "ownership.threshold", fields.get("threshold", MOST_THRESHOLD)),
        sectors={
            read_code(faults.text(f"ownership.sectors (number {number})", key)): _read_threshold(
                faults, f"ownership.sectors (number {number})", share
            )
            for number, (key, share) in enumerate(sectors.items(), 1)
        },
        required=faults.flag("ownership.required", fields.get("required", False)),
    )


def _read_threshold(faults: Faults, place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST_THRESHOLD <= value <= MOST_THRESHOLD:
        faults.add(place, f"has to be {LEAST_THRESHOLD:g} to {MOST_THRESHOLD:g} per cent")
        return MOST_THRESHOLD
    return float(value)
