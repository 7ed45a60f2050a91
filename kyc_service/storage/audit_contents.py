"""What an audit entry says, in the one form that is signed and sealed: compact JSON, keys sorted, ASCII.

Made of values when an entry is written, and of what stands in the database when the chain is followed: there a value
in another spelling than this service's own is a change like every other, and one that cannot be read is one too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any

from sqlalchemy import ColumnElement, String, cast, type_coerce

from kyc_service.storage.tables import audit

SIGNED = (
    "actor",
    "at",
    "case_id",
    "commitment",
    "details",
    "op",
    "outcome",
    "policy_version",
    "rule_ids",
    "subject_id",
    "tenant_id",
    "verification_id",
)
"""Columns that are signed, in the order of their names."""
UNREADABLE = b""
"""Stands for the content of an entry that this service cannot have written: nothing is ever signed that is empty."""
_FORM = "{" + ",".join(f'"{name}":%s' for name in SIGNED) + "}"
_MARKED = {"at", "rule_ids", "details"}
"""Columns that SQLAlchemy would make values of."""
_SQLITE_BLANK, _SQLITE_LENGTH = len("2026-01-31"), len("2026-01-31 23:59:59.000000")
_KEPT = 4096
_compact = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def make_content(row: Mapping[str, Any]) -> bytes:
    """Write down an entry by its values: `at` an aware instant, `rule_ids` a sequence, `details` a mapping."""
    made = {
        "at": _quote(row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")),
        "rule_ids": _compact(list(row["rule_ids"])),
        "details": _compact(dict(row["details"])),
    }
    return (_FORM % tuple(made.get(name) or _quote(row[name]) for name in SIGNED)).encode()


def as_they_stand(*, postgres: bool) -> tuple[ColumnElement[Any], ...]:
    """Give the signed columns as the database holds them, for `read_content`."""
    return tuple(_leave(audit.c[name], postgres=postgres) if name in _MARKED else audit.c[name] for name in SIGNED)


def _leave(column: ColumnElement[Any], *, postgres: bool) -> ColumnElement[Any]:
    # SQLite gives whatever was put there, and a cast would make a text of it.
    return cast(column, String) if postgres else type_coerce(column, String)


def read_content(values: Sequence[Any], *, postgres: bool) -> bytes:
    """Write down an entry by what `as_they_stand` found; `UNREADABLE` where this service cannot have written it."""
    actor, at, case, commitment, details, op, outcome, policy, rules, subject, tenant, verification = values
    try:
        at = _read_postgres(at) if postgres else _read_sqlite(at)
        made = (
            *(_quote(actor), _quote(at), _quote(case), _quote(commitment), _respell(details), _quote(op)),
            *(_quote(outcome), _quote(policy), _respell(rules), _quote(subject), _quote(tenant), _quote(verification)),
        )
    except (TypeError, ValueError, RecursionError):
        return UNREADABLE
    return (_FORM % made).encode()


def _quote(value: str | None) -> str:
    """Write a text as JSON. Raises TypeError for what is none."""
    return "null" if value is None else encode_basestring_ascii(value)


@lru_cache(maxsize=_KEPT)
def _respell(text: str) -> str:
    """Make compact JSON, with sorted keys, of what a column of JSON holds.

    Raises ValueError, TypeError or RecursionError where it is not spelled as this service spells it: other readers of
    the same bytes, of a key that comes twice for one, may see something else in them.
    """
    value = json.loads(text)
    if json.dumps(value) != text:
        message = "not spelled as it is here"
        raise ValueError(message)
    return _compact(value)


def _read_sqlite(text: str) -> str:
    """Write an instant down. Every spelling but the one it was written in comes to something else, or ValueError."""
    if len(text) != _SQLITE_LENGTH or text[_SQLITE_BLANK] != " ":
        message = "no instant"
        raise ValueError(message)
    return f"{text[:_SQLITE_BLANK]}T{text[_SQLITE_BLANK + 1 :]}+00:00"


def _read_postgres(text: str) -> str:
    """Write an instant down; the server gives each in one spelling. Raises ValueError for one that Python has not."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).isoformat(timespec="microseconds")
