"""Shapes: the answer about a business on file as plain values, the same from the API and from the command."""

from __future__ import annotations

from typing import Any

from kyc_service.domain.ownership.beneficial import BeneficialOwner
from kyc_service.domain.ownership.blocking import Blocking
from kyc_service.domain.ownership.parties import WHOLE
from kyc_service.domain.ownership.verdicts import Interval, Verdict
from kyc_service.services.ownership import words
from kyc_service.services.ownership.gathering import Statement
from kyc_service.services.ownership.listings import Listing
from kyc_service.services.ownership.subjects import OwnershipView

Values = dict[str, Any]
_ALL = Interval(0.0, 1.0)


def write(view: OwnershipView, *, picture: bool) -> Values:
    """Write the whole answer; the names in it are personal."""
    parties = view.graph.parties
    rules = zip(view.blockings, view.if_confirmed, strict=True)
    return {
        "reference": view.subject.reference,
        "party": view.subject.id,
        "threshold": view.owners.threshold,
        "parties": [{"id": key, "kind": party.kind.value, "name": party.name} for key, party in parties.items()],
        "beneficial_owners": [_write_owner(view, owner) for owner in view.owners.found],
        "not_beneficial_owners": [
            {"party": owner.party, "name": parties[owner.party].name, "interest": _percent(owner.interest)}
            for owner in view.owners.owners
            if owner.verdict is Verdict.NO
        ],
        "not_explained": _percent(view.owners.gap),
        "rules": [_write_rule(view, *pair) for pair in rules],
        "confirmed_hits": [_write_listing(one) for one in view.listings.confirmed],
        "undecided_hits": [_write_listing(one) for one in view.listings.undecided],
        "statements": [_write_statement(said) for said in view.statements],
        "list_relations": [
            {"owner": link.owner, "owned": link.owned, "source": link.source, "as_of": link.as_of}
            for link in view.listings.related.links
            if link.owner in parties
        ],
        "findings": [
            {"code": finding.code.value, "parties": list(finding.parties), "text": words.tell_finding(parties, finding)}
            for finding in view.owners.findings
        ],
        "disputed": _write_disputes(view),
        "picture": view.picture() if picture else None,
    }


def tell_disputes(view: OwnershipView) -> list[str]:
    """Say what each source says of one share, where they cannot all be right."""
    held = (words.tell_dispute(view.graph.parties, held) for held in view.graph.holdings if held.disputed)
    return [*held, *_tell_totals(view)]


def tell_questions(view: OwnershipView) -> list[str]:
    """Say what the graph does not show: hits that nobody decided, and sources that disagree of a whole."""
    parties = view.graph.parties
    told = _tell_totals(view)
    for one in view.listings.undecided:
        told.append(
            f"{parties[one.party].shown} has an undecided hit {one.hit_id} on {one.source}; it blocks nobody yet"
        )
    for blocking, verdict in zip(view.blockings, view.if_confirmed, strict=True) if view.listings.undecided else ():
        told.append(f"were every undecided hit confirmed, {blocking.rule.title} would say: {verdict}")
    return told


def _tell_totals(view: OwnershipView) -> list[str]:
    parties, told = view.graph.parties, []
    for key in (key for key, found in view.totals.items() if found.disputed):
        said = ", ".join(
            f"{_bounds(one)} by {one.source} of {one.as_of}" for one in view.statements if one.owner == key
        )
        told.append(f"{parties[key].shown} in all: {said}")
    return told


def _write_owner(view: OwnershipView, owner: BeneficialOwner) -> Values:
    parties = view.graph.parties
    return {
        "party": owner.party,
        "name": parties[owner.party].name,
        "verdict": owner.verdict.value,
        "interest": _percent(owner.interest),
        "grounds": [{"ground": ground.value, "verdict": verdict.value} for ground, verdict in owner.grounds.items()],
        "paths": [
            {
                "parties": [*(held.owner for held in path.holdings), view.owners.target],
                "text": words.tell_path(parties, path),
            }
            for path in owner.paths
        ],
    }


def _write_rule(view: OwnershipView, blocking: Blocking, if_confirmed: Verdict) -> Values:
    return {
        "rule": blocking.rule.name.value,
        "verdict": blocking.verdict.value,
        "share": _percent(blocking.share),
        "chain": list(blocking.chain),
        "text": words.tell_blocking(view.graph.parties, blocking),
        "if_undecided_were_confirmed": if_confirmed.value,
    }


def _write_listing(one: Listing) -> Values:
    return {
        "party": one.party,
        "hit_id": one.hit_id,
        "verification_id": one.verification_id,
        "source": one.source,
        "entry_id": one.entry_id,
        "status": one.status.value,
    }


def _write_statement(said: Statement) -> Values:
    return {
        "owner": said.owner,
        "through": list(said.through),
        "percent": _percent(_bounds(said)),
        "control": sorted(means.value for means in said.control),
        "source": said.source,
        "as_of": said.as_of,
    }


def _write_disputes(view: OwnershipView) -> list[Values]:
    links = [
        {
            "owner": held.owner,
            "owned": held.owned,
            "statements": [
                {
                    "source": link.source,
                    "as_of": link.as_of,
                    "percent": _percent(Interval(link.bounds()[0] / WHOLE, link.bounds()[1] / WHOLE)),
                }
                for link in held.statements
            ],
        }
        for held in view.graph.holdings
        if held.disputed
    ]
    totals = [
        {
            "owner": key,
            "owned": view.owners.target,
            "statements": [
                {"source": said.source, "as_of": said.as_of, "percent": _percent(_bounds(said))}
                for said in view.statements
                if said.owner == key
            ],
        }
        for key, found in view.totals.items()
        if found.disputed
    ]
    return [*links, *totals]


def _bounds(said: Statement) -> Interval:
    if said.low is None and said.high is None:
        return _ALL
    return Interval((said.low or 0.0) / WHOLE, 1.0 if said.high is None else said.high / WHOLE)


def _percent(interval: Interval) -> dict[str, float]:
    return {"low": round(interval.low * WHOLE, 6), "high": round(interval.high * WHOLE, 6)}
