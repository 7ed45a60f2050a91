"""`kyc retention statistics`."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner

from jobs.cli.main import main
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["retention", "statistics", *arguments])


def test_a_month_with_few_businesses_says_nothing(in_house: House) -> None:
    in_house.submit("shop-1")
    found = kyc("--tenant", in_house.tenant_id, "--month", "2020-01", "--json")
    assert json.loads(found.stdout) == {"month": "2020-01", "least": 20, "groups": []}
    assert "groups of 20 or more" in kyc("--tenant", in_house.tenant_id, "--month", "2020-01").stdout


def test_a_month_that_is_not_over_is_refused(in_house: House) -> None:
    result = kyc("--tenant", in_house.tenant_id, "--month", "2999-01")
    assert (result.exit_code, "not over" in result.stderr) == (2, True)
