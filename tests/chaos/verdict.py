"""The verdict: what clients were promised, held against what is there after the quiet end.

In the words of Jepsen's `total-queue`: what goes in must come out. Knows no service, no file and no clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos.journal import Acknowledged

CLEAR, REVIEW, FAILED = "clear", "review", "failed"


@dataclass(frozen=True, slots=True)
class Stands:
    """A verification as the service shows it in the end."""

    id: str
    reference: str
    status: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A webhook as a receiver got it, once or more often."""

    message_id: str
    verification_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything that is there after the quiet end."""

    stands: Sequence[Stands]
    decided: Mapping[str, int]
    """How often the audit says that a verification was cleared or that a case was opened for it, by id."""
    seconds: Mapping[str, float]
    """From being stored to being decided, by the database's clock."""
    told: Sequence[Told]
    moved: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How often the audit says that a verification moved to a status; at other times it did once.

    What is covered may change while a status stays, as when a register answers that was away.
    """
    audit_faults: Sequence[str] = ()
    mixed: Sequence[str] = ()
    """Checks that name a version of a list which never was published, or none."""
    leaked: Sequence[str] = ()
    """Files in which a personal value stands that belongs in the database alone."""
    left: Mapping[str, int] = field(default_factory=dict)
    """What still waits, by kind."""
    unsprung: Sequence[str] = ()
    """Traps that nobody went into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run found. Every list that is a promise has to be empty."""

    acknowledged: int
    recovered: int
    """Acknowledged only by a later try: the answer to an earlier one was lost on its way."""
    lost: tuple[str, ...]
    """Acknowledged, and not there."""
    undecided: tuple[str, ...]
    """There, and not decided."""
    duplicated: tuple[str, ...]
    """More than one verification for what was submitted once, or one with more than one decision."""
    unexpected: tuple[str, ...]
    """There, and never acknowledged to anybody, or acknowledged under two ids."""
    wrong: tuple[str, ...]
    """Decided otherwise than the lists say."""
    given_up: tuple[str, ...]
    """Left to a person, because their worker was killed too often. By design; never `clear`."""
    untold: tuple[str, ...]
    """Decided, and the receiver was never told."""
    told_twice: tuple[str, ...]
    """The receiver was told of one move under two message ids."""
    repeated: int
    """Messages that came again under their own id, by which a receiver drops them."""
    audit_faults: tuple[str, ...]
    mixed: tuple[str, ...]
    leaked: tuple[str, ...]
    left: tuple[str, ...]
    unsprung: tuple[str, ...]
    usual: float
    """Seconds of the decision in the middle."""
    slowest: float
    """Seconds of the slowest decision."""

    @property
    def broken(self) -> dict[str, tuple[str, ...]]:
        """Promises that were not kept, with what shows it."""
        names = (
            "lost",
            "undecided",
            "duplicated",
            "unexpected",
            "wrong",
            "untold",
            "told_twice",
            "audit_faults",
            "mixed",
            "leaked",
            "left",
            "unsprung",
        )
        return {name: found for name in names if (found := getattr(self, name))}

    def __str__(self) -> str:
        """Write one line a finding."""
        rows = {
            "acknowledged": self.acknowledged,
            "recovered": self.recovered,
            "lost": len(self.lost),
            "undecided": len(self.undecided),
            "duplicated": len(self.duplicated),
            "unexpected": len(self.unexpected),
            "decided wrongly": len(self.wrong),
            "given up to a person": len(self.given_up),
            "webhooks missing": len(self.untold),
            "webhooks doubled by id": len(self.told_twice),
            "webhooks repeated under their id": self.repeated,
            "audit faults": len(self.audit_faults),
            "decisions on unknown lists": len(self.mixed),
            "files with personal values": len(self.leaked),
            "left waiting": len(self.left),
            "fault points not hit": len(self.unsprung),
            "decision in the middle": f"{self.usual:.1f} s",
            "slowest decision": f"{self.slowest:.1f} s",
        }
        return "\n".join(f"  {name:<34} {value}" for name, value in rows.items())


def judge(acknowledged: Mapping[str, Acknowledged], contradictions: Sequence[str], seen: Seen) -> Verdict:
    """Hold what was acknowledged, by reference, against what is there."""
    there = {one.id: one for one in seen.stands}
    promised = {one.id: one for one in acknowledged.values()}
    mine = [there[ident] for ident in promised if ident in there]
    given_up = {one.id for one in mine if one.status == FAILED and one.reason == "needs_operator"}
    decided = [one.id for one in mine if one.status in {CLEAR, REVIEW}]
    per_reference = Counter(one.reference for one in seen.stands)
    took = sorted(seen.seconds[ident] for ident in decided if ident in seen.seconds) or [0.0]
    ends = {told.verification_id for told in seen.told if told.status in {CLEAR, REVIEW, FAILED}}
    return Verdict(
        acknowledged=len(promised),
        recovered=sum(one.replayed for one in promised.values()),
        lost=tuple(ident for ident in promised if ident not in there),
        undecided=tuple(one.id for one in mine if one.id not in given_up.union(decided)),
        duplicated=(
            *(reference for reference, times in per_reference.items() if times > 1),
            *(ident for ident in decided if seen.decided.get(ident, 0) != 1),
        ),
        unexpected=(*(one.id for one in seen.stands if one.id not in promised), *contradictions),
        wrong=tuple(
            one.id for one in mine if one.id in decided and (one.status == REVIEW) is not promised[one.id].listed
        ),
        given_up=tuple(sorted(given_up)),
        untold=tuple(ident for ident in (*decided, *given_up) if ident not in ends),
        told_twice=_find_told_twice(seen),
        repeated=sum(times - 1 for times in Counter(told.message_id for told in seen.told).values()),
        audit_faults=tuple(seen.audit_faults),
        mixed=tuple(seen.mixed),
        leaked=tuple(seen.leaked),
        left=tuple(f"{kind}: {count}" for kind, count in seen.left.items() if count),
        unsprung=tuple(seen.unsprung),
        usual=took[len(took) // 2],
        slowest=took[-1],
    )


def _find_told_twice(seen: Seen) -> tuple[str, ...]:
    """List what a receiver that drops message ids it has would hear more often than it happened."""
    messages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in seen.told:
        messages[one.verification_id, one.status].add(one.message_id)
    return tuple(f"{move[0]} {move[1]}" for move, ids in messages.items() if len(ids) > seen.moved.get(move, 1))
