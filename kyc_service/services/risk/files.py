"""Files of risk tables: TOML and JSON, read strictly, with every fault at its place; written as plain values.

name = "Marketplace, 2026"

[bands.low]
from_points = 0
review_months = 60
...
[sources.fatf_call]
title = "FATF's call for action"
as_of = 2026-06-19
values = ["IR", "KP", "MM"]

[[factors]]
id = "registration_country"
title = "Country of registration"
fact = "registration_country"
most = 40
rules = [{ source = "fatf_call", points = 40, at_least = "high", reason = "on FATF's call for action" }]
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from kyc_service.domain.risk.facts import NUMBERS, Fact, Facts, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.tables import Band, Combine, Factor, RiskTable, Rule, is_old
from kyc_service.domain.risk.vocabularies import can_be
from kyc_service.services.risk.checks import check_table
from kyc_service.services.risk.faults import Faults, RiskTableError, TableFault
from kyc_service.services.risk.readings import read_table

__all__ = ["LARGEST", "RiskTableError", "TableFault", "default_table", "is_old", "parse_facts", "parse_table"]
__all__ += ["read_file", "write_table"]

LARGEST = 1024 * 1024
"""Characters of a table; bytes of a file."""
MOST_SAID = 1000
"""Values of one fact."""
SHIPPED = Path(__file__).with_name("factors.toml")


def parse_table(content: str | Mapping[str, Any]) -> RiskTable:
    """Read a table from TOML or JSON, or from what `write_table` made. Raises RiskTableError with every fault."""
    faults = Faults()
    table = read_table(_load(content) if isinstance(content, str) else content, faults)
    check_table(table, faults)
    faults.raise_found()
    return table


def write_table(table: RiskTable) -> dict[str, Any]:
    """Write a table as values that JSON knows; `parse_table` reads the same table from it."""
    terms = table.ownership
    return {
        "name": table.name,
        "bands": {str(level): _write_band(table.bands[level]) for level in Level},
        "ownership": {
            "threshold": terms.threshold,
            "sectors": dict(sorted(terms.sectors.items())),
            "required": terms.required,
        },
        "sources": {
            key: {
                "title": source.title,
                "as_of": source.as_of.isoformat(),
                "url": source.url,
                "values": sorted(source.values),
            }
            for key, source in table.sources.items()
        },
        "factors": [_write_factor(factor) for factor in table.factors],
    }


@cache
def default_table() -> RiskTable:
    """Return the table that ships: a documented starting point, measured by nobody."""
    return parse_table(SHIPPED.read_text(encoding="utf-8"))


def read_file(path: Path) -> str:
    """Read the text of a file. Raises RiskTableError."""
    try:
        if path.stat().st_size > LARGEST:
            _fail(f"is larger than {LARGEST // 1024} KiB")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        _fail("is not UTF-8", f"line {line}")
    except OSError as error:
        _fail(f"cannot be read: {error.strerror}")


def parse_facts(content: str | Mapping[str, Any]) -> Facts:
    """Read facts of a business: JSON or TOML, one value or a list for each fact. Raises RiskTableError.

    A fact that is left out or null is unknown; an empty list says that there is none.
    """
    faults = Faults()
    known = frozenset(map(str, Fact))
    fields = faults.fields("", _load(content) if isinstance(content, str) else content, known, frozenset())
    facts = {Fact(key): _read_said(faults, Fact(key), value) for key, value in fields.items() if value is not None}
    faults.raise_found()
    return facts


def _read_said(faults: Faults, fact: Fact, value: object) -> tuple[Value, ...]:
    listed = value if isinstance(value, list | tuple) else [value]
    most = 1 if fact in NUMBERS else MOST_SAID
    said: list[Value] = []
    for place, item in faults.items(fact, listed, most):
        if isinstance(item, str | int | float) and not isinstance(item, bool) and can_be(fact, item):
            said.append(item if isinstance(item, str) else float(item))
        else:
            faults.add(place, f"is no value of {fact}")
    return tuple(said)


def _load(text: str) -> object:
    """Load TOML, or JSON when it begins with a brace."""
    if len(text) > LARGEST:
        _fail(f"is larger than {LARGEST // 1024} KiB")
    in_json = text.lstrip().startswith("{")
    try:
        return json.loads(text, object_pairs_hook=_refuse_twice) if in_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        _fail("is not JSON", f"line {error.lineno}")
    except tomllib.TOMLDecodeError as error:
        _fail(f"is not TOML: {_in_short(error)}")
    except (ValueError, RecursionError) as error:
        if isinstance(error, RiskTableError):
            raise
        _fail(f"is not {'JSON' if in_json else 'TOML'} that can be read")


def _refuse_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        _fail("has a field twice in one object")
    return dict(pairs)


def _in_short(error: Exception) -> str:
    """Say where it is: the message of the parser may hold a key of the file, and may be long."""
    return str(error).rpartition("(")[2].rstrip(")")[:100] or "somewhere"


def _fail(detail: str, place: str = "") -> NoReturn:
    """Refuse a file as a whole."""
    raise RiskTableError([TableFault(place, detail)]) from None


def _write_band(band: Band) -> dict[str, Any]:
    begins = {} if band.level is Level.PROHIBITED else {"from_points": band.from_points}
    return {**begins, "review_months": band.review_months, "review": band.review}


def _write_factor(factor: Factor) -> dict[str, Any]:
    return {
        "id": factor.id,
        "title": factor.title,
        "fact": str(factor.fact),
        "most": factor.most,
        "combine": str(factor.combine or Combine.MOST),
        "basis": factor.basis,
        "rules": [_write_rule(rule) for rule in factor.rules],
    }


def _write_rule(rule: Rule) -> dict[str, Any]:
    fields: dict[str, Any] = {"reason": rule.reason, "points": rule.points}
    optional = {
        "source": rule.source,
        "values": sorted(rule.values),
        "unknown": rule.unknown,
        "low": rule.low,
        "high": rule.high,
        "at_least": str(rule.at_least) if rule.at_least else None,
    }
    return fields | {
        key: value
        for key, value in optional.items()
        if value is not None and value is not False and value not in ("", [])
    }
