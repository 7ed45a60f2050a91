"""Keys: who is asking, and may they ask this. Every failure looks the same from outside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from werkzeug.wrappers import Request

from kyc_service.api.door import guards
from kyc_service.api.door.errors import MalformedRequestError, OtherModeError, TenantSuspendedError
from kyc_service.api.door.rate_limits import Allowance, RateLimits
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import ApiKey, Scope, Tenant
from kyc_service.errors import ForbiddenError, RateLimitedError, UnauthenticatedError
from kyc_service.services import access
from kyc_service.services.programs import certificates
from kyc_service.settings import Mode


@dataclass(frozen=True, slots=True)
class Caller:
    """The key and tenant that a request speaks for."""

    key: ApiKey
    tenant: Tenant

    @property
    def actor(self) -> str:
        """Name of the caller in the audit, and in the rule of four eyes."""
        return self.key.id


def authenticate(request: Request, rt: Runtime, limits: RateLimits) -> Caller:
    """Say who is asking. Wrong keys are counted by the socket's address, whatever a header says."""
    presented = guards.read_certificate(request, rt.settings)
    token = _read_token(request)
    try:
        caller = Caller(*access.authenticate(rt, token))
    except UnauthenticatedError:
        limits.count_wrong_key(request.environ.get("REMOTE_ADDR") or "unknown")
        raise
    if caller.tenant.is_sandbox is not (rt.settings.mode is Mode.SANDBOX):
        raise OtherModeError
    fault = certificates.find_fault(caller.key, presented, required=rt.settings.client_certificates == "required")
    if fault is not None:
        certificates.refuse(rt, caller.key, presented, fault, tell=limits.is_news(caller.key.id))
    return caller


def check_rate(allowance: Allowance, *, granted: bool) -> None:
    """Refuse a tenant that asked more than it may in a minute."""
    if not granted:
        raise RateLimitedError(allowance.reset)


def authorise(caller: Caller, scopes: Collection[Scope]) -> None:
    """Refuse a caller whose key has none of the scopes."""
    if caller.tenant.suspended:
        raise TenantSuspendedError
    if not caller.key.scopes & set(scopes):
        raise ForbiddenError(", ".join(sorted(scopes)))


def _read_token(request: Request) -> str:
    """Take the token out of the one Authorization header; an empty one is no key."""
    given = request.headers.get("Authorization", "")
    if "," in given or len(request.headers.getlist("Authorization")) > 1:
        # Servers join repeated headers with a comma; no token has one.
        code = "bad_framing"
        raise MalformedRequestError(code, "Authorization")
    scheme, _, token = given.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
