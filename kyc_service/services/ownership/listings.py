"""Listings: who of the parties stands on a sanctions list for sure, and of whom that is still to be decided.

Only a person's answer makes somebody blocked. A hit that nobody answered, or that somebody could not, is a question.
What a list says of a confirmed party's owners counts as well, and nothing that would follow from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.ownership.parties import Link, Means, Party
from kyc_service.domain.subjects import Subject
from kyc_service.storage.work import Work

SANCTION = "sanction"
"""Topic of lists and entries that block. A politically exposed person, or a debarment, blocks nobody."""
CONFIRMED = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
"""What an analyst's true match is, before and after a decision."""
ABOVE = frozenset({"owned_or_controlled_by", "acting_for"})
"""Relations of an entry to whoever stands above it. All others, as family or support, say nothing of control."""
UNDECIDED = frozenset({HitStatus.OPEN, HitStatus.INCONCLUSIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A hit of a party on a sanctions list."""

    party: str
    hit_id: str
    verification_id: str
    source: str
    """Id of the list."""
    entry_id: str
    status: HitStatus


@dataclass(frozen=True, slots=True)
class Related:
    """Parties that lists name above confirmed ones."""

    parties: tuple[Party, ...] = field(default=(), repr=False)
    """Those that are not among the parties on file."""
    links: tuple[Link, ...] = ()
    """Control, by `list:` and the list's id."""
    blocked: tuple[str, ...] = ()
    """Ids of the parties that are entries of a list of sanctions themselves."""


@dataclass(frozen=True, slots=True)
class Listings:
    """Hits that say something."""

    confirmed: tuple[Listing, ...]
    undecided: tuple[Listing, ...]
    related: Related = field(default_factory=Related)


def find_listings(work: Work, business: Subject, party_of: Mapping[str, str], purpose: str) -> Listings:
    """Find how the hits of the parties on sanctions lists stand."""
    found = [hit for hit in find_standing(work, business, party_of) if SANCTION in topics_of(hit, purpose)]
    confirmed = [hit for hit in found if hit.status in CONFIRMED]
    return Listings(
        tuple(_write(hit, party_of) for hit in confirmed),
        tuple(_write(hit, party_of) for hit in found if hit.status in UNDECIDED),
        _relate(work, confirmed, party_of, purpose),
    )


def find_standing(work: Work, business: Subject, subject_ids: Iterable[str]) -> list[Hit]:
    """Find the hits of some subjects that stand, each pair of a subject and an entry by the newest answer to it."""
    found = work.hits.of_subjects(list(subject_ids))
    if not found:
        return []
    passed = _find_passed(work, business)
    newest: dict[tuple[str, str, str], Hit] = {}
    latest = work.verifications.latest_of(business.id)
    for hit in found:
        pair = (hit.subject_id, hit.source, hit.entry_id)
        if hit.subject_id in passed and latest and hit.verification_id == latest.id:
            passed[hit.subject_id].add((hit.source, hit.entry_id))
        # A new verification asks again: a question takes back no answer.
        asked_again = hit.status is HitStatus.OPEN and pair in newest and newest[pair].status in CONFIRMED
        if hit.status is not HitStatus.SUPERSEDED and not asked_again:
            newest[pair] = hit
    return [
        hit
        for (subject_id, source, entry_id), hit in newest.items()
        if subject_id not in passed or (source, entry_id) in passed[subject_id]
    ]


def topics_of(hit: Hit, purpose: str) -> frozenset[str]:
    """Return what being listed means, on every list that a hit speaks for."""
    return frozenset(topic for entry in _entries(hit, purpose) for topic in entry.get("topics", ()))


def _find_passed(work: Work, business: Subject) -> dict[str, set[tuple[str, str]]]:
    """Find whom the newest verification has screened: what it did not find again, they are not listed for any more."""
    latest = work.verifications.latest_of(business.id)
    if latest is None:
        return {}
    done = work.checks.results_of(latest.id)
    return {check.subject_id: set() for check in work.checks.of(latest.id) if check.id in done}


def _sanctions(entry: Mapping[str, Any]) -> bool:
    return SANCTION in entry.get("topics", ())


def _entries(hit: Hit, purpose: str) -> list[dict[str, Any]]:
    """Read every listing that a hit speaks for, as it was kept."""
    evidence: dict[str, Any] = hit.evidence.use(purpose)
    return [evidence["entry"], *(listing["entry"] for listing in evidence.get("listings", ()))]


def _relate(work: Work, confirmed: list[Hit], party_of: Mapping[str, str], purpose: str) -> Related:
    """Read what lists say of who stands above the confirmed parties."""
    entries = [(hit, party_of[hit.subject_id], entry) for hit in confirmed for entry in _entries(hit, purpose)]
    on_file = {entry.get("id"): party for _, party, entry in entries}
    parties, links, blocked = dict[str, Party](), dict[Link, None](), dict[str, None]()
    for hit, party, entry in entries:
        for key, name in _above(entry):
            other = on_file.get(key) or f"list:{key}"
            if other == party:
                continue
            if other not in on_file.values():
                parties.setdefault(other, Party(other, name=name))
            if _sanctions(entry) and key != name:
                blocked[other] = None
            as_of = _published(work, hit, entry["source"])
            link = Link(
                owner=other,
                owned=party,
                control=frozenset({Means.OTHER}),
                source=f"list:{entry['source']}",
                as_of=as_of,
            )
            links[link] = None
    return Related(tuple(parties.values()), tuple(links), tuple(blocked))


def _above(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield id and name of each party above an entry; the name twice where the list names it without an entry."""
    for relation in entry.get("relations", ()):
        name = relation["target_name"] or relation["target_id"]
        if relation["type"] in ABOVE and name:
            yield relation["target_id"] or name, name


def _published(work: Work, hit: Hit, source: str) -> dt.date | None:
    """Say of which day the version of a list was that a hit was found on."""
    used = work.checks.result_of(hit.check_id)
    return next((one.published for one in used.lists if one.source == source), None) if used else None


def _write(hit: Hit, party_of: Mapping[str, str]) -> Listing:
    return Listing(
        party=party_of[hit.subject_id],
        hit_id=hit.id,
        verification_id=hit.verification_id,
        source=hit.source,
        entry_id=hit.entry_id,
        status=hit.status,
    )
