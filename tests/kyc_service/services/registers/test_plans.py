"""Which registers are asked: country, number, the operator's choice and the tenant's."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.personal import Fields
from kyc_service.domain.tenants import Tenant
from kyc_service.services.registers.plans import plan, question_of, serves
from kyc_service.verifiers.base import EVERYWHERE
from kyc_service.verifiers.choices import NONE, RegisterChoices, Use, choose
from kyc_service.verifiers.serving import REGISTERS
from tests.fixtures.standing_desks import COUNTRIES, fields_for

P, N, BAD = CheckStatus.PENDING, CheckStatus.NOT_SUPPORTED, CheckStatus.INVALID_INPUT
KVK, VAT, LEI = "69599084", "NL822010690B01", "724500PMK2A2M1SQQ228"
TENANT = Tenant(
    id="ten_1",
    name="Test",
    policy_id="p",
    obliged_entity=False,
    home_region="EU",
    required_checks=("screening",),
    suspended=False,
    created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    registers={},
)


def chosen(**uses: str) -> RegisterChoices:
    return RegisterChoices({name: choose(REGISTERS[name], use=Use(use)) for name, use in uses.items()})


def business(country: str | None, number: str | None = None, vat: str | None = None) -> Fields:
    fields: Fields = {
        "business.name": "Example",
        "business.registration.country": country,
        "business.registration.number": number,
        "business.tax.vat": vat,
    }
    return {path: value for path, value in fields.items() if value is not None}


@pytest.mark.parametrize(
    ("operator", "tenant", "fields", "planned"),
    [
        # Only registers of the operator's file, of the business's country, for numbers that it gave.
        ({}, {}, business("NL", KVK, VAT), []),
        ({"kvk": "optional"}, {}, business("NL", KVK), [("kvk", False, P)]),
        ({"kvk": "required"}, {}, business("NL", KVK), [("kvk", True, P)]),
        ({"kvk": "required"}, {}, business("DE", KVK), []),
        ({"kvk": "required"}, {}, business(None, KVK), []),
        ({"kvk": "optional", "vies": "required"}, {}, business("NL", KVK, VAT),
         [("vies", True, P), ("kvk", False, P)]),
        # A number that is missing or odd: for a person where its own register is required, and only there.
        ({"kvk": "required"}, {}, business("NL"), [("kvk", True, BAD)]),
        ({"kvk": "required"}, {}, business("NL", "12"), [("kvk", True, BAD)]),
        ({"kvk": "optional"}, {}, business("NL", "12"), []),
        ({"vies": "required"}, {}, business("NL", KVK), []),
        ({"vies": "required"}, {}, business("NL", KVK, "NL1"), []),
        ({"gleif": "required"}, {}, business("NL", KVK), []),
        ({"gleif": "required"}, {}, business("NL", LEI), [("gleif", True, P)]),
        ({"opencorporates": "required"}, {}, business("NL"), []),
        # The tenant asks fewer, or more.
        ({"kvk": "required"}, {"kvk": "off"}, business("NL", KVK), []),
        ({"kvk": "required"}, {"kvk": "off"}, business("NL", "12"), []),
        ({"kvk": "optional"}, {"kvk": "required"}, business("NL", KVK), [("kvk", True, P)]),
        ({"kvk": "required"}, {"kvk": "optional"}, business("NL", KVK), [("kvk", False, P)]),
        # What the operator has no key for blocks nothing, and is said.
        ({}, {"kvk": "required"}, business("NL", KVK), [("kvk", True, N)]),
        ({}, {"kvk": "optional"}, business("NL", KVK), [("kvk", False, N)]),
        ({}, {"kvk": "required"}, business("NL", "12"), [("kvk", True, BAD)]),
        ({}, {"kvk": "required"}, business("DE", KVK), []),
    ],
)  # fmt: skip
def test_the_table(
    operator: dict[str, str],
    tenant: dict[str, str],
    fields: Fields,
    planned: list[tuple[str, bool, CheckStatus]],
) -> None:
    found = plan(chosen(**operator) if operator else NONE, dataclasses.replace(TENANT, registers=tenant), fields)
    assert [(one.register, one.required, one.status) for one in found] == planned


@pytest.mark.parametrize("register_id", COUNTRIES)
@pytest.mark.parametrize("use", ["required", "optional"])
def test_every_register_is_asked_about_its_own(register_id: str, use: str) -> None:
    found = plan(chosen(**{register_id: use}), TENANT, fields_for(register_id))
    assert [(one.register, one.required, one.status) for one in found] == [(register_id, use == "required", P)]


@pytest.mark.parametrize("register_id", COUNTRIES)
def test_every_register_knows_its_countries_only(register_id: str) -> None:
    register = REGISTERS[register_id]
    assert serves(register, COUNTRIES[register_id])
    assert serves(register, "AQ") == (register.countries == EVERYWHERE)
    elsewhere = fields_for(register_id) | {"business.registration.country": "AQ"}
    planned = plan(chosen(**{register_id: "required"}), TENANT, elsewhere)
    assert register.countries == EVERYWHERE or planned == ()


@pytest.mark.parametrize("value", [None, "", "  ", 7, ["NL"], {"a": 1}])
def test_only_texts_are_asked(value: object) -> None:
    fields: Fields = {"business.registration.number": value, "business.tax.vat": value}  # type: ignore[dict-item]
    question = question_of(fields)
    assert (question.number, question.vat) == (None, None)


@pytest.mark.parametrize(
    ("website", "mail", "asked"),
    [
        ("https://www.acme.nl", {"acme.nl"}, True),
        ("https://www.acme.nl", {"mail.nl"}, False),
        ("https://www.acme.nl", set(), False),
        (None, {"acme.nl"}, False),
    ],
)
def test_the_name_system_is_asked_where_mail_goes_to_the_domain_of_the_website(
    website: str | None, mail: set[str], asked: bool
) -> None:
    fields: Fields = {"business.registration.country": "NL", "business.website": website}
    found = plan(chosen(name_system="optional"), TENANT, fields, mail)
    assert [one.register for one in found] == (["name_system"] if asked else [])
