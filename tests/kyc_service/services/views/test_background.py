"""What lies behind a case: earlier answers to its pairs, what changed since, who else it has to do with.

On SQLite and on PostgreSQL.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from kyc_service.domain.cases import Case, Disposition, Hit, HitStatus, Outcome
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import NotFoundError
from kyc_service.services import cases, verifications
from kyc_service.services.cases import Ruling
from kyc_service.services.runtime import Runtime
from kyc_service.services.views import background
from kyc_service.services.views.background import Background
from tests.fixtures.runtimes import load_lists, person, submission
from watchlists.model import Entry, Name, NameKind
from watchlists.versions import ListVersion

LISTED = "ofac:36"
NAME = "Aero-Caribbean"


def screen(rt: Runtime, tenant: Tenant, reference: str = "shop-1", *people: Any, **more: Any) -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission(reference, NAME, *people, **more))
    verifications.run(rt, made.id)
    return made.id


def look(rt: Runtime, tenant: Tenant, verification_id: str) -> tuple[Case, Hit, Background]:
    with rt.open_work(tenant.id, "anna") as work:
        case = work.cases.of_verification(verification_id)
        assert case is not None
        hit = next(hit for hit in work.hits.of_verification(verification_id) if hit.entry_id == LISTED)
        return case, hit, background.read(work, case.id)


def close(rt: Runtime, tenant: Tenant, verification_id: str) -> None:
    """Answer every hit as another party, and clear."""
    with rt.open_work(tenant.id, "anna") as work:
        case = work.cases.of_verification(verification_id)
        assert case is not None
        for hit in work.hits.of_verification(verification_id):
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_country", "an airline", hit.version)
        now = work.cases.get(case.id)
        cases.decide(work, rt.policy, case.id, Ruling(Outcome.CLEAR, "no_match", "another one"), now.version)


def test_the_first_case_has_nothing_behind_it(loaded_runtime: Runtime, tenant: Tenant) -> None:
    _, hit, found = look(loaded_runtime, tenant, screen(loaded_runtime, tenant))
    assert found.earlier[hit.id] == ()
    assert (found.people, found.elsewhere, found.cases, found.sharing) == ((), (), (), ())


def test_an_earlier_answer_says_who_when_why_and_that_nothing_changed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    first = screen(rt, tenant)
    close(rt, tenant, first)
    before, _, of_first = look(rt, tenant, first)
    _, hit, found = look(rt, tenant, screen(rt, tenant))
    (earlier,) = found.earlier[hit.id]
    past = earlier.past.hit
    assert (past.verification_id, past.status, past.reason_code) == (
        first,
        HitStatus.FALSE_POSITIVE,
        "different_country",
    )
    assert (past.disposed_by, earlier.past.case_id, earlier.past.outcome) == ("anna", before.id, Outcome.CLEAR)
    assert past.disposed_at is not None
    assert before.closed_at is not None
    assert before.opened_at <= past.disposed_at <= before.closed_at
    assert (earlier.changes, earlier.known) == ((), True)
    assert all(one == () for one in of_first.earlier.values()), "what came later is not behind it"


def test_what_changed_on_either_side_is_named(
    loaded_runtime: Runtime, tenant: Tenant, small_versions: tuple[ListVersion, ...]
) -> None:
    rt = loaded_runtime
    close(rt, tenant, screen(rt, tenant))
    _relist(rt, small_versions)
    _, hit, found = look(rt, tenant, screen(rt, tenant, addresses=[{"lines": ["Kade 1"], "country": "BE"}]))
    (earlier,) = found.earlier[hit.id]
    changed = {one.fact: (one.added, one.removed) for one in earlier.changes}
    assert changed["entry.names"] == (("Caribbean Air Cargo",), ())
    assert changed["entry.programmes"] == (("SDGT",), ("CUBA",))
    assert {fact for fact in changed if fact.startswith("subject.")} == {
        "subject.addresses",
        "subject.countries",
    }
    assert changed["subject.countries"] == ((), ())


def test_cases_that_share_a_listed_party_are_named_by_reference(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    other = screen(rt, tenant, "shop-2")
    again = screen(rt, tenant, "shop-1")
    newest = screen(rt, tenant, "shop-1")
    case, _, found = look(rt, tenant, newest)
    shared = {(one.reference, one.source, one.entry_id, one.hit_status) for one in found.sharing}
    assert ("shop-2", "ofac_sdn", LISTED, HitStatus.OPEN) in shared
    assert {one.reference for one in found.sharing} == {"shop-2"}
    with rt.open_work(tenant.id, "anna") as work:
        open_before = work.cases.of_verification(again)
    assert open_before is not None
    assert [one.case_id for one in found.cases] == [open_before.id]
    close(rt, tenant, other)
    close(rt, tenant, again)
    _, _, later = look(rt, tenant, newest)
    assert (later.cases, later.sharing) == ((), ())
    with rt.open_work(tenant.id, "anna") as work:
        entries = [one for one in work.audit.page(None, 100).items if one.op == "case.background_read"]
    assert {one.case_id for one in entries} == {case.id}


def test_the_same_person_elsewhere_and_people_of_before_are_found(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    jan, piet = person("Jan Jansen", "1970-01-02"), person("Piet Pietersen", "1971-03-04")
    screen(rt, tenant, "shop-2", jan)
    screen(rt, tenant, "shop-1", jan, piet)
    _, _, found = look(rt, tenant, screen(rt, tenant, "shop-1", jan))
    assert [(one.reference, one.role, one.by) for one in found.elsewhere] == [("shop-2", "director", "person")]
    with rt.open_work(tenant.id, "anna") as work:
        names = [work.subjects.read(one.id).use("aml_check")["person.name"] for one in found.people]
    assert names == ["Piet Pietersen"]


def test_another_tenant_sees_none_of_it(loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant) -> None:
    rt = loaded_runtime
    close(rt, tenant, screen(rt, tenant, "shop-1"))
    screen(rt, tenant, "shop-2")
    case, hit, found = look(rt, other_tenant, screen(rt, other_tenant, "shop-1"))
    assert (found.earlier[hit.id], found.cases, found.sharing, found.elsewhere) == ((), (), (), ())
    with rt.open_work(tenant.id, "anna") as work, pytest.raises(NotFoundError):
        background.read(work, case.id)


def _relist(rt: Runtime, versions: tuple[ListVersion, ...]) -> None:
    """Load a version of the list in which the airline has another name more and another programme."""

    def change(entry: Entry) -> Entry:
        if entry.id != LISTED:
            return entry
        names = (*entry.names, Name("Caribbean Air Cargo", NameKind.STRONG))
        return dataclasses.replace(entry, names=names, programmes=("SDGT",))

    source = next(version for version in versions if any(entry.id == LISTED for entry in version.entries))
    load_lists(rt, (dataclasses.replace(source, entries=tuple(map(change, source.entries)), digest="c" * 64),))
