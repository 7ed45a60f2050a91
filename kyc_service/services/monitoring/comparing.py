"""Comparing: subjects of a chunk with an edition, or with what changed since the one they were compared with before.

Nothing is written here. Whoever is compared with everything is sketched first: by its sketch a sieve tells of most that
they can be none of the entries, and only the others are compared in full. Where they are wanted the sketches are kept:
the next run tells by them alone (`blocks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from kyc_service.domain.monitoring.editions import Edition
from kyc_service.domain.monitoring.outcomes import Found, Key
from kyc_service.domain.monitoring.runs import Run
from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import PolicyDeniedError, StaleVersionError
from kyc_service.services.monitoring.deltas import Delta
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.runtime import Runtime
from kyc_service.services.screening import PURPOSE, to_subject
from kyc_service.storage.coverage import Member
from kyc_service.storage.work import Work
from watchlists.fingerprints import fingerprint_all
from watchlists.matching.screener import Ranked, Screener
from watchlists.matching.sifting.sieve import Sieve, sketch
from watchlists.model import Subject

LIMIT = 10_000
"""Most entries that one subject is kept to be alike to."""


BATCH = 50
"""Subjects between two moments at which a worker says that it still lives."""


READ = 10
"""Such batches whose data are read in one question."""
T = TypeVar("T")


def _hold_nothing() -> None:
    """Keep nothing: nobody else can take these members."""


def nobody(_member: Member) -> bool:
    """Want no sketch."""
    return False


@dataclass(frozen=True, slots=True)
class Basis:
    """With what some subjects have to be compared."""

    screener: Screener | None
    """None when nothing came or changed."""
    scope: frozenset[Key] | None
    """Entries that are looked at; None for all."""
    gone: frozenset[Key] = frozenset()
    edition: int | None = None
    """The edition that they were compared with before; None when that counts for nothing."""
    sieve: Sieve | None = None
    """Lets through whoever might be one of the entries that are looked at."""


Bases = Mapping[int | None, Basis]
"""By the edition that subjects were compared with before."""


@dataclass(slots=True)
class Compared:
    """What the members of a chunk came to."""

    found: dict[str, Mapping[Key, Found]] = field(default_factory=dict)
    basis: dict[str, Basis] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Subject to a code."""
    sketches: dict[str, Personal[bytes]] = field(default_factory=dict)
    """Of those for whom one was wanted."""


class Finder:
    """Finds with what subjects have to be compared, by the edition that they were compared with before."""

    def __init__(self, rt: Runtime, work: Work, run: Run, edition: Edition) -> None:
        """Look what is compared with now. Raises StaleVersionError when the lists moved on."""
        loaded = rt.screeners.current(work.profiles.get(edition.profile_id) if edition.profile_id else None)
        if {(one.source, one.digest, one.parser) for one in loaded.lists} != {one.key for one in edition.lists}:
            # The next look makes the edition, and another run.
            raise StaleVersionError
        self._everything = loaded.screener
        self._rt, self._work, self._scope, self._edition = rt, work, run.scope, edition
        self._known: dict[int | None, Basis] = {}

    def of(self, number: int | None) -> Basis:
        """Return the basis of whoever was compared with an edition. Only while the work is open."""
        if number not in self._known:
            scope = self._scope
            since = scope.since if scope.since is not None else number
            delta = None
            if since is not None and not scope.everything:
                delta = self._rt.deltas.between(self._work.monitoring.editions.get(since), self._edition)
            self._known[number] = _make_basis(self._everything, delta, number)
        return self._known[number]

    def of_all(self, members: Iterable[Member]) -> Bases:
        """Return the bases of some subjects."""
        return {number: self.of(number) for number in {member.edition for member in members}}


@lru_cache(maxsize=4)
def _sieve_over(screener: Screener) -> Sieve:
    """Make the sieve over all that a screener compares with; it remembers words, as the screener does."""
    return Sieve(screener.index, screener.threshold, screener.weights)


def _make_basis(everything: Screener, delta: Delta | None, edition: int | None) -> Basis:
    if delta is None:
        return Basis(everything, None, edition=edition, sieve=_sieve_over(everything))
    return Basis(delta.screener, delta.keys, delta.gone, edition, delta.sieve)


def compare(
    rt: Runtime,
    tenant_id: str,
    members: Sequence[Member],
    bases: Bases,
    *,
    wants_sketch: Callable[[Member], bool] = nobody,
    keep: Callable[[], None] = _hold_nothing,
) -> Compared:
    """Compare every member of whom something is known; who cannot be compared stops nobody else.

    `keep` is called every now and then, for whoever holds the members; what it raises ends the comparing.
    """
    compared = Compared()
    groups: dict[int | None, list[Member]] = defaultdict(list)
    for member in members:
        basis = bases[member.edition]
        if basis.screener is None:
            compared.found[member.id], compared.basis[member.id] = {}, basis
        else:
            groups[member.edition].append(member)
    for number, group in groups.items():
        for some in batched(group, BATCH * READ):
            _compare_some(rt, tenant_id, some, bases[number], compared, wants_sketch, keep)
    keep()
    return compared


def _compare_some(
    rt: Runtime,
    tenant_id: str,
    members: Sequence[Member],
    basis: Basis,
    compared: Compared,
    wants_sketch: Callable[[Member], bool],
    keep: Callable[[], None],
) -> None:
    keep()
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        facts = work.monitoring.coverage.read([member.id for member in members])
    read = [(member, subject) for member in members if (subject := _read(member, facts, compared)) is not None]
    left = _sift(read, basis, compared, wants_sketch, keep) if basis.scope is None else read
    for some in batched(left, BATCH):
        keep()
        _look_at([(member.id, subject) for member, subject in some], basis, compared)
        for member, subject in some:
            if member.id in compared.basis and member.id not in compared.sketches and wants_sketch(member):
                compared.sketches[member.id] = Personal(_sketch(subject))


def _sift(
    read: Sequence[tuple[Member, Subject]],
    basis: Basis,
    compared: Compared,
    wants_sketch: Callable[[Member], bool],
    keep: Callable[[], None],
) -> Sequence[tuple[Member, Subject]]:
    """Sketch some subjects, and leave those of them that might be one of the entries."""
    if basis.sieve is None:
        return read
    sketches: list[bytes] = []
    for some in batched(read, BATCH):
        keep()
        sketches += [_sketch(subject) for _, subject in some]
    through = {*basis.sieve.sift(sketches)}
    for place, ((member, _), sketched) in enumerate(zip(read, sketches, strict=True)):
        if place not in through:
            compared.basis[member.id], compared.found[member.id] = basis, {}
        if sketched and wants_sketch(member):
            compared.sketches[member.id] = Personal(sketched)
    return [one for place, one in enumerate(read) if place in through]


def _sketch(subject: Subject) -> bytes:
    """Sketch a subject; who cannot be sketched has none, which every sieve lets through."""
    try:
        return sketch(subject)
    except Exception:  # noqa: BLE001 - it must not stop the others: comparing it will tell why
        return b""


def _read(member: Member, facts: Mapping[str, Personal[Fields]], compared: Compared) -> Subject | None:
    try:
        return to_subject(member.kind, facts[member.id].use(PURPOSE))
    except (KeyError, PolicyDeniedError):
        # It is being erased, or may only be stored since a moment ago.
        return None
    except Exception as error:  # noqa: BLE001 - the message is left out: it may repeat a name
        compared.failed[member.id] = type(error).__name__
        return None


def batched(group: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut something into parts, none longer than `size`."""
    for start in range(0, len(group), size):
        yield group[start : start + size]


def _look_at(group: Sequence[tuple[str, Subject]], basis: Basis, compared: Compared) -> None:
    if basis.screener is None:
        return
    index = basis.screener.index
    for (subject_id, _), ranked in zip(group, _rank(basis.screener, group), strict=True):
        if isinstance(ranked, str):
            compared.failed[subject_id] = ranked
            continue
        compared.basis[subject_id] = basis
        compared.found[subject_id] = {
            (one.source, one.entry_id): Found(fingerprint_all([index.entry(one.entry)]), one.score) for one in ranked
        }


def _rank(screener: Screener, group: Sequence[tuple[str, Subject]]) -> list[tuple[Ranked, ...] | str]:
    """Screen some subjects at once; when that fails, one by one, with the type of the exception for who caused it."""
    subjects = [subject for _, subject in group]
    try:
        return [*screener.rank_all(subjects, limit=LIMIT)]
    except Exception:  # noqa: BLE001 - whatever one subject causes must not stop the others
        return [_rank_one(screener, subject) for subject in subjects]


def _rank_one(screener: Screener, subject: Subject) -> tuple[Ranked, ...] | str:
    try:
        return screener.rank_all((subject,), limit=LIMIT)[0]
    except Exception as error:  # noqa: BLE001 - the message is left out: it may repeat a name
        return type(error).__name__
