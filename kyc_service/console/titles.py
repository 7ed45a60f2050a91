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
