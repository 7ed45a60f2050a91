from __future__ import annotations

import json
import stat
from pathlib import Path

from click.testing import CliRunner, Result

from jobs.cli.main import main
from kyc_service.services import verifications
from tests.jobs.conftest import House


def kyc(house: House, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--tenant", house.tenant_id])
    assert result.exit_code == code, result.output
    return result


def last(result: Result) -> str:
    return result.stdout.strip().splitlines()[-1]


def cleared(house: House, reference: str = "shop-1") -> None:
    verifications.run(house.rt, house.submit(reference))


def test_a_contract_opens_a_handover_and_its_end_closes_it(in_house: House, tmp_path: Path) -> None:
    cleared(in_house)
    provider = last(kyc(in_house, "exits", "addressee", "payment_provider", "nl", "Example N.V."))
    wanted = ("exits", "ask", "shop-1", provider, "withdrawal_review", "--field", "business.name")
    assert "condition.contract_on_file" in kyc(in_house, *wanted, code=2).output
    filed = kyc(in_house, "exits", "file", "contract", "117", "--addressee", provider, "--until", "2030-01-01")
    handover = last(kyc(in_house, *wanted))
    output = tmp_path / "extract.json"
    kyc(in_house, "exits", "release", handover, "--output", str(output))
    assert json.loads(output.read_text()) == {"business.name": "Harmless Biscuits Ltd"}
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert "not touched" in kyc(in_house, "exits", "release", handover, "--output", str(output), code=1).output
    kyc(in_house, "exits", "end", last(filed))
    assert "condition.contract_on_file" in kyc(in_house, "exits", "release", handover, code=2).output
    found = json.loads(kyc(in_house, "exits", "ledger", "--subject", "shop-1", "--json").stdout)["disclosures"]
    assert {(line["allowed"], line["times"]) for line in found} == {(True, 2), (False, 2)}
    assert "Harmless" not in kyc(in_house, "exits", "ledger").output
    grounds = json.loads(kyc(in_house, "exits", "grounds", "--json").stdout)["grounds"]
    assert [ground["ended_by"] is None for ground in grounds] == [False]
    assert "117" not in kyc(in_house, "exits", "grounds").stdout.replace(last(filed), "")


def test_what_cannot_be_kept_is_explained(in_house: House) -> None:
    assert "/recipient" in kyc(in_house, "exits", "addressee", "ad_platform", "NL", "X", code=2).output
    assert "alpha-2" in kyc(in_house, "exits", "addressee", "adviser", "XX", "X", code=2).output
    assert "/valid_until" in kyc(in_house, "exits", "file", "adequacy", "d", "--country", "JP", code=2).output
    assert "legal_reference" in kyc(in_house, "exits", "file", "legal_reference", "d", code=2).output


def test_whoever_asks_at_the_prompt_does_not_agree_as_well(in_house: House) -> None:
    cleared(in_house)
    adviser = last(kyc(in_house, "exits", "addressee", "adviser", "NL", "Example Law"))
    kyc(in_house, "exits", "file", "matter", "M-7", "--addressee", adviser, "--subject", "shop-1")
    wanted = ("exits", "ask", "shop-1", adviser, "legal_claims", "--field", "business.name")
    handover = last(kyc(in_house, *wanted))
    assert "another person" in kyc(in_house, "exits", "approve", handover, code=2).output
    assert "second person" in kyc(in_house, "exits", "release", handover, code=2).output
    with in_house.rt.open_work(in_house.tenant_id, "colleague") as work:
        work.handovers.approve(work.handovers.get(handover))
    assert json.loads(kyc(in_house, "exits", "release", handover).stdout)
