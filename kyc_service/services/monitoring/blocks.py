"""Blocks in a chunk: hundreds of subjects that a run can pass over by their sketches, without touching any of them.

`take` reads what lies in a chunk and sifts it: it leaves the subjects that have to be looked at one by one. `settle`
writes down, beside what these came to, that the others were brought up to the edition with their block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kyc_service.domain.monitoring.editions import Edition
from kyc_service.domain.monitoring.outcomes import Key
from kyc_service.domain.monitoring.runs import Chunk, Run, RunTrigger, Tally
from kyc_service.domain.personal import Personal
from kyc_service.errors import StaleVersionError
from kyc_service.services.monitoring.comparing import Basis, Compared, Finder
from kyc_service.services.screening import PURPOSE
from kyc_service.storage.coverage import Member
from kyc_service.storage.coverage_blocks import Block
from kyc_service.storage.work import Work
from watchlists.matching.sifting.sketches import is_current


@dataclass(frozen=True, slots=True)
class Taken:
    """What lies in a chunk."""

    blocks: tuple[Block, ...]
    """Those that lie in it as a whole."""
    sifted: frozenset[str]
    """Those of them whose members are looked at by their sketches."""
    members: tuple[Member, ...]
    """Subjects that are looked at one by one."""
    suspects: frozenset[str]
    """Those among them that the sieve let through, or of whom a pair may end: they stay in their block."""
    passed: Tally
    """Of the subjects that need no further look."""
    leavers: Mapping[str, str] = field(default_factory=dict)
    """Subjects that may not stand in their block any more, each with the block."""
    trusts: bool = True
    """Whether the sketches that the blocks have are trusted."""

    def block_of(self, subject_id: str) -> Block | None:
        """Return the block in whose range an id lies."""
        place = bisect_left(self.blocks, subject_id, key=lambda block: block.last)
        found = self.blocks[place] if place < len(self.blocks) else None
        return found if found is not None and found.first < subject_id else None

    def wants_sketch(self, member: Member) -> bool:
        """Whether a subject that is looked at has to be sketched, to stand in its block from now on."""
        block = self.block_of(member.id)
        if block is None or member.id in self.suspects:
            return False
        return not self.trusts or _sketch_of(block, member) is None

    def cut(self, chunk: Chunk) -> list[tuple[str, str]]:
        """Cut a chunk where its blocks end."""
        ends = [block.last for block in self.blocks if block.last < chunk.last]
        return [*zip([chunk.first, *ends], [*ends, chunk.last], strict=True)]


def take(work: Work, run: Run, chunk: Chunk, edition: Edition, bases: Finder) -> Taken:
    """Read a chunk, and find out by sketches who of it can be none of the entries that changed."""
    scope, coverage = run.scope, work.monitoring.coverage
    everybody = scope.everything or scope.since is not None
    blocks = work.monitoring.blocks.within(chunk.first, chunk.last)
    # The calendar's run is there to find mistakes: it reads everybody, and sketches them anew.
    trusts = run.trigger is not RunTrigger.CALENDAR
    whole = _find_whole(blocks, edition.number, bases, everybody=everybody) if trusts else {}
    every = [block.id for block in blocks]
    alone = coverage.members(chunk.first, chunk.last, edition.number, everybody=everybody, apart_from=[*whole])
    counts, leavers = coverage.standing(chunk.first, chunk.last, every) if blocks else ({}, {})
    left_out = leavers.keys() | {member.id for member in alone}
    found = {
        subject_id for block in blocks if block.id in whole for subject_id in _sift(block, whole[block.id], left_out)
    }
    if whole:
        found |= _find_known(work, chunk, whole.values()) - left_out
    suspects = coverage.members_among(found, [*whole]) if found else ()
    return Taken(
        blocks=blocks,
        sifted=frozenset(whole),
        members=tuple(sorted((*alone, *suspects), key=lambda member: member.id)),
        suspects=frozenset(member.id for member in suspects),
        passed=_count_passed(counts, suspects, whole),
        leavers=leavers,
        trusts=trusts,
    )


def _find_whole(blocks: Iterable[Block], edition: int, bases: Finder, *, everybody: bool) -> dict[str, Basis]:
    """Find the blocks whose sketches are enough, with what they have to be compared."""
    found = {}
    for block in blocks:
        wanted = block.sketches is not None and block.edition and (everybody or block.edition < edition)
        if wanted and block.sketches is not None and all(map(is_current, block.sketches.use(PURPOSE).values())):
            found[block.id] = bases.of(block.edition)
    return found


def _count_passed(counts: Mapping[str, int], suspects: Iterable[Member], whole: Mapping[str, Basis]) -> Tally:
    """Count who needs no further look, apart for those who were compared with everything."""
    left = Counter({block_id: counts.get(block_id, 0) for block_id in whole})
    left.subtract(Counter(member.block_id for member in suspects if member.block_id is not None))
    screened = sum(many for block_id, many in left.items() if whole[block_id].scope is None)
    return Tally(due=left.total(), screened=screened, delta=left.total() - screened)


def _sift(block: Block, basis: Basis, left_out: Collection[str]) -> list[str]:
    """Name those of a block that might be one of the entries that came or changed."""
    if basis.sieve is None or block.sketches is None:
        return []
    sketches = block.sketches.use(PURPOSE)
    ids = [subject_id for subject_id in sketches if subject_id not in left_out]
    return [ids[place] for place in basis.sieve.sift([sketches[subject_id] for subject_id in ids])]


def _find_known(work: Work, chunk: Chunk, bases: Iterable[Basis]) -> set[str]:
    """Name those of a chunk that have a pair with an entry that changed or went; with any, where all is compared."""
    scopes: set[Key] = set().union(*(basis.scope or () for basis in bases))
    pairs = work.monitoring.pairs.present(chunk.first, chunk.last)
    if any(basis.scope is None for basis in bases):
        return set(pairs)
    return {subject_id for subject_id, keys in pairs.items() if not scopes.isdisjoint(keys)}


def settle(work: Work, taken: Taken, edition: int, there: Sequence[Member], compared: Compared) -> None:
    """Write down what the subjects of a chunk are covered by from now on.

    Each block that lies in it as a whole is brought to the edition; who was looked at one by one joins it.
    """
    _leave(work, taken, there, compared)
    alone = [member for member in there if member.id in compared.basis and member.id not in taken.suspects]
    joined = _close_boxes(work, taken, alone, compared)
    covered: list[Member] = []
    advanced: list[Member] = []
    for member in alone:
        basis = compared.basis[member.id]
        (covered if basis.scope is None or basis.edition is None else advanced).append(member)
    work.monitoring.coverage.cover(covered, edition, joined)
    work.monitoring.coverage.advance(advanced, edition, joined)
    by_edition: dict[int, list[str]] = defaultdict(list)
    for block in taken.blocks:
        by_edition[block.edition].append(block.id)
    for before, block_ids in by_edition.items():
        if len(work.monitoring.blocks.advance(block_ids, before, edition)) != len(block_ids):
            # Somebody laid the blocks anew, or brought them further: what was read is out of date.
            raise StaleVersionError


def _leave(work: Work, taken: Taken, there: Sequence[Member], compared: Compared) -> None:
    """Take out of their blocks whoever may not stay, and whoever was to be looked at and was not."""
    leavers: dict[str, set[str]] = defaultdict(set)
    for subject_id, block_id in taken.leavers.items():
        leavers[block_id].add(subject_id)
    alive = {member.id for member in there}
    for member in taken.members:
        block = taken.block_of(member.id)
        if block is not None and member.block_id == block.id:
            done = member.id in alive and member.id in compared.basis
            if not done and member.id not in compared.failed:
                leavers[block.id].add(member.id)
    for block in taken.blocks:
        if leavers[block.id]:
            work.monitoring.coverage.leave(leavers[block.id], block.edition)


def _close_boxes(work: Work, taken: Taken, alone: Sequence[Member], compared: Compared) -> dict[str, str]:
    """Put the sketches of those who join into the boxes of their blocks; return who joins which."""
    joiners: dict[str, dict[str, bytes]] = defaultdict(dict)
    for member in alone:
        block = taken.block_of(member.id)
        if block is not None:
            sketched = compared.sketches.get(member.id)
            known = sketched.use(PURPOSE) if sketched is not None else _sketch_of(block, member)
            if known is not None:
                joiners[block.id][member.id] = known
    looked_at = taken.leavers.keys() | {member.id for member in taken.members} - taken.suspects
    joined: dict[str, str] = {}
    for block in taken.blocks:
        before = block.sketches.use(PURPOSE) if block.sketches is not None else {}
        after = {one: sketched for one, sketched in before.items() if one not in looked_at} | joiners[block.id]
        if (
            after == before
            or (not after and block.sketches is None)
            or work.monitoring.blocks.keep(block, Personal(after))
        ):
            joined |= dict.fromkeys(joiners[block.id], block.id)
    return joined


def _sketch_of(block: Block, member: Member) -> bytes | None:
    """Return the sketch that a block has of a subject as it is now; None where it has none that is any good."""
    if member.block_id != block.id or block.sketches is None:
        return None
    sketched = block.sketches.use(PURPOSE).get(member.id)
    return sketched if sketched is not None and is_current(sketched) else None
