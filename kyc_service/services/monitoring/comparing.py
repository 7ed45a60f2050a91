"""Comparing: subjects of a chunk with an edition, or with what changed since the one they were compared with before.

Whoever was compared before is looked at through a sieve first: a sketch of its names, kept under its own key, mostly
tells that it can be none of the entries that changed. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
from watchlists.matching.search.sieve import Sieve, sketch
from watchlists.model import Subject

LIMIT = 10_000
"""Most entries that one subject is kept to be alike to."""


BATCH = 50
"""Subjects between two moments at which a worker says that it still lives."""


def _hold_nothing() -> None:
    """Keep nothing: nobody else can take these members."""


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
    """Those that were not there yet."""


def find_bases(rt: Runtime, work: Work, run: Run, edition: Edition, members: Iterable[Member]) -> Bases:
    """Say with what the members have to be compared. Raises StaleVersionError when the lists moved on."""
    loaded = rt.screeners.current(work.profiles.get(edition.profile_id) if edition.profile_id else None)
    if {(one.source, one.digest, one.parser) for one in loaded.lists} != {one.key for one in edition.lists}:
        # The next look makes the edition, and another run.
        raise StaleVersionError
    scope = run.scope
    bases: dict[int | None, Basis] = {}
    for number in {member.edition for member in members}:
        since = scope.since if scope.since is not None else number
        delta = None
        if since is not None and not scope.everything:
            delta = rt.deltas.between(work.monitoring.editions.get(since), edition)
        bases[number] = _make_basis(loaded.screener, delta, number)
    return bases


def _make_basis(everything: Screener, delta: Delta | None, edition: int | None) -> Basis:
    if delta is None:
        return Basis(everything, None, edition=edition)
    return Basis(delta.screener, delta.keys, delta.gone, edition, delta.sieve)


def compare(
    rt: Runtime, tenant_id: str, members: Sequence[Member], bases: Bases, keep: Callable[[], None] = _hold_nothing
) -> Compared:
    """Compare every member of whom something is known; who cannot be compared stops nobody else.

    `keep` is called every now and then, for whoever holds the members; what it raises ends the comparing.
    """
    compared = Compared()
    sketched = _sift(rt, tenant_id, members, bases, compared)
    keep()
    left = [member for member in members if member.id not in compared.found]
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        facts = work.monitoring.coverage.read([member.id for member in left])
    groups: dict[int | None, list[tuple[str, Subject]]] = defaultdict(list)
    for member in left:
        subject = _read(member, facts, compared)
        if subject is not None:
            groups[member.edition].append((member.id, subject))
            if bases[member.edition].sieve is not None and member.id not in sketched:
                compared.sketches[member.id] = Personal(sketch(subject))
    for number, group in groups.items():
        for some in batched(group, BATCH):
            keep()
            _look_at(some, bases[number], compared)
    keep()
    return compared


def _sift(rt: Runtime, tenant_id: str, members: Sequence[Member], bases: Bases, compared: Compared) -> frozenset[str]:
    """Find out by their sketches who can be none of the entries that changed; say of whom there is a sketch."""
    asked = {member.id: bases[member.edition] for member in members if bases[member.edition].scope is not None}
    for subject_id, basis in asked.items():
        if basis.screener is None:
            compared.found[subject_id], compared.basis[subject_id] = {}, basis
    wanted = [subject_id for subject_id, basis in asked.items() if basis.sieve is not None]
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        sketches = work.monitoring.coverage.sketches(wanted) if wanted else {}
    for subject_id, box in sketches.items():
        basis = asked[subject_id]
        if basis.sieve is not None and not basis.sieve.may_be(box.use(PURPOSE)):
            compared.found[subject_id], compared.basis[subject_id] = {}, basis
    return frozenset(sketches)


def _read(member: Member, facts: Mapping[str, Personal[Fields]], compared: Compared) -> Subject | None:
    try:
        return to_subject(member.kind, facts[member.id].use(PURPOSE))
    except (KeyError, PolicyDeniedError):
        # It is being erased, or may only be stored since a moment ago.
        return None
    except Exception as error:  # noqa: BLE001 - the message is left out: it may repeat a name
        compared.failed[member.id] = type(error).__name__
        return None


def batched(group: Sequence[tuple[str, Subject]], size: int) -> Iterator[Sequence[tuple[str, Subject]]]:
    """Cut some subjects into parts, none longer than `size`."""
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
