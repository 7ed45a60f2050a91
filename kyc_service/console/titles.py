"""Titles: what states and choices are called on the pages beside cases: profiles, programs, privacy, risk."""

from __future__ import annotations

from collections.abc import Mapping

from kyc_service.domain.privacy.requests import Method, RequestStatus, Right
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.retention.holds import HoldStatus
from kyc_service.domain.risk.records import OverrideReason
from kyc_service.domain.trail.publications import PublicationStatus
from kyc_service.domain.webhooks import DisableReason, EventKind, TryError

PURPOSES: Mapping[Purpose, str] = {
    Purpose.ONBOARDING: "Onboarding",
    Purpose.MONITORING: "Monitoring",
    Purpose.AD_HOC: "Ad-hoc screening",
}
"""What screenings are for."""
CAUTIONS: Mapping[str, str] = {
    "exact_name_alone_is_no_hit": "The very name of a listed party, with nothing else known, would be no hit.",
    "identifier_alone_is_no_hit": "The very number of a listed party under another name would be no hit.",
    "weak_alias_alone_is_a_hit": "An alias that its list calls unreliable would be a hit by itself.",
}
"""What whoever approves a profile should know."""
KEY_STATES: Mapping[str, str] = {"active": "Works", "expired": "Has ended", "revoked": "Revoked"}
SCOPE_TITLES: Mapping[str, str] = {
    "onboarding": "Onboarding",
    "analyst": "Analysis",
    "privacy": "Privacy",
    "sealed": "Sealed records",
    "admin": "Administration",
}
DELIVERIES: Mapping[str, str] = {
    "pending": "On its way",
    "delivered": "Delivered",
    "refused": "Refused by the policy",
    "dead": "Given up",
}
TRIES: Mapping[str, str] = {
    "ok": "The test message arrived.",
    "gone": "It says that it wants no more messages.",
    "retry": "It did not take the test message. See whether the program runs and knows the secret.",
    "refused": "Nothing was sent: the address may not be called.",
}
"""What came of a test message."""
PRIVACY_TABS: Mapping[str, str] = {
    "requests": "Requests",
    "holds": "Holds",
    "disclosures": "Disclosures",
    "notices": "Notices",
    "policies": "Policy",
    "suspicions": "Suspicions",
}
RIGHTS: Mapping[Right, str] = {
    Right.ACCESS: "Their data",
    Right.RECTIFY: "Correction",
    Right.ERASE: "Erasure",
    Right.RESTRICT: "Restriction",
    Right.LIFT_RESTRICTION: "End of a restriction",
    Right.OBJECT: "Objection",
    Right.PORT: "Their data, to take along",
    Right.WITHDRAW_CONSENT: "Withdrawal of consent",
    Right.HUMAN_REVIEW: "Another look at a refusal",
    Right.CLAUSES: "Clauses for transfers abroad",
    Right.COMPLAIN: "Where to complain",
}
"""What a subject asks for."""
REQUEST_STATES: Mapping[RequestStatus, str] = {
    RequestStatus.RECEIVED: "Not known yet who asks",
    RequestStatus.VERIFIED: "To answer",
    RequestStatus.ANSWERED: "Answered",
    RequestStatus.REFUSED: "Refused",
}
METHODS: Mapping[Method, str] = {
    Method.PLATFORM_SIGN_IN: "Asked from within the account, signed in anew",
    Method.REGISTERED_CONTACT: "A code sent to the contact on file came back",
    Method.DOCUMENT_SEEN: "A document was looked at",
    Method.AUTHORISED_AGENT: "A written authority was seen",
}
HOLD_STATES: Mapping[HoldStatus, str] = {
    HoldStatus.REQUESTED: "Holds, waits for a second person",
    HoldStatus.ACTIVE: "In force",
    HoldStatus.RELEASE_REQUESTED: "In force, release asked for",
    HoldStatus.RELEASED: "Released",
    HoldStatus.REFUSED: "Refused",
}
HOLD_STEPS: Mapping[str, str] = {
    "approve": "Agree",
    "refuse": "Turn down",
    "review": "Still needed",
    "ask_release": "Ask for release",
    "release": "Agree to release",
    "keep": "Keep it",
}
POLICY_STATES: Mapping[PublicationStatus, str] = {
    PublicationStatus.PROPOSED: "Waits for a second person",
    PublicationStatus.PUBLISHED: "Published",
    PublicationStatus.WITHDRAWN: "Taken back",
}
OVERRIDE_REASONS: Mapping[OverrideReason, str] = {
    OverrideReason.ADVERSE_INFORMATION: "Adverse information",
    OverrideReason.UNUSUAL_ACTIVITY: "Unusual activity",
    OverrideReason.AUTHORITY_REQUEST: "An authority asked",
    OverrideReason.MITIGATING_CONTROLS: "Other controls make up for it",
    OverrideReason.FACTOR_DOES_NOT_APPLY: "A factor does not apply",
    OverrideReason.DATA_ERROR: "A mistake in the data",
    OverrideReason.OTHER: "Another reason",
}
DISABLED: Mapping[DisableReason, str] = {
    DisableReason.BY_HAND: "Switched off by a person",
    DisableReason.GONE: "It answered that it wants no more messages",
    DisableReason.FAILING: "Every try failed for days",
}
TRY_ERRORS: Mapping[TryError, str] = {
    TryError.ADDRESS_REFUSED: "the address is not public any more; nothing was sent",
    TryError.NAME_UNKNOWN: "its name has no address",
    TryError.CONNECTION_FAILED: "no connection",
    TryError.TLS_FAILED: "no secure connection; look at its certificate",
    TryError.TIMED_OUT: "no answer within 15 seconds",
    TryError.ANSWER_UNREADABLE: "the answer cannot be read",
    TryError.REDIRECTED: "it sent us elsewhere, which is not followed",
    TryError.GONE: "it wants no more messages",
    TryError.NOT_ACCEPTED: "it did not accept the message",
    TryError.POLICY_REFUSED: "the policy lets nothing leave; nothing was sent",
    TryError.ENDPOINT_DISABLED: "the endpoint was switched off; nothing was sent",
}
EVENT_KINDS: Mapping[str, str] = {EventKind.VERIFICATION_UPDATED.value: "A verification changed"}
HOOK_TABS: Mapping[str, str] = {"endpoints": "Endpoints", "events": "Events"}
WATCH_TABS: Mapping[str, str] = {"coverage": "Coverage and runs", "feeds": "Change feeds of registers"}
FEED_STATES: Mapping[str, str] = {
    "read": "Read",
    "waits": "Waits for its first turn",
    "failing": "Last try failed",
    "denied": "Not allowed by the policy",
    "not_read": "Not read",
    "silent": "Says nothing",
    "gap": "Has a gap",
}
"""How a change feed of a register does."""
FEED_STEPS: Mapping[str, str] = {
    "credentials_refused": "The register refuses the key. Put a valid one into the file of its key_file.",
    "forbidden": "The register knows the key and does not let it read this feed. Ask for access.",
    "redirected": "The address leads elsewhere now. Look up the register's new one, and set feed_address.",
    "tls_failed": "Its certificate was not accepted. Look at the address and at the clock of this machine.",
    "connection_failed": "The register cannot be reached. Look at the network and the proxy of this machine.",
    "left_alone": "It failed several times in a row, and is left alone for a while. Nothing is lost.",
    "limit_reached": "The register's limit is used up. It is asked again by itself; lower its limit if this stays.",
    "wrong_content_type": "The register answers otherwise than this version understands. Look for a newer version.",
    "answer_too_long": "The register answers otherwise than this version understands. Look for a newer version.",
    "timed_out": "The register did not answer in time. Nothing is lost: reading goes on where it stopped.",
    "server_error": "The register is out of order. Nothing is lost: reading goes on where it stopped.",
    "too_many_requests": "The register's limit is used up. It is asked again by itself; lower its limit if this stays.",
    "malformed_answer": "The register answers otherwise than this version understands. Look for a newer version.",
    "policy_denied": "The policy in force does not let this register be told a number for monitoring.",
    "not_read": "Nobody tried to read it. Look whether the scheduler and a worker of the queue monitoring run.",
    "silent": "It is read and tells of nobody; a feed of thousands never does. Look at subscription and address.",
    "gap": "The register no longer knew where reading had stopped. All its businesses are due, and begun bit by bit.",
    "unknown": "It is tried again at its next turn. kyc feeds read reads it now and says what is wrong.",
}
"""What to do about it, by the code of what went wrong."""
DUE_REASONS: Mapping[str, str] = {
    "register_event": "its register told of a change",
    "register_gap": "its register's feed had a gap",
    "review_date": "its review date has come",
    "answers_old": "what registers answered has grown old",
    "calendar_day": "it is the day of the year that was set",
}
"""Why a business is due to be verified again."""
