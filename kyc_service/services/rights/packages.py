"""Packages: what a subject gets, through the gate like everything else. The same shape for everybody.

Suspicions and secret disclosures are not asked for at all, so that nothing here can depend on whether there are any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kyc_service.domain.personal import Fields
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.domain.privacy.requests import Request, RequestStatus, Right
from kyc_service.domain.subjects import Subject
from kyc_service.errors import ConflictError
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Basis, Period, RetentionRule
from kyc_service.services.disclosures import ONBOARDING, Exit
from kyc_service.services.exits import gate
from kyc_service.services.exits.asked import Asked
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.rights import requests, texts
from kyc_service.services.screening import PURPOSE as SCREENING
from kyc_service.storage.ledger import Disclosure
from kyc_service.storage.work import Work

LINE = "subject"
FORMAT = "kyc-portability/1"
GIVEN = frozenset({Right.ACCESS, Right.PORT, Right.CLAUSES})
"""Requests that are answered with a package."""
TITLES = {
    Right.ACCESS: "What is known about you",
    Right.PORT: "What you gave, to take along",
    Right.CLAUSES: "Clauses under which your data went abroad",
}


def make(work: Work, policy: Policy, request: Request) -> tuple[Exit, dict[str, Any]]:
    """Make the package of a request, with its line in the ledger. The caller looks at the exit's decision.

    Raises ConflictError before it is known who asks, and for a request that is answered with something else.
    """
    if request.kind not in GIVEN:
        message = "this request is not answered with a package"
        raise ConflictError(message)
    if request.status in {RequestStatus.RECEIVED, RequestStatus.REFUSED}:
        message = "it has to be known first who asks"
        raise ConflictError(message, "identity_not_verified")
    subject = work.subjects.get(request.subject_id)
    leaving = _send(work, policy, subject, request)
    if not leaving.decision.allowed:
        return leaving, {}
    if request.kind is Right.PORT:
        return leaving, {"format": FORMAT, "policy": _policy(policy), "data": leaving.leaving}
    if request.kind is Right.CLAUSES:
        return leaving, {"policy": _policy(policy), "clauses": list(_clauses(work, subject))}
    return leaving, _access(work, policy, subject, leaving.leaving)


def close(work: Work, request_id: str, version: int) -> Request:
    """Close a request whose package was made. Raises ConflictError when none was."""
    request = requests.get_verified(work, request_id, version, *GIVEN)
    channel = _channel(request)
    if not any(line.channel == channel and line.sent_at for line in work.ledger.of_subject(request.subject_id)):
        message = "make the package first: nothing has gone out yet"
        raise ConflictError(message)
    return requests.close(work, request, "given")


def _channel(request: Request) -> str:
    return f"request:{request.id}"


def _send(work: Work, policy: Policy, subject: Subject, request: Request) -> Exit:
    asked = Asked(
        subject=subject,
        recipient=LINE,
        purpose=RIGHTS,
        fields=_fields_of(policy, request.kind),
        verified=request.verified_at is not None,
    )
    return gate.send(work, policy, asked, _channel(request))


def _fields_of(policy: Policy, kind: Right) -> tuple[str, ...]:
    """Name what is asked for: what the subject gave (GDPR 20), or everything that a subject may ever see."""
    rules = policy.rules
    if kind is Right.CLAUSES:
        return ("check.reference",)
    if kind is Right.PORT:
        return tuple(sorted(rules.given))
    hidden = {name for name, category in rules.categories.items() if category.tipping_off}
    return tuple(path for path, category in rules.category_by_field.items() if category not in hidden)


def _access(work: Work, policy: Policy, subject: Subject, data: Fields) -> dict[str, Any]:
    obliged = work.tenant().obliged_entity
    origins = work.subjects.origins(subject.id)
    return {
        "policy": _policy(policy),
        "controller": dict(policy.rules.header.get("controller_eea", {})),
        "contact": policy.rules.header.get("contact"),
        "subject": {"id": subject.id, "kind": subject.kind.value, "role": subject.role},
        "items": [_item(policy, origins, path, data[path], obliged=obliged) for path in sorted(data)],
        "recipients": [_recipient(work, policy, line) for line in work.ledger.of_subject(subject.id) if line.sent_at],
        "sources": list(_sources(work, subject)),
        "periods": list(_periods(policy, obliged=obliged)),
        "consents": list(_consents(work, subject)),
        "rights": sorted(right.value for right in Right),
        "automated_decisions": texts.AUTOMATED,
        "complaint": texts.complaint(policy),
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "id": policy.id,
        "version": policy.version,
        "sha256": policy.sha256,
        "effective_from": policy.rules.effective_from.isoformat(),
    }


def _item(policy: Policy, origins: dict[str, Any], path: str, value: object, *, obliged: bool) -> dict[str, Any]:
    category = policy.category_of(path)
    source, collected_at = origins.get(category, ("our own records", None))
    return {
        "field": path,
        "category": category,
        "value": value,
        "source": "given by you or on your behalf" if source == "submission" else source,
        "collected_at": collected_at.isoformat() if collected_at else None,
        "purposes": [{"purpose": name, "basis": _basis(policy, name, obliged)} for name in (ONBOARDING, SCREENING)],
    }


def _basis(policy: Policy, purpose: str, obliged: bool) -> str:  # noqa: FBT001 - one of two owners
    stated = policy.rules.purposes[purpose].basis
    applying = [basis for basis in stated if obliged or basis is not Basis.LEGAL_OBLIGATION]
    return (applying or list(stated))[0].value


def _recipient(work: Work, policy: Policy, line: Disclosure) -> dict[str, Any]:
    name = work.addressees.get(line.addressee_id).name.use(RIGHTS) if line.addressee_id else None
    known = policy.rules.recipients.get(line.recipient)
    controller = known is not None and known.kind.value == "controller" and line.addressee_id is not None
    return {
        "recipient": line.recipient,
        "name": name,
        "country": line.country,
        "safeguard": line.safeguard.partition(":")[0] if line.safeguard else None,
        "purpose": line.purpose,
        "basis": line.basis,
        "rules": list(line.rule_ids),
        "fields": list(line.granted),
        "channel": line.channel.partition(":")[0],
        "first_at": line.first_at.isoformat(),
        "last_at": line.last_at.isoformat(),
        "times": line.times,
        "note": texts.OWN_POLICY if controller else None,
    }


def _sources(work: Work, subject: Subject) -> Iterator[dict[str, Any]]:
    for source in work.sources.of_subject(subject.id):
        found = source.content.use(RIGHTS)
        yield {
            "url": found.get("source.url"),
            "retrieved_at": source.retrieved_at.isoformat(),
            "digest": source.digest,
            "told_at": source.noticed_at.isoformat() if source.noticed_at else None,
        }


def _periods(policy: Policy, *, obliged: bool) -> Iterator[dict[str, Any]]:
    for rule in policy.rules.retention:
        if rule.categories & {name for name, kind in policy.rules.categories.items() if not kind.tipping_off}:
            yield {
                "rule": rule.id,
                "from": rule.trigger.value,
                "after": _say(_period(rule, obliged=obliged)),
                "then": rule.action.value,
            }


def _period(rule: RetentionRule, *, obliged: bool) -> Period:
    return (obliged and rule.if_obliged) or rule.after


def _say(period: Period) -> str:
    parts = ((period.years, "years"), (period.days, "days"), (period.hours, "hours"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "at once"


def _consents(work: Work, subject: Subject) -> Iterator[dict[str, Any]]:
    for ground in work.grounds.of_subject(subject.id):
        if ground.kind is GroundKind.CONSENT:
            yield {
                "purpose": ground.purpose,
                "categories": ground.details.get("categories"),
                "wording_version": ground.details.get("wording_version"),
                "given_at": ground.valid_from.isoformat(),
                "withdrawn_at": ground.ended_at.isoformat() if ground.ended_at else None,
            }


def _clauses(work: Work, subject: Subject) -> Iterator[dict[str, Any]]:
    """Copies of the clauses under which this subject's data went abroad (G, GDPR 13(1)(f))."""
    told = {line.safeguard for line in work.ledger.of_subject(subject.id) if line.safeguard and line.sent_at}
    for safeguard in sorted(told):
        kind, _, ground_id = safeguard.partition(":")
        if kind == GroundKind.SCC:
            ground = work.grounds.get(ground_id)
            name = work.addressees.get(ground.addressee_id).name.use(RIGHTS) if ground.addressee_id else None
            yield {
                "addressee": name,
                "module": ground.details.get("module"),
                "signed_on": ground.details.get("signed_on"),
                "copy": ground.details.get("copy_uri"),
            }
