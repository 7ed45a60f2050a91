"""`kyc people`."""

from __future__ import annotations

import json
from typing import Any

import pyotp
import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services.people import invitations, sessions
from tests.fixtures.people import PASSWORD
from tests.jobs.conftest import House

pytestmark = pytest.mark.usefixtures("cheap_hashes")
WHO = ("--name", "Ada Fictief", "--email", "ada@desk.example")


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["people", *arguments])


def invite(house: House, *more: str) -> Any:
    return kyc("invite", "--tenant", house.tenant_id, *more)


def test_the_first_administrator_is_made_at_the_shell_and_let_in_by_the_link(in_house: House) -> None:
    made = invite(in_house, *WHO, "--role", "administrator")
    assert made.exit_code == 0, made.output
    link = made.stdout.strip()
    assert link.startswith("http://localhost:8080/console/invitation#inv_")
    token = link.partition("#")[2]
    secret = invitations.accept(in_house.rt, token, PASSWORD).secret
    opened = invitations.confirm(in_house.rt, token, pyotp.TOTP(secret).now())
    found = sessions.find(in_house.rt, opened.token)
    assert found is not None
    assert (found.name, found.roles) == ("Ada Fictief", {"administrator"})


def test_people_are_listed_with_their_roles_and_without_what_they_sign_in_with(in_house: House) -> None:
    made = json.loads(invite(in_house, *WHO, "--role", "viewer", "--role", "auditor", "--json").stdout)
    assert set(made) == {"account", "link", "expires_at"}
    (listed,) = json.loads(kyc("list", "--tenant", in_house.tenant_id, "--json").stdout)["people"]
    shown = {"id", "roles", "status", "created_at", "signed_in_at", "version", "name", "email", "signs_in_by"}
    assert set(listed) == shown
    assert (listed["id"], listed["roles"], listed["status"]) == (made["account"], ["auditor", "viewer"], "invited")
    shown = kyc("list", "--tenant", in_house.tenant_id).stdout
    assert "Ada Fictief" in shown
    assert made["link"].partition("#")[2] not in shown


def test_roles_are_changed_accounts_disabled_and_invited_anew(in_house: House) -> None:
    account = json.loads(invite(in_house, *WHO, "--role", "viewer", "--json").stdout)["account"]
    assert "analyst, auditor" in kyc("roles", account, "--role", "analyst", "--role", "auditor").stderr
    assert kyc("disable", account).exit_code == 0
    again = json.loads(kyc("reset", account, "--json").stdout)
    assert invitations.look(in_house.rt, again["link"].partition("#")[2]).email == "ada@desk.example"
    assert "#inv_" in kyc("reset", account).stdout


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--name", "Ada", "--email", "no address", "--role", "viewer"), "invalid_email"),
        (("--name", " ", "--email", "ada@desk.example", "--role", "viewer"), "required"),
        ((*WHO, "--role", "king"), "king"),
    ],
)
def test_what_cannot_be_invited_is_said(in_house: House, more: tuple[str, ...], words: str) -> None:
    result = invite(in_house, *more)
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_an_address_has_one_account_and_the_last_administrator_stays(in_house: House) -> None:
    account = json.loads(invite(in_house, *WHO, "--role", "administrator", "--json").stdout)["account"]
    twice = invite(in_house, "--name", "Bo", "--email", "ADA@desk.example", "--role", "viewer")
    assert (twice.exit_code, "has an account already" in twice.stderr) == (2, True)
    for command in (("disable", account), ("roles", account, "--role", "viewer")):
        refused = kyc(*command)
        assert (refused.exit_code, "the last administrator stays" in refused.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize("command", [("disable",), ("reset",), ("roles", "--role", "viewer")])
def test_an_unknown_account_is_said(command: tuple[str, ...]) -> None:
    result = kyc(command[0], "acc_" + "0" * 32, *command[1:])
    assert (result.exit_code, "no account has this id" in result.stderr) == (2, True)
