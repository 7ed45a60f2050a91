"""`kyc allowlist`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.cli.tuning.allowlist import _REASONS, _STATUSES
from kyc_service.domain.allowlist import PairStatus
from kyc_service.domain.cases import Disposition
from kyc_service.services import cases, verifications
from kyc_service.services.tuning import allowlist as services
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["allowlist", *arguments])


@pytest.fixture
def pair_id(in_house: House) -> str:
    """A pair that waits for a second person."""
    rt, tenant_id = in_house.rt, in_house.tenant_id
    verification_id = in_house.submit("shop-1", name="Grimswold Munitions Trust")
    verifications.run(rt, verification_id)
    with rt.open_work(tenant_id, "key:analyst") as work:
        (hit,) = work.hits.of_verification(verification_id)
        disposed = cases.dispose(
            work, hit.id, Disposition.FALSE_POSITIVE, "different_country", "another trust", hit.version
        )
        return services.propose(work, disposed.id, services.Term()).id


def test_the_words_are_those_of_the_service() -> None:
    assert tuple(PairStatus) == _STATUSES
    assert _REASONS == services.WITHDRAWAL_REASONS


def test_a_pair_is_seen_agreed_to_and_withdrawn(in_house: House, pair_id: str) -> None:
    listed = json.loads(kyc("list", "--tenant", in_house.tenant_id, "--status", "proposed", "--json").stdout)["pairs"]
    assert [(pair["id"], pair["entry_id"]) for pair in listed] == [(pair_id, "ofac_sdn:T1")]
    assert "prints" not in listed[0]
    assert pair_id in kyc("list", "--tenant", in_house.tenant_id).stdout

    assert kyc("approve", pair_id).exit_code == 0
    shown = json.loads(kyc("show", pair_id, "--json").stdout)
    assert (shown["status"], shown["note"]) == ("active", "another trust")
    assert shown["approved_by"].startswith("cli:")
    assert "another trust" in kyc("show", pair_id).stdout

    assert kyc("withdraw", pair_id, "--reason", "decided_wrongly").exit_code == 0
    assert json.loads(kyc("show", pair_id, "--json").stdout)["status"] == "withdrawn"
    again = kyc("withdraw", pair_id, "--reason", "other")
    assert (again.exit_code, "ended already" in again.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize("command", [("show",), ("approve",), ("withdraw", "--reason", "other")])
def test_an_unknown_pair_is_said(command: tuple[str, ...]) -> None:
    result = kyc(command[0], "alw_" + "0" * 32, *command[1:])
    assert (result.exit_code, "no allowlisted pair" in result.stderr) == (2, True)
