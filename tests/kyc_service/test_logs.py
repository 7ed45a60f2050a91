"""Logs: one JSON line an event, at the level that was configured last."""

import json

import pytest
import structlog

from kyc_service import logs

log = structlog.get_logger()


def test_a_level_configured_later_counts_for_a_logger_that_was_used_before(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning")
    log.info("unheard")
    logs.configure("info")
    log.info("heard", count=1)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"], line["count"]) for line in lines] == [("heard", "info", 1)]


def test_the_text_of_an_exception_stays_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    try:
        int("Kanariepiet Handel")
    except ValueError:
        log.exception("failed")
    line = capsys.readouterr().err
    assert json.loads(line)["exception"] == "ValueError"
    assert "Kanariepiet" not in line
