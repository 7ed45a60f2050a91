"""A typed client of the service's API, for the programs of an onboarding flow.

Imports `requests` and nothing else of the service: the folder can be copied into another project as it stands.
"""

from .client import Client
from .problems import (
    ClientError,
    ConflictError,
    Fault,
    ForbiddenError,
    GoneError,
    InvalidError,
    LimitedError,
    NotFoundError,
    ProblemError,
    StaleError,
    StillWaitingError,
    UnauthenticatedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from .receiving import WebhookError, verify_webhook
from .wire import File, Limits, Tls

__all__ = [
    "Client",
    "ClientError",
    "ConflictError",
    "Fault",
    "File",
    "ForbiddenError",
    "GoneError",
    "InvalidError",
    "LimitedError",
    "Limits",
    "NotFoundError",
    "ProblemError",
    "StaleError",
    "StillWaitingError",
    "Tls",
    "UnauthenticatedError",
    "UnavailableError",
    "UnexpectedAnswerError",
    "UnreachableError",
    "WebhookError",
    "verify_webhook",
]
