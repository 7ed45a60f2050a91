"""Rotation: a new signing secret for an endpoint, beside the old one while its receiver changes over."""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.webhooks import Endpoint
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.programs.messages import make_secret
from kyc_service.settings import Secret
from kyc_service.storage.work import Work

USUAL_HOURS = 24
MOST_HOURS = 168
"""A week: an old secret that lives for ever was not rotated."""
MOST_LIVE = 5
"""Secrets that sign at a time: each is a signature in the header of every message."""


def rotate(work: Work, endpoint_id: str, overlap_hours: int = USUAL_HOURS) -> tuple[Endpoint, Secret]:
    """Make a new secret, shown once. The one before signs as well for some hours, then ends by itself.

    0 hours end every earlier secret at once: for one that leaked. Raises NotFoundError, InvalidInputError for hours
    out of range, and ConflictError while too many are live.
    """
    if not 0 <= overlap_hours <= MOST_HOURS:
        raise InvalidInputError([Fault("/overlap_hours", "number_out_of_range")])
    before = work.webhooks.endpoints.get(endpoint_id)
    if overlap_hours and len(before.secrets) >= MOST_LIVE:
        message = "too many secrets of this endpoint are live; wait until one ends, or end them with 0 hours"
        raise ConflictError(message, "too_many_secrets")
    secret = make_secret()
    endpoint = work.webhooks.endpoints.rotate(endpoint_id, secret, dt.timedelta(hours=overlap_hours))
    details: dict[str, str | int] = {"endpoint_id": endpoint_id, "overlap_hours": overlap_hours}
    work.audit.append("webhook.secret_replaced", "done", details=details)
    return endpoint, secret
