"""Problems: every error as an RFC 9457 answer. The only place with status codes for errors.

An answer says what is wrong and what to do. It never repeats a submitted value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from kyc_service import errors
from kyc_service.api.door import errors as door
from kyc_service.api.door.request_logs import note_exception, trace_of
from kyc_service.api.messages import text_of
from kyc_service.errors import Fault, KycError

MEDIA_TYPE = "application/problem+json"
MAX_FAULTS = 100
"""More would not help anybody."""
_RETRY_SECONDS = 5
_INTERNAL = "internal_error"


@dataclass(frozen=True, slots=True)
class Kind:
    """The face of an error: its status and its title."""

    status: HTTPStatus
    title: str


KINDS: Mapping[type[KycError], Kind] = {
    errors.InvalidInputError: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The request has faults"),
    errors.NotFoundError: Kind(HTTPStatus.NOT_FOUND, "Not found"),
    errors.ConflictError: Kind(HTTPStatus.CONFLICT, "Not possible in this state"),
    errors.SubjectMismatchError: Kind(HTTPStatus.CONFLICT, "The reference names another business"),
    errors.IdempotencyInProgressError: Kind(HTTPStatus.CONFLICT, "The first request is still being answered"),
    errors.IdempotencyKeyReusedError: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The key belongs to another request"),
    errors.StaleVersionError: Kind(HTTPStatus.PRECONDITION_FAILED, "Changed since it was read"),
    errors.PreconditionRequiredError: Kind(HTTPStatus.PRECONDITION_REQUIRED, "If-Match is needed"),
    errors.ForbiddenError: Kind(HTTPStatus.FORBIDDEN, "Not allowed"),
    errors.FourEyesError: Kind(HTTPStatus.FORBIDDEN, "Another person has to approve"),
    errors.PolicyDeniedError: Kind(HTTPStatus.FORBIDDEN, "Refused by the policy"),
    errors.UnauthenticatedError: Kind(HTTPStatus.UNAUTHORIZED, "No valid key"),
    errors.CertificateError: Kind(HTTPStatus.UNAUTHORIZED, "Not with this certificate"),
    errors.SignInRefusedError: Kind(HTTPStatus.UNAUTHORIZED, "Not signed in"),
    errors.InvitationRefusedError: Kind(HTTPStatus.UNAUTHORIZED, "The invitation cannot be used"),
    errors.RateLimitedError: Kind(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    errors.QuotaExceededError: Kind(HTTPStatus.TOO_MANY_REQUESTS, "Quota used up"),
    errors.SubjectErasedError: Kind(HTTPStatus.GONE, "Erased"),
    errors.UnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.DatabaseUnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.KeyStoreUnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.VaultUnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.OverloadedError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Too much at once"),
    errors.ScreeningUnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "No list is loaded"),
    errors.QueueUnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.AttemptLostError: Kind(HTTPStatus.CONFLICT, "Done by another worker"),
    errors.SettingsError: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error"),
    errors.PolicyError: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error"),
    errors.AuditHeadsError: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The audit's heads cannot be used"),
    errors.BackupError: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The backup cannot be used"),
    errors.EgressRefusedError: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The address is refused"),
    door.MalformedRequestError: Kind(HTTPStatus.BAD_REQUEST, "The request cannot be read"),
    door.BodyTooLargeError: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    door.BatchTooLargeError: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The batch is too large"),
    door.UnsupportedBodyError: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has an unsupported form"),
    door.UriTooLongError: Kind(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long"),
    door.HeadersTooLargeError: Kind(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large"),
    door.NotAcceptableError: Kind(HTTPStatus.NOT_ACCEPTABLE, "Nothing acceptable"),
    door.TenantSuspendedError: Kind(HTTPStatus.FORBIDDEN, "Suspended"),
    door.OtherModeError: Kind(HTTPStatus.FORBIDDEN, "Not for this service"),
}
"""Every error, with its face. A test walks all subclasses of KycError."""

_HTTP_CODES: Mapping[int, str] = {
    400: "malformed_request",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "request_timeout",
    413: "body_too_large",
    415: "unsupported_media_type",
}
"""Codes for what the framework refuses by itself."""


def kind_of(error: KycError) -> Kind:
    """Find the face of an error: its own, or that of the nearest class above."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def register(app: Flask) -> None:
    """Answer every error of an application with a problem."""
    app.register_error_handler(KycError, answer_error)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_unexpected)


def answer_error(error: KycError) -> Response:
    """Answer an error that was raised on purpose."""
    kind = kind_of(error)
    if kind.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_unexpected(error)
    response = make_problem(kind, error.code, _faults_of(error))
    if isinstance(error, errors.UnauthenticatedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.RateLimitedError):
        response.headers["Retry-After"] = str(error.retry_after)
    elif error.transient or isinstance(error, errors.IdempotencyInProgressError):
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def answer_http(error: HTTPException) -> Response:
    """Answer what the framework refused, keeping headers such as Allow."""
    status = HTTPStatus(error.code or 500)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        return answer_unexpected(error)
    code = _HTTP_CODES.get(status, "malformed_request")
    response = make_problem(Kind(status, status.phrase), code)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Allow"}:
            response.headers[name] = value
        elif name == "Allow":
            response.headers["Allow"] = ", ".join(sorted(value.split(", ")))
    return response


def answer_unexpected(error: Exception) -> Response:
    """Answer a fault of ours. Nothing of the exception but its type leaves this function, into the log."""
    note_exception(trace_of(request), error)
    return make_problem(Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error"), _INTERNAL)


def make_problem(kind: Kind, code: str, faults: Iterable[Fault] = ()) -> Response:
    """Write a problem as an answer."""
    listed = list(faults)[:MAX_FAULTS]
    body = {
        "type": f"/docs/problems#{code}",
        "title": kind.title,
        "status": int(kind.status),
        "code": code,
        "detail": text_of(code),
        "request_id": trace_of(request).request_id,
        "errors": [_write_fault(one) for one in listed],
    }
    return Response(json.dumps(body), int(kind.status), content_type=MEDIA_TYPE)


def _write_fault(fault: Fault) -> dict[str, str]:
    found = {"pointer": fault.pointer, "code": fault.code, "message": fault.detail or text_of(fault.code)}
    return found | ({"rule": fault.rule} if fault.rule else {})


def _faults_of(error: KycError) -> Sequence[Fault]:
    if isinstance(error, errors.InvalidInputError):
        return error.faults
    if isinstance(error, door.MalformedRequestError) and error.where is not None:
        return [Fault(error.where, error.code)]
    if isinstance(error, errors.PolicyDeniedError):
        return [Fault(rule, error.code) for rule in error.rule_ids]
    return ()
