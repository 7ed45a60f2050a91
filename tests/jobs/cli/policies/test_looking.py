"""`kyc policy show|check|explain|diff|cells|record`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.policy import file
from kyc_service.policy.reports.cells import write_cells
from kyc_service.policy.reports.processing import make_record, write_record
from tests.fixtures.policies import WIDER, version


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["policy", *arguments])


@pytest.fixture
def wider(tmp_path: Path) -> str:
    path = tmp_path / "wider.toml"
    path.write_bytes(version("2.0", WIDER))
    return str(path)


@pytest.mark.usefixtures("in_house")
def test_a_policy_is_shown(wider: str) -> None:
    shown = json.loads(kyc("show", "--json").stdout)
    assert (shown["sha256"], shown["fields"]["business.name"]) == (file.load().sha256, "company")
    assert json.loads(kyc("show", "in-force", "--json").stdout) == shown
    assert "version 2.0" in kyc("show", wider).stderr
    assert kyc("show", "--toml").stdout == file.SHIPPED.read_text()


def test_a_file_is_checked(wider: str, tmp_path: Path) -> None:
    good = kyc("check", wider)
    assert (good.exit_code, "nothing is wrong" in good.stderr) == (0, True)
    assert json.loads(kyc("check", wider, "--json").stdout)["valid"] is True
    broken = tmp_path / "broken.toml"
    broken.write_text(file.SHIPPED.read_text().replace('duty = "5y"', 'duty = "1y"'))
    bad = kyc("check", str(broken))
    assert bad.exit_code == 1
    assert "profile.duty: the law asks for five years" in bad.stdout
    assert json.loads(kyc("check", str(broken), "--json").stdout)["faults"]


@pytest.mark.usefixtures("in_house")
def test_words_are_explained() -> None:
    found = kyc("explain", "credit_assessor", "C.7", "person.email")
    assert found.exit_code == 0
    assert "the subject has asked for a withdrawal that is still open" in found.stdout
    assert "[recipient] credit_assessor" in found.stdout
    assert "person.email is contact" in found.stdout
    assert "nobody else, and never" in kyc("explain").stdout
    assert json.loads(kyc("explain", "marketing", "--json").stdout)["explained"]["marketing"]
    assert json.loads(kyc("explain", "--json").stdout)["recipients"]
    unknown = kyc("explain", "nonsense")
    assert (unknown.exit_code, "knows no nonsense" in unknown.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
def test_two_policies_are_compared(wider: str) -> None:
    found = json.loads(kyc("diff", "in-force", wider, "--json").stdout)
    assert found["material"] is True
    assert {"where", "what", "material"} == set(found["changes"][0])
    told = kyc("diff", "in-force", wider)
    assert "field decision.reason_code is new" in told.stdout
    assert "people have to be told" in told.stderr
    assert "nothing changes" in kyc("diff", wider, wider).stderr


@pytest.mark.usefixtures("in_house")
def test_cells_and_the_record_are_written() -> None:
    assert kyc("cells").stdout == write_cells(file.load())
    assert kyc("record").stdout == write_record(make_record(file.load()))
    assert kyc("record", "--markdown").stdout == kyc("record", "in-force").stdout
    assert json.loads(kyc("record", "--json").stdout) == make_record(file.load())
    assert kyc("record", "--json", "--markdown").exit_code == 2
