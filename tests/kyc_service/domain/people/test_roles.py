"""The roles are those of docs/people.md, and separate what has to be separate."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.domain.people.roles import ROLES, Permission, Role, permissions_of

PAGE = Path(__file__).parents[4] / "docs" / "people.md"


def read_table() -> dict[Role, set[str]]:
    """Read the table of the page."""
    rows = [line.strip("|").split("|") for line in PAGE.read_text().splitlines() if line.startswith("|")]
    start = next(number for number, row in enumerate(rows) if row[0].strip() == "may")
    names = [Role(cell.strip().replace(" ", "_")) for cell in rows[start][2:]]
    found: dict[Role, set[str]] = {role: set() for role in names}
    for row in rows[start + 2 :]:
        if not row[0].strip().startswith("`"):
            break
        for role, cell in zip(names, row[2:], strict=True):
            found[role] |= {row[0].strip().strip("`")} if cell.strip() else set()
    return found


def test_the_page_says_what_the_table_says() -> None:
    assert read_table() == {role: {permission.value for permission in ROLES[role]} for role in Role}


def test_every_role_has_a_row_and_every_permission_a_holder() -> None:
    assert set(ROLES) == set(Role)
    assert permissions_of(Role) == set(Permission)


@pytest.mark.parametrize(
    ("one", "never"),
    [
        (Role.VIEWER, {Permission.EVIDENCE_READ}),
        (Role.ANALYST, {Permission.CASES_APPROVE, Permission.CASES_BULK, Permission.PRIVACY_READ}),
        (Role.SENIOR_ANALYST, {Permission.PEOPLE_MANAGE, Permission.KEYS_MANAGE, Permission.SUSPICIONS_ACT}),
        (Role.ADMINISTRATOR, {Permission.CASES_READ, Permission.EVIDENCE_READ, Permission.AUDIT_READ}),
        (Role.PRIVACY_OFFICER, {Permission.CASES_WORK, Permission.PEOPLE_MANAGE}),
    ],
)
def test_what_a_role_may_not_do(one: Role, never: set[Permission]) -> None:
    assert not ROLES[one] & never


def test_an_auditor_changes_nothing() -> None:
    assert all(permission.value.endswith((".read", ".export")) for permission in ROLES[Role.AUDITOR])


def test_only_the_privacy_officer_learns_of_suspicions() -> None:
    assert [role for role in Role if Permission.SUSPICIONS_ACT in ROLES[role]] == [Role.PRIVACY_OFFICER]


def test_roles_add_up() -> None:
    both = permissions_of({Role.ANALYST, Role.AUDITOR})
    assert both == ROLES[Role.ANALYST] | ROLES[Role.AUDITOR]
    assert permissions_of(()) == frozenset()
