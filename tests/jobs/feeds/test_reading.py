"""Jobs about feeds and reviews."""

from __future__ import annotations

import pytest

from jobs.feeds import reading
from jobs.guard import JobFailedError
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.verifications import Trigger
from kyc_service.services import verifications
from tests.jobs.conftest import House


def test_what_is_due_is_begun_and_rung_for(in_house: House) -> None:
    made = in_house.submit("shop-1")
    verifications.run(in_house.rt, made)
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        subject_id = work.verifications.get(made).subject_id
    with in_house.rt.open_system("test") as system:
        system.marks.add({(in_house.tenant_id, subject_id)}, "kvk", DueReason.REGISTER_EVENT, system.now())
    for _ in range(2):
        reading.verify_due()
    with in_house.rt.open_work(in_house.tenant_id, "test", read_only=True) as work:
        begun = [one.trigger for one in work.verifications.of_subject(subject_id, 9)]
    assert begun == [Trigger.MONITORING, Trigger.ONBOARDING]


@pytest.mark.usefixtures("in_house")
def test_a_register_that_is_not_listened_to_is_a_code_and_no_text() -> None:
    with pytest.raises(JobFailedError, match=r"^not_found$"):
        reading.read_feeds("brreg")
