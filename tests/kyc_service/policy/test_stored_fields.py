"""Everything that is stored about anybody stands in exactly one category of the policy: columns and submitted fields.

A new column has to be given a category here, or a reason why it says nothing about anybody.
"""

from __future__ import annotations

from collections import Counter

from kyc_service.api.notice import list_fields
from kyc_service.policy import file
from kyc_service.storage.tables import metadata

POLICY = file.load()

ABOUT_NOBODY = {
    "account_roles": "people who work here",
    "accounts": "people who work here; their names and addresses are encrypted",
    "api_keys": "clients of the service",
    "audit_chain": "numbers and hashes",
    "desk_counts": "numbers of a large desk, by day, list, reason and score",
    "desk_terms": "hours of a desk",
    "disposal_runs": "how many were due and disposed of",
    "heartbeats": "processes",
    "invitations": "people who work here",
    "leases": "processes",
    "list_refusals": "published lists",
    "list_sources": "published lists",
    "list_versions": "published lists",
    "outbox": "ids of work to do",
    "policy_versions": "the policy itself",
    "profiles": "settings of the matcher",
    "risk_tables": "factors by which everybody is rated, and counts",
    "quotas": "counts of submissions, by day and month",
    "recovery_codes": "people who work here",
    "saved_filters": "codes that people of the desk look for; the name is theirs",
    "schedules": "processes",
    "sessions": "people who work here",
    "sign_in_marks": "tries at signing in, by digest",
    "tenants": "marketplaces",
    "webhook_deliveries": "ids and answers of receivers",
    "webhook_endpoints": "clients of the service",
    "note_mentions": "people who work here, by id, and which note they read",
    "note_templates": "texts to begin a note with",
    "webhook_secrets": "clients of the service",
    "webhook_tries": "answers of receivers, by code",
    "editions": "published lists and settings of the matcher",
    "coverage_days": "counts",
    "coverage_reports": "counts, digests of lists, ids of subjects that could not be compared",
    "monitoring_runs": "over everybody at once: when, why, by whom",
    "monitoring_chunks": "ranges of ids, and counts",
    "register_feeds": "how far feeds of registers were read",
    "review_terms": "after how long registers are asked again",
}
"""Tables in which nothing is about a subject."""
PLUMBING = {
    *("tenant_id", "id", "seq", "key", "key_id", "version", "sequence", "attempt", "due_at", "lease_until", "times"),
    *("subject_id", "verification_id", "check_id", "case_id", "hit_id", "business_id", "decision_id", "policy_sha256"),
    *("mac", "commitment", "fingerprint", "payload_digest", "notice_id", "list_digest"),
    *("rating_id", "table_id"),
    *("request_id", "number", "attachment_id"),
    *("addressee_id", "request_id", "subject_print", "key_version"),
}
"""Columns that number, point, lock or prove, in whatever table."""
CATEGORY = {
    "addressees": {"technical": "recipient country made_by made_at retired_at"},
    "allowlist": {
        "screening": "entry_id source status reason_code prints expires_at changes",
        "free_text": "note",
        "decision": "proposed_by proposed_at approved_by approved_at ended_by ended_at",
    },
    "audit": {"technical": "at actor op outcome rule_ids policy_version details"},
    "blind_index": {"identity_name": "name digest"},
    "cases": {
        "technical": "status opened_at closed_at held_until escalated_at reopened_at due_at urgent stopped_at "
        "changed_at changed first_touched_at changes",
        "decision": "assignee proposed maker outcome checker held_for escalated_by reopened_by changed_by",
    },
    "case_acts": {"technical": "number made_at", "decision": "kind reason made_by", "free_text": "note"},
    "case_tags": {"decision": "tag"},
    "check_results": {"screening": "status result", "technical": "recorded_at"},
    "checks": {"technical": "kind source required status reason"},
    "decisions": {
        "decision": "outcome reason_code made_by made_at approved_by confirmed_at",
        "free_text": "note",
    },
    "disclosures": {
        "technical": (
            "allowed recipient purpose granted withheld rule_ids basis policy_version facts channel sent_at first_at "
            "last_at country safeguard secret grounds"
        ),
    },
    "disposals": {"technical": "cause deleted_at finished_at facts receipt"},
    "evidence_packs": {
        "technical": (
            "status requested_by requested_at expires_at made_at pages content_sha256 json_sha256 pdf_sha256 failure"
        ),
    },
    "grounds": {"technical": "kind country purpose details valid_from valid_until made_by made_at ended_by ended_at"},
    "handovers": {
        "technical": "recipient purpose paths secret status asked_at released_by released_at",
        "decision": "asked_by approved_by approved_at",
    },
    "hits": {
        "screening": "entry_id source score status evidence disposed_by disposed_at reason_code",
        "free_text": "note",
    },
    "holds": {
        "decision": "reason reference status requested_by requested_at approved_by approved_at review_at reviewed_by "
        "release_by released_by ended_at",
    },
    "idempotency": {"technical": "status body location created_at"},
    "messages": {"correspondence": "direction written_at kept_by"},
    "personal_records": {"technical": "category policy_version source collected_at bases"},
    "policy_bases": {"technical": "basis reference recorded_by recorded_at"},
    "privacy_requests": {
        "correspondence": (
            "kind status received_by received_at extended_at extension_reason method verified_by verified_at "
            "answered_by answered_at outcome"
        ),
    },
    "public_sources": {"public_source": "digest retrieved_at kept_by notice_due_at notice noticed_at"},
    "recipient_notices": {"technical": "change recipient channel made_at sent_at sent_by"},
    "risk_changes": {"screening": "before after points_before points_after"},
    "risk_overrides": {
        "screening": "computed level lowers reason_code status expires_at end_reason",
        "free_text": "note",
        "decision": "made_by made_at approved_by approved_at ended_by ended_at",
    },
    "risk_ratings": {
        "screening": "level points review_at facts contributions",
        "technical": "made_at table_name table_number table_digest",
    },
    "subjects": {
        "technical": "kind reference status created_at updated_at relationship_ended_at",
        "company_people": "role",
    },
    "suspicions": {"suspicion": "status opened_by opened_at closed_at"},
    "verifications": {
        "technical": "trigger status reason coverage policy_version created_at updated_at completed_at",
        "screening": "flags",
    },
    "webhook_events": {"technical": "kind status created_at"},
    "case_requests": {"decision": "status asked_by asked_at due_at ended_at ended_by"},
    "request_items": {"decision": "kind pointer document answered_at", "free_text": "change"},
    "case_notes": {"free_text": "author written_at text struck_at"},
    "attachments": {"correspondence": "source document added_by added_at details size sha256 content"},
    "coverage": {"technical": "subject_version edition screened_at failure block_id block_version"},
    "coverage_blocks": {"technical": "first last edition version key_id"},
    "watched_pairs": {"screening": "source entry_id print score status end_reason seen_at changed_at"},
    "reverify_marks": {"technical": "register reason first_at last_at"},
}
"""The category of every other column. `personal_records.ciphertext` holds the submitted fields, see below."""
ENCRYPTED = {
    ("personal_records", "ciphertext"),
    ("addressees", "name"),
    ("grounds", "reference"),
    ("suspicions", "content"),
    ("privacy_requests", "words"),
    ("messages", "text"),
    ("public_sources", "content"),
    ("evidence_packs", "document"),
    ("evidence_packs", "print"),
    ("coverage", "sketch"),
    ("coverage_blocks", "box"),
}


def test_every_column_stands_in_exactly_one_category_or_is_about_nobody() -> None:
    for table in metadata.tables.values():
        if table.name in ABOUT_NOBODY:
            continue
        assert table.name in CATEGORY, f"say which categories of the policy `{table.name}` holds"
        placed = Counter(name for names in CATEGORY[table.name].values() for name in names.split())
        for column in table.columns:
            if column.name not in PLUMBING and (table.name, column.name) not in ENCRYPTED:
                assert placed[column.name] == 1, f"{table.name}.{column.name}"


def test_no_category_is_made_up_and_no_column_is_gone() -> None:
    for table, categories in CATEGORY.items():
        assert set(categories) <= set(POLICY.rules.categories), table
        known = {column.name for column in metadata.tables[table].columns}
        assert {name for names in categories.values() for name in names.split()} <= known, table
    assert set(ABOUT_NOBODY) | set(CATEGORY) == set(metadata.tables)


def test_every_submitted_field_stands_in_exactly_one_category_that_may_be_given() -> None:
    places = Counter(path for category in POLICY.rules.categories.values() for path in category.fields)
    stored = {path for _, path, _, _ in list_fields()}
    assert len(stored) > 20
    for path in stored:
        assert places[path] == 1, path
        assert path in POLICY.rules.given, path


def test_only_these_may_be_given_and_are_not_asked() -> None:
    """The role stands in a column of its own; nothing needs a gender."""
    asked = {path for _, path, _, _ in list_fields()}
    assert POLICY.rules.given - asked == {"business.role", "person.gender"}
