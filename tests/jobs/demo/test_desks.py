"""The registers of the demonstration."""

from __future__ import annotations

from pathlib import Path

import requests

from jobs.demo.desks import CHOSEN, DOWN, open_desks
from kyc_service.settings import Settings
from kyc_service.verifiers import choices
from kyc_service.verifiers.choices import Use


def test_each_answers_but_for_one_that_is_down(tmp_path: Path) -> None:
    with open_desks(tmp_path / "registers") as path:
        settings = Settings.from_env({"KYC_REGISTERS_FILE": str(path), "KYC_DATA_DIR": str(tmp_path)})
        found = choices.load(settings).all
        statuses = {one.register.id: requests.get(f"{one.address}/none", timeout=5).status_code for one in found}

    assert {one.register.id for one in found} == {one.id for one in CHOSEN}
    assert {one.use for one in found} == {Use.OPTIONAL}
    assert {register_id for register_id, status in statuses.items() if status == 503} == {DOWN}
