"""Tables of risk factors of a tenant: draft one, approve it by a second person after its dry run, retire it.

Without a live table of its own a tenant's businesses are rated by the one that comes with the service.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import BUILT_IN, LevelChange, TableVersion
from kyc_service.domain.risk.tables import RiskTable
from kyc_service.errors import ConflictError, Fault, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services.risk.files import RiskTableError, default_table, parse_table, write_table
from kyc_service.storage.audit import Details
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

LONGEST_NAME = 64
"""Characters of a table's name."""
_READ = 64
"""Tables that are kept as they were read: reading one takes longer than rating by it."""


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table, and which one it is."""

    table: RiskTable
    id: str | None
    """None for the one that comes with the service."""
    name: str
    number: int
    digest: str


def live(work: Work) -> RiskTable:
    """Return the table that businesses are rated by: the tenant's live one, else the one of the service."""
    return current(work).table


def current(work: Work) -> NamedTable:
    """Return the same with which one it is."""
    version = work.risk.tables.live()
    return built_in() if version is None else read(version)


def read(version: TableVersion) -> NamedTable:
    """Read the table of a version."""
    return NamedTable(_parse(_dump(version.content)), version.id, version.name, version.number, version.digest)


@cache
def built_in() -> NamedTable:
    """Return the table that comes with the service."""
    table = default_table()
    return NamedTable(table, None, table.name, BUILT_IN, digest_of(write_table(table)))


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a table says, hex."""
    return hashlib.sha256(_dump(content).encode()).hexdigest()


def draft(work: Work, content: str | Mapping[str, Any]) -> TableVersion:
    """Keep another version of a table, by its name. Raises InvalidInputError that says what is wrong, and where."""
    try:
        table = parse_table(content)
    except RiskTableError as error:
        faults = [Fault(_point(fault.place), "invalid_risk_table", detail=fault.detail) for fault in error.faults]
        raise InvalidInputError(faults) from None
    if len(table.name) > LONGEST_NAME:
        raise InvalidInputError([Fault("/content/name", "too_long")])
    written = write_table(table)
    version = work.risk.tables.draft(table.name, written, digest_of(written))
    write_down(work, "risk_table.drafted", version)
    return version


def approve(work: Work, table_id: str, version: int) -> TableVersion:
    """Make a table the live one, and have every business rated by it. Raises FourEyesError for its maker.

    Raises ConflictError without a dry run, and when another table went live since: what it compared with is gone.
    """
    found = get(work, table_id, version)
    if found.report is not None and found.report["compared_with"]["digest"] != current(work).digest:
        message = "another table went live since its dry run; draft it and try it again"
        raise ConflictError(message, "dry_run_outdated")
    approved = work.risk.tables.approve(found)
    _change(work, "risk_table.approved", approved)
    return approved


def retire(work: Work, table_id: str, version: int) -> TableVersion:
    """Take a table out of use, or drop a draft; without a live one that of the service applies again."""
    found = get(work, table_id, version)
    was_live = work.risk.tables.live()
    retired = work.risk.tables.retire(found)
    if was_live is not None and was_live.id == retired.id:
        _change(work, "risk_table.retired", retired)
    else:
        write_down(work, "risk_table.retired", retired)
    return retired


def changes(
    work: Work, table_id: str, after: str | None, limit: int, *, kind: tuple[Level, Level] | None = None
) -> Page[LevelChange]:
    """List the businesses that a dry run found at another level. Raises NotFoundError; the reading is in the audit."""
    found = work.risk.tables.get(table_id)
    write_down(work, "risk_table.changes_read", found)
    return work.risk.tables.changes(table_id, after, limit, kind=kind)


def get(work: Work, table_id: str, version: int) -> TableVersion:
    """Return a table as it was read. Raises NotFoundError, StaleVersionError."""
    found = work.risk.tables.get(table_id)
    if found.version != version:
        raise StaleVersionError
    return found


def write_down(work: Work, op: str, version: TableVersion) -> None:
    """Write a step of a table into the audit."""
    details: Details = {"table_id": version.id, "number": version.number, "digest": version.digest}
    work.audit.append(op, version.status.value, details=details)


def of_rating(work: Work, table_id: str | None) -> NamedTable:
    """Return the table that a rating names; for one of the service as it was, as it is."""
    if table_id is None:
        return built_in()
    try:
        return read(work.risk.tables.get(table_id))
    except NotFoundError:
        return built_in()


def _change(work: Work, op: str, version: TableVersion) -> None:
    """Write down that another table is live, and ask that every business is rated by it."""
    write_down(work, op, version)
    work.outbox.ask(Task.RATE_AGAIN, work.tenant_id)


@lru_cache(_READ)
def _parse(content: str) -> RiskTable:
    return parse_table(json.loads(content))


def _dump(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _point(place: str) -> str:
    """Write a place as `factors[2].rules[0].points` as a pointer into the request."""
    parts = (part for part in re.split(r"[.\[\]]+", place) if part)
    return "/".join(("/content", *parts))
