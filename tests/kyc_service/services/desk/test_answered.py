"""Drafts measured on what people answered: pairs made anew, what is gone left out, no case kept."""

from __future__ import annotations

import json

import pytest

from kyc_service.domain.cases import Disposition
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.services import cases, verifications
from kyc_service.services.desk import answered
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import profiles
from kyc_service.services.tuning.profiles import Content
from tests.fixtures.runtimes import submission

MAKER = "acc_maker"


def answer(rt: Runtime, tenant: Tenant, reference: str, name: str, said: Disposition) -> None:
    """Submit a business that is on a list, and answer its hits."""
    with rt.open_work(tenant.id, "tester") as work:
        made = verifications.submit(work, rt.policy, submission(reference, name))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, MAKER) as work:
        found = work.hits.of_verification(made.id)
        assert found
        for hit in found:
            cases.dispose(work, hit.id, said, "other", "a note", hit.version)


def draft(rt: Runtime, tenant: Tenant, threshold: float) -> tuple[str, int]:
    with rt.open_work(tenant.id, MAKER) as work:
        made = profiles.draft(rt, work, Purpose.ONBOARDING, "marketplace", Content(threshold=threshold))
    return made.id, made.version


def test_a_draft_is_measured_on_what_people_said(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    answer(rt, tenant, "shop-1", "Aero-Caribbean", Disposition.TRUE_MATCH)
    answer(rt, tenant, "shop-2", "Banco Nacional de Cuba", Disposition.FALSE_POSITIVE)
    report = answered.evaluate(rt, (tenant.id, MAKER), *draft(rt, tenant, 0.99)).report
    assert report is not None
    assert (report["matches"], report["left_out"], report["recall"], report["usual"]["recall"]) == (1, 0, 0.0, 1.0)
    rows = {row["threshold"]: row for row in report["thresholds"]}
    assert (len(rows), rows[0.75]["missed"], rows[0.99]["missed"]) == (50, 0, 1)
    text = json.dumps(report)
    assert not [word for word in ("Aero", "Banco", "hit_", "sub_", "ofac:") if word in text]


def test_answers_of_one_kind_measure_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    answer(rt, tenant, "shop-1", "Aero-Caribbean", Disposition.FALSE_POSITIVE)
    with pytest.raises(ConflictError) as caught:
        answered.evaluate(rt, (tenant.id, MAKER), *draft(rt, tenant, 0.9))
    assert caught.value.code == "evaluation_needs_both"


def test_that_answers_were_read_is_in_the_audit_without_a_name(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    answer(rt, tenant, "shop-1", "Aero-Caribbean", Disposition.TRUE_MATCH)
    found = answered.collect(rt, (tenant.id, MAKER))
    assert [pair.match for pair in found.pairs] == [True] * len(found.pairs)
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 100).items if one.op == "profile.answers_read"]
    assert [dict(one.details) for one in entries] == [{"pairs": len(found.pairs), "left_out": 0}]


def test_nothing_is_opened_for_a_draft_that_there_is_not(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    answer(rt, tenant, "shop-1", "Aero-Caribbean", Disposition.TRUE_MATCH)
    made, version = draft(rt, tenant, 0.9)
    for ident, at, error in (("prf_" + "0" * 32, 1, NotFoundError), (made, version + 1, StaleVersionError)):
        with pytest.raises(error):
            answered.evaluate(rt, (tenant.id, MAKER), ident, at)
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        assert "profile.answers_read" not in [one.op for one in work.audit.page(None, 100).items]
