"""What registers said of a business, and whom they named, goes with the business."""

from __future__ import annotations

from jobs.standins.base import Scenario
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.subjects import end_relationship
from tests.fixtures.relationships import LONG_AGO
from tests.fixtures.standing_desks import Desk, fields_for, number_of


def test_nothing_that_a_register_said_is_left(strict_desk: Desk) -> None:
    desk = strict_desk
    made = desk.submit(fields_for("brreg"))
    assert desk.run(made).status is VerificationStatus.CLEAR
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.verifications.get(made).subject_id
        named = [person.id for person in work.subjects.people_of(business)]
        assert named, "the register names people"
        assert work.sources.of_subject(business)
        assert all(work.sources.of_subject(person) for person in named)
        end_relationship(work, "shop-1", LONG_AGO)

    assert isinstance(dispose_subject(desk.rt, business, Cause.DUE), Disposed)

    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        run = work._tx.connection.exec_driver_sql
        assert run("SELECT count(*) FROM public_sources").scalar() == 0
        assert run("SELECT count(*) FROM personal_records").scalar() == 0
        kept = str(run("SELECT result FROM check_results").all())
    for value in ("Voorbeeld Handel", number_of("brreg", Scenario.FOUND), "http"):
        assert value not in kept
