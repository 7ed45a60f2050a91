"""Export a search of the audit, page by page, as CSV or as JSON Lines. The export is in the audit before it begins."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum

from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.services.people.names import name_actor
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.operations import say_operation
from kyc_service.storage.audit import AuditEntry
from kyc_service.storage.work import Work

PAGE = 500
COLUMNS = (
    "seq",
    "at",
    "actor",
    "actor_name",
    "op",
    "in_words",
    "outcome",
    "verification_id",
    "case_id",
    "subject_id",
    "policy_version",
    "rule_ids",
    "details",
    "commitment",
    "mac",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet work something out."""


class ExportFormat(StrEnum):
    """What the audit is written as."""

    CSV = "csv"
    JSONL = "jsonl"


MEDIA_TYPES: Mapping[ExportFormat, str] = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl",
}


def export(rt: Runtime, tenant_id: str, actor: str, wanted: AuditSearch, kind: ExportFormat) -> Iterator[bytes]:
    """Note the export, then give it piece by piece, newest entry first. Nothing is held for longer than a page."""
    with rt.open_work(tenant_id, actor) as work:
        work.audit.append("audit.exported", kind.value)
        begin = work.audit.newest()
    return _write(rt, tenant_id, actor, wanted, kind, begin)


def _write(
    rt: Runtime, tenant_id: str, actor: str, wanted: AuditSearch, kind: ExportFormat, begin: int
) -> Iterator[bytes]:
    if kind is ExportFormat.CSV:
        yield _line(COLUMNS)
    after: str | None = str(begin)
    names: dict[str, str] = {}
    while after is not None:
        with rt.open_work(tenant_id, actor, read_only=True) as work:
            page = work.audit.page(after, PAGE, wanted)
            rows = [_row(work, entry, names) for entry in page.items]
        make = _write_csv if kind is ExportFormat.CSV else _write_json
        yield b"".join(map(make, rows))
        after = page.next


def _row(work: Work, entry: AuditEntry, names: dict[str, str]) -> dict[str, object]:
    if entry.actor not in names:
        names[entry.actor] = name_actor(work, entry.actor)
    added = {"actor_name": names[entry.actor], "in_words": say_operation(entry.op)}
    known = {name: getattr(entry, name) for name in COLUMNS if name not in added}
    return {
        **known,
        **added,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "rule_ids": list(entry.rule_ids),
        "details": dict(entry.details),
    }


def _write_json(row: Mapping[str, object]) -> bytes:
    return json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False).encode() + b"\n"


def _write_csv(row: Mapping[str, object]) -> bytes:
    texts = {
        **row,
        "rule_ids": " ".join(map(str, row["rule_ids"])),  # type: ignore[call-overload]  # a list, see above
        "details": json.dumps(row["details"], sort_keys=True),
    }
    return _line(["" if texts[name] is None else str(texts[name]) for name in COLUMNS])


def _line(cells: Iterator[str] | list[str] | tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode()
