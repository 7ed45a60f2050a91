"""`kyc profiles`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.cli.tuning.profiles import _PURPOSES
from kyc_service.domain.profiles import Purpose
from tests.fixtures.labelled import PAIR, write_cases
from tests.jobs.conftest import House

CASES = [PAIR, {**PAIR, "id": "p2", "entry": {"names": ["Somebody Else"]}, "match": False}]


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["profiles", *arguments])


def draft(house: House, *more: str) -> Any:
    return kyc("draft", "marketplace", "--tenant", house.tenant_id, "--purpose", "onboarding", *more)


def test_the_words_are_those_of_the_service() -> None:
    assert tuple(Purpose) == _PURPOSES


def test_a_profile_is_drafted_measured_and_seen(
    in_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile_id = draft(in_house, "--threshold", "0.95", "--weight", "country=0.2").stdout.strip()
    assert "not evaluated yet" in kyc("show", profile_id).stderr
    file = write_cases(tmp_path / "pairs.jsonl", CASES)
    measured = json.loads(kyc("evaluate", profile_id, str(file), "--json").stdout)
    assert (measured["status"], measured["weights"]) == ("evaluated", {"country": 0.2})
    assert measured["report"]["file_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    own = kyc("approve", profile_id)
    assert (own.exit_code, "another person" in own.stderr) == (2, True)
    monkeypatch.setattr("getpass.getuser", lambda: "somebody-else")
    assert "live for onboarding" in kyc("approve", profile_id).stderr
    shown = kyc("show", profile_id)
    assert ("recall" in shown.stdout, "caution: exact name alone is no hit" in shown.stderr) == (True, True)
    listed = json.loads(kyc("list", "--tenant", in_house.tenant_id, "--json").stdout)["profiles"]
    assert [(profile["id"], profile["status"]) for profile in listed] == [(profile_id, "live")]
    assert "marketplace 1" in kyc("list", "--tenant", in_house.tenant_id).stdout


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--list", "un"), "Name every required list"),
        (("--weight", "luck=1"), "Name weights that the matcher has"),
        (("--weight", "country"), "NAME=VALUE"),
        (("--threshold", "0.3"), "0.5<=x<=0.99"),
    ],
)
def test_a_draft_that_cannot_be_says_why(in_house: House, more: tuple[str, ...], words: str) -> None:
    result = draft(in_house, *more)
    assert (result.exit_code, words in result.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
def test_an_unknown_profile_is_said() -> None:
    result = kyc("show", "prf_" + "0" * 32)
    assert (result.exit_code, "no screening profile" in result.stderr) == (2, True)
