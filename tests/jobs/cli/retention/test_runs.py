"""`kyc retention`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.cli.retention.runs import _CAUSES
from kyc_service.domain.retention.disposals import Cause
from kyc_service.services import subjects, verifications
from kyc_service.storage.keys import JOURNAL_FILE
from tests.jobs.conftest import CANARY, House

LONG_AGO = dt.datetime(2015, 5, 1, tzinfo=dt.UTC)


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["retention", *arguments])


@pytest.fixture
def ended(in_house: House) -> str:
    """A business of ten years ago, with its contact; the tenant is bound by anti-money-laundering law."""
    verifications.run(in_house.rt, in_house.submit("shop-1"))
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        return subjects.end_relationship(work, "shop-1", LONG_AGO).id


def test_the_causes_are_those_of_the_service() -> None:
    assert {*_CAUSES, "due"} == set(Cause)


def test_why_and_until_when_data_are_kept_is_told(in_house: House) -> None:
    verifications.run(in_house.rt, in_house.submit("shop-1"))
    shown = kyc("show", "shop-1", "--tenant", in_house.tenant_id)
    assert "no date yet; kept by relationship" in shown.stdout
    said = kyc("end", "shop-1", "--tenant", in_house.tenant_id, "--date", "2026-03-01")
    assert "due on 2031-03-01" in said.stderr
    shown = kyc("show", "shop-1", "--tenant", in_house.tenant_id)
    assert shown.stdout.count("due on 2031-03-01") == 2
    assert "until 2031-03-01: rule `approved` (Regulation (EU) 2024/1624" in shown.stdout
    assert "until 2028-03-01: rule `approved` (privacy policy, section D.1): 2 years" in shown.stdout
    listed = json.loads(kyc("due", "--before", "2031-03-01", "--json").stdout)["due"]
    assert [one["due_at"][:10] for one in listed] == ["2031-03-01"] * 2
    assert json.loads(kyc("due", "--json").stdout) == {"due": []}
    by_id = json.loads(kyc("show", listed[0]["subject_id"], "--json").stdout)["subjects"]
    assert [one["subject_id"] for one in by_id] == [listed[0]["subject_id"]]


def test_a_relationship_does_not_end_tomorrow(in_house: House) -> None:
    in_house.submit("shop-1")
    result = kyc("end", "shop-1", "--tenant", in_house.tenant_id, "--date", "2999-01-01")
    assert (result.exit_code, "today or earlier" in result.stderr) == (2, True)


def test_what_is_due_is_seen_and_then_disposed_of(ended: str) -> None:
    dry = kyc("dispose", "--dry-run")
    assert (dry.exit_code, ended in dry.stdout) == (0, True)
    done = kyc("dispose")
    assert (done.exit_code, "disposed of 2" in done.stderr) == (0, True)
    gone = kyc("show", ended)
    assert (gone.exit_code, "receipts" in gone.stderr) == (2, True)
    assert "done" in kyc("runs").stdout
    again = json.loads(kyc("dispose", "--json").stdout)
    assert (again["due"], again["disposed"], again["stop"]) == (0, 0, None)
    assert [run["status"] for run in json.loads(kyc("runs", "--json").stdout)["runs"]] == ["done", "done"]
    assert CANARY not in dry.stdout + done.stderr


def test_a_run_that_stops_says_so_and_a_person_lets_it_through(in_house: House, ended: str) -> None:
    with in_house.rt.open_system("test") as system:
        system.disposal_runs.jumped()
    stopped = kyc("dispose")
    assert (stopped.exit_code, "stopped: clock_jumped with 2 due" in stopped.stderr) == (1, True)
    assert kyc("show", ended).exit_code == 0
    assert "disposed of 2" in kyc("dispose", "--yes").stderr
    assert "cli:" in kyc("runs").stdout


def test_a_request_to_erase_is_granted_or_refused_in_neutral_words(in_house: House, ended: str) -> None:
    in_house.submit("shop-2")
    refused = kyc("erase", "shop-2", "--tenant", in_house.tenant_id, "--cause", "erasure_request")
    assert (refused.exit_code, "cannot be erased now" in refused.stderr) == (2, True)
    assert "relationship" not in refused.stderr
    done = kyc("erase", ended, "--cause", "consent_withdrawn")
    assert (done.exit_code, done.stdout.startswith("dsp_")) == (0, True)


def test_a_replay_says_what_had_come_back(ended: str, tmp_path: Path) -> None:
    assert ended
    kyc("dispose")
    assert (tmp_path / JOURNAL_FILE).exists()
    assert "2 disposals known; 0 subjects and 0 keys" in kyc("replay").stderr
    assert json.loads(kyc("replay", "--json").stdout) == {"known": 2, "keys": 0, "subjects": 0, "records": 0}


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize("arguments", [("show",), ("erase", "--cause", "erasure_request")])
def test_an_unknown_subject_is_said(arguments: tuple[str, ...]) -> None:
    result = kyc(arguments[0], "shop-9", *arguments[1:])
    assert (result.exit_code, "--tenant" in result.stderr) == (2, True)


def test_the_key_of_the_blind_index_is_replaced_by_hand(in_house: House) -> None:
    in_house.submit("shop-1")
    before = json.loads(kyc("index", "--json").stdout)
    assert (before["version"], before["waiting"]) == (1, 0)
    assert "key 2" in kyc("index", "--replace").stderr
    assert json.loads(kyc("index", "--json").stdout)["waiting"] == 0
