"""Allowlisted pairs: propose, approve, withdraw, and answer the matches that an unchanged pair speaks for.

A pair answers a match only while both sides, and what strong identifiers say of them, are exactly what two people
decided on. Anything else reopens it, and the hit says what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.allowlist import (
    DEFAULT_TERM,
    EXPIRED,
    LONGEST_TERM,
    REASON_CODE,
    Pair,
    Prints,
    changes_since,
)
from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, Fault, InvalidInputError, StaleVersionError
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work
from watchlists.fingerprints import fingerprint, fingerprint_all
from watchlists.model import Match

PURPOSE = "aml_check"
"""Purpose of the policy under which personal values are used here."""
WITHDRAWAL_REASONS = ("decided_wrongly", "new_information", "no_longer_needed", "not_approved", "other")
AGREES = "match.identifier"
"""Among the prints when a strong identifier agrees: that it does so now is a change by itself."""
_CONFIRMED = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
_SIDES = {"subject": "submitted", "entry": "listed"}

Facts = Personal[Mapping[str, bytes]]
"""What identifies a subject, field by field."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a pair is to hold: a number of days, or an instant, or as long as usual."""

    days: int | None = None
    expires_at: dt.datetime | None = None
    pointer: str = ""
    """Where the term stands in the request."""

    def end(self, now: dt.datetime) -> dt.datetime:
        """Say when it is over. Raises InvalidInputError for one that is past, too long, or given twice."""
        if self.days is not None and self.expires_at is not None:
            raise InvalidInputError([Fault(f"{self.pointer}/days", "give_only_one")])
        end = self.expires_at or now + (DEFAULT_TERM if self.days is None else dt.timedelta(days=self.days))
        if not now < end <= now + LONGEST_TERM:
            name = "days" if self.expires_at is None else "expires_at"
            raise InvalidInputError([Fault(f"{self.pointer}/{name}", "term_out_of_range")])
        return end


@dataclass(frozen=True, slots=True)
class Answer:
    """A match, and what the allowlist says of it."""

    match: Match
    prints: Prints
    pair: Pair | None = None
    changes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether an unchanged pair answers the match."""
        return self.pair is not None and not self.changes

    def to_note(self) -> dict[str, Any]:
        """Write down for the hit what the allowlist did; field names only."""
        if self.pair is None:
            return {}
        outcome = "answered" if self.holds else "reopened"
        return {"allowlist": {"pair_id": self.pair.id, "outcome": outcome, "changes": list(self.changes)}}


def answer(work: Work, subject_id: str, facts: Facts, matches: Sequence[Match]) -> tuple[Answer, ...]:
    """Ask the allowlist about the matches of a subject. Changes nothing yet."""
    if not matches:
        return ()
    subject = work.allowlist.print_subject(subject_id, facts.use(PURPOSE))
    pairs = work.allowlist.active_of(subject_id)
    now = work.now()
    return tuple(_answer(match, subject, pairs.get((match.entry.source, match.entry.id)), now) for match in matches)


def _answer(match: Match, subject: Prints, pair: Pair | None, now: dt.datetime) -> Answer:
    prints = {f"subject.{name}": value for name, value in subject.items()}
    prints |= {f"entry.{name}": value for name, value in fingerprint(match.entry).items()}
    if match.listings:
        # A hit speaks for every listing of the party, so a change of any of them is a change of the pair.
        prints["entry.listings"] = fingerprint_all(listing.entry for listing in match.listings)
    if any(piece.noun == "identifier" and piece.effect > 0 for piece in match.evidence):
        prints[AGREES] = "agrees"
    return Answer(match, prints, pair, changes_since(pair, prints, now) if pair else ())


def settle(work: Work, hit: Hit, found: Answer) -> None:
    """Write down what the allowlist did about a hit that was kept, and end a pair that does not hold any more."""
    if found.pair is None:
        return
    details: dict[str, str | bool] = {"pair_id": found.pair.id, "hit_id": hit.id}
    details |= dict.fromkeys(found.changes, True)
    about = {"subject_id": hit.subject_id, "verification_id": hit.verification_id}
    if found.holds:
        work.audit.append("hit.allowlisted", "false_positive", details=details, **about)
        return
    work.allowlist.reopen(found.pair, found.changes)
    work.audit.append("allowlist.reopened", "changed", details=details, **about)


def lapse(work: Work, pair: Pair) -> None:
    """End a pair whose term is over and whose two parties are no match any more: there is nothing to look at."""
    work.allowlist.reopen(pair, (EXPIRED,))
    details: dict[str, str | bool] = {"pair_id": pair.id, EXPIRED: True}
    work.audit.append("allowlist.reopened", "changed", subject_id=pair.subject_id, details=details)


def propose(work: Work, hit_id: str, term: Term, note: str | None = None) -> Pair:
    """Ask that the two parties of a hit are not matched again while both stay the same. A second person has to agree.

    Raises ConflictError unless a person called this hit a false positive and nobody ever confirmed one of the two.
    """
    hit = work.hits.get(hit_id)
    if hit.status is not HitStatus.FALSE_POSITIVE or hit.reason_code == REASON_CODE:
        message = "only a hit that a person called a false positive can be allowlisted"
        raise ConflictError(message, "allowlist_needs_false_positive")
    _refuse_confirmed(work, hit)
    prints = hit.evidence.use(PURPOSE).get("prints")
    if not prints:
        message = "this hit was kept before fingerprints were; submit the business again"
        raise ConflictError(message, "rescreen_required")
    words = note or (hit.note.use(PURPOSE) if hit.note else None)
    pair = work.allowlist.propose(hit, prints, note=words, expires_at=term.end(work.now()))
    _write(work, "allowlist.proposed", hit.reason_code or "", pair)
    return pair


def list_ending(work: Work, days: int, after: str | None, limit: int) -> Page[Pair]:
    """List active pairs that end within so many days, or have ended, the first to end first.

    One that has ended answers no match any more, and is reopened by the next.
    """
    return work.allowlist.ending(work.now() + dt.timedelta(days=days), after, limit)


def approve(work: Work, pair_id: str, version: int) -> Pair:
    """Agree to a pair that another person proposed. Raises FourEyesError for its maker, ConflictError."""
    pair = _get(work, pair_id, version)
    if pair.expires_at <= work.now():
        message = "its term is over; withdraw it and propose it again"
        raise ConflictError(message)
    _refuse_confirmed(work, work.hits.get(pair.hit_id))
    approved = work.allowlist.approve(pair)
    _write(work, "allowlist.approved", "active", approved)
    return approved


def withdraw(work: Work, pair_id: str, reason: str, version: int) -> Pair:
    """End a pair: the next match is open again. Raises ConflictError when it has ended."""
    pair = work.allowlist.withdraw(_get(work, pair_id, version))
    _write(work, "allowlist.withdrawn", reason, pair)
    return pair


def end_with(work: Work, hit: Hit) -> None:
    """End the pairs of a hit that turns out to be something else than a false positive, of every listing of it."""
    for pair in work.allowlist.live_of(hit.subject_id, _entries_of(hit)):
        _write(work, "allowlist.withdrawn", "hit_disposed_otherwise", work.allowlist.withdraw(pair))


def explain(changes: Sequence[str]) -> str:
    """Say in words for an analyst why a pair was reopened, naming fields and no value."""
    parts = [_explain(change) for change in changes]
    return f"Allowlisted before; open again because of: {', '.join(parts)}."


def _explain(change: str) -> str:
    if change == EXPIRED:
        return "its term is over"
    if change == AGREES:
        return "whether an identifier agrees"
    side, _, field = change.partition(".")
    return f"{_SIDES.get(side, side)} {field.replace('_', ' ')}"


def _refuse_confirmed(work: Work, hit: Hit) -> None:
    if _CONFIRMED & work.hits.statuses_of(hit.subject_id, _entries_of(hit)):
        message = "a person confirmed a match of these two before"
        raise ConflictError(message, "allowlist_confirmed_match")


def _entries_of(hit: Hit) -> set[tuple[str, str]]:
    """Return source and id of every entry that a hit speaks for: one party may stand on several lists."""
    listings = (listing["entry"] for listing in hit.evidence.use(PURPOSE).get("listings", ()))
    return {(hit.source, hit.entry_id), *((entry["source"], entry["id"]) for entry in listings)}


def _get(work: Work, pair_id: str, version: int) -> Pair:
    pair = work.allowlist.get(pair_id)
    if pair.version != version:
        raise StaleVersionError
    return pair


def _write(work: Work, op: str, outcome: str, pair: Pair) -> None:
    work.audit.append(op, outcome, subject_id=pair.subject_id, details={"pair_id": pair.id, "entry_id": pair.entry_id})
