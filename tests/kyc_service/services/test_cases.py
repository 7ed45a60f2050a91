"""From a hit to a decision, on SQLite and on PostgreSQL."""

import datetime as dt

import pytest

from kyc_service.domain.cases import Case, CaseStatus, Disposition, Hit, HitStatus, Outcome
from kyc_service.domain.checks import CheckKind, CheckReason
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services import cases, verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import load_lists, submission
from watchlists.versions import ListVersion

ANALYST, SECOND = "key:analyst", "key:second"
CLEAR = cases.Ruling(Outcome.CLEAR, "other", "another airline, other country")
REJECT = cases.Ruling(Outcome.REJECT, "other", "the listed airline itself")


def open_case(rt: Runtime, tenant: Tenant, name: str = "Aero-Caribbean", flags: tuple[str, ...] = ()) -> Case:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1", name, flags=flags))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, ANALYST) as work:
        case = work.cases.of_verification(made.id)
    assert case is not None
    return case


def hits_of(rt: Runtime, tenant: Tenant, case: Case) -> tuple[Hit, ...]:
    with rt.open_work(tenant.id, ANALYST) as work:
        return work.hits.of_verification(case.verification_id)


def dispose_all(rt: Runtime, tenant: Tenant, case: Case, disposition: Disposition, reason: str) -> Case:
    for hit in hits_of(rt, tenant, case):
        with rt.open_work(tenant.id, ANALYST) as work:
            cases.dispose(work, hit.id, disposition, reason, None, hit.version)
    with rt.open_work(tenant.id, ANALYST) as work:
        return work.cases.get(case.id)


def decide(rt: Runtime, tenant: Tenant, case: Case, ruling: cases.Ruling) -> Case:
    with rt.open_work(tenant.id, ANALYST) as work:
        return cases.decide(work, rt.policy, case.id, ruling, case.version)


def status_of(rt: Runtime, tenant: Tenant, case: Case) -> str:
    with rt.open_work(tenant.id, ANALYST) as work:
        return work.verifications.get(case.verification_id).status.value


def test_a_false_positive_is_cleared_by_one_person(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    case = dispose_all(rt, tenant, open_case(rt, tenant), Disposition.FALSE_POSITIVE, "different_country")
    closed = decide(rt, tenant, case, CLEAR)
    assert (closed.status, closed.outcome) == (CaseStatus.CLOSED, Outcome.CLEAR)
    assert status_of(rt, tenant, case) == "clear"


def test_a_rejection_needs_a_second_person(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    case = dispose_all(rt, tenant, open_case(rt, tenant), Disposition.TRUE_MATCH, "same_name_and_facts")
    proposed = decide(rt, tenant, case, REJECT)
    assert proposed.status is CaseStatus.PENDING_APPROVAL
    assert status_of(rt, tenant, case) == "review"
    with pytest.raises(FourEyesError), rt.open_work(tenant.id, ANALYST) as work:
        cases.approve(work, case.id, proposed.version)
    with rt.open_work(tenant.id, SECOND) as work:
        closed = cases.approve(work, case.id, proposed.version)
    assert (closed.status, closed.outcome) == (CaseStatus.CLOSED, Outcome.REJECT)
    assert status_of(rt, tenant, case) == "rejected"
    assert {hit.status for hit in hits_of(rt, tenant, case)} == {HitStatus.BLOCKED}


def test_a_second_person_can_send_it_back(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    case = dispose_all(rt, tenant, open_case(rt, tenant), Disposition.TRUE_MATCH, "same_name_and_facts")
    proposed = decide(rt, tenant, case, CLEAR)
    assert proposed.status is CaseStatus.PENDING_APPROVAL, "clearing a true match takes two people"
    with rt.open_work(tenant.id, SECOND) as work:
        back = cases.send_back(work, case.id, proposed.version)
    assert back.status is CaseStatus.IN_PROGRESS
    again = decide(rt, tenant, back, REJECT)
    assert again.proposed is Outcome.REJECT


def test_an_open_hit_keeps_it_from_being_decided(loaded_runtime: Runtime, tenant: Tenant) -> None:
    case = open_case(loaded_runtime, tenant)
    with pytest.raises(ConflictError) as caught:
        decide(loaded_runtime, tenant, case, CLEAR)
    assert caught.value.code == "hits_open"


def test_a_stale_page_is_refused(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    case = open_case(rt, tenant)
    (hit,) = hits_of(rt, tenant, case)
    with rt.open_work(tenant.id, ANALYST) as work:
        cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", None, hit.version)
    with pytest.raises(StaleVersionError), rt.open_work(tenant.id, SECOND) as work:
        cases.dispose(work, hit.id, Disposition.TRUE_MATCH, "same_identifier", None, hit.version)
    with pytest.raises(StaleVersionError):
        decide(rt, tenant, case, CLEAR)


@pytest.mark.parametrize(("reason", "note"), [("same_identifier", None), ("other", None), ("other", "x")])
def test_a_disposition_needs_a_reason_that_fits(
    loaded_runtime: Runtime,
    tenant: Tenant,
    reason: str,
    note: str | None,
) -> None:
    rt = loaded_runtime
    (hit,) = hits_of(rt, tenant, open_case(rt, tenant))
    with pytest.raises(InvalidInputError), rt.open_work(tenant.id, ANALYST) as work:
        cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, reason, note, hit.version)


def test_a_decision_needs_a_note(loaded_runtime: Runtime, tenant: Tenant) -> None:
    case = open_case(loaded_runtime, tenant, "test", ("placeholder_name",))
    with pytest.raises(InvalidInputError):
        decide(loaded_runtime, tenant, case, cases.Ruling(Outcome.CLEAR, "other", ""))


def test_a_closed_case_stays_closed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    case = open_case(rt, tenant, "test", ("placeholder_name",))
    closed = decide(rt, tenant, case, CLEAR)
    with pytest.raises(ConflictError):
        decide(rt, tenant, closed, REJECT)


def test_stale_lists_cannot_be_cleared_on(
    bare_runtime: Runtime,
    tenant: Tenant,
    small_versions: tuple[ListVersion, ...],
) -> None:
    rt = bare_runtime
    load_lists(rt, small_versions)
    with rt.open_system("tester") as system:
        long_ago = system.now() - dt.timedelta(days=9)
        system.lists.add_version(small_versions[0], origin="publisher", confirmed_at=long_ago)
    case = dispose_all(rt, tenant, open_case(rt, tenant), Disposition.FALSE_POSITIVE, "different_country")
    with pytest.raises(ConflictError) as caught:
        decide(rt, tenant, case, CLEAR)
    assert caught.value.code == "rescreen_required"


def test_missing_lists_cannot_be_cleared_on(
    bare_runtime: Runtime,
    tenant: Tenant,
    small_versions: tuple[ListVersion, ...],
) -> None:
    load_lists(bare_runtime, small_versions[1:])
    case = open_case(bare_runtime, tenant)
    ready = dispose_all(bare_runtime, tenant, case, Disposition.FALSE_POSITIVE, "different_country")
    with pytest.raises(ConflictError) as caught:
        decide(bare_runtime, tenant, ready, CLEAR)
    assert caught.value.code == "rescreen_required"


@pytest.mark.parametrize("again", [False, True])
def test_a_party_whose_screening_was_given_up_cannot_be_cleared(
    loaded_runtime: Runtime, tenant: Tenant, again: bool
) -> None:
    """By a person neither: its worker died each time, so it was never compared with anything as it is now."""
    rt = loaded_runtime
    case = open_case(rt, tenant, "test", ("placeholder_name",))
    with rt.open_work(tenant.id, "worker") as work:
        (check,) = (one for one in work.checks.of(case.verification_id) if one.kind is CheckKind.SCREENING)
        if again:
            work.checks.add(case.verification_id, check.subject_id, CheckKind.SCREENING, source="2")
        else:
            work.checks.ask_again(check)
        (held,) = work.checks.claim(case.verification_id, rt.settings.lease)
        work.checks.give_up(held, CheckReason.NEEDS_OPERATOR)
    with pytest.raises(ConflictError) as caught:
        decide(rt, tenant, case, CLEAR)
    assert caught.value.code == "rescreen_required"


def test_another_tenant_finds_no_case(loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant) -> None:
    case = open_case(loaded_runtime, tenant)
    (hit,) = hits_of(loaded_runtime, tenant, case)
    with pytest.raises(NotFoundError), loaded_runtime.open_work(other_tenant.id, ANALYST) as work:
        cases.read(work, case.id)
    with pytest.raises(NotFoundError), loaded_runtime.open_work(other_tenant.id, ANALYST) as work:
        cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", None, hit.version)
