"""`kyc tenants` and `kyc keys`."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs import context
from jobs.cli.main import main
from kyc_service.errors import UnauthenticatedError
from kyc_service.services import access
from kyc_service.settings import Mode


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, list(arguments))


def test_a_key_made_here_works_until_it_is_revoked(in_house: Any) -> None:
    made = kyc("tenants", "create", "Marketplace NL", "--obliged", "--home-region", "nl")
    tenant_id = made.stdout.strip()
    shown = json.loads(
        kyc("keys", "create", "--tenant", tenant_id, "--name", "flow", "--scope", "onboarding", "--json").stdout
    )
    key, tenant = access.authenticate(in_house.rt, shown["token"])
    assert (tenant.id, tenant.home_region, key.scopes) == (tenant_id, "NL", {"onboarding"})

    new = json.loads(kyc("keys", "rotate", shown["key"]["id"], "--overlap-hours", "2", "--json").stdout)
    assert new["token"] != shown["token"]
    assert new["key"]["scopes"] == shown["key"]["scopes"]
    assert kyc("keys", "rotate", new["key"]["id"], "--overlap-hours", "0").stdout.startswith("kyc_")
    assert kyc("keys", "rotate", "key_none").exit_code == 2
    assert kyc("keys", "revoke", shown["key"]["id"]).exit_code == 0

    with pytest.raises(UnauthenticatedError):
        access.authenticate(in_house.rt, shown["token"])


def test_a_tenant_is_one_of_a_sandbox_when_it_is_made_in_one(in_house: Any) -> None:
    made = {}
    for mode in (Mode.DEMO, Mode.SANDBOX):
        settings = dataclasses.replace(in_house.rt.settings, mode=mode)
        context.install(dataclasses.replace(in_house.rt, settings=settings))
        made[mode] = kyc("tenants", "create", f"In {mode}", "--obliged", "--home-region", "NL").stdout.strip()
    context.install(in_house.rt)
    with in_house.rt.open_system(read_only=True) as system:
        known = {tenant.id: tenant.is_sandbox for tenant in system.tenants.list()}
    assert (known[made[Mode.DEMO]], known[made[Mode.SANDBOX]]) == (False, True)


def test_a_token_is_shown_once(in_house: Any) -> None:
    token = kyc(
        "keys", "create", "--tenant", in_house.tenant_id, "--name", "x", "--scope", "analyst", "--days", "30"
    ).stdout.strip()

    listed = kyc("keys", "list").stdout + kyc("keys", "list", "--tenant", in_house.tenant_id, "--json").stdout

    assert token not in listed
    assert token.split("_", 2)[2] not in listed
    assert token[:10] in listed


@pytest.mark.usefixtures("in_house")
def test_whether_the_law_binds_a_tenant_has_to_be_said() -> None:
    result = kyc("tenants", "create", "Marketplace", "--home-region", "NL")

    assert result.exit_code == 2
    assert "obliged" in result.stderr


def test_tenants_are_listed(in_house: Any) -> None:
    found = json.loads(kyc("tenants", "list", "--json").stdout)["tenants"]

    assert [row["id"] for row in found] == [in_house.tenant_id]
    assert in_house.tenant_id in kyc("tenants", "list").stdout


@pytest.mark.usefixtures("in_house")
def test_a_key_that_is_none_cannot_be_revoked() -> None:
    assert kyc("keys", "revoke", "key_none").exit_code == 2


def test_a_master_key_is_for_its_owner_only_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "master.key"
    assert kyc("keys", "master", "--file", str(path)).exit_code == 0
    before = path.read_bytes()

    again = kyc("keys", "master", "--file", str(path))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert again.exit_code != 0
    assert "Traceback" not in again.output
    assert path.read_bytes() == before


def test_a_database_without_its_schema_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path))

    result = kyc("tenants", "list")

    assert result.exit_code == 2
    assert "kyc prepare" in result.stderr


def test_a_tenant_chooses_its_registers(in_house: Any) -> None:
    tenant_id = in_house.tenant_id
    first = kyc("tenants", "registers", tenant_id, "--require", "kvk", "--require", "vies", "--off", "brreg", "--json")
    assert json.loads(first.stdout)["registers"] == {"brreg": "off", "kvk": "required", "vies": "required"}
    assert "kvk is not in KYC_REGISTERS_FILE" in first.stderr
    assert "brreg is not" not in first.stderr

    kyc("tenants", "registers", tenant_id, "--optional", "vies", "--default", "brreg")

    with in_house.rt.open_work(tenant_id, "test") as work:
        assert work.tenant().registers == {"kvk": "required", "vies": "optional"}
        entries = [one for one in work.audit.page(None, 10).items if one.op == "tenant.registers_chosen"]
    assert sorted(str(dict(sorted(one.details.items()))) for one in entries) == [
        "{'brreg': 'default', 'vies': 'optional'}",
        "{'brreg': 'off', 'kvk': 'required', 'vies': 'required'}",
    ]
    assert all(one.actor.startswith("cli:") for one in entries)
    assert "required" in kyc("tenants", "registers", tenant_id).stdout


def test_a_register_that_is_none_cannot_be_chosen(in_house: Any) -> None:
    result = kyc("tenants", "registers", in_house.tenant_id, "--require", "kvk", "--off", "kvkk")

    assert result.exit_code == 2
    assert "no such register: kvkk" in result.stderr
    assert "kyc registers list" in result.stderr
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        assert work.tenant().registers == {}


def test_a_register_named_twice_is_refused(in_house: Any) -> None:
    result = kyc("tenants", "registers", in_house.tenant_id, "--require", "kvk", "--off", "kvk")

    assert result.exit_code == 2
    assert "kvk is named twice" in result.stderr


def test_a_tenant_has_a_quota_until_it_is_taken_away(in_house: Any) -> None:
    tenant_id = in_house.tenant_id
    assert "no quota" in kyc("tenants", "quota", tenant_id).stderr

    given = kyc("tenants", "quota", tenant_id, "--day", "500", "--month", "9000", "--json")
    left = kyc("tenants", "quota", tenant_id, "--none", "day", "--json")

    assert [(one["period"], one["most"], one["taken"]) for one in json.loads(given.stdout)["quotas"]] == [
        ("day", 500, 0),
        ("month", 9000, 0),
    ]
    assert [one["period"] for one in json.loads(left.stdout)["quotas"]] == ["month"]
    assert "9000" in kyc("tenants", "quota", tenant_id).stdout
    assert kyc("tenants", "quota", tenant_id, "--day", "5", "--none", "day").exit_code == 2
    assert kyc("tenants", "quota", "ten_" + "0" * 32).exit_code != 0
