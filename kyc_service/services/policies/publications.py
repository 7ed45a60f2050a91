"""Publish a version of the policy: one person proposes it, another approves it, and then it never changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from kyc_service.domain.trail.publications import Publication
from kyc_service.errors import ConflictError, PolicyError, StaleVersionError
from kyc_service.policy import file as policy_file
from kyc_service.policy.model import Policy
from kyc_service.policy.versions.comparison import Change, compare, is_material
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Mode
from kyc_service.storage.policies import NewVersion
from kyc_service.storage.work import SystemWork


@dataclass(frozen=True, slots=True)
class Finding:
    """What a version comes to, before anybody proposes it."""

    faults: tuple[str, ...]
    sha256: str | None
    """None when it is no policy."""
    material: bool
    changes: tuple[Change, ...]


def judge(in_force: Policy, content: bytes, balancing_tests: Mapping[str, str]) -> Finding:
    """Say what is wrong with a version, and what it changes. Stores nothing."""
    try:
        policy = policy_file.parse(content)
        policy_file.check_balancing_tests(policy, balancing_tests)
    except PolicyError as error:
        return Finding(error.faults, None, material=False, changes=())
    changes = compare(in_force, policy)
    return Finding((), policy.sha256, is_material(changes), changes)


def complete(content: bytes, balancing_tests: Mapping[str, str]) -> dict[str, str]:
    """Add the balancing tests that ship to those that were sent, as far as the policy names them."""
    try:
        named = policy_file.balancing_tests(policy_file.parse(content))
    except PolicyError:
        return dict(balancing_tests)
    return {**policy_file.shipped_balancing_tests(named), **balancing_tests}


def propose(rt: Runtime, system: SystemWork, content: bytes, balancing_tests: Mapping[str, str]) -> Publication:
    """Keep a version for another person to look at, with what it changes.

    Raises PolicyError that lists every fault, and ConflictError for a version that is known already, is of another
    policy, or would be in force before today.
    """
    policy = policy_file.parse(content)
    policy_file.check_balancing_tests(policy, balancing_tests)
    in_force = rt.policies.refresh()
    _check_place(system, in_force, policy)
    known = policy_file.balancing_tests(policy)
    texts = {name: text for name, text in balancing_tests.items() if name in known}
    found = system.policies.add(_describe(policy, content, texts, in_force))
    _write(system, "policy.proposed", found)
    return found


def approve(rt: Runtime, system: SystemWork, policy_id: str, revision: int) -> Publication:
    """Publish a version. Raises FourEyesError for its proposer, ConflictError when what it changes is no longer so."""
    found = _get(system, policy_id, revision)
    in_force = rt.policies.refresh()
    if found.compared_with != in_force.sha256:
        message = "another version came into force since: withdraw this one and propose it again"
        raise ConflictError(message, "policy_outdated")
    _check_place(system, in_force, policy_file.parse(found.content))
    published = system.policies.approve(found)
    _write(system, "policy.published", published)
    return published


def withdraw(system: SystemWork, policy_id: str, revision: int) -> Publication:
    """Take a proposal back. Raises ConflictError once it is published."""
    withdrawn = system.policies.withdraw(_get(system, policy_id, revision))
    _write(system, "policy.withdrawn", withdrawn)
    return withdrawn


def adopt(rt: Runtime) -> Publication | None:
    """Put the file of the settings into force where nobody can be asked: as the first version, or in a demo.

    Returns None when it is known already, or has to be published by two people.
    """
    content = policy_file.read(rt.settings.policy_file)
    policy = policy_file.load(rt.settings.policy_file)
    texts = policy_file.read_balancing_tests(policy, rt.settings.policy_file)
    with rt.open_system("prepare") as system:
        known = [sha256 for sha256, _, _ in system.policies.published()]
        if policy.sha256 in known or (known and rt.settings.mode is Mode.PRODUCTION):
            return None
        before = rt.policies.refresh() if known else None
        found = system.policies.add(_describe(policy, content, texts, before), adopted=True)
        _write(system, "policy.adopted", found)
    rt.policies.refresh()
    return found


def _describe(policy: Policy, content: bytes, texts: Mapping[str, str], before: Policy | None) -> NewVersion:
    changes = compare(before, policy) if before is not None else ()
    return NewVersion(
        policy_id=policy.id,
        version=policy.version,
        sha256=policy.sha256,
        effective_from=policy.rules.effective_from,
        content=content,
        balancing_tests=texts,
        compared_with=before.sha256 if before is not None else None,
        changes=[dataclasses.asdict(change) for change in changes],
        material=is_material(changes),
    )


def _check_place(system: SystemWork, in_force: Policy, policy: Policy) -> None:
    """Refuse a version that cannot follow the one in force: another policy, a known name, a day that has passed."""
    if policy.id != in_force.id:
        message = "it is another policy: the one in force goes by another id"
        raise ConflictError(message, "policy_of_another_id")
    if policy.version in {version for _, version, _ in system.policies.published()}:
        message = "a published version never changes: give this one a version of its own"
        raise ConflictError(message, "policy_version_taken")
    if policy.rules.effective_from < system.now().date():
        message = "it would be in force before it is published: set effective_from to today or later"
        raise ConflictError(message, "policy_retroactive")


def _get(system: SystemWork, policy_id: str, revision: int) -> Publication:
    found = system.policies.get(policy_id)
    if found.revision != revision:
        raise StaleVersionError
    return found


def _write(system: SystemWork, op: str, found: Publication) -> None:
    details: dict[str, str | int | bool] = {
        "policy_id": found.policy_id,
        "publication_id": found.id,
        "version": found.version,
        "sha256": found.sha256,
        "material": found.material,
        "changes": len(found.changes),
    }
    system.audit.append(op, found.status.value, details=details)
