"""Receipts at the prompt, and verified where there is nothing but a public key."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services import subjects, verifications
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["retention", *arguments])


@pytest.fixture
def files(in_house: House, tmp_path: Path) -> tuple[Path, Path]:
    """A receipt and the public key, as an auditor would have them."""
    verifications.run(in_house.rt, in_house.submit("shop-1"))
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        subjects.end_relationship(work, "shop-1", dt.datetime(2015, 5, 1, tzinfo=dt.UTC))
    kyc("dispose")
    listed = json.loads(kyc("receipts", "--tenant", in_house.tenant_id, "--json").stdout)["receipts"]
    receipt, key = tmp_path / "receipt.json", tmp_path / "receipts.pem"
    receipt.write_text(kyc("receipt", listed[0]["receipt"]["disposal"]).stdout)
    key.write_text(kyc("public-key").stdout)
    assert json.loads(receipt.read_text()) == listed[0]
    assert listed[0]["receipt"]["disposal"] in kyc("receipts", "--tenant", in_house.tenant_id, "--limit", "1").stdout
    return receipt, key


def test_a_receipt_verifies_without_database_keys_or_settings(files: tuple[Path, Path], tmp_path: Path) -> None:
    receipt, key = files
    command = [sys.executable, "-m", "jobs.cli.main", "retention", "verify-receipt", str(receipt), "--public-key"]
    alone = {"PATH": "", "KYC_DATA_DIR": str(tmp_path / "nothing"), "KYC_MODE": "nonsense"}
    done = subprocess.run([*command, str(key), "--json"], env=alone, check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["authentic"] is True
    assert not (tmp_path / "nothing").exists()
    assert "keys_destroyed" in kyc("verify-receipt", str(receipt), "--public-key", str(key)).stdout


@pytest.mark.parametrize("change", ["subject", "signature", "form", "not json", "key"])
def test_what_is_not_authentic_is_said_with_exit_code_1(files: tuple[Path, Path], change: str) -> None:
    receipt, key = files
    document = json.loads(receipt.read_text())
    if change == "signature":
        document["signature"] = "!" + document["signature"][1:]
    elif change == "key":
        key.write_text("no key")
    else:
        document["receipt"][change] = "sub_" + "0" * 32
    receipt.write_text("{" if change == "not json" else json.dumps(document))
    result = kyc("verify-receipt", str(receipt), "--public-key", str(key), "--json")
    assert (result.exit_code, json.loads(result.stdout)["authentic"]) == (1, False)


@pytest.mark.usefixtures("in_house")
def test_an_unknown_disposal_is_said() -> None:
    result = kyc("receipt", "dsp_" + "0" * 32)
    assert (result.exit_code, "no disposal has this id" in result.stderr) == (2, True)
