"""The custodian that is a vault, against a stand-in that speaks its protocol."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.standins.base import say
from kyc_service.egress.transit import QUIET_SECONDS, TRIES, Asked, VaultCustodian, version_of
from kyc_service.errors import SettingsError, VaultUnavailableError
from tests.fixtures.vaults import NAMESPACE, TOKEN, Vault

BOXES = [b"\x01first", b"\x01second", b"\x01third"]


@pytest.fixture
def custodian(vault: Vault) -> VaultCustodian:
    return VaultCustodian(vault.choice, sleep=lambda _: None)


def test_what_is_wrapped_unwraps_in_its_order(custodian: VaultCustodian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc_service.egress.transit.BATCH", 2)
    wrapped = custodian.wrap(BOXES)
    assert all(version_of(box) == 1 for box in wrapped)
    assert custodian.unwrap(wrapped) == BOXES
    assert custodian.unwrap([BOXES[0], wrapped[1]]) == BOXES[:2]
    assert custodian.wrap([]) == custodian.unwrap([]) == custodian.renew([]) == []


def test_a_rotated_key_is_taken_up_by_renewing(custodian: VaultCustodian, vault: Vault) -> None:
    old = custodian.wrap(BOXES[:2])
    vault.transit.rotate()
    renewed = custodian.renew([old[0], BOXES[2], old[1]])
    assert [version_of(box) for box in renewed] == [2, 2, 2]
    assert custodian.is_newest(renewed[0], renewed[1])
    assert not custodian.is_newest(old[0], renewed[0])
    assert not custodian.is_newest(BOXES[0], renewed[0])
    vault.transit.oldest = 2
    assert custodian.unwrap(renewed) == [BOXES[0], BOXES[2], BOXES[1]]
    with pytest.raises(VaultUnavailableError):
        custodian.unwrap(old)
    with pytest.raises(VaultUnavailableError):
        custodian.renew(old)


def test_a_root_is_made_in_the_vault_and_leaves_it_as_ciphertext(custodian: VaultCustodian, vault: Vault) -> None:
    kept = custodian.make_root()
    assert (custodian.has_root(kept), custodian.has_root(None), version_of(kept)) == (True, False, 1)
    assert len(custodian.read_root(kept)) == 32
    assert custodian.read_root(kept) == custodian.read_root(kept)
    with pytest.raises(SettingsError, match="kyc keys master"):
        custodian.read_root(None)
    with pytest.raises(SettingsError, match="32 bytes"):
        custodian.read_root(custodian.wrap([b"short"])[0])
    assert {call.path for call in vault.standing.calls_of("v1")} >= {"/transit/datakey/wrapped/kyc"}


def test_a_call_names_its_namespace_and_no_cookie_comes_back(vault: Vault) -> None:
    vault.transit.namespace = NAMESPACE
    custodian = VaultCustodian(replace(vault.choice, namespace=NAMESPACE))
    vault.standing.behaviours["v1"] = lambda call: replace(
        vault.transit.answer(call), headers={"content-type": "application/json", "set-cookie": "a=b; Path=/"}
    )
    custodian.ping()
    custodian.ping()
    for call in vault.standing.calls_of("v1"):
        assert (call.headers["x-vault-namespace"], call.headers["x-vault-token"]) == (NAMESPACE, TOKEN)
        assert "cookie" not in call.headers


@pytest.mark.parametrize(
    ("said", "tries"),
    [
        (lambda _: say({"errors": ["Vault is sealed"]}, 503), TRIES),
        (lambda _: say({"errors": ["internal error"]}, 500), TRIES),
        (lambda _: say({"errors": ["required index state not present"]}, 412), TRIES),
        (lambda _: say({"errors": ["permission denied"]}, 403), 1),
        (lambda _: say({"errors": ["no handler for route"]}, 404), 1),
        (lambda _: replace(say({}, 307), headers={"location": "http://127.0.0.1:1/v1/transit/encrypt/kyc"}), 1),
        (lambda _: say(["not", "an", "object"]), 1),
        (lambda _: say({"data": {"ciphertext": "vault:v1:!"}}), 1),
        (lambda _: say({"data": {"batch_results": []}}), 1),
        (lambda _: say({"data": {"batch_results": [{"error": "secret words"}]}}), 1),
        (lambda _: say("<html>", media_type="text/html"), 1),
        (lambda _: replace(say({"data": {}}), cut=True), TRIES),
        (lambda _: replace(say({"data": {}}), wait=0.8), 1),
    ],
)
def test_whatever_is_no_answer_is_one_error_without_the_vault_s_words(
    custodian: VaultCustodian, vault: Vault, said: Callable[..., object], tries: int
) -> None:
    vault.standing.behaviours["v1"] = said  # type: ignore[assignment]  # rows of a table
    began = time.monotonic()
    with pytest.raises(VaultUnavailableError) as caught:
        custodian.wrap(BOXES[:1])
    assert len(vault.standing.calls_of("v1")) <= tries
    assert time.monotonic() - began < 5
    assert "secret" not in str(caught.value)
    assert TOKEN not in repr(caught.value)


def test_a_moment_of_trouble_is_tried_again(custodian: VaultCustodian, vault: Vault) -> None:
    answers = iter([say({"errors": ["busy"]}, 429), say({"errors": ["no leader"]}, 500), None])
    vault.standing.behaviours["v1"] = lambda _: next(answers)
    assert version_of(custodian.wrap(BOXES[:1])[0]) == 1


def test_after_a_failure_nobody_asks_for_a_moment(vault: Vault) -> None:
    now = [1000.0]
    told: list[Asked] = []
    custodian = VaultCustodian(vault.choice, clock=lambda: now[0], sleep=lambda _: None, told=[told.append])
    vault.fall_silent()
    with pytest.raises(VaultUnavailableError):
        custodian.ping()
    before = len(vault.standing.calls)
    vault.come_back()
    with pytest.raises(VaultUnavailableError):
        custodian.ping()
    assert len(vault.standing.calls) == before
    now[0] += QUIET_SECONDS + 0.1
    custodian.ping()
    assert [one.outcome for one in told] == ["unavailable", "done"]


def test_one_box_that_does_not_open_keeps_nobody_else_waiting(custodian: VaultCustodian) -> None:
    good = custodian.wrap(BOXES[:1])
    with pytest.raises(VaultUnavailableError):
        custodian.unwrap([b"vault:v1:" + b"A" * 64])
    assert custodian.unwrap(good) == BOXES[:1]


def test_a_token_that_an_agent_renewed_is_read_again(custodian: VaultCustodian, vault: Vault) -> None:
    custodian.ping()
    vault.transit.token = "hvs.second"
    vault.choice.token_file.write_text("hvs.second\n")
    custodian.ping()
    vault.choice.token_file.write_text("")
    vault.transit.token = "hvs.third"
    with pytest.raises(VaultUnavailableError):
        custodian.ping()


def test_a_vault_that_nobody_runs_is_unavailable(tmp_path: Path, vault: Vault) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        gone = replace(vault.choice, address=f"http://127.0.0.1:{held.getsockname()[1]}")
        with pytest.raises(VaultUnavailableError):
            VaultCustodian(gone).ping()
    with pytest.raises(VaultUnavailableError):
        VaultCustodian(replace(vault.choice, token_file=tmp_path / "none")).ping()
