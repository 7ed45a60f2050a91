"""Access: tenants, and the keys that speak for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from kyc_service.domain.tenants import SANDBOX, ApiKey, Scope, Tenant
from kyc_service.errors import NotFoundError, UnauthenticatedError
from kyc_service.policy.model import Policy
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret
from kyc_service.storage.work import SystemWork, Work
from kyc_service.verifiers.choices import Use
from kyc_service.verifiers.serving import REGISTERS

MAX_TOKEN = 256
"""Longer than this is no key; nothing is computed over it."""


def create_tenant(
    system: SystemWork,
    policy: Policy,
    name: str,
    *,
    obliged_entity: bool,
    home_region: str,
    sandbox: bool = False,
) -> Tenant:
    """Make a tenant under the policy that is loaded; one of a sandbox stays one, and others never become one."""
    return system.tenants.add(
        name,
        policy_id=policy.id,
        obliged_entity=obliged_entity,
        home_region=home_region,
        required_checks=("screening", *(SANDBOX,) * sandbox),
    )


def choose_registers(work: Work, changes: Mapping[str, Use | None]) -> Tenant:
    """Say what registers are to a tenant, by register id; None goes back to the operator's own choice.

    Registers that are not named stay as they are. Raises NotFoundError for an id that is no register's.
    """
    unknown = sorted(changes.keys() - REGISTERS.keys())
    if unknown:
        message = f"no such register: {', '.join(unknown)}; `kyc registers list` names them"
        raise NotFoundError(message)
    chosen = dict(work.tenant().registers)
    for register_id, use in changes.items():
        chosen.pop(register_id, None)
        if use is not None:
            chosen[register_id] = use.value
    details = {register_id: use.value if use else "default" for register_id, use in changes.items()}
    work.audit.append("tenant.registers_chosen", "changed", details=details)
    return work.set_registers(chosen)


def create_key(
    system: SystemWork,
    tenant_id: str,
    name: str,
    scopes: Iterable[Scope],
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, Secret]:
    """Make a key. The token is shown once and never stored."""
    return system.api_keys.add(tenant_id, name, frozenset(scopes), expires_at)


def authenticate(rt: Runtime, token: str) -> tuple[ApiKey, Tenant]:
    """Return the key and tenant a token speaks for. Raises UnauthenticatedError, always for the same reason."""
    if not 0 < len(token) <= MAX_TOKEN or not token.isascii():
        raise UnauthenticatedError
    found = rt.database.ask(lambda system: _find_live(system, token))
    if found is None:
        raise UnauthenticatedError
    return found


def _find_live(system: SystemWork, token: str) -> tuple[ApiKey, Tenant] | None:
    found = system.api_keys.find(token)
    return found if found is not None and _is_live(found[0], system) else None


def _is_live(key: ApiKey, system: SystemWork) -> bool:
    return key.revoked_at is None and (key.expires_at is None or system.now() < key.expires_at)
