"""The composition root waits for what is away, where a server asks it to."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.cli import servers
from kyc_service import bootstrap
from kyc_service.errors import DatabaseUnavailableError
from kyc_service.settings import Settings


class Away:
    """A composition root that finds the database away so often."""

    def __init__(self, times: float) -> None:
        self.tries = 0
        self._times = times

    def __call__(self, _: Settings) -> str:
        self.tries += 1
        if self.tries <= self._times:
            raise DatabaseUnavailableError
        return "a runtime"


def test_a_process_that_begins_while_the_database_is_away_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Away(3)
    monkeypatch.setattr(bootstrap, "build", away)
    monkeypatch.setattr(bootstrap, "FIRST_WAIT", 0.001)

    assert bootstrap.build_when_possible(Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})) == "a runtime"
    assert away.tries == 4


def test_a_process_that_begins_gives_up_before_its_server_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Away(float("inf"))
    monkeypatch.setattr(bootstrap, "build", away)
    monkeypatch.setattr(bootstrap, "FIRST_WAIT", 0.001)
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})

    assert servers.gunicorn_options(settings)["timeout"] > bootstrap.PATIENCE_SECONDS
    monkeypatch.setattr(bootstrap, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(DatabaseUnavailableError):
        bootstrap.build_when_possible(settings)
    assert away.tries > 1
