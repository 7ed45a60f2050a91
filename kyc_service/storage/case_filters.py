"""Filters of cases, as conditions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, func, select

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.desk.filters import CaseFilter, CaseKind
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideStatus
from kyc_service.storage.rows import Transaction
from kyc_service.storage.tables import case_tags, cases, checks, hits, risk_overrides, risk_ratings

_CHECKS = {
    CaseKind.REGISTERS: CheckKind.REGISTER,
    CaseKind.OWNERSHIP: CheckKind.OWNERSHIP,
    CaseKind.RISK: CheckKind.RISK,
}
NOTICED = (CheckStatus.ATTENTION, CheckStatus.INVALID_INPUT)
"""What a check says when a person has to look."""


def narrow(tx: Transaction, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Make the conditions of a filter beside its queue."""
    now = tx.now()
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        found.append(cases.c.status == wanted.status)
    if wanted.assignee is not None:
        found.append(cases.c.assignee == wanted.assignee)
    if wanted.source is not None:
        found.append(_has_hit(hits.c.source == wanted.source))
    if wanted.kind is not None:
        found.append(_is_of(wanted.kind))
    if wanted.tag is not None:
        same = and_(case_tags.c.tenant_id == cases.c.tenant_id, case_tags.c.case_id == cases.c.id)
        found.append(exists().where(same, case_tags.c.tag == wanted.tag))
    if wanted.level is not None:
        found.append(_is_rated(wanted.level, now))
    if wanted.days is not None:
        found.append(cases.c.opened_at <= now - dt.timedelta(days=wanted.days))
    return found


def _has_hit(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    of_case = and_(hits.c.tenant_id == cases.c.tenant_id, hits.c.verification_id == cases.c.verification_id)
    return exists().where(of_case, hits.c.status != HitStatus.SUPERSEDED, *conditions)


def _is_of(kind: CaseKind) -> ColumnElement[bool]:
    if kind is CaseKind.HITS:
        return _has_hit()
    of_case = and_(checks.c.tenant_id == cases.c.tenant_id, checks.c.verification_id == cases.c.verification_id)
    return exists().where(of_case, checks.c.kind == _CHECKS[kind], checks.c.status.in_(NOTICED))


def _is_rated(level: Level, now: dt.datetime) -> ColumnElement[bool]:
    """How a business stands: what a person set while it holds, else what was worked out last."""
    mine = and_(risk_ratings.c.tenant_id == cases.c.tenant_id, risk_ratings.c.subject_id == cases.c.subject_id)
    last = select(risk_ratings.c.level).where(mine).order_by(risk_ratings.c.sequence.desc()).limit(1)
    own = and_(risk_overrides.c.tenant_id == cases.c.tenant_id, risk_overrides.c.subject_id == cases.c.subject_id)
    holds = and_(risk_overrides.c.status == OverrideStatus.ACTIVE, risk_overrides.c.expires_at > now)
    set_by_hand = select(risk_overrides.c.level).where(own, holds).limit(1)
    return func.coalesce(set_by_hand.scalar_subquery(), last.scalar_subquery()) == level.value
