"""The file of a report: content in one canonical form, its digest, and the service's signature. Pure functions.

The form and the key are those of evidence packs, so that one public key proves both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kyc_service.domain.monitoring.days import Month
from kyc_service.services.monitoring.reports.content import SCHEMA
from kyc_service.services.packs import envelope

NO_REPORT = "it is not built like a coverage report"


class ReportFileError(ValueError):
    """A file that is no report; the text says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """What checking a file came to."""

    tenant: str
    month: str
    whole: bool
    """Whether the month was over when it was made."""
    sha256: str
    """Of the content as it is in the file, hex."""
    key: str
    """The public key that the file names, hex."""
    signed_at: str
    faults: tuple[str, ...]


def message_of(content: Mapping[str, Any], sha256: str, at: str) -> bytes:
    """Return what the signature covers."""
    return json.dumps([SCHEMA, content["tenant"], content["month"], sha256, at], separators=(",", ":")).encode()


def open_report(file: bytes) -> dict[str, Any]:
    """Return the content of a report without checking it. Raises ReportFileError."""
    try:
        content, _ = envelope.split(envelope.read_whole(file))
    except envelope.PackFileError as error:
        raise ReportFileError(str(error)) from None
    except ValueError:
        raise ReportFileError(NO_REPORT) from None
    return dict(content)


def check(file: bytes, key: str | None = None) -> CheckedReport:
    """Check a file: digest and signature. Raises ReportFileError.

    `key` is the public key of the service, hex, as `kyc audit key` prints it; without it the file is only held against
    the key that it names itself.
    """
    try:
        return _check(*envelope.split(envelope.read_whole(file)), key)
    except envelope.PackFileError as error:
        raise ReportFileError(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ReportFileError(NO_REPORT) from None


def _check(content: Mapping[str, Any], proof: Mapping[str, Any], key: str | None) -> CheckedReport:
    faults = []
    found, at = envelope.digest_of(content), str(proof["signed_at"])
    if content["schema"] != SCHEMA or Month.parse(str(content["month"])) is None:
        faults.append("it is of another version, or none")
    if found != proof["sha256"]:
        faults.append("the content is not what its digest says: it was changed")
    if key is not None and key.lower() != proof["key"]:
        faults.append("it names another key than yours: another service made it")
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key or proof["key"]))
    message = message_of(content, str(proof["sha256"]), at)
    if not envelope.is_signed(public, message, bytes.fromhex(proof["signature"])):
        faults.append("the signature is not the service's")
    return CheckedReport(
        str(content["tenant"]), str(content["month"]), content["whole"] is True, found, str(proof["key"]), at,
        tuple(faults),
    )  # fmt: skip
