"""Every error the service raises on purpose. They know no HTTP and never carry personal data.

KycError
├── InvalidInputError        the request cannot be accepted; `faults` says where and why
├── NotFoundError            no such thing, or not yours
├── ConflictError            the thing is in a state that does not allow this
│   ├── SubjectMismatchError     the reference names another business already
│   └── IdempotencyInProgressError   the first request with this key has not finished
├── IdempotencyKeyReusedError    same key, other request
├── StaleVersionError        changed since it was read
├── PreconditionRequiredError    an If-Match is needed
├── ForbiddenError           the caller may not do this
│   ├── FourEyesError            the maker cannot be the checker
│   └── PolicyDeniedError        no rule of the policy allows it
├── UnauthenticatedError     no valid key
│   ├── CertificateError         the key is not to be used without its certificate
│   ├── SignInRefusedError       the sign-in is refused; one error for every reason
│   └── InvitationRefusedError   no invitation, or not any more
├── RateLimitedError         too many requests; `retry_after` in seconds
├── SubjectErasedError       the subject's data no longer exist
├── UnavailableError         may succeed later (transient)
│   ├── DatabaseUnavailableError
│   ├── KeyStoreUnavailableError
│   │   └── VaultUnavailableError    the vault that keeps the keys' key
│   ├── QueueUnavailableError
│   └── ScreeningUnavailableError    no list is loaded
├── AttemptLostError         another worker took this check over; nothing was written
├── AuditHeadsError          the file of the audit's signed heads cannot be used
├── BackupError              a backup cannot be made, read or put back; the text says what to do
├── EgressRefusedError       the address may not be called from here
└── SettingsError            the configuration cannot be used; `faults` lists every setting
    └── PolicyError              the policy file cannot be used; `faults` lists every line
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input."""

    pointer: str
    """JSON pointer into the request, as `/business/name`; a name for parameters and headers."""
    code: str
    """Stable code, as `required`; its text stands in `api.messages`."""
    rule: str | None = None
    """Clause of the policy that asks for it, as `A.6`."""
    detail: str | None = None
    """What to do, where a code is for too many things to say it; never a value of the input."""


class KycError(Exception):
    """Anything the service raises on purpose."""

    code = "error"
    transient = False


class InvalidInputError(KycError):
    """The request cannot be accepted. Nothing was stored."""

    code = "invalid_input"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; the message names codes only."""
        super().__init__(", ".join(sorted({fault.code for fault in faults})))
        self.faults = tuple(faults)


class NotFoundError(KycError):
    """No such thing, or not yours: the two are not told apart."""

    code = "not_found"


class ConflictError(KycError):
    """The thing is in a state that does not allow this."""

    code = "invalid_transition"

    def __init__(self, detail: str, code: str | None = None) -> None:
        """Say what to do, never a value."""
        super().__init__(detail)
        self.code = code or type(self).code


class SubjectMismatchError(ConflictError):
    """The reference names another business already."""

    code = "subject_mismatch"


class IdempotencyInProgressError(ConflictError):
    """The first request with this key has not finished."""

    code = "idempotency_in_progress"


class IdempotencyKeyReusedError(KycError):
    """The same key came with another request."""

    code = "idempotency_key_reused"


class StaleVersionError(KycError):
    """Changed since it was read."""

    code = "precondition_failed"


class PreconditionRequiredError(KycError):
    """A change needs to say which version it is based on."""

    code = "precondition_required"


class ForbiddenError(KycError):
    """The caller may not do this."""

    code = "forbidden"


class FourEyesError(ForbiddenError):
    """The maker of a decision cannot approve it."""

    code = "four_eyes"


class PolicyDeniedError(ForbiddenError):
    """No rule of the policy allows it."""

    code = "policy_denied"

    def __init__(self, rule_ids: Sequence[str]) -> None:
        """Name the rules that refused."""
        super().__init__("refused by " + ", ".join(rule_ids))
        self.rule_ids = tuple(rule_ids)


class UnauthenticatedError(KycError):
    """No valid key."""

    code = "unauthenticated"


class CertificateError(UnauthenticatedError):
    """The key is right, and the client certificate that belongs to it did not come."""

    code = "client_certificate_required"

    def __init__(self, code: str) -> None:
        """Say whether none came or another one."""
        super().__init__(code)
        self.code = code


class SignInRefusedError(UnauthenticatedError):
    """The sign-in is refused. Which part was wrong, and whether there is such an account, is not told."""

    code = "sign_in_refused"


class InvitationRefusedError(UnauthenticatedError):
    """There is no such invitation, or not any more: the two are not told apart."""

    code = "invitation_refused"


class RateLimitedError(KycError):
    """Too many requests."""

    code = "rate_limited"

    def __init__(self, retry_after: int) -> None:
        """Say when to come back, in seconds."""
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


class QuotaExceededError(RateLimitedError):
    """The tenant has submitted as much as was agreed for this day or month."""

    code = "quota_exceeded"


class SubjectErasedError(KycError):
    """The subject's data no longer exist."""

    code = "subject_erased"


class UnavailableError(KycError):
    """The same call may succeed later."""

    code = "unavailable"
    transient = True


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer."""

    code = "database_unavailable"

    def __init__(self, message: str = "the database does not answer; try again later") -> None:
        """Say what is the matter, if it is known."""
        super().__init__(message)


class KeyStoreUnavailableError(UnavailableError):
    """The key store does not answer."""

    code = "key_store_unavailable"

    def __init__(self, message: str = "the key store does not answer; try again later") -> None:
        """Say what is the matter, if it is known."""
        super().__init__(message)


class VaultUnavailableError(KeyStoreUnavailableError):
    """The vault does not answer, is sealed, or does not let this service use its key."""

    code = "vault_unavailable"

    def __init__(self) -> None:
        """Say so in one sentence, whatever the vault said."""
        super().__init__("the vault does not answer, is sealed, or does not let this service use its key")


class OverloadedError(UnavailableError):
    """More requests wait than can be answered in time: this one was not looked at."""

    code = "overloaded"


class QueueUnavailableError(UnavailableError):
    """The queue does not answer. What was asked for stays in the outbox."""

    code = "queue_unavailable"


class ScreeningUnavailableError(UnavailableError):
    """No list is loaded, so nothing can be screened."""

    code = "screening_unavailable"


class AttemptLostError(KycError):
    """Another worker took this check over; nothing was written."""

    code = "attempt_lost"


class AuditHeadsError(KycError):
    """The file of the audit's signed heads cannot be read or written."""

    code = "audit_heads"


class BackupError(KycError):
    """A backup cannot be made, read or put back. The text says what to do, and holds no address."""

    code = "backup"


class EgressRefusedError(KycError):
    """The address may not be called from here."""

    def __init__(self, code: str) -> None:
        """Keep the code, as `webhook_url_not_public`, and nothing of the address."""
        super().__init__(code)
        self.code = code


class SettingsError(KycError):
    """The configuration cannot be used."""

    code = "settings_invalid"

    def __init__(self, faults: Sequence[str]) -> None:
        """List every fault at once, by the setting's name and never its value."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class PolicyError(SettingsError):
    """The policy file cannot be used."""

    code = "policy_invalid"
