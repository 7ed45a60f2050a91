"""The life of a verification, on SQLite and on PostgreSQL, over real list entries."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, Verification
from kyc_service.errors import (
    AttemptLostError,
    ConflictError,
    DatabaseUnavailableError,
    NotFoundError,
    StaleVersionError,
    SubjectMismatchError,
)
from kyc_service.policy.model import Policy
from kyc_service.services import screening, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.services.views import evidence as evidences
from kyc_service.services.views import statuses
from kyc_service.storage.database import Database
from tests.fixtures.runtimes import load_lists, person, submission
from watchlists.versions import ListVersion

ACTOR = "key:flow"


def submit(rt: Runtime, tenant: Tenant, *args: object, **more: object) -> Verification:
    with rt.open_work(tenant.id, ACTOR) as work:
        return verifications.submit(work, rt.policy, submission(*args, **more))  # type: ignore[arg-type]


def describe(rt: Runtime, tenant: Tenant, verification_id: str) -> statuses.StatusView:
    with rt.open_work(tenant.id, ACTOR) as work:
        return statuses.describe(work, rt.policy, verification_id)


def evidence(rt: Runtime, tenant: Tenant, verification_id: str) -> evidences.EvidenceView:
    with rt.open_work(tenant.id, "key:analyst") as work:
        return evidences.read(work, verification_id)


@pytest.mark.parametrize(
    ("name", "people", "expected", "entry"),
    [
        ("Jansen Fietsen B.V.", [], "clear", None),
        ("Aero-Caribbean", [], "review", "ofac:36"),
        ("Jansen Fietsen B.V.", [person("Erik Badege", "1971")], "review", "un:CDi.001"),
        ("Jansen Fietsen B.V.", [person("Pieter Jansen", "1980-02-03")], "clear", None),
    ],
)
def test_a_business_is_cleared_or_flagged(
    loaded_runtime: Runtime,
    tenant: Tenant,
    name: str,
    people: list[object],
    expected: str,
    entry: str | None,
) -> None:
    made = submit(loaded_runtime, tenant, "shop-1", name, *people)
    assert describe(loaded_runtime, tenant, made.id).status == "processing"
    verifications.run(loaded_runtime, made.id)
    status = describe(loaded_runtime, tenant, made.id)
    found = evidence(loaded_runtime, tenant, made.id)
    assert (status.status, status.coverage) == (expected, "complete")
    assert {source.name for source in status.sources} == {"un", "ofac_sdn", "ofac_cons"}
    assert (found.case is not None) == (expected == "review")
    if entry is None:
        assert found.hits == ()
    else:
        assert entry in {hit.entry_id for hit in found.hits}
        pieces = found.hits[0].evidence.use("aml_check")["evidence"]
        assert pieces[0]["noun"] == "name"
        assert pieces[0]["reason"]


def test_running_again_changes_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant, "shop-1", "Aero-Caribbean")
    verifications.run(loaded_runtime, made.id)
    before = evidence(loaded_runtime, tenant, made.id)
    verifications.run(loaded_runtime, made.id)
    after = evidence(loaded_runtime, tenant, made.id)
    assert after.verification == before.verification
    assert [hit.id for hit in after.hits] == [hit.id for hit in before.hits]


def test_a_ring_for_what_is_settled_costs_one_read(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submit(loaded_runtime, tenant)
    verifications.run(loaded_runtime, made.id)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Database, "open_work", refuse)
    assert verifications.run(loaded_runtime, made.id) == tenant.id


def test_a_zombie_writes_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant, "shop-1", "Aero-Caribbean")
    rt = loaded_runtime
    with rt.open_work(tenant.id, "worker") as work:
        (late,) = work.checks.claim(made.id, dt.timedelta(0))
        party, fields = work.subjects.get(late.subject_id), work.subjects.read(late.subject_id)
    loaded = rt.screeners.current()
    finding = screening.compare(late, party, fields, loaded)
    verifications.run(rt, made.id)
    with pytest.raises(AttemptLostError), rt.open_work(tenant.id, "worker") as work:
        screening.record(work, finding, loaded, Trigger.ONBOARDING)
    assert len(evidence(rt, tenant, made.id).hits) == 1


@pytest.mark.parametrize("error", [DatabaseUnavailableError, StaleVersionError])
def test_what_was_found_is_kept_when_the_database_is_back_or_somebody_else_has_written(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    made = submit(loaded_runtime, tenant)
    record, tries = verifications._keep, []

    def away(*given: Any) -> None:
        tries.append(1)
        if len(tries) <= len(verifications.KEEP_AGAIN):
            raise error
        record(*given)

    monkeypatch.setattr(verifications, "_keep", away)
    monkeypatch.setattr(verifications, "KEEP_AGAIN", (0.0, 0.0, 0.0))
    verifications.run(loaded_runtime, made.id)

    assert describe(loaded_runtime, tenant, made.id).status == "clear"
    with loaded_runtime.open_work(tenant.id, "worker") as work:
        assert [check.attempt for check in work.checks.of(made.id) if check.kind is CheckKind.SCREENING] == [1]


def test_what_was_kept_though_nobody_could_say_so_is_not_kept_twice(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submit(loaded_runtime, tenant, "shop-1", "Aero-Caribbean")
    record = verifications._keep

    def cut_off(*given: Any) -> None:
        record(*given)
        raise DatabaseUnavailableError

    monkeypatch.setattr(verifications, "_keep", cut_off)
    monkeypatch.setattr(verifications, "KEEP_AGAIN", (0.0, 0.0, 0.0))
    with pytest.raises(AttemptLostError):
        verifications.run(loaded_runtime, made.id)

    found = evidence(loaded_runtime, tenant, made.id)
    assert (found.verification.status, found.case is not None) == ("review", True)


def test_a_check_that_kills_its_workers_waits_for_a_person(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    for _ in range(3):
        with loaded_runtime.open_work(tenant.id, "worker") as work:
            assert work.checks.claim(made.id, dt.timedelta(0))
    verifications.run(loaded_runtime, made.id)
    status = describe(loaded_runtime, tenant, made.id)
    assert (status.status, status.reason) == ("failed", "needs_operator")
    assert status.next_actions[0].code == "contact_support"


def test_without_any_list_it_waits(bare_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(bare_runtime, tenant)
    verifications.run(bare_runtime, made.id)
    status = describe(bare_runtime, tenant, made.id)
    assert (status.status, status.reason, status.coverage) == ("processing", "screening_unavailable", "unavailable")


@pytest.mark.parametrize("what", ["missing", "stale"])
def test_missing_and_stale_lists_never_clear_and_still_find(
    bare_runtime: Runtime,
    tenant: Tenant,
    small_versions: tuple[ListVersion, ...],
    what: str,
) -> None:
    rt = bare_runtime
    if what == "missing":
        load_lists(rt, small_versions[1:])
    else:
        load_lists(rt, small_versions)
        with rt.open_system("tester") as system:
            system.lists.add_version(
                small_versions[0], origin="publisher", confirmed_at=system.now() - dt.timedelta(days=9)
            )
    clean, listed = submit(rt, tenant, "shop-1"), submit(rt, tenant, "shop-2", "Aero-Caribbean")
    for made in (clean, listed):
        verifications.run(rt, made.id)
    waiting = describe(rt, tenant, clean.id)
    assert (waiting.status, waiting.reason) == ("processing", "lists_stale")
    assert describe(rt, tenant, listed.id).status == "review"


def test_flags_from_the_door_lead_to_review(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant, "shop-1", "test", flags=("placeholder_name",))
    verifications.run(loaded_runtime, made.id)
    found = evidence(loaded_runtime, tenant, made.id)
    assert found.verification.status == "review"
    assert found.verification.flags == ("placeholder_name",)
    assert {view.check.status for view in found.checks} == {CheckStatus.ATTENTION, CheckStatus.PASSED}


def test_a_new_submission_supersedes_an_unfinished_one(loaded_runtime: Runtime, tenant: Tenant) -> None:
    first = submit(loaded_runtime, tenant)
    second = submit(loaded_runtime, tenant)
    verifications.run(loaded_runtime, first.id)
    verifications.run(loaded_runtime, second.id)
    assert describe(loaded_runtime, tenant, first.id).reason == "superseded"
    assert describe(loaded_runtime, tenant, second.id).status == "clear"


def test_another_business_under_the_reference_is_refused(loaded_runtime: Runtime, tenant: Tenant) -> None:
    submit(loaded_runtime, tenant, "shop-1", "Jansen Fietsen B.V.", registration__number="68750110")
    with pytest.raises(SubjectMismatchError):
        submit(loaded_runtime, tenant, "shop-1", "Jansen Fietsen B.V.", registration__number="12345678")
    renamed = submit(loaded_runtime, tenant, "shop-1", "Jansen Rijwielen B.V.", registration__number="68750110")
    assert renamed.reference == "shop-1"


def test_cancelling_stops_it(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    with loaded_runtime.open_work(tenant.id, ACTOR) as work:
        verifications.cancel(work, made.id)
    verifications.run(loaded_runtime, made.id)
    assert describe(loaded_runtime, tenant, made.id).status == "cancelled"
    with pytest.raises(ConflictError), loaded_runtime.open_work(tenant.id, ACTOR) as work:
        verifications.cancel(work, made.id)


def test_another_tenant_sees_nothing(loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    with pytest.raises(NotFoundError):
        describe(loaded_runtime, other_tenant, made.id)
    with pytest.raises(NotFoundError):
        verifications.run(loaded_runtime, made.id.replace(made.id[4:8], "0000"))


def test_every_read_is_in_the_ledger_and_the_same_content_once(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    for _ in range(3):
        describe(loaded_runtime, tenant, made.id)
    verifications.run(loaded_runtime, made.id)
    describe(loaded_runtime, tenant, made.id)
    with loaded_runtime.open_work(tenant.id, "key:privacy") as work:
        lines = work.ledger.of_subject(made.subject_id)
    assert len(lines) == 2
    assert {line.recipient for line in lines} == {"platform_backend"}


def _without_recipients(policy: Policy) -> Policy:
    return Policy(dataclasses.replace(policy.rules, recipients={}))


def test_a_policy_that_forbids_it_is_obeyed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    silent = _without_recipients(loaded_runtime.policy)
    with pytest.raises(Exception, match="refused by"), loaded_runtime.open_work(tenant.id, ACTOR) as work:
        statuses.describe(work, silent, made.id)
