"""Find what a person at a prompt names: a subject by id or by reference, a hold by id."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kyc_service.services.runtime import Runtime

tenant_option = click.option("--tenant", help="Tenant's id; needed where SUBJECT is your own name for a business.")


def actor() -> str:
    """Name whoever types."""
    return f"cli:{getpass.getuser()}"


def find_subject(name: str, tenant: str | None) -> tuple[Runtime, str, str]:
    """Return the runtime, the tenant and the id of a subject. Raises NotFoundError, UsageError."""
    from jobs import context
    from kyc_service.errors import NotFoundError
    from kyc_service.services.retention import plans

    rt = context.prepared_runtime()
    if tenant is None:
        with rt.open_system(actor(), read_only=True) as system:
            tenant = system.disposal_runs.tenant_of_subject(name)
        if tenant is None:
            message = "no subject has this id; to name it by your own reference, say whose it is with --tenant"
            raise NotFoundError(message)
    with rt.open_work(tenant, actor(), read_only=True) as work:
        try:
            return rt, tenant, plans.find_subject(work, name)
        except NotFoundError:
            message = "this tenant has no such subject; what was disposed of is gone, `kyc retention receipts` lists it"
            raise NotFoundError(message) from None


def find_hold(hold_id: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose a hold is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(actor(), read_only=True) as system:
        tenant = system.disposal_runs.tenant_of_hold(hold_id)
    if tenant is None:
        message = "no hold has this id"
        raise NotFoundError(message)
    return rt, tenant
