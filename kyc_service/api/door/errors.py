"""Errors that only the door raises: a request that never became a question to a use case. They know no HTTP."""

from __future__ import annotations

from kyc_service.errors import ForbiddenError, KycError


class MalformedRequestError(KycError):
    """The request cannot be read, or a header or parameter of it cannot be used."""

    code = "malformed_request"

    def __init__(self, code: str, where: str | None = None) -> None:
        """Name what is wrong, and the header or parameter, never its value."""
        super().__init__(code)
        self.code = code
        self.where = where


class BodyTooLargeError(KycError):
    """The body is larger than this route takes."""

    code = "body_too_large"


class BatchTooLargeError(KycError):
    """The batch has more items than this route takes."""

    code = "batch_too_large"


class UnsupportedBodyError(KycError):
    """The body is in a form that this route does not take."""

    code = "unsupported_media_type"

    def __init__(self, code: str) -> None:
        """Say whether the media type or the content encoding is the reason."""
        super().__init__(code)
        self.code = code


class UriTooLongError(KycError):
    """The address is longer than any address here."""

    code = "uri_too_long"


class HeadersTooLargeError(KycError):
    """The headers are larger than any client needs."""

    code = "headers_too_large"


class NotAcceptableError(KycError):
    """The client accepts nothing that this route answers with."""

    code = "not_acceptable"


class TenantSuspendedError(ForbiddenError):
    """The tenant of the key is suspended."""

    code = "tenant_suspended"


class OtherModeError(ForbiddenError):
    """The key is of a sandbox and the service is none, or the other way round."""

    code = "key_of_other_mode"
