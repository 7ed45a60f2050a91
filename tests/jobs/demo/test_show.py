"""The doors of the demonstration open."""

from __future__ import annotations

from jobs.demo import show
from kyc_service.domain.people.roles import Role
from kyc_service.services import access
from kyc_service.services.people import invitations
from tests.jobs.conftest import House


def test_a_senior_analyst_is_invited_to_the_desk_and_the_flow_has_a_key(house: House) -> None:
    doors = show._open_doors(house.settings, "http://127.0.0.1:8080")
    assert invitations.look(house.rt, doors.invitation).email == "analyst@demo.example"
    key, tenant = access.authenticate(house.rt, doors.token)
    assert (key.name, tenant.name) == ("onboarding flow", "Demo")
    with house.rt.open_work(tenant.id, "tester", read_only=True) as work:
        (account,) = work.people.accounts.list()
    assert account.roles == {Role.SENIOR_ANALYST, Role.ADMINISTRATOR}
