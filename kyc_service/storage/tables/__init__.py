"""The tables. Only this room knows them.

Every row of a tenant has the tenant in its primary key and in every foreign key, so that no row can point at
another tenant's.
"""

from __future__ import annotations

from kyc_service.storage.tables.allowlist import allowlist
from kyc_service.storage.tables.base import metadata
from kyc_service.storage.tables.cases import cases, decisions, hits
from kyc_service.storage.tables.lists import list_refusals, list_sources, list_versions
from kyc_service.storage.tables.parties import api_keys, blind_index, personal_records, subjects, tenants
from kyc_service.storage.tables.profiles import profiles
from kyc_service.storage.tables.schedules import heartbeats, leases, schedules
from kyc_service.storage.tables.trails import audit, disclosures, idempotency, outbox
from kyc_service.storage.tables.verifications import check_results, checks, verifications
from kyc_service.storage.tables.webhooks import webhook_deliveries, webhook_endpoints, webhook_events

__all__ = [
    "allowlist",
    "api_keys",
    "audit",
    "blind_index",
    "cases",
    "check_results",
    "checks",
    "decisions",
    "disclosures",
    "heartbeats",
    "hits",
    "idempotency",
    "leases",
    "list_refusals",
    "list_sources",
    "list_versions",
    "metadata",
    "outbox",
    "personal_records",
    "profiles",
    "schedules",
    "subjects",
    "tenants",
    "verifications",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_events",
]
