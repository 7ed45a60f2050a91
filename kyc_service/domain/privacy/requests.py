"""Requests of subjects: what may be asked, how a request moves, and when an answer is due."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.personal import Personal

ALARM_BEFORE = dt.timedelta(days=7)
"""An answer that is this near its term is an alarm."""
EXTENSION_MONTHS = 2
"""GDPR 12(3): two further months, with a reason, told within the first."""


class Right(StrEnum):
    """What a subject can ask, with names as in the policy's `[right]`.

    Source: GDPR 7(3), 15-18, 20-22, 77, and 13(1)(f) for the clauses.
    """

    ACCESS = "access"
    RECTIFY = "rectify"
    ERASE = "erase"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    OBJECT = "object"
    PORT = "port"
    WITHDRAW_CONSENT = "withdraw_consent"
    HUMAN_REVIEW = "human_review"
    CLAUSES = "clauses"
    """A copy of the clauses under which data went to another country."""
    COMPLAIN = "complain"


class RequestStatus(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    """Nobody has shown yet who asks: nothing goes out."""
    VERIFIED = "verified"
    ANSWERED = "answered"
    REFUSED = "refused"


class Extension(StrEnum):
    """Why an answer takes longer. Source: GDPR 12(3)."""

    COMPLEXITY = "complexity"
    NUMBER_OF_REQUESTS = "number_of_requests"


class Method(StrEnum):
    """How it was shown that whoever asks is the subject, or acts for it."""

    PLATFORM_SIGN_IN = "platform_sign_in"
    """Asked from within the account on the platform, signed in anew."""
    REGISTERED_CONTACT = "registered_contact"
    """A one-time code sent to the contact that is on file came back."""
    DOCUMENT_SEEN = "document_seen"
    """A document was looked at; no copy is kept."""
    AUTHORISED_AGENT = "authorised_agent"
    """A written authority was seen."""


class Refusal(StrEnum):
    """Why a request is not followed, as a person records it. The subject is told one text for the first."""

    KEPT_BY_LAW = "kept_by_law"
    NOT_THE_SUBJECT = "not_the_subject"
    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    RIGHTS_OF_OTHERS = "rights_of_others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of one subject."""

    id: str
    subject_id: str
    kind: Right
    status: RequestStatus
    words: Personal[str] | None
    """What was asked, in the subject's words, under the subject's key; None once that key is gone."""
    received_by: str
    received_at: dt.datetime
    due_at: dt.datetime
    extended_at: dt.datetime | None
    extension_reason: Extension | None
    method: Method | None
    verified_by: str | None
    verified_at: dt.datetime | None
    answered_by: str | None
    answered_at: dt.datetime | None
    outcome: str | None
    """What was done, as a code: `given`, `restricted`, `deferred`, a `Refusal`, ..."""
    version: int

    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.status in {RequestStatus.RECEIVED, RequestStatus.VERIFIED}

    def needs_alarm(self, now: dt.datetime) -> bool:
        """Whether the term is near, or over."""
        return self.is_open() and now >= self.due_at - ALARM_BEFORE


def add_months(moment: dt.datetime, months: int) -> dt.datetime:
    """Add calendar months; where the day does not exist the term ends on the month's last day.

    Source: Regulation (EEC, Euratom) No 1182/71, article 3(2)(c).
    """
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
