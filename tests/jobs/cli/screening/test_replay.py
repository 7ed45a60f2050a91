"""`kyc replay`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services import verifications
from tests.jobs.conftest import House


def test_a_screening_is_repeated_as_evidence(in_house: House) -> None:
    verification_id = in_house.submit("shop-1", name="Grimswold Munitions Trust")
    verifications.run(in_house.rt, verification_id)
    result = CliRunner().invoke(main, ["replay", verification_id, "--json"])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["replays"]
    assert {row["same"] for row in rows} == {True}
    assert [found["entry_id"] for row in rows for found in row["then"]] == ["ofac_sdn:T1"]
    assert "ofac_sdn:T1" in CliRunner().invoke(main, ["replay", verification_id]).stdout


@pytest.mark.usefixtures("in_house")
def test_an_unknown_verification_is_said() -> None:
    result = CliRunner().invoke(main, ["replay", "ver_" + "0" * 32])
    assert (result.exit_code, "no verification" in result.stderr) == (2, True)
