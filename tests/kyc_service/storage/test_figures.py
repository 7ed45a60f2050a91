"""Figures of a desk on both databases: counted by day, age, list and reason, of one tenant alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from kyc_service.domain.cases import CaseStatus, Disposition, HitStatus, Outcome
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.services import cases as desk
from kyc_service.services import verifications
from kyc_service.services.cases import Ruling
from kyc_service.services.runtime import Runtime
from kyc_service.storage.figures import Answers, Medians, Repeats, Terms
from kyc_service.storage.tables import cases
from kyc_service.storage.work import Work
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission

LISTED = "Aero-Caribbean"


def open_case(rt: Runtime, tenant: Tenant, reference: str, name: str = LISTED) -> str:
    """Submit a business that is found on a list; return its verification's id."""
    with rt.open_work(tenant.id, "tester") as work:
        made = verifications.submit(work, rt.policy, submission(reference, name))
    verifications.run(rt, made.id)
    return made.id


def close(rt: Runtime, tenant: Tenant, verification_id: str, reason: str = "different_name") -> None:
    """Answer every hit as a false positive and clear the case."""
    with rt.open_work(tenant.id, "acc_maker") as work:
        for hit in work.hits.of_verification(verification_id):
            desk.dispose(work, hit.id, Disposition.FALSE_POSITIVE, reason, "a note", hit.version)
        case = work.cases.of_verification(verification_id)
        assert case is not None
        desk.decide(work, rt.policy, case.id, Ruling(Outcome.CLEAR, "no_match", "a note"), case.version)
    with rt.open_work(tenant.id, "acc_checker") as work:
        case = work.cases.of_verification(verification_id)
        assert case is not None
        if case.status is not CaseStatus.CLOSED:
            desk.approve(work, case.id, case.version)


def move(work: Work, verification_id: str, **moments: dt.datetime) -> None:
    """Let a case have been opened or closed at another time."""
    tx = work._tx
    mine = (cases.c.tenant_id == work.tenant_id, cases.c.verification_id == verification_id)
    tx.run(update(cases).where(*mine).values(**moments))


def test_days_are_counted_in_utc_and_of_one_tenant_alone(loaded_runtime: Runtime) -> None:
    mine, other = (add_tenant(loaded_runtime.database, name) for name in ("Market", "Bazaar"))
    made = [open_case(loaded_runtime, mine, f"shop-{at}") for at in range(3)]
    open_case(loaded_runtime, other, "shop-9")
    late = dt.datetime(2026, 3, 1, 23, 59, 59, 999999, dt.UTC)
    early = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    with loaded_runtime.open_work(mine.id, "tester") as work:
        for verification_id, moment in zip(made, (late, early, early), strict=True):
            move(work, verification_id, opened_at=moment)
        found = work.figures.cases_by_day("opened_at", late - dt.timedelta(days=1))
        after = work.figures.cases_by_day("opened_at", early)
    assert found == {dt.date(2026, 3, 1): 1, dt.date(2026, 3, 2): 2}
    assert after == {dt.date(2026, 3, 2): 2}


def test_open_cases_fall_into_their_ages_and_each_into_one(loaded_runtime: Runtime) -> None:
    tenant = add_tenant(loaded_runtime.database, "Market")
    made = [open_case(loaded_runtime, tenant, f"shop-{at}") for at in range(3)]
    close(loaded_runtime, tenant, open_case(loaded_runtime, tenant, "shop-closed"))
    with loaded_runtime.open_work(tenant.id, "tester") as work:
        now = work.now()
        bounds = [now - dt.timedelta(days=days) for days in (1, 3)]
        for verification_id, age in zip(made, (0.5, 1.0, 3.0), strict=True):
            move(work, verification_id, opened_at=now - dt.timedelta(days=age))
        assert work.figures.open_cases(bounds) == (1, 1, 1)


def test_the_median_is_the_middle_one_and_the_lower_of_two(loaded_runtime: Runtime) -> None:
    tenant = add_tenant(loaded_runtime.database, "Market")
    with loaded_runtime.open_work(tenant.id, "tester", read_only=True) as work:
        assert work.figures.medians(work.now()) == Medians(None, None)
    made = [open_case(loaded_runtime, tenant, f"shop-{at}") for at in range(4)]
    for verification_id in made:
        close(loaded_runtime, tenant, verification_id)
    with loaded_runtime.open_work(tenant.id, "tester") as work:
        now = work.now()
        for verification_id, hours in zip(made, (90, 1, 10, 5), strict=True):
            move(work, verification_id, opened_at=now - dt.timedelta(hours=hours), closed_at=now)
        median = work.figures.medians(now - dt.timedelta(days=1)).to_close
        assert median is not None
        assert abs(median - dt.timedelta(hours=5)) < dt.timedelta(milliseconds=50)
        move(work, made[0], closed_at=now - dt.timedelta(days=2), opened_at=now - dt.timedelta(days=4))
        assert work.figures.medians(now - dt.timedelta(days=1)).to_close is not None


def test_answers_are_counted_by_list_answer_and_reason(loaded_runtime: Runtime) -> None:
    tenant = add_tenant(loaded_runtime.database, "Market")
    for at, reason in enumerate(("different_name", "different_country", "different_name")):
        close(loaded_runtime, tenant, open_case(loaded_runtime, tenant, f"shop-{at}"), reason)
    open_case(loaded_runtime, tenant, "shop-open")
    with loaded_runtime.open_work(tenant.id, "tester", read_only=True) as work:
        found = work.figures.answers(work.now() - dt.timedelta(days=1))
        assert work.figures.answers(work.now() + dt.timedelta(days=1)) == ()
    by_reason: dict[str | None, int] = {}
    for one in found:
        assert isinstance(one, Answers)
        assert one.status is HitStatus.FALSE_POSITIVE
        by_reason[one.reason_code] = by_reason.get(one.reason_code, 0) + one.count
    assert by_reason["different_name"] == 2 * by_reason["different_country"]


def test_what_waits_for_a_second_person_and_where_verifications_stand(loaded_runtime: Runtime) -> None:
    tenant = add_tenant(loaded_runtime.database, "Market")
    made = open_case(loaded_runtime, tenant, "shop-1")
    open_case(loaded_runtime, tenant, "shop-2", "Jansen Fietsen B.V.")
    with loaded_runtime.open_work(tenant.id, "acc_maker") as work:
        assert work.figures.decisions_waiting().count == 0
        for hit in work.hits.of_verification(made):
            desk.dispose(work, hit.id, Disposition.TRUE_MATCH, "same_name_and_facts", "a note", hit.version)
        case = work.cases.of_verification(made)
        assert case is not None
        desk.decide(
            work, loaded_runtime.policy, case.id, Ruling(Outcome.REJECT, "listed_party", "a note"), case.version
        )
    with loaded_runtime.open_work(tenant.id, "tester", read_only=True) as work:
        waiting = work.figures.decisions_waiting()
        assert waiting.count == 1
        assert waiting.oldest is not None
        assert waiting.oldest.tzinfo is not None
        assert work.figures.verifications() == {VerificationStatus.REVIEW: 1, VerificationStatus.CLEAR: 1}


def test_the_first_act_counts_and_no_later_one(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    made = open_case(rt, tenant, "shop-1")
    with rt.open_work(tenant.id, "tester") as work:
        now = work.now()
        move(work, made, opened_at=now - dt.timedelta(hours=5))
    close(rt, tenant, made)
    with rt.open_work(tenant.id, "tester") as work:
        found = work.figures.medians(now - dt.timedelta(days=1))
        assert found.to_touch is not None
        assert found.to_close is not None
        assert dt.timedelta(hours=5) <= found.to_touch <= found.to_close < dt.timedelta(hours=6)


def test_terms_that_are_over_and_that_end_today(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    ids = [open_case(rt, tenant, f"shop-{at}") for at in range(5)]
    with rt.open_work(tenant.id, "tester") as work:
        now = work.now()
        evening = now + dt.timedelta(hours=4)
        for verification_id, due in zip(ids, (-1, 0, 3, 5), strict=False):
            move(work, verification_id, due_at=now + dt.timedelta(hours=due))
    close(rt, tenant, open_case(rt, tenant, "shop-9"))
    with rt.open_work(tenant.id, "tester") as work:
        assert work.figures.terms(now, evening) == Terms(late=2, today=1, with_term=5)


def test_the_same_pair_again_is_counted(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    for _ in range(3):
        open_case(rt, tenant, "shop-1")
    open_case(rt, tenant, "shop-2")
    open_case(rt, add_tenant(rt.database, "Third Marketplace"), "shop-1")
    with rt.open_work(tenant.id, "tester") as work:
        since = work.now() - dt.timedelta(days=1)
        assert work.figures.repeats(since) == Repeats(all=4, again=2)
        assert work.figures.repeats(work.now()) == Repeats(all=0, again=0)
