"""`kyc keys bind`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services import access
from kyc_service.services.programs import certificates
from tests.fixtures.certificates import Authority


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, list(arguments))


def test_a_key_is_bound_and_freed(in_house: Any, tmp_path: Path) -> None:
    made = ("keys", "create", "--tenant", in_house.tenant_id, "--name", "desk", "--scope", "analyst", "--json")
    shown = json.loads(kyc(*made).stdout)
    pair, key_id = Authority(tmp_path, "ours").sign("client"), shown["key"]["id"]
    wanted = certificates.thumbprint(pair.der)

    def bound() -> set[str]:
        return set(access.authenticate(in_house.rt, shown["token"])[0].certificates)

    told = kyc("keys", "bind", key_id, "--certificate", str(pair.certificate))
    assert (told.exit_code, told.stdout.strip(), bound()) == (0, wanted, {wanted})
    assert "KYC_CLIENT_CA_FILE" in told.stderr
    other = certificates.thumbprint(b"other")
    told = kyc("keys", "bind", key_id, "--thumbprint", other, "--certificate", str(pair.certificate), "--json")
    assert set(json.loads(told.stdout)["certificates"]) == bound() == {wanted, other}
    assert kyc("keys", "list").exit_code == 0
    assert kyc("keys", "bind", key_id, "--none").exit_code == 0
    assert bound() == set()
    for wrong in ((), ("--none", "--thumbprint", other), ("--thumbprint", "x"), ("--certificate", str(pair.key))):
        assert kyc("keys", "bind", key_id, *wrong).exit_code == 2, wrong
    assert kyc("keys", "bind", "key_none", "--none").exit_code == 2
    assert bound() == set()
