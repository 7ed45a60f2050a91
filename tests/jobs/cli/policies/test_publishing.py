"""`kyc policy publish|approve|withdraw|versions|accept`, and what `kyc prepare` does with a policy file."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs import context
from jobs.cli.main import main
from jobs.cli.policies.publishing import _BASES
from jobs.cli.processes import _put_into_force
from kyc_service.policy.rules import Basis
from kyc_service.services.policies import publications
from kyc_service.settings import Mode
from tests.fixtures.policies import WIDER, publish, version
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["policy", *arguments])


@pytest.fixture
def wider(tmp_path: Path) -> Path:
    path = tmp_path / "wider.toml"
    path.write_bytes(version("2.0", WIDER))
    return path


def test_the_words_are_those_of_the_policy() -> None:
    assert tuple(basis.value for basis in Basis) == _BASES


def test_two_people_publish_a_version(in_house: House, wider: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publications.adopt(in_house.rt)
    proposed = kyc("publish", str(wider))
    assert proposed.exit_code == 0
    assert "material" in proposed.stdout
    assert "of the last 0 disclosures it would refuse 0, narrow 0 and widen 0" in proposed.stderr
    policy_version = proposed.stdout.strip().splitlines()[-1]
    own = kyc("approve", policy_version)
    assert (own.exit_code, "another person" in own.stderr) == (2, True)
    monkeypatch.setattr(getpass, "getuser", lambda: "somebody-else")
    assert "published" in kyc("approve", policy_version).stderr
    listed = json.loads(kyc("versions", "--json").stdout)["versions"]
    assert (listed[0]["version"], listed[0]["in_force"], listed[0]["status"]) == ("2.0", True, "published")
    assert listed[0]["approved_by"] == "cli:somebody-else"
    assert "adopted" in kyc("versions").stdout
    late = kyc("withdraw", policy_version)
    assert (late.exit_code, "published already" in late.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
def test_a_proposal_is_taken_back(wider: Path) -> None:
    made = json.loads(kyc("publish", str(wider), "--json").stdout)
    assert "content" not in made
    assert made["rehearsal"]["lines"] == 0
    assert kyc("withdraw", made["id"]).exit_code == 0


@pytest.mark.usefixtures("in_house")
def test_a_broken_file_is_not_proposed(wider: Path) -> None:
    wider.write_text(wider.read_text().replace('duty = "5y"', 'duty = "1y"'))
    found = kyc("publish", str(wider))
    assert (found.exit_code, "the law asks for five years" in found.stderr) == (2, True)
    assert json.loads(kyc("versions", "--json").stdout) == {"versions": []}


def test_a_basis_is_recorded(in_house: House) -> None:
    in_house.submit("shop-1")
    found = kyc("accept", "shop-1", "--tenant", in_house.tenant_id, "--basis", "contract", "--evidence", "terms-2")
    assert (found.exit_code, "recorded for" in found.stderr) == (0, True)


def test_preparing_adopts_the_first_version_and_in_production_no_other(in_house: House, wider: Path) -> None:
    rt = in_house.rt
    assert "in force" in _put_into_force(rt)
    strict = replace(rt, settings=replace(rt.settings, mode=Mode.PRODUCTION, policy_file=wider))
    told = _put_into_force(strict)
    assert "stays in force" in told
    assert "kyc policy publish" in told
    assert rt.policies.refresh().version != "2.0"
    publish(rt, wider.read_bytes())
    assert _put_into_force(strict).endswith("2.0 in force")
    demo = replace(rt, settings=replace(rt.settings, policy_file=wider))
    wider.write_bytes(version("2.1"))
    assert _put_into_force(demo).endswith("2.1 in force")


def test_a_process_does_not_start_with_a_broken_file(in_house: House, wider: Path) -> None:
    wider.write_text("[policy]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYC_POLICY_FILE", str(wider))
        context.install(None)
        found = CliRunner().invoke(main, ["policy", "versions"])
        context.install(in_house.rt)
    assert (found.exit_code, "policy: id: a text is needed" in found.stderr) == (2, True)
