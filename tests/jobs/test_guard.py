"""Nothing but a code leaves a job."""

import traceback

import pytest

from jobs.guard import JobFailedError, code_of, guarded
from kyc_service.errors import AttemptLostError, ConflictError, DatabaseUnavailableError

CANARY = "Zaphod Beeblebrox 1970-01-01"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DatabaseUnavailableError(CANARY), "database_unavailable"),
        (ConflictError(CANARY, "already_closed"), "already_closed"),
        (ValueError(CANARY), "ValueError"),
        (KeyError(CANARY), "KeyError"),
    ],
)
def test_an_error_comes_out_as_a_code(error: Exception, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    @guarded
    def work() -> None:
        raise error

    with pytest.raises(JobFailedError) as caught:
        work()

    shown = "".join(traceback.format_exception(caught.value)) + "".join(capsys.readouterr())
    assert str(caught.value) == code
    assert CANARY not in shown
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("error", "transient"),
    [(DatabaseUnavailableError(), True), (ConflictError("text", "already_closed"), False), (ValueError(), False)],
)
def test_what_may_succeed_later_is_told_apart(error: Exception, transient: bool) -> None:
    @guarded
    def work() -> None:
        raise error

    with pytest.raises(JobFailedError) as caught:
        work()
    assert caught.value.transient is transient


def test_a_lost_attempt_is_no_failure() -> None:
    @guarded
    def work() -> None:
        raise AttemptLostError

    work()


def test_a_job_returns_nothing() -> None:
    @guarded
    def work() -> str:
        return CANARY

    assert work() is None


def test_the_code_of_a_type_never_holds_its_text() -> None:
    assert code_of(RuntimeError(CANARY)) == "RuntimeError"
