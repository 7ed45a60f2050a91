from __future__ import annotations

import json
from pathlib import Path

import pytest

from kyc_service.services.rights import texts
from tests.jobs.cli.privacy.test_exits import cleared, kyc, last
from tests.jobs.conftest import House


def ask(house: House, kind: str) -> str:
    request = last(kyc(house, "rights", "receive", kind, "shop-1", "Please."))
    kyc(house, "rights", "verify", request, "registered_contact")
    return request


def test_an_access_request_from_its_arrival_to_its_end(in_house: House, tmp_path: Path) -> None:
    cleared(in_house)
    request = last(kyc(in_house, "rights", "receive", "access", "shop-1", "Which data?"))
    assert "known first" in kyc(in_house, "rights", "package", request, code=2).output
    kyc(in_house, "rights", "verify", request, "platform_sign_in")
    assert "complex" in kyc(in_house, "rights", "extend", request, "complexity").stdout
    assert "nothing has gone out" in kyc(in_house, "rights", "answer", request, code=2).output
    page = tmp_path / "answer.html"
    kyc(in_house, "rights", "package", request, "--html", "--output", str(page))
    assert "Harmless Biscuits Ltd" in page.read_text()
    assert "Harmless Biscuits Ltd" in kyc(in_house, "rights", "package", request).stdout
    kyc(in_house, "rights", "answer", request)
    (found,) = json.loads(kyc(in_house, "rights", "list", "--json").stdout)["requests"]
    assert (found["status"], found["outcome"], found["kind"]) == ("answered", "given", "access")
    assert json.loads(kyc(in_house, "rights", "list", "--open", "--json").stdout)["requests"] == []
    assert "Which data?" not in kyc(in_house, "rights", "list").output


@pytest.mark.parametrize(
    ("kind", "options", "outcome"),
    [
        ("restrict", (), "restricted"),
        ("object", ("--compelling", "Fraud."), "continued"),
        ("withdraw_consent", (), "withdrawn"),
        ("complain", (), "told"),
        ("erase", (), "deferred"),
    ],
)
def test_a_request_is_carried_out(in_house: House, kind: str, options: tuple[str, ...], outcome: str) -> None:
    cleared(in_house)
    told = kyc(in_house, "rights", "answer", ask(in_house, kind), *options)
    assert f"{kind}: {outcome}" in told.output
    assert "authority" in told.stdout


def test_a_refusal_and_a_correction_say_what_to_do(in_house: House) -> None:
    cleared(in_house)
    assert texts.REFUSED in kyc(in_house, "rights", "refuse", ask(in_house, "erase"), "kept_by_law").stdout
    assert "corrected details" in kyc(in_house, "rights", "answer", ask(in_house, "rectify"), code=2).output


def test_recipients_are_told_one_by_one(in_house: House) -> None:
    cleared(in_house)
    provider = last(kyc(in_house, "exits", "addressee", "payment_provider", "NL", "Example N.V."))
    kyc(in_house, "exits", "file", "contract", "117", "--addressee", provider, "--until", "2030-01-01")
    wanted = ("exits", "ask", "shop-1", provider, "withdrawal_review", "--field", "business.name")
    kyc(in_house, "exits", "release", last(kyc(in_house, *wanted)))
    kyc(in_house, "rights", "answer", ask(in_house, "restrict"))
    (owed,) = json.loads(kyc(in_house, "rights", "notices", "--json").stdout)["notices"]
    assert (owed["addressee_id"], owed["change"], owed["sent_at"]) == (provider, "restricted", None)
    (told,) = json.loads(kyc(in_house, "rights", "notices", "--sent", owed["id"], "--json").stdout)["notices"]
    assert told["sent_at"]
    assert provider in kyc(in_house, "rights", "notices").stdout
