"""`kyc audit`."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jobs.cli.main import main
from kyc_service.domain.trail.chain import FaultKind
from kyc_service.services.trail.verifying import FAULTS
from kyc_service.storage import heads
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["audit", *arguments])


def test_every_fault_has_words() -> None:
    assert set(FAULTS) == set(FaultKind)


def test_a_chain_is_sealed_verified_and_its_fault_named(in_house: House) -> None:
    in_house.submit("shop-1")
    sealed = kyc("seal")
    assert (sealed.exit_code, "entries sealed" in sealed.stderr) == (0, True)
    good = kyc("verify", "--json")
    found = json.loads(good.stdout)
    assert (good.exit_code, found["holds"], found["fault"], found["waiting"]) == (0, True, None, 0)
    assert found["sealed"] == found["signed"] > 0
    assert "the audit holds" in kyc("verify").stdout

    with in_house.rt.database._engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        seq = connection.exec_driver_sql("SELECT seq FROM audit_chain WHERE position = 1").scalar_one()
        connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE seq = ?", (seq,))
    bad = kyc("verify", "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["fault"] == {"position": 1, "kind": "changed", "seq": seq}
    assert kyc("verify").stdout.startswith(f"position 1 (entry {seq}): the entry is not the one")


def test_a_head_can_be_checked_with_the_public_key_alone(in_house: House) -> None:
    in_house.submit("shop-1")
    kyc("seal")
    (head,) = heads.read(in_house.settings.audit_heads_file)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kyc("key").stdout.strip()))
    public.verify(head.signature, head.message())


def test_heads_that_are_no_heads_are_an_error_of_one_line(in_house: House) -> None:
    in_house.settings.audit_heads_file.write_text("no head\n")
    found = kyc("verify")
    assert (found.exit_code, found.stderr.count("\n")) == (2, 1)
