"""A past screening can be repeated on the versions it used, and gives the same answer."""

from __future__ import annotations

import dataclasses

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import NotFoundError
from kyc_service.services import replays, verifications
from kyc_service.services.monitoring import alerts
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import load_lists, small_version, submission

LISTED = "Aero-Caribbean"


def screened(rt: Runtime, tenant: Tenant, name: str) -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission(name=name))
    verifications.run(rt, made.id)
    return made.id


@pytest.mark.parametrize("name", [LISTED, "Jansen Fietsen B.V."])
def test_the_answer_of_then_comes_again_whatever_the_lists_became(
    loaded_runtime: Runtime, tenant: Tenant, name: str
) -> None:
    verification_id = screened(loaded_runtime, tenant, name)
    empty = dataclasses.replace(
        small_version("ofac_sdn"), digest="ab" * 32, entries=small_version("ofac_sdn").entries[-1:]
    )
    load_lists(loaded_runtime, (empty,))
    found = replays.replay(loaded_runtime, tenant.id, verification_id, "key:auditor")
    assert found
    assert all(row.same for row in found)
    assert [entry.entry_id for row in found for entry in row.then] == (["ofac:36"] if name == LISTED else [])
    assert {used.digest for used in found[0].lists} >= {small_version("ofac_sdn").digest}
    now = screened(loaded_runtime, tenant, name) if name == LISTED else None
    if now is not None:
        assert replays.replay(loaded_runtime, tenant.id, now, "key:auditor")[0].then == ()


def test_a_party_that_was_screened_again_in_its_case_is_repeated_like_the_first_time(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    """What the case shows already is not shown twice, and was found again all the same."""
    rt = loaded_runtime
    verification_id = screened(rt, tenant, LISTED)
    with rt.open_work(tenant.id, "monitoring") as work:
        business = work.verifications.get(verification_id).subject_id
        alerts.raise_for(work, rt.policy, business, [business])
    verifications.run(rt, verification_id)
    found = replays.replay(rt, tenant.id, verification_id, "key:auditor")
    assert [[entry.entry_id for entry in row.then] for row in found] == [["ofac:36"], ["ofac:36"]]
    assert all(row.same for row in found)


def test_repeating_is_audited_and_stores_nothing_else(loaded_runtime: Runtime, tenant: Tenant) -> None:
    verification_id = screened(loaded_runtime, tenant, LISTED)
    with loaded_runtime.open_work(tenant.id, "test") as work:
        before = work.hits.of_verification(verification_id)
    replays.replay(loaded_runtime, tenant.id, verification_id, "key:auditor")
    with loaded_runtime.open_work(tenant.id, "test") as work:
        assert work.hits.of_verification(verification_id) == before
        assert "screening.replayed" in {entry.op for entry in work.audit.page(None, 50).items}


def test_a_version_that_is_gone_is_said(loaded_runtime: Runtime, tenant: Tenant) -> None:
    verification_id = screened(loaded_runtime, tenant, LISTED)
    load_lists(loaded_runtime, (dataclasses.replace(small_version("un"), digest="ab" * 32, published=None),))
    with loaded_runtime.open_system() as system:
        system._tx.connection.exec_driver_sql("DELETE FROM list_versions WHERE source = 'un' AND published IS NOT NULL")
    with pytest.raises(NotFoundError):
        replays.replay(loaded_runtime, tenant.id, verification_id, "key:auditor")
