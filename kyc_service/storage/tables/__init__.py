"""The tables. Only this room knows them.

Every row of a tenant has the tenant in its primary key and in every foreign key, so that no row can point at
another tenant's.
"""

from __future__ import annotations

from kyc_service.storage.tables.asking import (
    attachments,
    case_notes,
    case_requests,
    note_mentions,
    note_templates,
    request_items,
)
from kyc_service.storage.tables.base import metadata
from kyc_service.storage.tables.cases import (
    case_acts,
    case_tags,
    cases,
    decisions,
    desk_counts,
    desk_terms,
    hits,
    risk_overrides,
    risk_ratings,
    saved_filters,
)
from kyc_service.storage.tables.feeds import register_feeds, reverify_marks, review_terms
from kyc_service.storage.tables.lists import list_refusals, list_sources, list_versions
from kyc_service.storage.tables.monitoring import (
    coverage,
    coverage_blocks,
    coverage_days,
    coverage_reports,
    editions,
    monitoring_chunks,
    monitoring_runs,
    watched_pairs,
)
from kyc_service.storage.tables.parties import (
    account_roles,
    accounts,
    api_keys,
    blind_index,
    invitations,
    personal_records,
    quotas,
    recovery_codes,
    sessions,
    sign_in_marks,
    subjects,
    tenants,
)
from kyc_service.storage.tables.policies import policy_bases, policy_versions
from kyc_service.storage.tables.privacy import (
    addressees,
    grounds,
    handovers,
    messages,
    privacy_requests,
    public_sources,
    recipient_notices,
    suspicions,
)
from kyc_service.storage.tables.retention import disposal_runs, disposals, holds
from kyc_service.storage.tables.schedules import heartbeats, leases, schedules
from kyc_service.storage.tables.trails import audit, audit_chain, disclosures, idempotency, outbox
from kyc_service.storage.tables.tuning import allowlist, profiles, risk_changes, risk_tables
from kyc_service.storage.tables.verifications import check_results, checks, evidence_packs, verifications
from kyc_service.storage.tables.webhooks import (
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
    webhook_secrets,
    webhook_tries,
)

__all__ = [
    "account_roles",
    "accounts",
    "addressees",
    "allowlist",
    "api_keys",
    "attachments",
    "audit",
    "audit_chain",
    "blind_index",
    "case_acts",
    "case_notes",
    "case_requests",
    "case_tags",
    "cases",
    "check_results",
    "checks",
    "coverage",
    "coverage_blocks",
    "coverage_days",
    "coverage_reports",
    "decisions",
    "desk_counts",
    "desk_terms",
    "disclosures",
    "disposal_runs",
    "disposals",
    "editions",
    "evidence_packs",
    "grounds",
    "handovers",
    "heartbeats",
    "hits",
    "holds",
    "idempotency",
    "invitations",
    "leases",
    "list_refusals",
    "list_sources",
    "list_versions",
    "messages",
    "metadata",
    "monitoring_chunks",
    "monitoring_runs",
    "note_mentions",
    "note_templates",
    "outbox",
    "personal_records",
    "policy_bases",
    "policy_versions",
    "privacy_requests",
    "profiles",
    "public_sources",
    "quotas",
    "recipient_notices",
    "recovery_codes",
    "register_feeds",
    "request_items",
    "reverify_marks",
    "review_terms",
    "risk_changes",
    "risk_overrides",
    "risk_ratings",
    "risk_tables",
    "saved_filters",
    "schedules",
    "sessions",
    "sign_in_marks",
    "subjects",
    "suspicions",
    "tenants",
    "verifications",
    "watched_pairs",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_events",
    "webhook_secrets",
    "webhook_tries",
]
