"""How far feeds were read, on both kinds of database."""

from __future__ import annotations

import pytest

from kyc_service.errors import StaleVersionError
from kyc_service.storage.database import Database


def test_reading_goes_on_where_it_was_kept(database: Database) -> None:
    with database.open_system("tester") as system:
        begun = system.feeds.begin("brreg_entities", "since:now")
        assert (begun.cursor, begun.version) == ("since:now", 0)
        assert system.feeds.begin("brreg_entities", "since:later") == begun
        system.feeds.advance(begun, "7", events=3, concerned=1, heard=True)
        after = system.feeds.begin("brreg_entities")
        assert (after.cursor, after.version, after.events, after.concerned) == ("7", 1, 3, 1)
        assert after.event_at is not None
        with pytest.raises(StaleVersionError):
            system.feeds.advance(begun, "8", events=1, concerned=0, heard=True)
        system.feeds.advance(after, "7", events=0, concerned=0, heard=False)
        assert system.feeds.begin("brreg_entities").event_at == after.event_at


def test_a_failure_keeps_its_code_until_the_next_reading(database: Database) -> None:
    with database.open_system("tester") as system:
        begun = system.feeds.begin("kvk_signals", "a")
        system.feeds.fail("kvk_signals", "timed_out")
        failed = system.feeds.begin("kvk_signals")
        assert (failed.code, failed.cursor, failed.version) == ("timed_out", "a", 0)
        assert failed.failed_at is not None
        system.feeds.advance(begun, "b", events=0, concerned=0, heard=False)
        assert system.feeds.begin("kvk_signals").code is None


def test_a_gap_is_counted_and_begun_anew(database: Database) -> None:
    with database.open_system("tester") as system:
        begun = system.feeds.begin("gleif_deltas")
        system.feeds.lose(begun, None)
        [lost] = system.feeds.list()
        assert (lost.cursor, lost.gaps, lost.gap_at is not None) == (None, 1, True)
        with pytest.raises(StaleVersionError):
            system.feeds.lose(begun, None)
