"""Businesses and their people, and whether they are clear."""

import pytest

from kyc_service.domain.subjects import SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.services import subjects, verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import person, submission

ANNA, BERT, CARLA = (person(name, "1980-01-02") for name in ("Anna Smit", "Bert Visser", "Carla de Boer"))


def submit(rt: Runtime, tenant: Tenant, *people: object, name: str = "Jansen Fietsen B.V.") -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        return verifications.submit(work, rt.policy, submission("shop-1", name, *people)).id  # type: ignore[arg-type]


def clearance(rt: Runtime, tenant: Tenant) -> subjects.Clearance:
    with rt.open_work(tenant.id, "key:flow") as work:
        return subjects.clearance(work, rt.policy, "shop-1")


def test_people_are_kept_added_and_removed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    submit(rt, tenant, ANNA, BERT)
    with rt.open_work(tenant.id, "key:analyst") as work:
        before = {
            fields.use("aml_check")["person.name"]: one.id for one, fields in subjects.read(work, "shop-1").people
        }
    submit(rt, tenant, BERT, CARLA)
    with rt.open_work(tenant.id, "key:analyst") as work:
        view = subjects.read(work, "shop-1")
        after = {fields.use("aml_check")["person.name"]: one.id for one, fields in view.people}
        anna = work.subjects.get(before["Anna Smit"])
    assert set(after) == {"Bert Visser", "Carla de Boer"}
    assert after["Bert Visser"] == before["Bert Visser"]
    assert anna.status is SubjectStatus.REMOVED


def test_each_person_has_a_key_of_their_own(loaded_runtime: Runtime, tenant: Tenant) -> None:
    submit(loaded_runtime, tenant, ANNA, BERT)
    with loaded_runtime.open_work(tenant.id, "key:analyst") as work:
        view = subjects.read(work, "shop-1")
    assert len({view.subject.key_id, *(one.key_id for one, _ in view.people)}) == 3


def test_clearance_follows_the_verification(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = submit(loaded_runtime, tenant)
    waiting = clearance(loaded_runtime, tenant)
    assert (waiting.clear, waiting.reasons) == (False, ("verification_pending",))
    verifications.run(loaded_runtime, made)
    cleared = clearance(loaded_runtime, tenant)
    assert (cleared.clear, cleared.reasons) == (True, ())
    assert {source for source, _ in cleared.sources} == {"un", "ofac_sdn", "ofac_cons"}


def test_submitting_again_does_not_hide_an_open_case(loaded_runtime: Runtime, tenant: Tenant) -> None:
    verifications.run(loaded_runtime, submit(loaded_runtime, tenant, person("Erik Badege", "1971")))
    verifications.run(loaded_runtime, submit(loaded_runtime, tenant))
    found = clearance(loaded_runtime, tenant)
    assert (found.clear, found.reasons) == (False, ("in_review",))


def test_an_ended_relationship_is_not_clear_and_takes_no_more(loaded_runtime: Runtime, tenant: Tenant) -> None:
    verifications.run(loaded_runtime, submit(loaded_runtime, tenant, ANNA))
    with loaded_runtime.open_work(tenant.id, "key:flow") as work:
        ended = subjects.end_relationship(work, "shop-1")
        again = subjects.end_relationship(work, "shop-1")
    assert ended.relationship_ended_at == again.relationship_ended_at is not None
    assert clearance(loaded_runtime, tenant).reasons == ("relationship_ended",)
    with pytest.raises(ConflictError):
        submit(loaded_runtime, tenant)


def test_an_unknown_reference_is_not_found(loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant) -> None:
    submit(loaded_runtime, tenant)
    with pytest.raises(NotFoundError), loaded_runtime.open_work(other_tenant.id, "key:flow") as work:
        subjects.clearance(work, loaded_runtime.policy, "shop-1")


def test_a_change_on_an_old_version_is_refused(loaded_runtime: Runtime, tenant: Tenant) -> None:
    submit(loaded_runtime, tenant)
    with loaded_runtime.open_work(tenant.id, "key:flow") as work:
        known = subjects.read(work, "shop-1").subject
        with pytest.raises(StaleVersionError):
            subjects.check_version(known, known.version + 1)
