import threading
import time
from collections.abc import Iterator

from kyc_service.errors import DatabaseUnavailableError, SettingsError
from kyc_service.services.operating.findings import Check, Finding, Level, run

FINE = Finding("fine", Level.OK, "it is fine")
SECRET = "hunter22"


def fine() -> list[Finding]:
    return [FINE]


def test_each_is_looked_at_apart_and_told_in_order() -> None:
    def fail() -> list[Finding]:
        raise RuntimeError(SECRET)

    def away() -> list[Finding]:
        raise DatabaseUnavailableError(SECRET)

    def wrong() -> list[Finding]:
        raise SettingsError(["KYC_A: is wrong", "KYC_B: is wrong"])

    found = run([Check("broken", fail), Check("away", away), Check("fine", fine), Check("wrong", wrong)])

    assert [one.check for one in found] == ["broken", "away", "fine", "wrong", "wrong"]
    assert [one.level for one in found] == [Level.FAULT, Level.FAULT, Level.OK, Level.FAULT, Level.FAULT]
    assert "RuntimeError" in found[0].said
    assert "database_unavailable" in found[1].said
    assert not any(SECRET in f"{one.said}{one.do}" for one in found)


def test_one_that_hangs_says_so_and_holds_nothing_up() -> None:
    never = threading.Event()

    def hang() -> Iterator[Finding]:
        never.wait(60)
        yield FINE

    began = time.monotonic()
    found = run([Check("hangs", hang), Check("fine", fine)], seconds=0.2)
    never.set()

    assert time.monotonic() - began < 30
    assert [(one.check, one.level) for one in found] == [("hangs", Level.FAULT), ("fine", Level.OK)]
    assert "0.2 s" in found[0].said


def test_whatever_is_wrong_comes_with_what_to_do() -> None:
    def fail() -> list[Finding]:
        raise RuntimeError

    assert all(one.do for one in run([Check("broken", fail)]))
