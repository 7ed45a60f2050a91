"""Chunks: some hundred subjects compared with an edition, and what is new about them told, all of it or nothing.

What takes long, decrypting and comparing, is done outside of any transaction. What it came to is kept in one, under
the lease of the chunk; whoever was erased or changed meanwhile is left out, and is due again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import structlog

from kyc_service.domain.monitoring.editions import Edition
from kyc_service.domain.monitoring.outcomes import EndReason, Key, News, compare
from kyc_service.domain.monitoring.runs import LIVE, MAX_ATTEMPTS, Chunk, Run, RunStatus, Tally
from kyc_service.domain.profiles import Delisting
from kyc_service.errors import KycError, NotFoundError
from kyc_service.policy.model import Policy
from kyc_service.services.monitoring import alerts, blocks, comparing
from kyc_service.services.monitoring.blocks import Taken
from kyc_service.services.monitoring.comparing import Basis, Compared
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.monitoring.holding import Hold, lease_of
from kyc_service.services.runtime import Runtime
from kyc_service.storage.coverage import Member
from kyc_service.storage.work import Work
from watchlists.index.snapshot_file import Index

MOST_ALONE = 1_000
"""Subjects to be looked at one by one, from which a chunk of several blocks is cut where these end."""
_log = structlog.get_logger("kyc_service.monitoring")


def work_on(rt: Runtime, run_id: str) -> bool:
    """Take the next chunk of a run and compare its subjects; say whether there was one."""
    with rt.open_system(ACTOR, read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_run(run_id)
    if tenant_id is None:
        raise NotFoundError
    claimed, was_isolated = _claim(rt, tenant_id, run_id)
    if claimed is None:
        _end_when_done(rt, tenant_id, run_id)
        return was_isolated
    run, chunk, edition = claimed
    hold = Hold(rt, tenant_id, chunk)
    try:
        _pass_over(rt, run, hold, edition)
    except KycError:
        # Nothing is wrong with its subjects: this was no try. Where another worker has it, nothing is put back.
        with rt.open_work(tenant_id, ACTOR) as work:
            work.monitoring.chunks.put_back(hold.chunk)
        raise
    _end_when_done(rt, tenant_id, run_id)
    return True


def _pass_over(rt: Runtime, run: Run, hold: Hold, edition: Edition) -> None:
    """Compare the subjects of a chunk, and keep what they came to. Raises AttemptLostError, and writes nothing then."""
    chunk = hold.chunk
    with rt.open_work(run.tenant_id, ACTOR, read_only=True) as work:
        finder = comparing.Finder(rt, work, run, edition)
        taken = blocks.take(work, run, chunk, edition, finder)
        bases = finder.of_all(taken.members)
    # To prepare what changed may have taken long.
    hold.keep()
    if len(taken.blocks) > 1 and len(taken.members) > MOST_ALONE:
        with rt.open_work(run.tenant_id, ACTOR) as work:
            work.monitoring.chunks.split(hold.chunk, taken.cut(hold.chunk))
        return
    joins = not run.dry and _covers(run)
    wants_sketch = taken.wants_sketch if joins else comparing.nobody
    compared = comparing.compare(rt, run.tenant_id, taken.members, bases, wants_sketch=wants_sketch, keep=hold.keep)
    with rt.open_work(run.tenant_id, ACTOR) as work:
        work.monitoring.chunks.hold(hold.chunk)
        tally = _keep(work, rt.policy, run, edition, taken, compared)
        work.monitoring.chunks.finish(hold.chunk, tally)


def _covers(run: Run) -> bool:
    """Whether whoever a run compares is covered by it: not by a part of what there is to compare with."""
    return run.scope.sources is None and run.scope.since is None


def _claim(rt: Runtime, tenant_id: str, run_id: str) -> tuple[tuple[Run, Chunk, Edition] | None, bool]:
    """Take a chunk; say besides whether one was cut in two instead, because it killed its workers.

    A run of an edition that is past is ended.
    """
    with rt.open_work(tenant_id, ACTOR) as work:
        run = work.monitoring.runs.get(run_id)
        if run.status not in {RunStatus.PLANNED, RunStatus.RUNNING}:
            return None, False
        newest = work.monitoring.editions.newest()
        if newest is None or newest.number != run.edition:
            work.monitoring.runs.step(run, RunStatus.OVERTAKEN)
            return None, False
        chunk = work.monitoring.chunks.claim(run_id, lease_of(rt))
        if chunk is None:
            return None, False
        if chunk.attempt > MAX_ATTEMPTS:
            _isolate(work, run, chunk)
            return None, True
        if run.status is RunStatus.PLANNED:
            work.monitoring.runs.step(run, RunStatus.RUNNING)
        return (run, chunk, newest), False


def _isolate(work: Work, run: Run, chunk: Chunk) -> None:
    """Cut a chunk that kills its workers in two, until the subject that does stands alone and is set aside."""
    members = work.monitoring.coverage.members(chunk.first, chunk.last, run.edition, everybody=True)
    if len(members) > 1:
        middle = members[len(members) // 2 - 1].id
        work.monitoring.chunks.split(chunk, [(chunk.first, middle), (middle, chunk.last)])
        return
    for member in members:
        work.monitoring.coverage.set_aside(member, "worker_died")
    work.monitoring.chunks.finish(chunk, Tally(due=len(members), failed=len(members)))


@lru_cache(maxsize=2)
def _listed(index: Index) -> frozenset[Key]:
    """Name every entry of an index; asked only where a pair ended."""
    ranks = (index.rank_of(number) for number in range(len(index)))
    return frozenset((source, entry_id) for entry_id, source in ranks)


def _keep(work: Work, policy: Policy, run: Run, edition: Edition, taken: Taken, compared: Compared) -> Tally:
    """Keep what the members came to, and tell what is new."""
    alive = work.monitoring.coverage.alive([member.id for member in taken.members])
    there = [member for member in taken.members if member.id in alive]
    news = _find_news(work, run, there, compared)
    if not run.dry:
        # First and in one order, as everybody does who writes pairs and verifications.
        work.verifications.hold_all({member.business_id for member in there if member.id in news})
        _write_pairs(work, news, compared)
        _raise_alerts(work, policy, there, news)
        if _reconsiders(work, edition):
            _reconsider(work, policy, there, news)
        for member in there:
            if member.id in compared.failed:
                work.monitoring.coverage.set_aside(member, compared.failed[member.id])
        if _covers(run):
            blocks.settle(work, taken, edition.number, there, compared)
    return _count(there, compared, news) + taken.passed


def _find_news(work: Work, run: Run, members: Sequence[Member], compared: Compared) -> dict[str, News]:
    known = work.monitoring.pairs.of([member.id for member in members])
    news = {}
    for member in members:
        found = compared.found.get(member.id)
        pairs = known.get(member.id, {})
        if found is None or not (found or pairs):
            continue
        scope: Collection[Key] | None = compared.basis[member.id].scope
        sources = run.scope.sources
        if sources is not None:
            found = {key: one for key, one in found.items() if key[0] in sources}
            scope = {key for key in (pairs if scope is None else scope) if key[0] in sources}
        one = compare(pairs, found, scope)
        if one:
            news[member.id] = one
    return news


def _write_pairs(work: Work, news: Mapping[str, News], compared: Compared) -> None:
    for subject_id, one in news.items():
        found, basis = compared.found[subject_id], compared.basis[subject_id]
        work.monitoring.pairs.see(subject_id, {key: found[key] for key in (*one.appeared, *one.changed)})
        work.monitoring.pairs.end(subject_id, {key: _why(key, basis) for key in one.ended})


def _why(key: Key, basis: Basis) -> EndReason:
    if basis.scope is None and basis.screener is not None:
        return EndReason.NO_LONGER_ALIKE if key in _listed(basis.screener.index) else EndReason.DELISTED
    return EndReason.DELISTED if key in basis.gone else EndReason.NO_LONGER_ALIKE


def _raise_alerts(work: Work, policy: Policy, members: Sequence[Member], news: Mapping[str, News]) -> None:
    """Tell what is new, once for each business."""
    businesses: dict[str, list[str]] = defaultdict(list)
    for member in members:
        if member.id in news and news[member.id].is_alarming:
            businesses[member.business_id].append(member.id)
    for business_id, subject_ids in sorted(businesses.items()):
        alerts.raise_for(work, policy, business_id, subject_ids)


def _reconsiders(work: Work, edition: Edition) -> bool:
    """Whether the profile wants more than a note when a pair ends."""
    return not edition.profile_id or work.profiles.get(edition.profile_id).delisting is Delisting.RECONSIDER


def _reconsider(work: Work, policy: Policy, members: Sequence[Member], news: Mapping[str, News]) -> None:
    """Have people look again at businesses of which nothing appeared, but pairs ended."""
    alarmed = {member.business_id for member in members if member.id in news and news[member.id].is_alarming}
    ended: dict[str, dict[str, Collection[Key]]] = defaultdict(dict)
    for member in members:
        if member.id in news and news[member.id].ended and member.business_id not in alarmed:
            ended[member.business_id][member.id] = news[member.id].ended
    for business_id, keys in sorted(ended.items()):
        alerts.reconsider(work, policy, business_id, keys)


def _count(members: Sequence[Member], compared: Compared, news: Mapping[str, News]) -> Tally:
    bases = [compared.basis[member.id] for member in members if member.id in compared.basis]
    delta = sum(basis.scope is not None for basis in bases)
    return Tally(
        due=len(members),
        screened=len(bases) - delta,
        delta=delta,
        failed=sum(member.id in compared.failed for member in members),
        alerts=len({member.business_id for member in members if member.id in news and news[member.id].is_alarming}),
        pairs=sum(len(one.appeared) + len(one.changed) for one in news.values()),
        ended=sum(len(one.ended) for one in news.values()),
    )


def _end_when_done(rt: Runtime, tenant_id: str, run_id: str) -> None:
    """End a run of which no chunk waits. Mostly there is nothing to end: then nothing is locked for it."""
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        if not _is_done(work, work.monitoring.runs.get(run_id)):
            return
    with rt.open_work(tenant_id, ACTOR) as work:
        run = work.monitoring.runs.get(run_id)
        if _is_done(work, run):
            finish(work, run)


def _is_done(work: Work, run: Run) -> bool:
    return run.status in LIVE and not work.monitoring.chunks.is_waiting(run.id)


def finish(work: Work, run: Run) -> None:
    """End a run whose chunks are all done, and say in the audit what it came to."""
    if not work.monitoring.runs.step(run, RunStatus.DONE):
        return
    tally = work.monitoring.chunks.tally(run.id)
    work.audit.append(
        "monitoring.run",
        RunStatus.DONE.value,
        details={"run_id": run.id, "edition": run.edition, "dry": run.dry, **_figures(tally)},
    )
    _log.info("monitoring_run_done", run_id=run.id, edition=run.edition, dry=run.dry, **_figures(tally))


def _figures(tally: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in Tally.__slots__}
