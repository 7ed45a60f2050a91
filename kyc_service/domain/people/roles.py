"""Roles and what each may do: one table, as a reader of compliance would draw it. docs/people.md shows the same.

Who may do a thing is decided here. That the maker of a thing is not its checker is decided elsewhere, by person: one
who may do both still cannot approve what is their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do."""

    DASHBOARD_READ = "dashboard.read"
    """See counts, ages and delays."""
    CASES_READ = "cases.read"
    """See the queue, and a case with its history."""
    EVIDENCE_READ = "evidence.read"
    """See what was submitted beside what lists and registers say."""
    CASES_WORK = "cases.work"
    """Take a case, answer its hits, write notes, propose a decision."""
    CASES_APPROVE = "cases.approve"
    """Agree to, or turn down, what another person proposed."""
    CASES_BULK = "cases.bulk"
    """Act on many cases at once."""
    SUBJECTS_SEARCH = "subjects.search"
    """Find a business or a person by name."""
    SCREENING_AD_HOC = "screening.ad_hoc"
    """Screen a name that nobody submitted."""
    LISTS_READ = "lists.read"
    """See lists, registers, screening profiles and risk factors as they stand."""
    LISTS_APPROVE = "lists.approve"
    """Accept a list version that the gates held back."""
    MONITORING_RUN = "monitoring.run"
    """Have everybody compared again; pause, resume and cancel that."""
    PROFILES_EDIT = "profiles.edit"
    """Draft and measure screening profiles."""
    PROFILES_APPROVE = "profiles.approve"
    """Put another person's profile into use."""
    RISK_EDIT = "risk.edit"
    """Draft risk factors."""
    RISK_APPROVE = "risk.approve"
    """Put another person's factors into use."""
    RISK_OVERRIDE = "risk.override"
    """Set a subject's rating by hand, with a reason and an end."""
    PRIVACY_READ = "privacy.read"
    """See requests, holds, disclosures and versions of the policy."""
    PRIVACY_ACT = "privacy.act"
    """Answer requests, place and release holds, publish the policy."""
    SUSPICIONS_ACT = "suspicions.act"
    """Keep suspicions and orders of authorities. Nobody else sees that there are any."""
    AUDIT_READ = "audit.read"
    """Read the audit."""
    AUDIT_EXPORT = "audit.export"
    """Take the audit and its proofs out."""
    KEYS_MANAGE = "keys.manage"
    """Make and revoke keys of programs."""
    WEBHOOKS_MANAGE = "webhooks.manage"
    """Say where events are sent, and send them again."""
    PEOPLE_MANAGE = "people.manage"
    """Invite people, give and take roles, reset and disable accounts: other people's, never one's own."""


class Role(StrEnum):
    """What somebody is at the desk."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    SENIOR_ANALYST = "senior_analyst"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


_VIEW = frozenset({Permission.DASHBOARD_READ, Permission.CASES_READ, Permission.LISTS_READ})
_ANALYSE = _VIEW | {
    Permission.EVIDENCE_READ,
    Permission.CASES_WORK,
    Permission.SUBJECTS_SEARCH,
    Permission.SCREENING_AD_HOC,
}

ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEW,
    Role.ANALYST: _ANALYSE,
    Role.SENIOR_ANALYST: _ANALYSE
    | {
        Permission.CASES_APPROVE,
        Permission.CASES_BULK,
        Permission.LISTS_APPROVE,
        Permission.PROFILES_EDIT,
        Permission.PROFILES_APPROVE,
        Permission.RISK_EDIT,
        Permission.RISK_APPROVE,
        Permission.RISK_OVERRIDE,
    },
    Role.PRIVACY_OFFICER: frozenset(
        {
            Permission.DASHBOARD_READ,
            Permission.LISTS_READ,
            Permission.SUBJECTS_SEARCH,
            Permission.PRIVACY_READ,
            Permission.PRIVACY_ACT,
            Permission.SUSPICIONS_ACT,
            Permission.AUDIT_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.DASHBOARD_READ,
            Permission.LISTS_READ,
            Permission.MONITORING_RUN,
            Permission.KEYS_MANAGE,
            Permission.WEBHOOKS_MANAGE,
            Permission.PEOPLE_MANAGE,
        }
    ),
    Role.AUDITOR: _VIEW
    | {Permission.EVIDENCE_READ, Permission.PRIVACY_READ, Permission.AUDIT_READ, Permission.AUDIT_EXPORT},
}
"""What each role may do. Somebody with several roles may do what any of them may."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Add up what some roles may do."""
    return frozenset(permission for role in roles for permission in ROLES[role])
