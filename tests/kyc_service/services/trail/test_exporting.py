"""Exports: no cell is a formula, whatever an actor is called; pages of any size join without a gap."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail import exporting
from kyc_service.services.trail.exporting import COLUMNS, ExportFormat


@pytest.fixture
def acted(runtime: Runtime, caller: object) -> tuple[Runtime, Tenant]:
    tenant: Tenant = caller.tenant  # type: ignore[attr-defined]  # a caller of the service
    for number, actor in enumerate(["=cmd|' /C calc'!A0", "+1", "-1", "@sum", "anna"]):
        with runtime.open_work(tenant.id, actor) as work:
            work.audit.append("op.done", "done", details={"number": number, "code": 'a,b\n"c"'})
    return runtime, tenant


@pytest.mark.parametrize("size", [1, 2, 500])
def test_pages_join_without_a_gap(acted: tuple[Runtime, Tenant], monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    rt, tenant = acted
    monkeypatch.setattr(exporting, "PAGE", size)
    pieces = list(exporting.export(rt, tenant.id, "anna", AuditSearch(op="op."), ExportFormat.JSONL))
    assert len(pieces) == -(-5 // size)
    found = [json.loads(line) for line in b"".join(pieces).splitlines()]
    assert [one["details"]["number"] for one in found] == [4, 3, 2, 1, 0]
    assert all(list(one) == list(COLUMNS) for one in found)


def test_no_cell_is_a_formula(acted: tuple[Runtime, Tenant]) -> None:
    rt, tenant = acted
    text = b"".join(exporting.export(rt, tenant.id, "anna", AuditSearch(op="op."), ExportFormat.CSV)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["actor"] for row in rows] == ["anna", "'@sum", "'-1", "'+1", "'=cmd|' /C calc'!A0"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert json.loads(rows[0]["details"]) == {"code": 'a,b\n"c"', "number": 4}


def test_nothing_is_given_before_the_export_is_written_down(acted: tuple[Runtime, Tenant]) -> None:
    rt, tenant = acted
    exporting.export(rt, tenant.id, "anna", AuditSearch(), ExportFormat.CSV)
    with rt.open_work(tenant.id, "anna", read_only=True) as work:
        assert work.audit.page(None, 1).items[0].op == "audit.exported"
