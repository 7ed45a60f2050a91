"""`kyc risk explain`."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideReason
from kyc_service.services import verifications
from kyc_service.services.risk import overrides
from tests.jobs.conftest import House


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["risk", "explain", *map(str, arguments)])


def test_a_level_is_explained_and_drawn(in_house: House, tmp_path: Path) -> None:
    verifications.run(in_house.rt, in_house.submit("shop-1"))
    picture = tmp_path / "rating.svg"
    told = kyc("shop-1", "--tenant", in_house.tenant_id, "--svg", picture)
    assert told.exit_code == 0
    assert "comes with the service" in told.stdout
    assert "Role: receives money through the marketplace (seller): 5 points" in told.stdout
    assert ET.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - drawn by the command
    with in_house.rt.open_work(in_house.tenant_id, "anna") as work:
        overrides.propose(work, "shop-1", Level.HIGH, OverrideReason.OTHER, "Seen in the news.")
    fields = json.loads(kyc("shop-1", "--tenant", in_house.tenant_id, "--json").stdout)
    assert (fields["level"], fields["override"]["note"]) == ("high", "Seen in the news.")
    assert "a person set high" in kyc("shop-1", "--tenant", in_house.tenant_id).stderr


def test_a_business_without_a_rating_is_said(in_house: House) -> None:
    in_house.submit("shop-1")
    found = kyc("shop-1", "--tenant", in_house.tenant_id)
    assert (found.exit_code, "no rating, not rated yet" in found.stderr) == (1, True)
    assert kyc("nobody", "--tenant", in_house.tenant_id).exit_code == 2


def test_a_picture_that_cannot_be_written_is_an_error_that_says_so(in_house: House, tmp_path: Path) -> None:
    verifications.run(in_house.rt, in_house.submit("shop-1"))
    refused = kyc("shop-1", "--tenant", in_house.tenant_id, "--svg", tmp_path / "none" / "x.svg")
    assert (refused.exit_code, "cannot be written" in refused.stderr) == (2, True)
