"""Words: what codes are called on a page. A code that is missing here is shown by its own words."""

from __future__ import annotations

from collections.abc import Mapping

from kyc_service.console.cases.sides import Relation
from kyc_service.console.languages import Language
from kyc_service.domain.cases import Queue
from kyc_service.domain.privacy.requests import Method, RequestStatus, Right
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.retention.holds import HoldStatus
from kyc_service.domain.risk.records import OverrideReason
from kyc_service.domain.trail.publications import PublicationStatus
from kyc_service.services.desk.subjects import SearchBy
from kyc_service.services.trail.operations import OPERATIONS

WORDS: Mapping[str, str] = {
    "new": "New",
    "in_progress": "In progress",
    "pending_approval": "Waits for a second person",
    "closed": "Closed",
    "risk:high": "High risk",
    "risk:prohibited": "Prohibited",
    "risk:medium": "Medium risk",
    "ownership": "Ownership",
    "open": "Open",
    "false_positive": "False positive",
    "true_match": "True match",
    "strong": "good alias",
    "weak": "weak alias",
    "original_script": "in its own script",
    "former": "former name",
    "inconclusive": "Inconclusive",
    "accepted_risk": "True match, accepted",
    "blocked": "True match, blocked",
    "superseded": "Superseded",
    "clear": "Clear",
    "reject": "Reject",
    "different_name": "Another name",
    "different_birth_date": "Another birth date",
    "different_country": "Another country",
    "different_kind": "Person or company, the other is not",
    "different_identifier": "Another identifier",
    "no_match": "No match",
    "risk_accepted": "Risk accepted",
    "listed_party": "A listed party",
    "policy": "Policy",
    "same_identifier": "Same identifier",
    "same_name_and_facts": "Same name and facts",
    "confirmed_by_subject": "Confirmed by the subject",
    "too_little_data": "Too little is known",
    "awaiting_documents": "Documents are awaited",
    "other": "Another reason (say which)",
    "passed": "Nothing found",
    "attention": "To look at",
    "unavailable": "No answer",
    "not_supported": "Not possible here",
    "invalid_input": "Refused the question",
    "pending": "Waiting",
    "running": "Under way",
    "match": "Same",
    "partial": "Partly",
    "mismatch": "Differs",
    "not_provided_by_registry": "Not given by the register",
    "not_submitted": "Not submitted",
    "ofac_sdn": "OFAC SDN",
    "ofac_cons": "OFAC Consolidated",
    "un": "UN",
    "eu": "EU",
    "uk": "UK",
    "uk_ofsi": "UK OFSI",
    "us_csl": "US CSL",
    "active": "Active",
    "removed": "No longer named",
    "relationship_ended": "Relationship ended",
    "processing": "Under way",
    "review": "In review",
    "action_required": "More is needed",
    "rejected": "Rejected",
    "failed": "Not completed",
    "under_remediation": "Looked at again",
    "onboarding": "Onboarding",
    "data_change": "Its data changed",
    "monitoring": "A list changed",
    "review_date": "Its review was due",
    "due": "Its time had run",
    "erasure_request": "The party asked for it",
    "consent_withdrawn": "Consent was withdrawn",
    "objection_upheld": "An objection was upheld",
    # Profiles, privacy desk, keys and webhooks.
    "draft": "Draft",
    "evaluated": "Measured",
    "live": "In use",
    "retired": "Retired",
    "litigation": "A lawsuit",
    "authority_order": "Order of an authority",
    "open_dispute": "An open dispute",
    "open_rights_request": "An open request of the subject",
    "kept_by_law": "A law obliges to keep the data",
    "not_the_subject": "Whoever asks is not the subject",
    "unfounded": "Manifestly unfounded",
    "excessive": "Excessive",
    "rights_of_others": "Rights of others",
    "complexity": "It is complex",
    "number_of_requests": "There are many requests",
    "rectified": "Corrected",
    "erased": "Erased",
    "restricted": "Restricted",
    "restriction_lifted": "Restriction ended",
    "given": "Handed over",
    "deferred": "Being carried out",
    "lifted": "Restriction ended",
    "stopped": "Processing stopped",
    "continued": "Processing goes on",
    "withdrawn": "Consent ended",
    "told": "Told",
    "upheld": "The refusal stands",
    "reopened": "Looked at again",
    "ownership:derived_block:ofac": "Blocked through owners (OFAC)",
    "ownership:derived_block:eu": "Blocked through owners (EU)",
    "ownership:derived_block:uk": "Blocked through owners (UK)",
    "ownership:possible_block:ofac": "Perhaps blocked through owners (OFAC)",
    "ownership:possible_block:eu": "Perhaps blocked through owners (EU)",
    "ownership:possible_block:uk": "Perhaps blocked through owners (UK)",
    "password": "Password and code",
    "provider": "Provider",
    # What is asked of a business, and what it sends.
    "awaiting_answer": "Waits for an answer",
    "details_asked": "Details were asked for",
    "request:open": "Waits for an answer",
    "request:answered": "Answered",
    "request:withdrawn": "Ended without the rest",
    "request:lapsed": "Nothing came in time",
    "proof_of_address": "Proof of address",
    "registration_extract": "Extract from the register",
    "identity_document": "Identity document",
    "ownership_chart": "Chart of owners",
    "licence": "Licence",
    "tax_registration": "Proof of the tax number",
    "power_of_attorney": "Power of attorney",
    "articles_of_association": "Articles of association",
    "bank_statement": "Head of a bank statement",
    "application/pdf": "PDF",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "text/plain": "Plain text",
    "/business/name": "Registered name",
    "/business/trading_names": "Trading names",
    "/business/original_script_name": "Name in its own script",
    "/business/type": "Legal kind",
    "/business/industry": "Industry code",
    "/business/registration/number": "Registration number",
    "/business/registration/authority": "Register",
    "/business/registration/country": "Country of the register",
    "/business/registration/date": "Day of registration",
    "/business/tax/vat": "VAT number",
    "/business/tax/tin": "Tax number",
    "/business/licence/number": "Licence number",
    "/business/licence/authority": "Who gave the licence",
    "/business/licence/expires": "Licence valid until",
    "/business/addresses": "Addresses",
    "/business/website": "Web address",
    "/contact/name": "Full name",
    "/contact/job_title": "Job title",
    "/contact/email": "E-mail address",
    "/contact/phone": "Telephone number",
    "/contact/address": "Address",
    "/people/*/name": "Full name",
    "/people/*/given_name": "Given names",
    "/people/*/family_name": "Family name",
    "/people/*/original_script_name": "Name in its own script",
    "/people/*/aliases": "Other names",
    "/people/*/date_of_birth": "Birth date",
    "/people/*/place_of_birth": "Birth place",
    "/people/*/nationalities": "Nationalities",
    "/people/*/job_title": "Job title",
    "/people/*/email": "E-mail address",
    "/people/*/phone": "Telephone number",
    "/people/*/addresses": "Addresses",
    "/people/*/ownership": "Ownership",
    # How cases are worked.
    "on_hold": "Put aside",
    "documents_awaited": "Documents are awaited",
    "authority_asked": "An authority was asked",
    "colleague_asked": "A colleague was asked",
    "held": "Put aside",
    "resumed": "Taken into work again",
    "returned": "Escalation answered",
    "urgent": "Made urgent",
    "not_urgent": "Not urgent any more",
    "new_information": "Something new is known",
    "decided_wrongly": "It was decided wrongly",
    "complaint": "The party complained",
    "not_approved": "Not agreed to",
    "given_up": "It was given up",
    "pack_too_long": "It would have too many pages",
    **OPERATIONS,
}

LANGUAGES: Mapping[Language, str] = {Language.ENGLISH: "English", Language.DUTCH: "Nederlands"}
"""What each language is called by those who speak it."""
QUEUES: Mapping[Queue, str] = {
    Queue.MINE: "My work",
    Queue.UNASSIGNED: "Unassigned",
    Queue.APPROVALS: "To approve",
    Queue.LATE: "Late",
    Queue.HELD: "Put aside",
    Queue.AWAITING: "Waiting for an answer",
    Queue.ESCALATED: "Escalated",
    Queue.OPEN: "All open",
    Queue.CLOSED: "Closed",
}
EMPTY: Mapping[Queue, tuple[str, str]] = {
    Queue.MINE: ("You have nothing on your desk", "Press n for the next case that nobody works on."),
    Queue.UNASSIGNED: ("Nothing waits", "Every open case has somebody, or all businesses so far were clear."),
    Queue.APPROVALS: ("Nothing to approve", "Decisions that need a second person come here; your own never do."),
    Queue.LATE: ("Nothing is late", "Every case that can be worked on is within its term."),
    Queue.HELD: (
        "Nothing is put aside",
        "A case that waits for something is put aside with h; it comes back by itself.",
    ),
    Queue.AWAITING: (
        "Nobody was asked for anything",
        "Cases that wait for an answer of the onboarding flow stand here.",
    ),
    Queue.ESCALATED: ("Nothing is escalated", "An analyst who wants a senior to look escalates a case with e."),
    Queue.OPEN: ("No open case", "When a business needs a look, its case appears here."),
    Queue.CLOSED: ("Nothing was decided yet", "Closed cases stay here for as long as the policy keeps them."),
}
RELATIONS: Mapping[Relation, str] = {
    Relation.SAME: "Same.",
    Relation.CLOSE: "Close.",
    Relation.AGAINST: "Speaks against it.",
    Relation.ONLY_OURS: "Only submitted.",
    Relation.ONLY_THEIRS: "Only listed.",
}
SEARCHES: Mapping[SearchBy, str] = {
    SearchBy.REFERENCE: "Client's reference",
    SearchBy.BUSINESS: "Name of a business",
    SearchBy.PERSON: "Name of a person",
    SearchBy.NUMBER: "Number in a register",
}
HINTS: Mapping[str, str] = {
    SearchBy.REFERENCE: "No business has this reference. Letters count as upper or lower case; or search by its name.",
    SearchBy.BUSINESS: "Give the whole name with its legal form, as it was submitted. Part of a name finds nothing.",
    SearchBy.PERSON: "Give the whole name, and the birth date if one was submitted: both are one seal.",
    SearchBy.NUMBER: "Give the number with the country of its register.",
}
"""What to try when nobody was found."""
STALES: Mapping[str, str] = {
    "never_loaded": "no version was ever loaded",
    "bundled_only": "only what ships with the service",
    "not_confirmed": "not confirmed in time",
}
ALARMS: Mapping[str, str] = {
    "list_missing": "Load it",
    "lists_stale": "Refresh it",
    "list_old": "Grows old: refresh it",
}
REGISTERS: Mapping[str, str] = {
    "up": "Up",
    "slow": "Slow",
    "down": "Down",
    "unknown": "Not asked lately",
}
GATES: Mapping[str, str] = {
    "list_shrunk": "Much smaller than before",
    "list_empty": "Empty",
    "list_date": "Dated in the future",
    "list_rollback": "Older than the version in use",
    "list_rows_rejected": "Rows that cannot be read",
    "list_duplicate_id": "Ids that repeat",
    "list_wrong_format": "Not in its publisher's form",
    "list_incomplete": "Not complete",
    "list_schema_changed": "Its form changed",
    "list_encoding": "Not in its encoding",
}
"""Why a gate refused a version, by the code of the gate."""
DECIDED: Mapping[str, str] = {
    "open": "Waits for a person",
    "approved": "Accepted",
    "superseded": "A later one passed",
}
ORIGINS: Mapping[str, str] = {
    "bundled": "ships with the service",
    "publisher": "publisher",
    "mirror": "mirror or files",
}
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
SCOPES: Mapping[str, str] = {
    "onboarding": "Submit businesses, and read how their verifications stand. No evidence.",
    "analyst": "Read evidence, answer hits, decide cases.",
    "privacy": "Requests of data subjects, holds, disclosures.",
    "sealed": "Sealed records.",
    "admin": "Endpoints, lists, profiles, risk factors, keys.",
}
"""What a key with a scope may do."""
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
UNITS: Mapping[str, str] = {"d": "d", "h": "h", "min": "min", "s": "s"}
"""Units of time, short."""
ACTIONS: Mapping[str, str] = {
    "assign": "Give to",
    "tag": "Add tags",
    "hold": "Put aside",
    "clear": "All hits are others: clear",
}
"""What may be done with many cases at once."""
CHANGES: Mapping[str, str] = {
    "assignee": "who works on it",
    "status": "its state",
    "held_until": "until when it is put aside",
    "held_for": "what it waits for",
    "escalated_at": "whether it is escalated",
    "escalated_by": "who escalated it",
    "due_at": "its term",
    "stopped_at": "whether its term runs",
    "urgent": "whether it is urgent",
    "proposed": "what is proposed",
    "maker": "who proposed a decision",
    "checker": "who agreed",
    "outcome": "its outcome",
    "closed_at": "whether it is closed",
    "reopened_at": "whether it was opened again",
    "reopened_by": "who opened it again",
    "beside": "an answer to a hit, or its tags",
}
"""What of a case changed, by its field."""
