"""Looking a business up that nobody submitted: what leaves, what is written down, what it comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.standins.base import Scenario
from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.registers import Outcome
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services.policies.in_force import Policies
from kyc_service.services.registers import lookups
from kyc_service.services.registers.lookups import Ending, Found, Wanted
from tests.fixtures.standing_desks import Desk, fields_for


def found(status: CheckStatus) -> Found:
    return Found(
        register="kvk",
        title="KVK",
        by="registration",
        status=status,
        outcome=Outcome.VERIFIED,
        code=None,
        reference=None,
    )


@pytest.mark.parametrize(
    ("statuses", "ending"),
    [
        ((CheckStatus.PASSED, CheckStatus.PASSED), Ending.VERIFIED),
        ((CheckStatus.PASSED, CheckStatus.UNAVAILABLE), Ending.UNAVAILABLE),
        ((CheckStatus.ATTENTION, CheckStatus.UNAVAILABLE), Ending.LOOK),
        ((CheckStatus.NOT_SUPPORTED,), Ending.LOOK),
        ((CheckStatus.INVALID_INPUT, CheckStatus.PASSED), Ending.LOOK),
    ],
)
def test_answers_add_up(statuses: tuple[CheckStatus, ...], ending: Ending) -> None:
    assert lookups.sum_up(found(status) for status in statuses) is ending


def test_a_register_is_told_what_the_gate_lets_out_and_no_more(desk: Desk) -> None:
    fields = fields_for("kvk", addresses=[{"lines": ["Geheimstraat 1"]}], website="secret.example")
    wanted = Wanted(business=fields, people=({"person.name": "Quibblewick Hazelgrove", "person.role": "director"},))

    lookups.look_up(desk.rt, wanted, "tester")

    sent = repr(desk.standing.calls)
    assert "99900001" in sent
    assert not any(word in sent for word in ("Geheimstraat", "secret.example", "Quibblewick", "Voorbeeld Handel"))


def test_the_audit_names_the_register_and_no_value(desk: Desk) -> None:
    lookups.look_up(desk.rt, Wanted(business=fields_for("kvk")), "tester")

    with desk.rt.open_system("tester") as system:
        entries = [one for one in system.audit.page(None, 100).items if one.op == lookups.OPERATION]
    assert {(one.outcome, one.details["register"], one.details["by"]) for one in entries} >= {
        ("allowed", "kvk", "registration")
    }
    assert "99900001" not in repr(entries)
    assert "Voorbeeld" not in repr(entries)


def test_what_the_policy_refuses_is_told_to_nobody(desk: Desk) -> None:
    rules = desk.rt.policy.rules
    without = {name: line for name, line in rules.recipients.items() if name != "public_register"}
    denying = Policy(replace(rules, recipients=without))
    rt = replace(desk.rt, policies=Policies(desk.rt.database, denying))

    with pytest.raises(PolicyDeniedError, match=r"recipient\.unknown"):
        lookups.look_up(rt, Wanted(business=fields_for("kvk")), "tester")

    assert desk.standing.calls == []
    with desk.rt.open_system("tester") as system:
        entries = [one for one in system.audit.page(None, 100).items if one.op == lookups.OPERATION]
    assert {one.outcome for one in entries} == {"denied"}


def test_whoever_waits_hears_of_each_answer(desk: Desk) -> None:
    heard: list[tuple[str, int, int]] = []
    fields = {**fields_for("kvk"), **fields_for("vies", Scenario.FOUND)}

    lookups.look_up(
        desk.rt, Wanted(business=fields), "tester", lambda one, done, of: heard.append((one.register, done, of))
    )

    assert [done for _, done, _ in heard] == list(range(1, len(heard) + 1))
    assert {of for _, _, of in heard} == {len(heard)}
    assert {"kvk", "vies"} <= {register for register, _, _ in heard}
