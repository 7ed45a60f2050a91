"""The signed report of a month: evidence though nothing matched, made once, and found out when touched."""

from __future__ import annotations

import json

import pytest

from kyc_service.domain.monitoring.days import Month
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import InvalidInputError
from kyc_service.services.monitoring import coverage
from kyc_service.services.monitoring.reports import content, files, making, pages
from kyc_service.services.packs import envelope
from kyc_service.services.runtime import Runtime
from tests.fixtures.watches import ACTOR, listed, monitor, onboard, publish


def fetch(rt: Runtime, tenant: Tenant, month: str) -> bytes:
    with rt.open_work(tenant.id, ACTOR) as work:
        return making.fetch(rt, work, tenant.id, month)


def this_month(rt: Runtime) -> Month:
    with rt.open_system() as system:
        return Month.of(system.now())


def test_a_month_in_which_nothing_matched_is_proved(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    monitor(rt, tenant)
    coverage.look(rt)
    month = str(this_month(rt))
    document = fetch(rt, tenant, month)
    checked = files.check(document, rt.keys.head_key())
    assert (checked.faults, checked.tenant, checked.month, checked.whole) == ((), tenant.id, month, False)
    said = files.open_report(document)
    assert said["summary"] == {
        "editions": 1,
        "editions_completed": 1,
        "runs": 1,
        "comparisons": 1,
        "alerts": 0,
        "pairs": 0,
        "pairs_ended": 0,
        "failures": 0,
        "active_at_end": 1,
        "without_current_result_at_end": 0,
        "longest_uncovered_seconds": 0,
    }
    assert {one["source"] for one in said["lists"]} == set(said["editions"][0]["lists"])
    assert all(one["screened_at"] and one["loaded_at"] and len(one["digest"]) > 3 for one in said["lists"])
    assert [(one["trigger"], one["due"], one["alerts"]) for one in said["runs"]] == [("edition", 1, 0)]
    assert "Jansen" not in document.decode()


def test_what_was_found_stands_in_it_and_on_the_page(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    monitor(rt, tenant)
    said = files.open_report(fetch(rt, tenant, str(this_month(rt))))
    assert (said["summary"]["alerts"], said["summary"]["editions"], said["pairs_now"]) == (1, 2, {"un": 1})
    page = pages.write({**said, "tenant": "<b>ten</b>"}, envelope.digest_of(said))
    assert "<b>ten</b>" not in page
    assert all(text in page for text in ("&lt;b&gt;ten", envelope.digest_of(said), "not over", said["runs"][0]["id"]))
    assert "Jansen" not in page


@pytest.mark.parametrize("touch", ["content", "proof", "other_key", "key_given"])
def test_a_touched_report_is_found_out(loaded_runtime: Runtime, tenant: Tenant, touch: str) -> None:
    whole = json.loads(fetch(loaded_runtime, tenant, str(this_month(loaded_runtime))))
    key = loaded_runtime.keys.head_key()
    if touch == "content":
        whole["content"]["summary"]["alerts"] = 7
    elif touch == "proof":
        whole["proof"]["signed_at"] = "2020-01-01T00:00:00.000000+00:00"
    elif touch == "other_key":
        whole["proof"]["key"] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    else:
        key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert files.check(json.dumps(whole).encode(), key).faults


@pytest.mark.parametrize("file", [b"", b"[]", b"no", b'{"content": 1, "proof": 2}', b'{"a": 1, "a": 2}'])
def test_what_is_no_report_is_refused(file: bytes) -> None:
    with pytest.raises(files.ReportFileError):
        files.check(file)


def test_a_month_that_is_over_is_reported_once_and_by_the_clock(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    assert making.make_due(rt) == 0
    month = this_month(rt)
    monkeypatch.setattr(
        making, "months_between", lambda first, _: [Month.of(first)] if Month.of(first) == month else []
    )
    real = content.gather
    monkeypatch.setattr(content, "gather", lambda *args: real(*args) | {"whole": True})
    assert making.make_due(rt) == 1
    assert making.make_due(rt) == 0
    first = fetch(rt, tenant, str(month))
    assert fetch(rt, tenant, str(month)) == first
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert [one.month for one in work.monitoring.proof.reports(9)] == [str(month)]
        entries = [one for one in work.audit.page(None, 50).items if one.op == "coverage.reported"]
    assert [one.details["sha256"] for one in entries] == [files.check(first).sha256]


@pytest.mark.parametrize("month", ["2099-01", "2026-13", "x"])
def test_only_a_month_that_has_begun_is_reported(loaded_runtime: Runtime, tenant: Tenant, month: str) -> None:
    with pytest.raises(InvalidInputError):
        fetch(loaded_runtime, tenant, month)
