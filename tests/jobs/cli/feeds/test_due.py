"""`kyc reviews`: who is due, beginning it, and after how long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.services import verifications
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["reviews", *arguments])


def mark(house: House) -> str:
    """Have a business verified, and a feed speak of it; return its id."""
    made = house.submit("shop-1")
    verifications.run(house.rt, made)
    with house.rt.open_work(house.tenant_id, "test") as work:
        subject_id = work.verifications.get(made).subject_id
    with house.rt.open_system("test") as system:
        system.marks.add({(house.tenant_id, subject_id)}, "kvk", DueReason.REGISTER_EVENT, system.now())
    return subject_id


def test_a_dry_run_lists_and_begins_nothing(in_house: House) -> None:
    subject_id = mark(in_house)
    for _ in range(2):
        told = json.loads(kyc("--due", "--dry-run", "--json").stdout)
        assert [(one["subject_id"], one["reason"]) for one in told["due"]] == [(subject_id, "register_event")]
        assert told["allowed_this_hour"] == 600
    shown = kyc("--due", "--dry-run", "--tenant", in_house.tenant_id)
    assert subject_id in shown.stdout
    assert "nothing was begun" in shown.stderr
    begun = json.loads(kyc("--due", "--json").stdout)
    assert (begun["verifications"], begun["left"]) == (1, 599)
    assert json.loads(kyc("--due", "--dry-run", "--json").stdout)["due"] == []
    assert "0 verifications begun" in kyc("--due").stderr


def test_terms_are_shown_and_set(in_house: House) -> None:
    usual = json.loads(kyc("--terms", "--tenant", in_house.tenant_id, "--json").stdout)
    assert usual == {"high_days": 90, "medium_days": 180, "low_days": 365, "yearly_on": None, "version": 0}
    chosen = ("--high-days", "30", "--yearly-on", "01-31")
    assert "every business on 01-31, each year" in kyc("--terms", "--tenant", in_house.tenant_id, *chosen).stderr
    after = json.loads(kyc("--terms", "--tenant", in_house.tenant_id, "--yearly-on", "never", "--json").stdout)
    assert after == {**usual, "high_days": 30, "version": 2}


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "either --due or --terms"),
        (("--due", "--terms"), "either --due or --terms"),
        (("--terms",), "needs --tenant"),
        (("--due", "--tenant", "ten_1"), "goes with --dry-run"),
        (("--terms", "--tenant", "HOUSE", "--yearly-on", "02-30"), "day of the year as MM-DD"),
        (("--terms", "--tenant", "ten_unknown"), ""),
    ],
)
def test_what_is_no_question_is_told(in_house: House, arguments: tuple[str, ...], told: str) -> None:
    found = kyc(*(in_house.tenant_id if one == "HOUSE" else one for one in arguments))
    assert found.exit_code == 2
    assert told in found.stderr
