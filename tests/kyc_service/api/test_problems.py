"""Errors as problems."""

import pytest
from flask.testing import FlaskClient

from kyc_service import errors
from kyc_service.api import problems
from kyc_service.errors import Fault
from kyc_service.storage.database import Database
from tests.fixtures.service import Caller

ADDRESS = "postgresql://user:secret@db/kyc"


def test_a_lost_database_is_worth_another_try(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise errors.DatabaseUnavailableError(ADDRESS)

    monkeypatch.setattr(Database, "open_system", fail)
    answer = caller.submit()
    assert (answer.status_code, (answer.json or {})["code"]) == (503, "database_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert "secret" not in answer.get_data(as_text=True)


def test_faults_are_shown_up_to_a_limit(client: FlaskClient) -> None:
    faults = [Fault(f"/items/{number}", "required") for number in range(500)]
    with client.application.test_request_context():
        answer = problems.answer_error(errors.InvalidInputError(faults))
    assert len((answer.json or {})["errors"]) == problems.MAX_FAULTS


def test_an_error_without_a_face_of_its_own_has_the_one_above() -> None:
    class OddConflictError(errors.SubjectMismatchError):
        pass

    assert problems.kind_of(OddConflictError("x")) == problems.KINDS[errors.SubjectMismatchError]


def test_a_refusal_of_the_policy_names_its_rules(client: FlaskClient) -> None:
    with client.application.test_request_context():
        answer = problems.answer_error(errors.PolicyDeniedError(["purpose.unknown"]))
    assert answer.status_code == 403
    assert [fault["pointer"] for fault in (answer.json or {})["errors"]] == ["purpose.unknown"]


def test_settings_that_fail_are_no_clients_business(client: FlaskClient) -> None:
    with client.application.test_request_context():
        answer = problems.answer_error(errors.SettingsError(["KYC_MODE: secret"]))
    assert (answer.status_code, (answer.json or {})["code"]) == (500, "internal_error")
    assert "KYC_MODE" not in answer.get_data(as_text=True)
