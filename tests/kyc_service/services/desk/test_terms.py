"""Terms of a tenant, on both databases."""

from __future__ import annotations

import dataclasses

import pytest

from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.desk.terms import Terms
from kyc_service.errors import InvalidInputError, StaleVersionError
from kyc_service.services.desk import terms as service
from kyc_service.storage.work import Work
from tests.fixtures.parties import open_case, start

SHORT = Terms(calendar=Calendar("AE", "Asia/Dubai"), medium_hours=4)


def test_the_usual_terms_hold_until_others_are_set(work: Work) -> None:
    assert service.read(work) == (Terms(), 0)
    assert service.set_terms(work, SHORT, 0) == 1
    assert service.read(work) == (SHORT, 1)
    longer = dataclasses.replace(SHORT, medium_hours=12)
    assert service.set_terms(work, longer, 1) == 2
    case = open_case(work, start(work))
    assert case.due_at == longer.due(None, case.opened_at)
    for stale in (0, 1, 3):
        with pytest.raises(StaleVersionError):
            service.set_terms(work, SHORT, stale)
    assert service.read(work) == (longer, 2)


def test_terms_that_cannot_be_change_nothing(work: Work) -> None:
    with pytest.raises(InvalidInputError):
        service.set_terms(work, dataclasses.replace(SHORT, high_hours=0), 0)
    assert service.read(work) == (Terms(), 0)
