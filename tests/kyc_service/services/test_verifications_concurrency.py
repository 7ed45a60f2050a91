"""A job that is delivered twice: two workers run the same verification at once, and neither fails for it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import KycError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import submission

PATIENCE = 1.0
"""Seconds for which the second worker waits for the first, which may have to wait for the second."""


def test_a_second_delivery_fails_in_neither_worker(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, failed = loaded_runtime, list[KycError]()
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission())

    def run() -> None:
        try:
            verifications.run(rt, made.id)
        except KycError as error:
            failed.append(error)

    first, usual = threading.Thread(target=run), verifications._plan_registers

    def plan(*given: Any) -> None:
        if first.ident is None:
            first.start()
            first.join(PATIENCE)
        usual(*given)

    monkeypatch.setattr(verifications, "_plan_registers", plan)
    run()
    first.join()
    with rt.open_work(tenant.id, "tester") as work:
        assert work.verifications.get(made.id).status is VerificationStatus.CLEAR
        moves = [entry for entry in work.audit.page(None, 50).items if entry.op == "verification.moved"]
    assert (failed, len(moves)) == ([], 1)
